"""A merge request on GitLab shows findings beside the lines that changed."""

from __future__ import annotations

import json
from typing import Any

from terrabind.review.render import FORMATS, PLAIN
from terrabind.review.report import Report, Severity
from tests.review import factories as make
from tests.review.render import reports


def rows_of(report: Report) -> list[dict[str, Any]]:
    rows = json.loads(FORMATS["codequality"](report, PLAIN))
    assert isinstance(rows, list)
    return rows


def test_open_findings_are_rows_in_gitlabs_words() -> None:
    """GitLab passes over a row with a severity that it does not know."""
    said = [(row["check_name"], row["severity"]) for row in rows_of(reports.rich())]
    assert said == [("AR201", "blocker"), ("TEAM-01", "major"), ("AR803", "minor")]


def test_a_row_has_all_that_gitlab_wants() -> None:
    """A path and a line are required, also where none was found: then it is the stack's name."""
    first, *_ = rows_of(reports.rich())
    assert first["location"] == {"path": "live/main.tf", "lines": {"begin": 12}}
    assert first["description"] == "AR201: AR201 matched (acme_binding.ana) mend it"
    (row,) = rows_of(make.report(findings=[make.finding("AR802", Severity.INFO)]))
    assert row["location"] == {"path": "terraform", "lines": {"begin": 1}}


def test_fingerprints_are_all_different() -> None:
    """GitLab drops rows with the same one."""
    finding = make.finding("AR101", Severity.BLOCK, address="a.b")
    assert len({row["fingerprint"] for row in rows_of(make.report(findings=[finding] * 3))}) == 3


def test_hostile_names_stay_words() -> None:
    """Nothing invisible, nothing endless, and no letter outside ASCII in the file."""
    text = FORMATS["codequality"](reports.hostile(), PLAIN)
    assert text.isascii()
    assert all(len(row["description"]) < 2_100 for row in json.loads(text))
    assert "\\u202e" not in json.loads(text)[0]["description"]


def test_a_review_without_findings_is_an_empty_list() -> None:
    """That is how GitLab learns that earlier findings are gone."""
    assert FORMATS["codequality"](make.report(), PLAIN) == "[]\n"
