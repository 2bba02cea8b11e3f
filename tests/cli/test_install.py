"""After `terrabind install`, `terraform init` finds the provider, offline, and lock files stay as they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from terrabind import __version__, terraform
from terrabind.cli import main
from terrabind.cli.mirror import HOSTS, PLATFORMS, Mirror, find_interpreter
from terrabind.terraform import Terraform

STACK = """
terraform {
  required_providers {
    terrabind = { source = "terrabind/terrabind" }
  }
}
provider "terrabind" {}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a configuration that asks for the provider."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "main.tf").write_text(STACK)
    return project


@pytest.fixture(params=["terraform on PATH", "embedded"])
def engine(request: pytest.FixtureRequest) -> Terraform:
    """The Terraform that a user would have, and the embedded one."""
    return terraform.embedded() if request.param == "embedded" else terraform.find()


async def initialize(engine: Terraform, project: Path) -> str:
    """`terraform init`, and the lock file that it leaves."""
    (await engine.run(["init", "-input=false"], project)).require()
    return (project / ".terraform.lock.hcl").read_text()


@pytest.mark.e2e
async def test_init_finds_the_provider_without_configuration(engine: Terraform, home: Path, project: Path) -> None:
    """The whole point: install, init, done; and a second install keeps the lock file valid to the byte."""
    assert main(["install"]) == 0
    lock = await initialize(engine, project)
    assert f'version = "{__version__}"' in lock
    assert main(["install"]) == 0
    assert await initialize(engine, project) == lock


