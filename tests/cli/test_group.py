"""The command line starts quickly, keeps its exit codes, and says one thing when something is wrong."""

from __future__ import annotations

import subprocess
import sys

import pytest

from terrabind import __version__
from terrabind.cli import group, main
from terrabind.cli.group import VERBS, Verb


def test_help_loads_no_verb_and_no_heavy_library() -> None:
    """Help is what people run most; it must not wait for a library that only one verb needs."""
    program = "import sys; from terrabind.cli import main; main(['--help']); print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(answer.stdout.rpartition("doctor")[2].split())
    assert "click" in loaded
    assert not loaded & {"asyncio", "rich", "httpx", "jsii", "google.protobuf", "terrabind.cli.install"}


@pytest.mark.parametrize("name", VERBS)
def test_help_lists_each_verb_with_its_own_words(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The table repeats each verb's first line so that help need not import it; the two must agree."""
    command = group._load(name, VERBS[name])
    assert command.get_short_help_str(limit=200).rstrip(".") == VERBS[name].summary.rstrip(".")
    assert main(["--help"]) == 0
    assert VERBS[name].summary in capsys.readouterr().out


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    """Bug reports begin with it."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"terrabind {__version__}\n"


@pytest.mark.parametrize("arguments", [["bogus"], ["install", "--bogus"], ["--bogus"], ["install", "extra"]])
def test_wrong_usage_is_exit_code_1(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """2 means "changes present" here, so click's own 2 for wrong usage would mislead scripts."""
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("Error: ") == 1


def test_a_missing_extra_names_the_command_that_brings_it() -> None:
    """A plain install lacks the emulator's server; a traceback would not tell how to get it."""
    program = (
        "import sys; sys.modules['starlette'] = None\n"
        "import types; from terrabind.cli import group\n"
        "group.VERBS = {'emulate': group.Verb('starlette:x', 'x', 'emulator')}\n"
        "sys.exit(group.main(['emulate']))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr == "Error: `terrabind emulate` needs starlette; run: pip install 'terrabind[emulator]'\n"


def test_an_expected_error_is_one_message(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors that the parts raise for users to read reach them without a traceback."""
    verb = Verb("tests.cli.broken_verbs:without_terraform", "")
    monkeypatch.setattr(group, "VERBS", {"fail": verb})
    assert main(["fail"]) == 1
    assert capsys.readouterr().err == "Error: no Terraform found\n"


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected exception is ours to mend, and its traceback is the way to it."""
    monkeypatch.setattr(group, "VERBS", {"fail": Verb("tests.cli.broken_verbs:with_bug", "")})
    with pytest.raises(ZeroDivisionError):
        main(["fail"])


def test_a_verbs_number_is_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Review answers with 3, 4 and 5; scripts depend on them."""
    monkeypatch.setattr(group, "VERBS", {"decide": Verb("tests.cli.broken_verbs:with_exit_code", "")})
    assert main(["decide"]) == 4


def test_a_reader_that_leaves_early_gets_no_traceback() -> None:
    """`terrabind ... | head -1` is ordinary use."""
    command = f"{sys.executable} -m tests.cli.broken_verbs | head -1"
    answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert answer.stdout == "line\n"
    assert answer.stderr == ""
