"""Findings as workflow commands of GitHub Actions, which show them in the run and beside the changed lines.

GitHub keeps about ten of each kind for one step; the verdict takes one, the last one says how many more there are, and
these follow as plain lines of the log. No text of a plan can become a command.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from terrabind.review.render.plain import find_main_files, find_place, list_findings, one_line
from terrabind.review.render.style import PLAIN, Style
from terrabind.review.report import Finding, Report, Severity, Verdict

__all__ = ["render"]

MOST: Final = 10
"""Annotations of one kind that a step keeps."""

_LONGEST: Final = 1_500
_KINDS: Final = {
    Severity.BLOCK: "error",
    Severity.APPROVE: "error",
    Severity.WARN: "warning",
    Severity.INFO: "notice",
}
_VERDICTS: Final = {Verdict.BLOCKED: "error", Verdict.CANNOT_TELL: "warning", Verdict.WIDENS: "warning"}


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - every render takes a style
    """Return the commands, one a line, the verdict first."""
    main_files = find_main_files(report)
    first = _VERDICTS.get(report.verdict, "notice")
    lines = [_command(first, f"{report.verdict.value}: {report.sentence}", {"title": "Access review"})]
    findings = list(list_findings(report))
    for kind in ("error", "warning", "notice"):
        chosen = [each for each in findings if _KINDS[each.severity] == kind]
        lines += _write_kind(kind, chosen, main_files, room=MOST - (kind == first))
    return "\n".join(lines) + "\n"


def _write_kind(kind: str, findings: Sequence[Finding], main_files: Mapping[str, str], room: int) -> Iterator[str]:
    """The findings of one kind; the last of the room is for the number of those that do not fit."""
    fitting = len(findings) if len(findings) <= room else room - 1
    for finding in findings[:fitting]:
        yield _annotate(kind, finding, main_files)
    left = findings[fitting:]
    if left:
        said = f"{len(left)} more findings of this kind are in this step's log and in the full report."
        yield _command(kind, said, {"title": "Access review"})
        yield from (_write_line(each) for each in left)


def _annotate(kind: str, finding: Finding, main_files: Mapping[str, str]) -> str:
    place = find_place(finding, main_files)
    where = {} if place is None else {"file": one_line(place[0]), "line": str(place[1])}
    address = f" ({finding.address})" if finding.address else ""
    said = f"{finding.message}{address} {finding.fix}".strip()
    return _command(kind, said, where | {"title": f"{finding.rule} {finding.severity.value}"})


def _command(kind: str, message: str, properties: Mapping[str, str]) -> str:
    """One workflow command, quoted as the runner unquotes it."""
    listed = ",".join(f"{name}={_quote_property(text)}" for name, text in properties.items())
    return f"::{kind} {listed}::{_quote(one_line(message, _LONGEST))}"


def _quote(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _quote_property(text: str) -> str:
    return _quote(one_line(text, _LONGEST)).replace(":", "%3A").replace(",", "%2C")


def _write_line(finding: Finding) -> str:
    """A finding as a line of the log. The runner still takes "##[" for a command, anywhere in a line."""
    address = f" ({finding.address})" if finding.address else ""
    text = f"{finding.severity.value} {finding.rule}: {finding.message}{address}"
    return one_line(text, _LONGEST).replace("##[", "# #[")
