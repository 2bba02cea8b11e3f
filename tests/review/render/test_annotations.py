"""GitHub Actions shows findings as annotations, and nothing that a plan says is a command to its runner."""

from __future__ import annotations

import pytest

from terrabind.review.render import FORMATS, PLAIN
from terrabind.review.report import Report, Severity
from tests.review import factories as make
from tests.review.render import reports


def lines_of(report: Report) -> list[str]:
    text = FORMATS["annotations"](report, PLAIN)
    assert text.endswith("\n")
    return text.split("\n")[:-1]


def test_the_verdict_comes_first_then_findings_the_worst_first() -> None:
    """Annotations are listed in the order in which they are written."""
    first, second, *others = lines_of(reports.rich())
    assert first == "::error title=Access review::BLOCKED: 1 person gains access, 1 person loses access."
    place = "file=live/main.tf,line=12,title=AR201 block"
    assert second == f"::error {place}::AR201 matched (acme_binding.ana) mend it"
    assert [line.split("=")[1][:7] for line in others] == ["TEAM-01", "AR803 w"]


@pytest.mark.parametrize(("severity", "kept"), [(Severity.BLOCK, 10), (Severity.WARN, 10)])
def test_more_than_a_step_keeps_is_counted_and_logged(severity: Severity, kept: int) -> None:
    """GitHub drops the eleventh of a kind in silence; here the tenth says what is missing."""
    lines = lines_of(reports.many(25, severity))
    kind = "error" if severity is Severity.BLOCK else "warning"
    commands = [line for line in lines if line.startswith(f"::{kind} ")]
    logged = [line for line in lines if not line.startswith("::")]
    assert len(commands) == kept
    assert f"{len(logged)} more findings" in commands[-1]
    assert len(commands) - 1 + len(logged) == 25


def test_exactly_as_many_as_fit_are_all_shown() -> None:
    """The last place is only given away when it must be."""
    assert not any("more findings" in line for line in lines_of(reports.many(10)))


def test_no_text_of_a_plan_becomes_a_command() -> None:
    """A name with two colons at a line's start would let the author of a change speak for the review."""
    report = reports.hostile()
    lines = lines_of(report)
    assert len(lines) == 3
    assert [line.split(" ")[0] for line in lines] == ["::error", "::error", "::notice"]
    assert all(line.isprintable() for line in lines)


def test_what_is_only_logged_holds_no_command_of_either_kind() -> None:
    """The runner takes "##[" for a command anywhere in a line that does not begin with two colons."""
    hostile = reports.hostile().findings[2]
    logged = [line for line in lines_of(make.report(findings=[hostile] * 30)) if not line.startswith("::")]
    assert len(logged) > 10
    assert not any("##[" in line for line in logged)


def test_signs_that_mean_something_to_the_runner_are_quoted() -> None:
    """Percent signs, colons and commas would be taken for the runner's own."""
    (_, command) = lines_of(make.report(findings=[make.finding("T:1,%", Severity.INFO, address="a%0Ab")]))
    assert command == "::notice title=T%3A1%2C%25 info::T:1,%25 matched (a%250Ab) mend it"
