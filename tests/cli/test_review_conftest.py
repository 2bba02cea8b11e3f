"""`check --conftest` lets Rego policies judge the report, and never passes because they did not run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from terrabind.cli import main
from tests.cli import review_plans as plans

Capture = pytest.CaptureFixture[str]
ARGUMENTS = "test --policy {} --all-namespaces --parser json --output json -"


def answer(folder: Path, monkeypatch: pytest.MonkeyPatch, results: Any, code: int = 0) -> Path:
    """Put a program named conftest on PATH that keeps what it is asked and answers with these results."""
    said = results if isinstance(results, str) else json.dumps(results)
    program = folder / "conftest"
    keep = f'echo "$*" > "{folder}/arguments"; /bin/cat > "{folder}/input.json"'
    program.write_text(f"#!/bin/sh\n{keep}\n/bin/cat <<'END'\n{said}\nEND\nexit {code}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    policies = folder / "policies"
    policies.mkdir()
    return policies


def test_what_a_policy_denies_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """The policies see the whole report, and their words are lines of the check."""
    results = [{"failures": [{"msg": "ana\nis too\u202e new"}], "warnings": [{"msg": "many at once"}]}]
    policies = answer(tmp_path, monkeypatch, results, code=1)
    assert main(["review", "check", plans.gains(tmp_path), "--conftest", str(policies)]) == 3
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:3] == ["REGO block: ana<U+000A>is too<U+202E> new", "REGO warn: many at once"]
    assert json.loads((tmp_path / "input.json").read_text())["format"] == "terrabind/review"
    assert (tmp_path / "arguments").read_text().strip() == ARGUMENTS.format(policies)


def test_with_pseudonyms_the_policies_see_no_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """What they say is printed, and would tell them."""
    policies = answer(tmp_path, monkeypatch, [{"successes": 2}])
    assert main(["review", "check", plans.gains(tmp_path), "--conftest", str(policies), "--pseudonyms"]) == 0
    assert "ana@" not in (tmp_path / "input.json").read_text() + capsys.readouterr().out


def test_policies_that_deny_nothing_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Then the review's own verdict is the answer, in whatever format."""
    policies = answer(tmp_path, monkeypatch, [{"successes": 2}])
    assert main(["review", "check", plans.gains(tmp_path), "--conftest", str(policies), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "WIDENS"


@pytest.mark.parametrize(
    ("results", "code", "said"),
    [
        ("rego_parse_error", 1, "rego_parse_error"),
        ([{"failures": []}], 1, "conftest ended with 1"),
        ([], 0, "no policy"),
        ({"failures": []}, 0, "could not judge"),
    ],
)
def test_policies_that_did_not_run_are_an_error(
    results: Any, code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """A broken policy file that passes every plan is how other gates failed."""
    policies = answer(tmp_path, monkeypatch, results, code)
    assert main(["review", "check", plans.gains(tmp_path), "--conftest", str(policies)]) == 1
    assert said in capsys.readouterr().err


def test_without_conftest_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Passing over the policies would be the worst answer."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["review", "check", plans.gains(tmp_path), "--conftest", str(tmp_path)]) == 1
    assert "no conftest on PATH" in capsys.readouterr().err
