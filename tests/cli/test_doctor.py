"""`terrabind doctor` finds what is missing, and says what mends it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from terrabind.cli import main
from terrabind.cli.mirror import Mirror


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def examine(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, object]]]:
    """The exit code, and the findings by subject."""
    capsys.readouterr()
    code = main(["doctor", "--json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    return code, {finding["subject"]: finding for finding in findings}


@pytest.mark.e2e
def test_a_machine_with_everything_is_healthy(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Terraform itself starts the provider for this, so healthy means that a plan would work."""
    assert main(["install"]) == 0
    code, findings = examine(capsys)
    assert code == 0, findings
    assert "resource types" in str(findings["provider starts"]["detail"])
    assert all(finding["good"] or not finding["needed"] for finding in findings.values())


def test_a_provider_that_is_not_installed_is_exit_code_1(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The most common omission, and the command that mends it."""
    code, findings = examine(capsys)
    assert code == 1
    assert findings["provider"]["remedy"] == "terrabind install"
    assert findings["provider starts"]["detail"] == "not tried"


def test_a_vanished_interpreter_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A virtual environment that was deleted leaves a provider that cannot start."""
    Mirror(home / ".terraform.d" / "plugins").write("/gone/python3")
    code, findings = examine(capsys)
    assert code == 1
    assert "interpreter /gone/python3 of the provider" in str(findings["provider"]["detail"])


def test_the_configuration_that_counts_is_the_one_of_the_program(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A .tofurc is nothing to Terraform, and everything to OpenTofu."""
    Mirror(home / ".terraform.d" / "plugins").write("/gone/python3")
    (home / ".tofurc").write_text("provider_installation {\n  direct {}\n}\n")
    program = home / "tofu"
    program.write_text('#!/bin/sh\necho \'{"terraform_version": "1.12.6"}\'\n')
    program.chmod(0o755)
    assert "/gone/python3" in str(examine(capsys)[1]["provider"]["detail"])
    monkeypatch.setenv("TERRABIND_TERRAFORM", str(program))
    findings = examine(capsys)[1]
    assert str(findings["terraform"]["detail"]).startswith("1.12.6, ")
    assert f"to {home / '.tofurc'}" in str(findings["provider"]["remedy"])


@pytest.mark.e2e
def test_a_provider_that_does_not_start_is_quoted(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An interpreter without terrabind is found by starting it, and Terraform's own words say why."""
    broken = home / "python3"
    broken.write_text("#!/bin/sh\necho nonsense\n")
    broken.chmod(0o755)
    Mirror(home / ".terraform.d" / "plugins").write(str(broken))
    code, findings = examine(capsys)
    assert code == 1
    assert str(findings["provider starts"]["detail"]).endswith("Unrecognized remote plugin message: nonsense")


def test_a_hiding_configuration_is_a_finding(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Installed, and still not found by init: the reason is in a file that people forget."""
    assert main(["install"]) == 0
    (home / ".terraformrc").write_text("provider_installation {\n  direct {}\n}\n")
    code, findings = examine(capsys)
    assert code == 1
    assert str(findings["provider"]["remedy"]).endswith("/.terraformrc")


def test_a_mirror_that_the_configuration_names_is_where_it_looks(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project with its own copy is healthy although the home folder has none."""
    assert main(["install", "--dir", str(home / "mirror"), "--write-config", str(home / "rc")]) == 0
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(home / "rc"))
    assert examine(capsys)[1]["provider"]["good"] is True
    assert main(["install", "--dir", str(home / "mirror"), "--remove"]) == 0
    assert examine(capsys)[1]["provider"]["remedy"] == f"terrabind install --dir {home / 'mirror'}"


def test_what_is_optional_does_not_fail(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain HCL users need no Node: its absence is told, with a remedy, and is no error of its own."""
    monkeypatch.setenv("JSII_NODE", str(home / "absent"))
    _, findings = examine(capsys)
    assert findings["node"]["good"] is False
    assert findings["node"]["needed"] is False
    assert findings["node"]["remedy"] == "pip install 'terrabind[node]'"


def test_a_missing_terraform_names_the_extra(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing works without it."""
    monkeypatch.setenv("TERRABIND_TERRAFORM", str(home / "absent"))
    code, findings = examine(capsys)
    assert code == 1
    assert findings["terraform"]["remedy"] == "pip install 'terrabind[terraform]'"


def test_the_table_is_plain_where_it_is_not_a_terminal(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A log must not hold escape codes; every bad row is followed by its remedy."""
    assert main(["doctor"]) == 1
    said = capsys.readouterr()
    assert "\x1b" not in said.out
    assert "missing  provider" in said.out
    assert "mend it with: terrabind install" in said.out
    assert said.err == "2 needed thing(s) missing\n"


def test_no_color_is_honoured_on_a_terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """People who cannot use colours say so once, in the environment."""
    assert b"\x1b[" in read_terminal(["doctor"])
    monkeypatch.setenv("NO_COLOR", "1")
    assert b"\x1b[" not in read_terminal(["doctor"])


def read_terminal(arguments: list[str]) -> bytes:
    """What the command prints when it writes to a terminal."""
    import subprocess
    import sys

    ours, theirs = os.openpty()
    process = subprocess.Popen([sys.executable, "-c", f"import terrabind.cli as c; c.main({arguments})"], stdout=theirs)
    os.close(theirs)
    printed = b""
    try:
        while block := os.read(ours, 4096):
            printed += block
    except OSError:  # how Linux says that the other end of a terminal has closed
        pass
    os.close(ours)
    process.wait()
    return printed
