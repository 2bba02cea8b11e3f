"""The report as Markdown for a pull or merge request, for the width of a phone and within the forge's budget.

What decides stands above any fold: the verdict, the sentence, what blocks, who gains and loses, what is not sure. What
does not fit is left out in steps, the least important first, and the first screen says so. Findings go last: each keeps
its line, and where even these lines do not fit they are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final
from urllib.parse import quote

from terrabind.review.edge import Unclear
from terrabind.review.render import folds
from terrabind.review.render.escaping import code, guard_log, link, prose
from terrabind.review.render.parts import Limit, Parts, Row, arrange, say_hidden
from terrabind.review.render.style import PLAIN, Style
from terrabind.review.report import ChangeClass, Finding, Report, Verdict

__all__ = ["BUDGETS", "find_marker", "render"]

BUDGETS: Final[Mapping[str, int]] = {"github": 60_000, "gitlab": 400_000, "azure": 140_000, "bitbucket": 31_000}
"""Bytes of a comment by flavour, below what each forge refuses (65,536; 1,000,000; 150,000; 32,768 characters)."""

STEPS: Final = (
    "what stays the same",
    "the evidence by address",
    "the matrix",
    "what narrows or has no effect",
    "single rows (they are grouped by role)",
    "the tables (they are counted)",
    "the fixes",
    "findings (they are counted)",
)
"""What is left out, step by step."""

FIRST: Final = 10
"""Blocking findings above the tables."""

_STACKS: Final = 3
_GROUPS: Final = 60
_UNSURE: Final = 40
_NOTES: Final = 20
_RESERVE: Final = 300
_NARROW: Final = frozenset({
    ChangeClass.NARROWED, ChangeClass.OVERLAPPING, ChangeClass.ADOPTED, ChangeClass.REDUNDANT_GAIN,
    ChangeClass.NO_EFFECTIVE_LOSS,
})  # fmt: skip


def render(report: Report, style: Style = PLAIN) -> str:
    """Return the report as one comment; it is within the budget from about 2,000 bytes on."""
    budget = style.max_chars or BUDGETS.get(style.flavour, BUDGETS["github"])
    page = _Page(report, style, budget)
    text = ""
    for left_out in range(len(STEPS) + 1):
        text = guard_log(page.write(left_out))
        if _measure(text) <= budget:
            break
    return text


def find_marker(target: str, flavour: str = "github") -> str:
    """Return the hidden first line, by which a later run finds the comment of the same target.

    Bitbucket shows what is HTML elsewhere; there the line is the definition of a link that nothing uses.
    """
    named = f"terrabind-review {quote(target, safe='') or 'default'}"
    return f"[//]: <> ({named})" if flavour == "bitbucket" else f"<!-- {named} -->"


def _measure(text: str) -> int:
    """Bytes, which are never fewer than the characters that a forge counts."""
    return len(text.encode("utf-8", "backslashreplace"))


class _Page:
    """One report; what several steps need is written once."""

    def __init__(self, report: Report, style: Style, budget: int) -> None:
        self._report = report
        self._style = style
        self._budget = budget
        self._parts: Parts = arrange(report, style)

    def write(self, left_out: int) -> str:
        """Return the page without the first `left_out` of the steps."""
        blocks = [self._head(left_out), self._first_findings(left_out)]
        if left_out < 6:
            blocks += [*self._tables(left_out), self._unsure(left_out)]
        else:
            blocks.append(self._counts)
        blocks += [self._findings(left_out), *self._folds(left_out), self._foot(left_out)]
        return "\n\n".join(block for block in blocks if block) + "\n"

    def _head(self, left_out: int) -> str:
        report = self._report
        lines = [find_marker(self._style.target, self._style.flavour), f"## {self._title}", ""]
        lines.append(prose(report.sentence))
        waived = len(self._parts.waived)
        if waived:
            lines += ["", f"{waived:,} {'finding is' if waived == 1 else 'findings are'} waived."]
        hidden = say_hidden(self._parts)
        if hidden:
            lines += ["", f"Not shown, as asked: {hidden}."]
        if left_out:
            where = link("the full report", self._style.link) if self._style.link else "the full report has them"
            said = "; ".join(STEPS[:left_out])
            lines += ["", f"> **Shortened** to fit {self._budget:,} characters. Left out: {said}. Whole: {where}."]
        return "\n".join(lines)

    @cached_property
    def _title(self) -> str:
        stacks, verdict = self._report.coverage.stacks, self._report.verdict
        said = verdict.value if verdict is Verdict.NO_ACCESS_CHANGE else f"{verdict.value}: access changes"
        if not stacks:
            return said
        names = ", ".join(code(each, 60) for each in stacks[:_STACKS])
        more = f" and {len(stacks) - _STACKS:,} more" if len(stacks) > _STACKS else ""
        return f"{said} in {'stack' if len(stacks) == 1 else 'stacks'} {names}{more}"

    # --- findings ----------------------------------------------------------------------------------------------------

    def _first_findings(self, left_out: int) -> str:
        if left_out >= len(STEPS):
            return self._fitting_findings()
        decisive = self._parts.decisive
        lines = [_finding(each, fix=left_out < 7) for each in decisive[:FIRST]]
        if len(decisive) > FIRST:
            lines.append(f"- and {len(decisive) - FIRST:,} more that block or need an approval, under *Findings* below")
        return "\n".join(lines)

    def _findings(self, left_out: int) -> str:
        rest = [*self._parts.decisive[FIRST:], *self._parts.findings]
        if not rest or left_out >= len(STEPS):
            return ""
        return "\n".join(["### Findings", "", *(_finding(each, fix=left_out < 7) for each in rest)])

    def _fitting_findings(self) -> str:
        """As many findings as fit, one line each, and how many there are: the last step of all."""
        findings = [*self._parts.decisive, *self._parts.findings]
        around = [self._head(len(STEPS)), self._counts, self._foot(len(STEPS))]
        room = self._budget - _measure("\n\n".join(around)) - _RESERVE
        lines: list[str] = []
        for each in findings:
            line = _finding(each, fix=False)
            room -= _measure(line) + 1
            if room < 0:
                break
            lines.append(line)
        missing = len(findings) - len(lines)
        if missing:
            where = "the full report (JSON, HTML or SARIF) has every one of them"
            lines.append(f"- **and {missing:,} of {len(findings):,} findings that do not fit here**: {where}")
        return "\n".join(lines)

    # --- grants ------------------------------------------------------------------------------------------------------

    def _tables(self, left_out: int) -> Iterator[str]:
        if left_out >= 5:
            yield from self._grouped
        elif left_out >= 4:
            yield from self._short_tables
        else:
            yield from self._full_tables

    @cached_property
    def _full_tables(self) -> tuple[str, ...]:
        parts = self._parts
        return (_gains(parts.gains), _losses(parts.losses), _limits(parts.limits), _others(parts.others))

    @cached_property
    def _short_tables(self) -> tuple[str, ...]:
        parts = self._parts
        narrowed = sum(1 for row in parts.losses if row.delta.change in _NARROW)
        quiet = sum(1 for row in parts.others if row.delta.change in _NARROW)
        said = f"Counted, not listed: {narrowed:,} that narrow and {quiet:,} without an effect."
        return (
            _gains(parts.gains),
            _losses([row for row in parts.losses if row.delta.change not in _NARROW]),
            _limits([each for each in parts.limits if each.judged != "stronger"]),
            _others([row for row in parts.others if row.delta.change not in _NARROW]),
            said if narrowed or quiet else "",
        )

    @cached_property
    def _grouped(self) -> tuple[str, ...]:
        parts = self._parts
        others = [row for row in parts.others if row.delta.change not in _NARROW]
        losses = [row for row in parts.losses if row.delta.change not in _NARROW]
        weaker = [each for each in parts.limits if each.judged != "stronger"]
        return (
            _group("Gains", parts.gains),
            _group("Losses", losses),
            _limits(weaker[:_GROUPS]) + _count_rest(len(weaker) - _GROUPS, "limits"),
            _group("Otherwise", others),
        )

    @cached_property
    def _counts(self) -> str:
        parts = self._parts
        counted = {
            "gains": len(parts.gains),
            "losses": len(parts.losses),
            "changed limits": len(parts.limits),
            "not sure": len(parts.unsure),
            "not understood": len(parts.strange),
            "other changes": len(parts.others),
        }
        said = ", ".join(f"{words} {number:,}" for words, number in counted.items() if number)
        return f"**Counted**: {said}." if said else ""

    def _unsure(self, left_out: int) -> str:
        parts = self._parts
        lines = [f"- {_what(row)}: {_note(row)}" for row in parts.unsure]
        lines += [_strange(each) for each in parts.strange]
        if not lines:
            return ""
        if left_out >= 5 and len(lines) > _UNSURE:
            lines = [*lines[:_UNSURE], f"- and {len(lines) - _UNSURE:,} more"]
        return "\n".join(["### Not sure", "", *lines])

    # --- the rest ----------------------------------------------------------------------------------------------------

    def _folds(self, left_out: int) -> Iterator[str]:
        """What explains and does not decide."""
        writers: tuple[tuple[int, Callable[[], str]], ...] = (
            (3, lambda: folds.write_matrix(self._parts)),
            (1, lambda: folds.write_picture(self._report, self._parts, self._style)),
            (1, lambda: folds.write_context(self._report, self._parts)),
            (2, lambda: self._evidence),
            (1, lambda: folds.write_drift(self._report)),
            (8, lambda: folds.write_waived(self._parts) if left_out < 5 else ""),
            (1, lambda: folds.write_reproduction(self._report)),
        )
        for step, write in writers:
            if left_out < step:
                yield folds.open_up(write()) if self._style.flavour == "bitbucket" else write()

    @cached_property
    def _evidence(self) -> str:
        return folds.write_evidence(self._parts)

    def _foot(self, left_out: int) -> str:
        coverage = self._report.coverage
        stacks, strange = len(coverage.stacks), len(coverage.not_understood)
        counts = ((stacks, "stack"), (coverage.resources, "resource"), (coverage.grants, "grant"))
        said = f"Read: {', '.join(_number(count, word) for count, word in counts)}"
        if strange:
            types = ", ".join(code(each, 60) for each in [*coverage.not_understood][:_STACKS])
            more = ", ..." if strange > _STACKS else ""
            said += f", {_number(strange, 'type')} not understood ({types}{more})"
        if self._parts.untouched:
            said += f", {self._parts.untouched:,} of them untouched by this plan"
        shown = _NOTES if left_out < len(STEPS) else 2
        notes = [f"- {prose(each, 400)}" for each in coverage.notes[:shown]]
        if len(coverage.notes) > shown:
            notes.append(f"- and {len(coverage.notes) - shown:,} more limits of this review")
        times = sorted({plan.time for plan in self._report.plans if plan.time})
        moment = f"Planned {code(times[-1], 40)}. " if times else ""
        whole = f" {link('Full report', self._style.link)}." if self._style.link else ""
        lines = [*notes, "", f"{said}. {moment}Fingerprint {code(self._report.fingerprint)}.{whole}"]
        return "\n".join(lines).strip("\n")


# --- rows ------------------------------------------------------------------------------------------------------------


def _finding(finding: Finding, *, fix: bool) -> str:
    """A finding in one line, which begins with our own sign."""
    place = ""
    if finding.address:
        place = f" ({code(finding.address)}{f', {code(finding.source, 80)}' if finding.source else ''})"
    remedy = f" *Fix*: {prose(finding.fix)}" if fix and finding.fix else ""
    team = f" *Approval by* {', '.join(code(each) for each in finding.approvers)}." if finding.approvers else ""
    head = f"**{prose(finding.rule)} {finding.severity.value}**"
    return f"- {head}: {prose(finding.message)}{place}{team}{remedy}"


def _gains(rows: Sequence[Row]) -> str:
    cells = (
        (_who(row), code(row.role), code(row.where), code(row.until) if row.until else "no end", _note(row))
        for row in rows
    )
    return folds.table(("Who gains", "Role", "Where", "Until", "Note"), cells)


def _losses(rows: Sequence[Row]) -> str:
    cells = ((_who(row), code(row.role), code(row.where), _note(row)) for row in rows)
    return folds.table(("Who loses", "Role", "Where", "Note"), cells)


def _others(rows: Sequence[Row]) -> str:
    cells = ((_note(row), _who(row), code(row.role), code(row.where)) for row in rows)
    return folds.table(("Otherwise", "Who", "Role", "Where"), cells)


def _limits(limits: Sequence[Limit]) -> str:
    cells = (
        (
            f"{prose(each.change.name.replace('_', ' '))} of {_what(each.row)}",
            code(each.change.before) if each.change.before else "none",
            code(each.change.after) if each.change.after else "none",
            f"**{each.judged}**{_rules(each.row)}" if each.judged == "weaker" else each.judged,
        )
        for each in limits
    )
    return folds.table(("Limit", "Before", "After", ""), cells)


def _group(title: str, rows: Sequence[Row]) -> str:
    """Rows of one role together; what is left are the most important roles and the number of the others."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.word, row.role), []).append(row)
    cells = []
    for (word, role), found in [*groups.items()][:_GROUPS]:
        people = {row.edge.principal.key: row for row in found}
        names = ", ".join(_who(row) for row in [*people.values()][:_STACKS])
        more = f" and {len(people) - _STACKS:,} more" if len(people) > _STACKS else ""
        places = [*dict.fromkeys(row.where for row in found)]
        where = code(places[0]) + (f" and {len(places) - 1:,} more" if len(places) > 1 else "")
        cells.append((f"{found[0].sign} {word}", code(role), f"{len(found):,}", names + more, where))
    return folds.table((title, "Role", "Grants", "Who", "Where"), cells) + _count_rest(len(groups) - _GROUPS, "roles")


def _count_rest(number: int, words: str) -> str:
    return f"\n\nand {number:,} more {words}" if number > 0 else ""


def _who(row: Row) -> str:
    if not row.kind:
        return "**everyone**"
    return f"{row.kind} {code(row.name)}{' (external)' if row.external else ''}"


def _what(row: Row) -> str:
    return f"{_who(row)}: {code(row.role)} on {code(row.where)}"


def _strange(unclear: Unclear) -> str:
    return f"- ? {code(unclear.origin.address)} ({code(unclear.origin.type)}): {prose(unclear.reason)}"


def _sign(row: Row) -> str:
    return "\\" + row.sign[0] + row.sign[1:] if row.sign[0] in "+-^~=" else row.sign


def _rules(row: Row) -> str:
    return f" {', '.join(prose(each) for each in row.rules)}" if row.rules else ""


def _notes(row: Row) -> str:
    return prose("; ".join(row.notes), 600)


def _note(row: Row) -> str:
    """Sign and word of the change, the rules that name it, and what else matters."""
    return f"{_sign(row)} {row.word}{_rules(row)}{f': {_notes(row)}' if row.notes else ''}"


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