@pytest.mark.e2e
async def test_init_finds_a_mirror_through_the_written_configuration(
    engine: Terraform, home: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project can carry its own copy: --dir and --write-config are enough, and the hash is the same again."""
    folder, file = project / "vendored", project / "terraform.rc"
    assert main(["install", "--dir", str(folder), "--write-config", str(file)]) == 0
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(file))
    lock = await initialize(engine, project)
    assert main(["install"]) == 0
    monkeypatch.delenv("TF_CLI_CONFIG_FILE")
    assert await initialize(engine, project) == lock


@pytest.mark.e2e
async def test_a_vanished_interpreter_is_named_in_terraforms_error(
    engine: Terraform, home: Path, project: Path
) -> None:
    """A deleted virtual environment must not look like a broken binary."""
    assert main(["install"]) == 0
    await initialize(engine, project)
    Mirror(home / ".terraform.d" / "plugins").write("/gone/python3")
    asked = await engine.run(["providers", "schema", "-json", "-no-color"], project)
    assert asked.returncode == 1
    assert "/gone/python3 is gone; run: terrabind install" in " ".join(asked.stderr.replace("│", "").split())


def test_every_platform_gets_the_same_bytes(home: Path) -> None:
    """One lock file then serves a team on Linux and macOS: Terraform hashes exactly these bytes."""
    mirror = Mirror(home)
    mirror.write("/any/python3")
    assert len(mirror.programs) == len(HOSTS) * len(PLATFORMS)
    assert len({program.read_bytes() for program in mirror.programs}) == 1
    assert all(os.access(program, os.X_OK) for program in mirror.programs)
    assert all(list(program.parent.iterdir()) == [program] for program in mirror.programs)


def test_nothing_in_the_hashed_folder_depends_on_the_machine(home: Path) -> None:
    """Another interpreter changes the note beside the folder and nothing in it."""
    mirror = Mirror(home)
    mirror.write("/one/python3")
    changed = mirror.write("/other/python3")
    assert {path.name for path in changed} == {"interpreter"}
    assert mirror.read_interpreter() == "/other/python3"


def test_the_script_starts_the_plugin_isolated_wherever_it_is_linked(home: Path, tmp_path: Path) -> None:
    """Terraform starts it through a link from the project; the user's PYTHONPATH and folder must not reach it."""
    interpreter = tmp_path / "python3"
    interpreter.write_text('#!/bin/sh\necho "$@"\n')
    interpreter.chmod(0o755)
    mirror = Mirror(home)
    mirror.write(str(interpreter))
    (tmp_path / "link").symlink_to(mirror.programs[0].parent)
    program = tmp_path / "link" / mirror.programs[0].name
    answer = subprocess.run([program, "--x"], capture_output=True, text=True, check=True, cwd="/")
    assert answer.stdout == "-I -m terrabind.plugin.main --x\n"


def test_installing_twice_changes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Idempotent: no file is touched, and the outcome says so."""
    assert main(["install", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert main(["install", "--json"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert (len(first.pop("changed")), second.pop("changed")) == (2 + 8, [])
    assert first == second


def test_the_configuration_is_the_result_and_narration_is_not(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`terrabind install > terraform.rc` makes a file that Terraform reads."""
    assert main(["install"]) == 0
    said = capsys.readouterr()
    assert "provider_installation" in said.out
    assert str(home / ".terraform.d" / "plugins") in said.out
    assert "Installed terrabind" in said.err


def test_an_upgrade_replaces_the_version_that_this_interpreter_had(home: Path) -> None:
    """Its code is gone after pip install -U; a version of another environment still runs, so it stays."""
    folder = home / ".terraform.d" / "plugins"
    Mirror(folder, "0.0.1").write(find_interpreter())
    Mirror(folder, "0.0.2").write("/other/python3")
    assert main(["install"]) == 0
    versions = {path.name for path in (folder / HOSTS[0] / "terrabind" / "terrabind").iterdir()}
    assert versions == {"0.0.2", __version__}


def test_remove_leaves_what_others_installed(home: Path) -> None:
    """The folder is shared with every other provider."""
    folder = home / ".terraform.d" / "plugins"
    other = folder / HOSTS[0] / "acme" / "acme" / "1.0.0"
    other.mkdir(parents=True)
    assert main(["install"]) == 0
    assert main(["install", "--remove"]) == 0
    assert sorted(path.name for path in folder.glob("*")) == [HOSTS[0]]
    assert [path.name for path in (folder / HOSTS[0]).iterdir()] == ["acme"]


def test_remove_takes_our_block_out_of_the_configuration(home: Path) -> None:
    """A configuration that names an empty mirror would break the next init."""
    file = home / "terraform.rc"
    file.write_text("disable_checkpoint = true\n")
    assert main(["install", "--write-config", str(file)]) == 0
    assert "provider_installation" in file.read_text()
    assert main(["install", "--remove", "--write-config", str(file)]) == 0
    assert file.read_text() == "disable_checkpoint = true\n"


def test_a_configuration_that_hides_the_provider_is_warned_about(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Install succeeds and init would still fail: say so now."""
    (home / ".terraformrc").write_text("provider_installation {\n  direct {}\n}\n")
    assert main(["install"]) == 0
    assert "Warning: " in (said := capsys.readouterr().err)
    assert ".terraformrc has a provider_installation block" in said


def test_files_that_the_new_folder_hides_from_opentofu_are_warned_about(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """OpenTofu looks into its XDG folder only while there is no ~/.terraform.d; its logins would be gone unseen."""
    login = home / "xdg" / "opentofu" / "credentials.tfrc.json"
    login.parent.mkdir(parents=True)
    login.write_text("{}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "xdg"))
    assert main(["install"]) == 0
    assert f"OpenTofu no longer reads {login}, because there is {home / '.terraform.d'}" in capsys.readouterr().err
    assert main(["install"]) == 0
    assert str(login) not in capsys.readouterr().err


def test_a_configuration_that_cannot_be_written_stops_everything(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half an installation is worse than none: the foreign block is found before the first file is written."""
    (home / "terraform.rc").write_text("provider_installation {\n  direct {}\n}\n")
    assert main(["install", "--write-config", str(home / "terraform.rc")]) == 1
    assert "Error: the file has a provider_installation block" in capsys.readouterr().err
    assert not (home / ".terraform.d").exists()


def test_the_interpreter_is_this_one() -> None:
    """The provider runs where terrabind is installed, by its plainest name."""
    assert Path(find_interpreter()).samefile(sys.executable)
    assert Path(find_interpreter()).parent == Path(sys.executable).parent
