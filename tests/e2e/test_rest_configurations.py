"""Real Terraform accepts what the constructs write and what the pages print about any HTTP API."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from terrabind.cdktf import TerrabindProvider, TerraformStack, TerraformVariable, Testing
from terrabind.cdktf.rest import DataRestRequest, RestResource
from tests.cdktf.samples import GENERIC
from tests.e2e.workspace import Workspace

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
PAGES = [
    "resources/rest_resource",
    "data-sources/rest_request",
    *(f"ephemeral-resources/{name}_{kind}" for name, kind in (("rest", "request"), ("ecs", "token"))),
]
VARIABLES = "".join(f'variable "{name}" {{\n  default = "x"\n}}\n' for name in ("password", "token", "admin_password"))

# pytest takes every class whose name begins so for a group of tests.
Testing.__test__ = False


def configurations(page: str) -> str:
    """The HCL of a page as one configuration; imports apart, which need an object to import."""
    text = (ROOT / f"docs/{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```terraform\n(.*?)```", text, re.DOTALL)
    return "\n".join(block for block in blocks if not block.startswith("import"))


def validate(workspace: Workspace) -> list[Any]:
    """What Terraform has to say against the configuration in the folder."""
    found = json.loads(workspace.run("validate", "-json", accept=(0, 1)).stdout)
    diagnostics: list[Any] = found["diagnostics"]
    return diagnostics


def test_every_example_is_valid(modern: Workspace) -> None:
    """Examples are copied, and the page comes from the attributes while the plugin's schema does too."""
    document = {"terraform": {"required_providers": {"terrabind": {"source": "terrabind/terrabind"}}}}
    modern.write(document)
    modern.init()
    for page in PAGES:
        (modern.directory / "page.tf").write_text(VARIABLES + configurations(page))
        assert validate(modern) == [], page
    modern.write({})
    (modern.directory / "page.tf").write_text(VARIABLES + configurations("index"))
    assert validate(modern) == []


def build(folder: Path, **more: Any) -> TerraformStack:
    """A stack with every argument of the resource and the request, and bodies of every kind."""
    stack = TerraformStack(Testing.app(outdir=str(folder)), "rest")
    for name in ("password", "key"):
        TerraformVariable(stack, name, type="string", sensitive=True, default="x")
    credentials: Any = {"admin": {"basic": {"username": "a", "password": "b"}}, "local": {"command": ["pass", "x"]}}
    TerrabindProvider(stack, rest={"base_url": "https://api.example.com", "credentials": credentials})
    RestResource(stack, "most", **{**GENERIC[0].most, **more})
    DataRestRequest(stack, "request", **{**GENERIC[1].most, **more})
    first = RestResource(stack, "first", path="/v1/things", body={"big": 2**70, "none": None, "list": [None, "7"]})
    RestResource(stack, "second", path=f"/v1/things/{first.id}/parts", body=[first.output, first.id, None])
    return stack


@pytest.mark.parametrize("format_", ["json", "hcl"])
def test_what_the_constructs_write_is_valid(format_: str, modern: Workspace, tmp_path: Path) -> None:
    """Whatever the kit makes of it on the way: each argument once, in both languages that it writes."""
    stack = build(tmp_path / "out")
    text = Testing.synth(stack) if format_ == "json" else Testing.synth_hcl(stack)
    (modern.directory / ("main.tf.json" if format_ == "json" else "main.tf")).write_text(text)
    modern.init()
    assert validate(modern) == []
    (modern.directory / "more.tf").write_text('resource "terrabind_rest_resource" "bad" {\n  path = "things"\n}\n')
    assert len(validate(modern)) > 0


def test_the_example_stack_is_valid(modern: Workspace) -> None:
    """From the access file to what Terraform accepts."""
    subprocess.run([sys.executable, str(ROOT / "stacks/directory.py")], cwd=modern.directory, check=True)
    shutil.copy(modern.directory / "cdktf.out/stacks/directory/cdk.tf.json", modern.directory / "main.tf.json")
    modern.init()
    assert validate(modern) == []
