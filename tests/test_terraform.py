"""Terraform is found in a fixed order and runs the same from PATH and from its Python package."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from terrabind import terraform
from terrabind.terraform import Completed, Terraform, TerraformFailedError, TerraformNotFoundError


def engines() -> list[Terraform]:
    """The embedded Terraform, and the one on PATH where there is one."""
    found = [terraform.embedded()]
    if shutil.which("terraform"):
        found.append(terraform.find())
    return found


@pytest.fixture(params=engines(), ids=lambda engine: engine.origin)
def engine(request: pytest.FixtureRequest) -> Terraform:
    """Each Terraform that this machine has."""
    engine = request.param
    assert isinstance(engine, Terraform)
    return engine


def write_program(path: Path, text: str = "exit 0") -> Path:
    """An executable shell script at ``path``."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_the_explicit_setting_decides(tmp_path: Path) -> None:
    """A user with several Terraforms must be able to say which."""
    program = write_program(tmp_path / "mine")
    found = terraform.find({"TERRABIND_TERRAFORM": str(program), "PATH": os.environ["PATH"]})
    assert found == Terraform((str(program),), "TERRABIND_TERRAFORM")


def test_a_setting_that_names_nothing_is_an_error(tmp_path: Path) -> None:
    """Falling back silently would run another Terraform than the one that was asked for."""
    with pytest.raises(TerraformNotFoundError, match=r"TERRABIND_TERRAFORM is '.*absent'"):
        terraform.find({"TERRABIND_TERRAFORM": str(tmp_path / "absent")})


def test_terraform_on_path_comes_before_tofu(tmp_path: Path) -> None:
    """Both may be installed; the name that users type most wins."""
    write_program(tmp_path / "tofu")
    assert terraform.find({"PATH": str(tmp_path)}).command == (str(tmp_path / "tofu"),)
    write_program(tmp_path / "terraform")
    assert terraform.find({"PATH": str(tmp_path)}).origin == "terraform on PATH"


def test_all_that_are_there_can_be_had_in_order(tmp_path: Path) -> None:
    """A saved plan is read by the program that wrote it and by no other; the setting leaves no choice."""
    write_program(tmp_path / "terraform")
    write_program(tmp_path / "tofu")
    found = [each.origin for each in terraform.find_all({"PATH": str(tmp_path)})]
    assert found == ["terraform on PATH", "tofu on PATH", terraform.embedded().origin]
    environ = {"PATH": str(tmp_path), "TERRABIND_TERRAFORM": "tofu"}
    assert [each.origin for each in terraform.find_all(environ)] == ["TERRABIND_TERRAFORM"]


@pytest.mark.parametrize("environ", [{"PATH": ""}, {"PATH": "/usr/bin", "TERRABIND_TERRAFORM": "embedded"}])
def test_the_embedded_one_is_the_last_resort_and_can_be_asked_for(environ: dict[str, str]) -> None:
    """A fresh machine has no Terraform; tests want the embedded one even where there is another."""
    assert terraform.find(environ) == terraform.embedded()


def test_finding_none_names_every_way_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error is the only documentation that a user reads at that moment."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(TerraformNotFoundError, match=r"PATH.*TERRABIND_TERRAFORM.*terrabind\[terraform\]"):
        terraform.find({"PATH": ""})


async def test_a_version_is_told(engine: Terraform) -> None:
    """Features depend on it (identity from 1.12, lists from 1.14)."""
    major, minor, *_ = (await engine.version()).split(".")
    assert (int(major), int(minor)) >= (1, 5)


async def test_lines_come_as_they_are_printed(engine: Terraform, tmp_path: Path) -> None:
    """Progress shown at the end is no progress: the listener hears lines, and they add up to the output."""
    heard: list[str] = []
    (tmp_path / "main.tf").write_text('output "answer" { value = 42 }\n')
    done = await engine.run(["apply", "-auto-approve", "-no-color"], tmp_path, on_line=heard.append)
    assert done.require().stdout == "\n".join(heard) + "\n"
    assert "answer = 42" in heard


