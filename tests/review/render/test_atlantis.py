"""Atlantis searches the text for one word; it is there when the review ended badly and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terrabind.review.edge import Unclear
from terrabind.review.render import FORMATS, PLAIN, Style
from terrabind.review.report import Report, Severity
from tests.review import factories as make


def write(report: Report, code: int | None = None) -> str:
    """The text, as `--format atlantis` writes it."""
    return FORMATS["atlantis"](report, Style(code=code))


@pytest.mark.parametrize("name", ["failover-bot", "FAILSAFE", "unfailing"])
def test_a_review_that_passes_says_the_word_nowhere(name: str) -> None:
    """A name with that word in it would block every plan that holds it."""
    warned = replace(make.finding("AR104", Severity.WARN), message=f"user {name} gains viewer")
    text = write(make.report(findings=[warned]), 0)
    assert "fail" not in text.lower()
    assert text.endswith("Passed\n")


@pytest.mark.parametrize("code", [3, 4, 5])
def test_a_review_that_ends_badly_says_it_in_its_last_line(code: int) -> None:
    """The exit code of a custom check is not what Atlantis looks at."""
    assert write(make.report(), code).splitlines()[-1].startswith("fail: ")


def test_without_an_exit_code_what_blocks_and_what_is_in_doubt_fails() -> None:
    """A saved report is rendered later, where nobody decides any more."""
    strange = Unclear(origin=make.origin("acme_role_grant.x", action="create"), reason="nobody described it")
    assert "fail: a blocking rule" in FORMATS["atlantis"](make.report(findings=[make.finding("AR101")]), PLAIN)
    assert "fail: there are grants" in FORMATS["atlantis"](replace(make.report(), unclear=(strange,)), PLAIN)
    assert "fail" not in FORMATS["atlantis"](make.report(), PLAIN)


def test_a_finding_is_one_line_that_begins_with_its_rule() -> None:
    """An approval that is tied to the line must hold for the next plan."""
    found = replace(make.finding("AR402"), message="two\nlines")
    (line,) = [line for line in write(make.report(findings=[found]), 3).splitlines() if line.startswith("AR402 ")]
    assert "two<U+000A>lines" in line
