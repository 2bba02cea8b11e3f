"""Without its node side everything works the same, only slower."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

from terrabind.cdktf.assembly import NAME, VERSION

_HERE = Path(__file__).parent


def test_the_same_tests_pass_without_the_node_side() -> None:
    """A later jsii might refuse the assembly; stacks must not notice."""
    files = [str(_HERE / name) for name in ("test_matrix.py", "test_elements.py", "test_traps.py", "test_rest.py")]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not message", *files]
    answer = subprocess.run(
        command,
        cwd=_HERE.parents[1],
        env={**os.environ, "TERRABIND_CDKTF_ASSEMBLY": "off"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout[-3000:]
    assert " passed" in answer.stdout


def test_the_versions_of_the_node_side_agree() -> None:
    """The kit refuses an assembly whose manifest and package disagree, and everything would silently be slower."""
    source = resources.files("terrabind.cdktf.assembly")
    package, manifest = (json.loads(source.joinpath(name).read_text()) for name in ("package.json", "manifest.json"))
    assert (package["name"], package["version"]) == (manifest["name"], manifest["version"]) == (NAME, VERSION)


def test_the_node_side_is_loaded_and_passes_jsiis_own_validation() -> None:
    """The manifest is written by hand; jsii can check it, and does so only when asked."""
    program = "import terrabind.cdktf.base as base; print(base.ASSEMBLED)"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "JSII_VALIDATE_ASSEMBLIES": "1", "JSII_RUNTIME_PACKAGE_CACHE": "disabled"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == "True"
