"""The verdict and one line for each finding, for the custom policy checks of Atlantis and for logs.

Atlantis searches what a check says for the word "fail" and lets an approval be tied to a line. So a line begins with
its rule, which is stable; a check that passed says the word nowhere, not even in a name, and one that did not says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from terrabind.review.fingerprint import is_in_doubt
from terrabind.review.render.plain import list_findings, one_line
from terrabind.review.render.style import PLAIN, Style
from terrabind.review.report import Coverage, Report, Severity
from terrabind.review.verdict import blocking

__all__ = ["FAILURES", "list_lines", "render"]

FAILURES: Final = {
    3: "a blocking rule matched",
    4: "there are grants that nobody can tell",
    5: "an approval is missing or is for something else",
}
"""What an exit code above 2 says."""

_LONGEST: Final = 1_000
_WORD: Final = re.compile(r"(fa)(?=il)", re.IGNORECASE)


def render(report: Report, style: Style = PLAIN) -> str:
    """Return the lines. Where the style says no exit code, what blocks and what nobody can tell fails."""
    code = style.code if style.code is not None else 3 if blocking(report.findings) else 4 if _doubts(report) else 0
    lines = list_lines(report, code, style.min_severity)
    if code not in FAILURES:
        lines = [_WORD.sub(r"\1-", line) for line in lines]
    else:
        lines[-1] = f"fail: {FAILURES[code]} (exit code {code})"
    return "\n".join(lines) + "\n"


def list_lines(report: Report, code: int, min_severity: Severity = Severity.INFO) -> list[str]:
    """Return the verdict, a line for each open finding, the worst first, what was read, the fingerprint, the outcome.

    `code` is the exit code, of which the last line tells.
    """
    order = list(Severity)
    lines = [f"{report.verdict.value}: {one_line(report.sentence)}"]
    for finding in list_findings(report):
        if order.index(finding.severity) >= order.index(min_severity):
            where = f" [{finding.stack}: {finding.address}]" if finding.address else ""
            lines.append(one_line(f"{finding.rule} {finding.severity.value}: {finding.message}{where}", _LONGEST))
    lines += map(one_line, _say_coverage(report.coverage))
    lines.append(f"Fingerprint {report.fingerprint}")
    lines.append(f"Failed: {FAILURES[code]} (exit code {code})" if code in FAILURES else "Passed")
    return [line.replace("##[", "# #[") for line in lines]


def _doubts(report: Report) -> bool:
    return is_in_doubt(report.deltas, report.findings, report.unclear)


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
