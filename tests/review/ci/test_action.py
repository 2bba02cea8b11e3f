"""The GitHub action reviews, tells, keeps, comments, and only then fails the job."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from terrabind.review.render.document import render as render_document
from terrabind.review.report import Severity
from tests.review import forge as forges
from tests.review.browser.example import make_example
from tests.review.ci.pipeline import ACTION, Action, read_yaml
from tests.review.factories import finding, report
from tests.review.forge import TOKEN

EVENT = {"pull_request": {"number": 41, "user": {"login": "ana"}}}


@pytest.fixture
def forge() -> Iterator[forges.Forge]:
    with forges.serve_forge() as served:
        yield served


def make_action(folder: Path, api: str, *, blocked: bool, **inputs: str) -> Action:
    """The action in a folder with a report, as a run for a pull request finds it."""
    (folder / "saved.json").write_text(render_document(make_example() if blocked else report()))
    (folder / "event.json").write_text(json.dumps(EVENT))
    variables = {"GITHUB_API_URL": api, "GITHUB_REPOSITORY": "acme/infra",
                 "GITHUB_EVENT_PATH": str(folder / "event.json")}  # fmt: skip
    return Action(folder, variables, {"plans": "saved.json\n", "token": TOKEN, **inputs})


def test_a_blocked_change_has_its_comment_and_its_page_before_the_job_fails(
    forge: forges.Forge, tmp_path: Path
) -> None:
    """A red cross without a reason is the worst report."""
    action = make_action(tmp_path, forge.api, blocked=True, target="prod/eu", **{"on-unknown": "warn"})
    review, comment, decide = action.run("review", "comment", "decide")
    assert (review.returncode, comment.returncode, decide.returncode) == (0, 0, 3), review.stderr + comment.stderr
    outputs = action.read_outputs()
    expected = {"verdict": "BLOCKED", "fingerprint": "9f3c-71aa-04d2-be18", "blocking": "2", "exit-code": "3",
                "gained": "4", "lost": "2", "json": "access-review/access-review-prod_eu.json"}  # fmt: skip
    assert expected.items() <= outputs.items()
    assert (tmp_path / outputs["html"]).read_text().startswith("<!doctype html>")
    assert "::error title=Access review::BLOCKED" in review.stdout
    assert action.summary.read_text().startswith("<!-- terrabind-review prod%2Feu -->\n## BLOCKED")
    assert "[Full report](https://forge.example/acme/infra/actions/runs/17)" in forge.comments[0]["body"]
    assert TOKEN not in review.stdout + comment.stdout + comment.stderr


def test_a_change_without_access_passes_and_writes_no_comment(forge: forges.Forge, tmp_path: Path) -> None:
    """Most pull requests are like that, and nobody should notice the review in them."""
    action = make_action(tmp_path, forge.api, blocked=False)
    assert [each.returncode for each in action.run("review", "comment", "decide")] == [0, 0, 0]
    assert forge.comments == []


def test_names_are_left_out_of_all_that_is_written_where_that_is_asked_for(forge: forges.Forge, tmp_path: Path) -> None:
    """In a public repository the comment, the summary and the log are read by everybody."""
    action = make_action(tmp_path, forge.api, blocked=True, **{"pseudonyms": "true", "pseudonym-key": "k"})
    review, comment = action.run("review", "comment")
    written = [(tmp_path / action.read_outputs()[name]).read_text() for name in ("json", "html")]
    said = [*written, action.summary.read_text(), review.stdout, comment.stdout, forge.comments[0]["body"]]
    assert not any("acme.example" in text or "contractors" in text for text in said)
    assert "name-" in forge.comments[0]["body"]


def test_whoever_is_to_approve_is_an_output(tmp_path: Path) -> None:
    """Rules name teams, and a workflow can ask them for a review."""
    asked = replace(finding("AR103", Severity.APPROVE), approvers=("acme/security", "x\ny=z"))
    action = make_action(tmp_path, "http://127.0.0.1:9", blocked=False)
    (tmp_path / "saved.json").write_text(render_document(report(findings=[asked])))
    action.run("review")
    outputs = action.read_outputs()
    assert (outputs["approvers"], outputs["exit-code"]) == ("acme/security,xyz", "5")


def test_an_unreadable_plan_fails_the_review_itself(tmp_path: Path) -> None:
    """Outputs of nothing would let the steps behind it believe that all is well."""
    action = make_action(tmp_path, "http://127.0.0.1:9", blocked=False, plans="missing.json")
    (review,) = action.run("review")
    assert review.returncode == 1
    assert "missing.json" in review.stderr
    assert action.read_outputs() == {}


def test_inputs_are_words_and_never_code(tmp_path: Path) -> None:
    """An author's name, or a target made of a branch, comes from whoever opened the pull request."""
    evil = '"; touch owned; $(touch owned) `touch owned`'
    action = make_action(tmp_path, "http://127.0.0.1:9", blocked=False, author=evil, target=evil)
    (review,) = action.run("review")
    assert review.returncode == 0, review.stderr
    assert not (tmp_path / "owned").exists()


def test_no_script_of_the_action_holds_an_expression() -> None:
    """An expression in a script is pasted into it before the shell reads it."""
    action = read_yaml(ACTION.read_text())
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert len(scripts) == 4
    assert not any("${{" in script for script in scripts)


def test_every_output_is_made_and_every_input_used() -> None:
    """A name that nothing stands behind is empty in silence."""
    text = ACTION.read_text()
    action = read_yaml(text)
    made = set(re.findall(r'^ +(?:echo )?"([\w-]+)[=:"]', text, re.MULTILINE))
    assert set(action["outputs"]) <= made
    assert all(f"inputs.{name}" in text for name in action["inputs"])
