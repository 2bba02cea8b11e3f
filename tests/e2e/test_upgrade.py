"""A new version is three commands away: pip install -U, terrabind install, terraform init -upgrade."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from terrabind import __version__
from terrabind.terraform import Terraform
from tests.e2e.cases import CASES
from tests.e2e.conftest import TERRAFORMS
from tests.e2e.workspace import CREDENTIALS, Apis, Workspace

ROOT = Path(__file__).parents[2]
OLD = "0.0.1"
BINDING = next(case for case in CASES if case.type == "terrabind_fireworks_aws_iam_role_binding")


@dataclass(frozen=True, slots=True)
class Machine:
    """Somebody's computer: an empty home, a virtual environment of their own, and nothing configured."""

    home: Path
    wheels: Path
    environment: dict[str, str]

    @property
    def python(self) -> Path:
        """The interpreter of the virtual environment."""
        return self.home / "venv" / "bin" / "python"

    def pip_install(self, *arguments: str) -> None:
        """`pip install`, from the folder of wheels instead of an index."""
        offline = ["--quiet", "--no-index", "--no-deps", "--find-links", str(self.wheels)]
        self.run(sys.executable, "-m", "pip", "--python", str(self.python), "install", *offline, *arguments)

    def terrabind_install(self) -> str:
        """`terrabind install`, as the virtual environment has it, and what it tells."""
        return self.run(str(self.python.with_name("terrabind")), "install")

    def run(self, *command: str) -> str:
        """Run one command, which must succeed; what it says to people."""
        completed = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert completed.returncode == 0, f"{command}\n{completed.stdout}\n{completed.stderr}"
        return completed.stderr


def prepare_machine(home: Path, wheels: Path, apis: Apis) -> Machine:
    home.mkdir()
    known = {"PATH": os.defpath, "HOME": str(home), "CHECKPOINT_DISABLE": "1", "NO_PROXY": "127.0.0.1"}
    machine = Machine(home, wheels, {**known, **CREDENTIALS, **apis.environment})
    machine.run(sys.executable, "-m", "venv", "--without-pip", str(home / "venv"))
    # The libraries that terrabind needs are those of this environment; terrabind itself has yet to come.
    libraries = home / "libraries"
    libraries.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "terrabind" not in entry.name:
            (libraries / entry.name).symlink_to(entry)
    (site,) = (home / "venv").glob("lib/*/site-packages")
    (site / "libraries.pth").write_text(str(libraries))
    return machine


def build_wheel(folder: Path, version: str, target: Path) -> None:
    folder.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "src" / "terrabind" / "__init__.py"
    file.write_text(file.read_text().replace(f'__version__ = "{__version__}"', f'__version__ = "{version}"'))
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(target)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheels of an older version and of this one, as a release would build them."""
    folder = tmp_path_factory.mktemp("built")
    for version in (OLD, __version__):
        build_wheel(folder / version, version, folder / "wheels")
    return {version: next((folder / "wheels").glob(f"*-{version}-*")) for version in (OLD, __version__)}


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """What has been published so far: nothing yet."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    return folder


@pytest.fixture
def machine(tmp_path: Path, wheels: Path, apis: Apis) -> Machine:
    """A computer that has never seen terrabind."""
    return prepare_machine(tmp_path / "ana", wheels, apis)


@pytest.fixture(params=list(TERRAFORMS))
def project(request: pytest.FixtureRequest, tmp_path: Path, machine: Machine, apis: Apis) -> Workspace:
    """A project of plain HCL's kind on that computer: no CLI configuration, no variable that names one."""
    return prepare_project(tmp_path / "project", TERRAFORMS[request.param], machine, apis)


def prepare_project(folder: Path, terraform: Terraform, machine: Machine, apis: Apis) -> Workspace:
    folder.mkdir()
    project = Workspace(folder, terraform, apis, machine.environment)
    project.configure(BINDING.document())
    return project


def locked_version(project: Workspace) -> str:
    lock = (project.directory / ".terraform.lock.hcl").read_text()
    return str(re.findall(r'version\s+= "([^"]+)"', lock)[0])


def test_a_fresh_machine_needs_two_commands_and_no_configuration(
    machine: Machine, project: Workspace, built: dict[str, Path]
) -> None:
    """What the getting-started guide promises to people who write HCL."""
    shutil.copy(built[__version__], machine.wheels)
    machine.pip_install("terrabind")
    machine.terrabind_install()
    project.init()
    assert locked_version(project) == __version__
    assert project.plan() == {"create": [BINDING.address]}


def test_an_upgrade_takes_three_commands_and_changes_no_plan(
    machine: Machine, project: Workspace, built: dict[str, Path]
) -> None:
    """State that the old version wrote is read by the new one, and nobody's access is touched by upgrading."""
    shutil.copy(built[OLD], machine.wheels)
    machine.pip_install("terrabind")
    machine.terrabind_install()
    project.init()
    project.apply()
    assert locked_version(project) == OLD
    shutil.copy(built[__version__], machine.wheels)
    machine.pip_install("-U", "terrabind")
    machine.terrabind_install()
    project.run("init", "-upgrade", "-input=false", "-no-color")
    assert (locked_version(project), project.plan()) == (__version__, {})


def test_a_project_that_was_not_upgraded_is_told_how(
    machine: Machine, project: Workspace, built: dict[str, Path]
) -> None:
    """Its lock file names a version whose code is gone: `terrabind install` says what to do about that."""
    shutil.copy(built[OLD], machine.wheels)
    machine.pip_install("terrabind")
    machine.terrabind_install()
    project.init()
    shutil.copy(built[__version__], machine.wheels)
    machine.pip_install("-U", "terrabind")
    assert "projects locked to it need: terraform init -upgrade" in machine.terrabind_install()
    assert OLD in project.fail("init")
    assert locked_version(project) == OLD


def test_a_colleagues_lock_file_is_valid_as_it_is(
    machine: Machine, project: Workspace, built: dict[str, Path], tmp_path: Path, apis: Apis
) -> None:
    """Another home, another interpreter, the same version: Terraform accepts the lock file and need not write it."""
    shutil.copy(built[__version__], machine.wheels)
    colleague = prepare_machine(tmp_path / "ben", machine.wheels, apis)
    for each in (machine, colleague):
        each.pip_install("terrabind")
        each.terrabind_install()
    project.init()
    clone = prepare_project(tmp_path / "clone", project.terraform, colleague, apis)
    shutil.copy(project.directory / ".terraform.lock.hcl", clone.directory)
    clone.run("init", "-lockfile=readonly", "-input=false", "-no-color")
    assert clone.plan() == {"create": [BINDING.address]}


def test_the_wheel_holds_all_that_the_sources_hold(built: dict[str, Path]) -> None:
    """A data file that is missing from the wheel works here and nowhere else."""
    packed = set(zipfile.ZipFile(built[__version__]).namelist())
    source = built[__version__].parents[1] / __version__ / "src"
    assert {str(path.relative_to(source)) for path in source.rglob("*") if path.is_file()} - packed == set()
