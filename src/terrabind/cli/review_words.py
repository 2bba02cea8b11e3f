"""The few words that `check` says, one finding a line; texts of a plan cannot become anything but words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from terrabind.review.report import Coverage, Report

__all__ = ["explain_error", "say_check"]


_REASONS: Final = {
    3: "a blocking rule matched",
    4: "there are grants that nobody can tell",
    5: "an approval is missing or is for something else",
}


def say_check(report: Report, code: int, min_severity: str = "info") -> str:
    """Return the verdict, a line for each open finding, the worst first, and the fingerprint.

    A line begins with its rule, which is stable, so that other tools can tell findings apart. `code` is the exit code;
    the last line of a failed check says so, and a passed one does not use that word: Atlantis looks for it.
    """
    from terrabind.review.render.plain import list_findings, one_line
    from terrabind.review.report import Severity

    order = list(Severity)
    lines = [f"{report.verdict.value}: {one_line(report.sentence)}"]
    for finding in list_findings(report):
        if order.index(finding.severity) >= order.index(Severity(min_severity)):
            where = f" [{finding.stack}: {finding.address}]" if finding.address else ""
            lines.append(one_line(f"{finding.rule} {finding.severity.value}: {finding.message}{where}", 1_000))
    lines += map(one_line, _say_coverage(report.coverage))
    lines.append(f"Fingerprint {report.fingerprint}")
    lines.append(f"Failed: {_REASONS[code]} (exit code {code})" if code in _REASONS else "Passed")
    return "\n".join(line.replace("##[", "# #[") for line in lines)


def explain_error(error: object) -> click.ClickException:
    """Return an error of the review as click's, in one line: its message may hold names of a plan."""
    from terrabind.review.render.plain import one_line

    return click.ClickException(one_line(str(error), 4_000))


def _say_coverage(coverage: Coverage) -> Iterator[str]:
    """What was looked at: a review that found nothing where it saw nothing is not good news."""
    strange = sum(coverage.not_understood.values())
    types = f" ({', '.join(sorted(coverage.not_understood))})" if strange else ""
    yield (
        f"Read: {_count(len(coverage.stacks), 'stack')}, {_count(coverage.resources, 'resource')}, "
        f"{_count(coverage.grants, 'grant')}, {strange} not understood{types}"
    )
    yield from (f"Note: {note}" for note in coverage.notes)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
