"""`terrabind review` answers pipelines with exit codes and people with words, and starts in a blink."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from terrabind.cli import main
from terrabind.cli.review import VERBS
from terrabind.cli.review_options import _CLASSES
from terrabind.review.report import ChangeClass
from tests.cli import review_plans as plans

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder holds no configuration but a test's own."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("made", "options", "code"),
    [
        (plans.settled, [], 0),
        (plans.settled, ["--detailed-exitcode"], 0),
        (plans.gains, [], 0),
        (plans.gains, ["--detailed-exitcode"], 2),
        (plans.gains, ["--approved", "missing"], 5),
        (plans.blocked, [], 3),
        (plans.blocked, ["--detailed-exitcode"], 3),
        (plans.blocked, ["--approved", "missing"], 5),
        (plans.blocked, ["--exit-zero", "--detailed-exitcode", "--approved", "missing"], 0),
        (plans.doubtful, [], 0),
        (plans.doubtful, ["--on-unknown", "fail"], 4),
        (plans.doubtful, ["--fail-on", "warn"], 3),
        (plans.doubtful, ["--fail-on", "warn", "--exit-zero"], 0),
    ],
)
def test_the_highest_code_that_applies_is_the_exit_code(
    made: Callable[[Path], str], options: list[str], code: int, tmp_path: Path, capsys: Capture
) -> None:
    """A pipeline branches on nothing but this number."""
    assert main(["review", made(tmp_path), "--json", *options]) == code
    assert capsys.readouterr().out.startswith("{")


def test_doubt_fails_a_check_and_only_there_by_itself(tmp_path: Path, capsys: Capture) -> None:
    """A gate that lets pass what it cannot judge is open."""
    plan = plans.doubtful(tmp_path)
    assert main(["review", "check", plan]) == 4
    assert main(["review", "check", plan, "--on-unknown", "warn"]) == 0
    assert "CANNOT TELL" in capsys.readouterr().out


def test_the_configuration_decides_where_no_option_does(tmp_path: Path) -> None:
    """A team writes its policy down once, and the command line overrules it."""
    (tmp_path / "access-review.toml").write_text('fail_on = "warn"\non_unknown = "fail"\n', encoding="utf-8")
    plan = plans.doubtful(tmp_path)
    assert main(["review", plan, "--json"]) == 4
    assert main(["review", plan, "--json", "--on-unknown", "warn"]) == 3
    assert main(["review", plan, "--json", "--on-unknown", "warn", "--fail-on", "block"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["review", "chek", "{plan}"], 'did you mean "check"?'),
        (["review", "{plan}", "check"], '"check" is a verb and comes first'),
        (["review", "{plan}", "--bogus"], "No such option"),
        (["review", "check", "{plan}", "--bogus"], "No such option"),
        (["review", "{plan}", "--format", "jsn"], 'did you mean "json"?'),
        (["review", "{plan}", "--format", "json", "--format", "csv"], "only one format can go to stdout"),
        (["review", "{plan}", "--format", "json=x", "--format", "csv=./x"], "two formats would be written to"),
        (["review", "{plan}", "--format", "html=no/where.html"], "mkdir -p no"),
        (["review", "{plan}", "--format", "html=."], "is not the name of a file"),
        (["review", "{plan}", "--format", "html="], "is not the name of a file"),
        (["review", "{plan}", "--only", "gaind"], 'did you mean "gained"?'),
        (["review", "{plan}", "--now", "soon"], "is no moment"),
        (["review", "{plan}", "--config", "missing.toml"], "does not exist"),
        (["review", "{plan}", "--approved", "{plan}"], "holds no fingerprint"),
        (["review", "missing.json"], "missing.json does not exist"),
        (["review", "explain", "AR999"], "there is no rule"),
        (["review", "rules", "AR40"], "did you mean"),
        (["review", "who-can", "nowhere", "{plan}"], 'there is no scope "nowhere"'),
        (["review", "can", "bob", "{plan}"], 'nobody is called "bob"'),
        (["review", "redact", "{plan}", "--output", "no/where"], "mkdir -p no"),
        (["review", "compare", "{plan}"], "Missing argument"),
        (["review", "comment", "bogus", "{plan}"], "bogus"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_wrong_is_exit_code_1_even_with_exit_zero(
    arguments: list[str], said: str, tmp_path: Path, capsys: Capture
) -> None:
    """A mistyped flag must neither pass nor look like a change: 1 always wins, and the message names the way out."""
    plan = plans.blocked(tmp_path)
    assert main([each.replace("{plan}", plan) for each in arguments]) == 1
    heard = capsys.readouterr()
    assert heard.out == ""
    assert said in heard.err


def test_an_unreadable_plan_is_an_error_whatever_is_asked_for(tmp_path: Path, capsys: Capture) -> None:
    """Failing open is the one thing that a gate must not do."""
    (tmp_path / "plan.json").write_text('{"format_version": "1.2", "resource', encoding="utf-8")
    assert main(["review", "plan.json", "--exit-zero"]) == 1
    assert "plan.json is truncated" in capsys.readouterr().err


def test_a_broken_rule_file_is_an_error(tmp_path: Path, capsys: Capture) -> None:
    """A rule that cannot be read would not be enforced."""
    (tmp_path / "access-review.toml").write_text('fail_onn = "warn"\n', encoding="utf-8")
    assert main(["review", plans.gains(tmp_path)]) == 1
    assert 'did you mean "fail_on"?' in capsys.readouterr().err


def test_a_plan_needs_no_verb_and_the_current_folder_no_name(tmp_path: Path, capsys: Capture) -> None:
    """What people do most is shortest."""
    plans.gains(tmp_path)
    assert main(["review", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "WIDENS"


def test_a_plan_that_is_called_like_a_verb_can_be_reviewed(tmp_path: Path, capsys: Capture) -> None:
    """A path tells the two apart."""
    plans.gains(tmp_path, name="check")
    assert main(["review", "./check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["coverage"]["stacks"] == ["check"]


def test_a_check_is_short_and_its_findings_begin_with_their_rule(tmp_path: Path, capsys: Capture) -> None:
    """Other tools read it line by line: the verdict, the findings, what was read, the fingerprint, the outcome."""
    assert main(["review", "check", plans.blocked(tmp_path)]) == 3
    verdict, finding, read, fingerprint, outcome = capsys.readouterr().out.splitlines()
    assert verdict == "BLOCKED: 1 person gains access."
    assert finding.startswith("AR301 block: ")
    assert read == "Read: 1 stack, 1 resource, 1 grant, 0 not understood"
    assert fingerprint.startswith("Fingerprint ")
    assert outcome == "Failed: a blocking rule matched (exit code 3)"


def test_a_passed_check_does_not_say_fail(tmp_path: Path, capsys: Capture) -> None:
    """Atlantis takes the word for the outcome, wherever it stands."""
    assert main(["review", "check", plans.gains(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "fail" not in said.lower()
    assert said.endswith("Passed\n")


def test_help_shows_verbs_and_the_options_of_the_default(capsys: Capture) -> None:
    """Somebody who types nothing else must find everything."""
    assert main(["review", "--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"  {verb} " in said and summary.split()[0] in said for verb, (_, summary) in VERBS.items())
    assert "--format NAME[=PATH]" in said
    assert "Usage: terrabind review [OPTIONS] [PLAN]...\n" in said


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_says_what_the_list_says_of_it(verb: str, capsys: Capture) -> None:
    """The list repeats each verb's first line so that help need not import it; the two must agree."""
    assert main(["review", verb, "--help"]) == 0
    first = " ".join(capsys.readouterr().out.split("\n\n")[1].split())
    assert first.startswith(VERBS[verb][1].rstrip("."))


def test_help_loads_nothing_heavy() -> None:
    """Help is due within 150 ms; what a review needs is loaded by a review."""
    program = "import sys; from terrabind.cli import main; main(['review', '--help']); print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(answer.stdout.splitlines()[-1].split())
    assert "terrabind.cli.review" in loaded
    assert not loaded & {"json", "asyncio", "rich", "jinja2", "terrabind.review", "terrabind.spec", "httpx"}


def test_every_class_can_be_asked_for() -> None:
    """The names are repeated in the options so that help need not load the review."""
    assert [word.replace("-", " ") for word in _CLASSES] == [each.value for each in ChangeClass]
