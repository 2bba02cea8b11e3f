"""The report for a terminal: the verdict first, then what blocks, who gains and loses, and what is not sure.

Plain text with ANSI colours where they are wanted; a sign and a word say what a colour says. Every line keeps the
width, and no text of a plan can move the cursor or become a command of a build log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from terrabind.review.edge import Edge
from terrabind.review.render.escaping import guard_log, guard_word, plain, wrap
from terrabind.review.render.parts import Limit, Parts, Row, arrange, key_of, say_hidden
from terrabind.review.render.style import PLAIN, GroupBy, Style
from terrabind.review.report import ChangeClass, Coverage, Finding, Report, Severity, Verdict

__all__ = ["render"]

WIDTH: Final = 100
"""Columns where nobody says how many there are."""

_LEAST: Final = 24
_SENTENCE: Final = 4_000
_RESET: Final = "\x1b[0m"
_BOLD: Final = "1"
_FAINT: Final = "2"
_VERDICTS: Final = {
    Verdict.BLOCKED: "1;31",
    Verdict.WIDENS: "1;33",
    Verdict.CANNOT_TELL: "1;35",
    Verdict.NARROWS: "1;32",
    Verdict.NO_ACCESS_CHANGE: "1;32",
}
_SEVERITIES: Final = {Severity.BLOCK: "1;31", Severity.APPROVE: "1;35", Severity.WARN: "33", Severity.INFO: "36"}
_CHANGES: Final = {
    ChangeClass.GAINED: "33",
    ChangeClass.WIDENED: "33",
    ChangeClass.LOST: "36",
    ChangeClass.NARROWED: "36",
    ChangeClass.UNRESOLVED: "35",
}


def render(report: Report, style: Style = PLAIN) -> str:
    """Return the report as text."""
    return _Screen(report, style).write()


class _Screen:
    """One report for one terminal."""

    def __init__(self, report: Report, style: Style) -> None:
        self._report = report
        self._style = style
        self._width = max(style.width or WIDTH, _LEAST)
        self._parts: Parts = arrange(report, style)

    def write(self) -> str:
        """Return the whole text."""
        return "\n".join([*self._head(), *self._body(), "", *self._foot()]) + "\n"

    def _head(self) -> Iterator[str]:
        report = self._report
        yield self._line(report.verdict.value, color=_VERDICTS[report.verdict])
        yield self._line(plain(report.sentence, _SENTENCE))
        hidden = say_hidden(self._parts)
        if hidden:
            yield self._line(f"Not shown, as asked: {hidden}.", color=_FAINT)

    def _body(self) -> Iterator[str]:
        parts = self._parts
        yield from self._section("Blocking", [line for each in parts.decisive for line in self._finding(each)])
        yield from self._section("Gains", self._rows(parts.gains))
        yield from self._section("Losses", self._rows(parts.losses))
        yield from self._section("Limits", [self._limit(each) for each in parts.limits])
        yield from self._section("Not sure", [*self._rows(parts.unsure), *self._strange()])
        yield from self._section("Otherwise", self._rows(parts.others))
        yield from self._section("Findings", [line for each in parts.findings for line in self._finding(each)])
        yield from self._section("Waived", [self._waived(each) for each in parts.waived])
        asked = ChangeClass.UNCHANGED in self._style.only
        same = [each for each in parts.same if asked or _is_told(each)]
        yield from self._section("The same access", self._rows(same))

    def _foot(self) -> Iterator[str]:
        coverage, report = self._report.coverage, self._report
        yield self._line(_cover(coverage, self._parts.untouched), color=_FAINT)
        for note in coverage.notes:
            yield self._line(plain(note, 400), first="  ! ", rest="    ")
        times = sorted({plan.time for plan in report.plans if plan.time})
        if times:
            yield self._line(f"Planned {plain(times[-1])}", color=_FAINT)
        if self._style.link:
            yield self._line(f"Full report: {plain(self._style.link, 400)}")
        yield self._line(f"Fingerprint {plain(report.fingerprint)}")

    # --- lines -------------------------------------------------------------------------------------------------------

    def _section(self, title: str, lines: Sequence[str]) -> Iterator[str]:
        if lines:
            yield ""
            yield self._line(title, color=_BOLD)
            yield from lines

    def _rows(self, rows: Sequence[Row]) -> list[str]:
        """The rows, under a heading for each group where they are not grouped by principal."""
        group_by = self._style.group_by
        lines: list[str] = []
        last: str | None = None
        for row in rows:
            key = key_of(row, group_by)
            if group_by is not GroupBy.PRINCIPAL and key != last:
                lines.append(self._line(plain(key), first="  "))
            last = key
            lines.append(self._row(row, "    " if group_by is not GroupBy.PRINCIPAL else "  "))
        return lines

    def _row(self, row: Row, indent: str) -> str:
        asides = [f"until {row.until}" if row.until else "", *row.notes, ", ".join(row.rules)]
        said = "".join(f"; {plain(each, 400)}" for each in asides if each)
        text = f"{row.word}: {_what(row)}{said}"
        return self._line(
            text, first=f"{indent}{row.sign} ", rest=f"{indent}    ", color=_CHANGES.get(row.delta.change, "")
        )

    def _limit(self, limit: Limit) -> str:
        change = limit.change
        name = plain(change.name.replace("_", " "))
        text = (
            f"{limit.judged}: {name} {plain(change.before) or 'none'} -> {plain(change.after) or 'none'}, "
            f"{_what(limit.row)}{''.join(f'; {plain(each)}' for each in limit.row.rules)}"
        )
        sign = {"weaker": "^", "stronger": "v"}.get(limit.judged, "?")
        color = {"weaker": "33", "stronger": "36"}.get(limit.judged, "35")
        return self._line(text, first=f"  {sign} ", rest="      ", color=color)

    def _finding(self, finding: Finding) -> Iterator[str]:
        color = _SEVERITIES[finding.severity]
        text = f"{plain(finding.rule)} {finding.severity.value}: {plain(finding.message, _SENTENCE)}"
        yield self._line(text, first="  ! ", rest="      ", color=color)
        place = ", ".join(plain(each) for each in (finding.address, finding.source, finding.stack) if each)
        if place:
            yield self._line(f"at {place}", first="      ", rest="      ", color=_FAINT)
        if finding.approvers:
            yield self._line(f"approval by {', '.join(plain(each) for each in finding.approvers)}", first="      ",
                             rest="      ")  # fmt: skip
        if finding.fix:
            yield self._line(f"fix: {plain(finding.fix, _SENTENCE)}", first="      ", rest="      ")

    def _waived(self, finding: Finding) -> str:
        text = f"{plain(finding.rule)} {finding.severity.value}: {plain(finding.message, _SENTENCE)}"
        return self._line(f"{text} Waived: {plain(finding.waived, 400)}", first="  = ", rest="      ", color=_FAINT)

    def _strange(self) -> Iterator[str]:
        for each in self._parts.strange:
            what = f"{plain(each.origin.address)} ({plain(each.origin.type)})"
            yield self._line(
                f"not understood: {what}: {plain(each.reason, 400)}", first="  ? ", rest="      ", color="35"
            )

    def _line(self, text: str, *, first: str = "", rest: str = "", color: str = "") -> str:
        """One line of our own, wrapped and in a colour; colours never count as columns."""
        shown = guard_log(guard_word(text, self._style.ascii))
        width = self._width - 1 if "::" in shown else self._width  # the guard of a line takes one more column
        safe = guard_log(wrap(shown, width, first, rest))
        if not (color and self._style.color):
            return safe
        return "\n".join(f"\x1b[{color}m{line}{_RESET}" for line in safe.split("\n"))


def _what(row: Row) -> str:
    kind = f"{row.kind} " if row.kind else ""
    stranger = " (external)" if row.external else ""
    return f"{kind}{plain(row.name)}{stranger}, {plain(row.role)} on {plain(row.where)}{_place(row.edge)}"


def _place(edge: Edge) -> str:
    return f" [{plain(edge.origin.address)}]" if edge.origin.address else ""


def _is_told(row: Row) -> bool:
    """Whether a grant that stays has something to tell, such as a move."""
    return bool(row.delta.note)


def _cover(coverage: Coverage, untouched: int) -> str:
    """What was read, and what of it nobody understands."""
    stacks = len(coverage.stacks)
    names = ", ".join(plain(each, 60) for each in coverage.stacks[:5])
    more = f" and {stacks - 5:,} more" if stacks > 5 else ""
    said = f"Read: {_number(stacks, 'stack')}{f' ({names}{more})' if names else ''}"
    said += f", {_number(coverage.resources, 'resource')}, {_number(coverage.grants, 'grant')}"
    if coverage.not_understood:
        types = ", ".join(f"{plain(each)} {number:,}" for each, number in coverage.not_understood.items())
        said += f", {_number(len(coverage.not_understood), 'type')} not understood ({types})"
    if untouched:
        said += f", {untouched:,} of these resources untouched by this plan"
    return said


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
