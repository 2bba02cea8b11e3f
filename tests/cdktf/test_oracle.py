"""`cdktf get` output for our own schema as an independent witness: the same arguments, the same configuration."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from terrabind.cdktf import App, TerrabindProvider, TerraformStack
from tests.cdktf.peer import PROGRAM, generate_bindings
from tests.cdktf.samples import ALL, Sample

pytestmark = [pytest.mark.cdktf_cli, pytest.mark.slow]


def elements() -> list[list[Any]]:
    """Every sample twice, with little and with all."""
    return [
        [sample.block, sample.type_name, f"{sample}-{name}", dict(given)]
        for sample in ALL
        for name, given in (("least", sample.least), ("most", sample.most))
    ]


@pytest.fixture(scope="module")
def witness(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The peer's configuration of every sample."""
    imports = generate_bindings(tmp_path_factory.mktemp("peer"))
    command = [sys.executable, str(PROGRAM), str(imports)]
    answer = subprocess.run(command, input=json.dumps(elements()), capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-3000:]
    configuration: dict[str, Any] = json.loads(answer.stdout)["configuration"]
    return configuration


@pytest.mark.parametrize("sample", ALL, ids=str)
def test_the_peer_writes_the_same(
    sample: Sample, witness: dict[str, Any], app: App, stack: TerraformStack, tmp_path: Path
) -> None:
    """The peer comes from the schema that the plugin serves, ours from the catalogue: both must agree."""
    sample.element(stack, f"{sample}-least", **sample.least)
    sample.element(stack, f"{sample}-most", **sample.most)
    app.synth()
    ours = json.loads((tmp_path / "out/stacks/team/cdk.tf.json").read_text())
    for name in ("least", "most"):
        mine, theirs = (each[sample.block][sample.type_name][f"{sample}-{name}"] for each in (ours, witness))
        assert mine == theirs
    assert ours["terraform"]["required_providers"]["terrabind"]["source"] == "terrabind/terrabind"


def test_the_provider_block_is_the_same(witness: dict[str, Any], app: App, stack: TerraformStack) -> None:
    """An empty one, since everything comes from the environment."""
    assert witness["provider"] == {"terrabind": [{}]}
    assert isinstance(stack.node.find_child("terrabind"), TerrabindProvider)