async def test_exit_codes_and_both_streams_are_kept(engine: Terraform, tmp_path: Path) -> None:
    """Exit code 2 of a detailed plan is an answer, not a failure; a failure quotes what Terraform said."""
    (tmp_path / "main.tf").write_text('output "answer" { value = 42 }\n')
    plan = await engine.run(["plan", "-detailed-exitcode"], tmp_path)
    assert plan.require(0, 2).returncode == 2
    (tmp_path / "main.tf").write_text("nonsense {}\n")
    with pytest.raises(TerraformFailedError, match="Unsupported block type"):
        (await engine.run(["validate", "-no-color"], tmp_path)).require()


async def test_the_environment_given_is_the_whole_environment(engine: Terraform, tmp_path: Path) -> None:
    """An end-to-end test must be able to keep the machine's own settings out."""
    (tmp_path / "main.tf").write_text('variable "x" {}\noutput "x" { value = var.x }\n')
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TF_VAR_x": "from the environment"}
    (await engine.run(["apply", "-auto-approve"], tmp_path, environ)).require()
    shown = await engine.run(["output", "-raw", "x"], tmp_path, environ)
    assert shown.stdout == "from the environment"


async def test_a_single_long_line_is_read_whole(tmp_path: Path) -> None:
    """`terraform show -json` prints one line that grows with the plan, far beyond asyncio's line limit."""
    program = write_program(tmp_path / "long", "head -c 300000 /dev/zero | tr '\\0' x")
    heard: list[str] = []
    done = await Terraform((str(program),), "test").run([], tmp_path, on_line=heard.append)
    assert done.stdout == "x" * 300_000 == heard[0]


async def test_a_cancelled_apply_is_interrupted_once_and_saves_its_state(engine: Terraform, tmp_path: Path) -> None:
    """Giving up on an apply must not orphan what it made: Terraform gets one interrupt and its time."""
    (tmp_path / "main.tf").write_text(
        'resource "terraform_data" "slow" {\n  provisioner "local-exec" { command = "echo begun; sleep 30" }\n}\n'
    )
    begun = asyncio.Event()
    heard: list[str] = []

    def listen(line: str) -> None:
        heard.append(line)
        if "begun" in line and "Executing" not in line:
            begun.set()

    (await engine.run(["init"], tmp_path)).require()
    running = asyncio.create_task(engine.run(["apply", "-auto-approve", "-no-color"], tmp_path, on_line=listen))
    await asyncio.wait_for(begun.wait(), 30)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert "Two interrupts received" not in "\n".join(heard)
    assert "terraform_data" in (tmp_path / "terraform.tfstate").read_text()


async def test_a_listener_that_fails_does_not_stall_the_command(tmp_path: Path) -> None:
    """Its exception arrives once the command has ended, and the command's output has been read to the end."""
    program = write_program(tmp_path / "talk", "head -c 300000 /dev/zero | tr '\\0' '\\n'; touch ended")

    def fail(line: str) -> None:
        raise ValueError(line)

    with pytest.raises(ValueError, match=r"^$"):
        await Terraform((str(program),), "test").run([], tmp_path, on_line=fail)
    assert (tmp_path / "ended").exists()


async def test_a_program_that_cannot_start_says_so(tmp_path: Path) -> None:
    """A file that vanished since it was found is a clear error, not a traceback."""
    with pytest.raises(TerraformNotFoundError, match=r"cannot start .*gone"):
        await Terraform((str(tmp_path / "gone"),), "test").run([], tmp_path)


def test_the_script_is_a_terraform_of_its_own(engine: Terraform, tmp_path: Path) -> None:
    """The cdktf CLI takes one executable's name; the embedded Terraform is several words."""
    script = engine.write_script(tmp_path)
    answer = subprocess.run([script, "version"], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert answer.stdout.startswith("Terraform v")


def test_a_failure_quotes_the_end_of_what_was_said() -> None:
    """The last lines of a long log are the ones that tell."""
    failed = Completed(("terraform", "plan"), 1, "", "x" * 5000 + "the reason")
    with pytest.raises(TerraformFailedError, match=r"`terraform plan` ended with exit code 1:(.|\n)*the reason$"):
        failed.require()
