"""A report in the parts that people read, in their order: who gains, who loses, which limits change, what is not sure.

Shared by the terminal and Markdown. Nothing is escaped here, and nothing left out but what a style asks to leave out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from terrabind.review.edge import Certainty, Edge, Kind, Realm, Unclear
from terrabind.review.fingerprint import is_touched
from terrabind.review.render.page.words import LOOKS, SEVERITIES, name_principal, name_role
from terrabind.review.render.plain import list_findings, say_scope
from terrabind.review.render.style import GroupBy, Style
from terrabind.review.report import ChangeClass, Delta, Finding, QualifierChange, Report, Severity

__all__ = ["Limit", "Parts", "Row", "arrange", "key_of", "say_hidden", "say_limit"]

GAINS: Final = frozenset({ChangeClass.GAINED, ChangeClass.WIDENED})
LOSSES: Final = frozenset({ChangeClass.LOST, ChangeClass.NARROWED})
_DECISIVE: Final = frozenset({Severity.BLOCK, Severity.APPROVE})
_DIGITS: Final = 10
_SAID_APART: Final = frozenset({"expires"})


@dataclass(frozen=True, slots=True)
class Row:
    """One change in the words of a table. `kind` is what the principal is ("group"); texts are as a plan has them."""

    delta: Delta
    sign: str
    word: str
    kind: str
    name: str
    external: bool
    role: str
    where: str
    until: str
    notes: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def edge(self) -> Edge:
        """The grant itself."""
        return self.delta.edge


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit that changes: `judged` is "weaker", "stronger" or "not comparable"."""

    row: Row
    change: QualifierChange
    judged: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A report, sorted. `strange` are touched resources that nobody understands, `untouched` the number of the others.

    `decisive` are the findings that block or ask for an approval, `findings` the other open ones, `hidden` the numbers
    of changes and findings that a style leaves out.
    """

    decisive: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    gains: tuple[Row, ...]
    losses: tuple[Row, ...]
    limits: tuple[Limit, ...]
    unsure: tuple[Row, ...]
    strange: tuple[Unclear, ...]
    untouched: int
    others: tuple[Row, ...]
    same: tuple[Row, ...]
    hidden: tuple[int, int]

    @property
    def changes(self) -> tuple[Row, ...]:
        """Every change once, in the order of the parts."""
        rows = (*self.gains, *self.losses, *(each.row for each in self.limits), *self.unsure, *self.others)
        return tuple({id(row): row for row in rows}.values())


def arrange(report: Report, style: Style) -> Parts:
    """Return a report's parts, each in the order that the style groups by."""
    deltas = [each for each in report.deltas if not style.only or each.change in style.only]
    named = _name_rules(report.findings)
    rows = _order([_row(each, named) for each in deltas], style.group_by)
    least = SEVERITIES[style.min_severity]
    open_findings = list(list_findings(report))
    shown = [each for each in open_findings if SEVERITIES[each.severity] >= least]
    changed = [row for row in rows if row.delta.change is not ChangeClass.UNCHANGED]
    strange = tuple(each for each in report.unclear if is_touched(each))
    told = GAINS | LOSSES | {ChangeClass.UNRESOLVED}
    return Parts(
        decisive=tuple(each for each in shown if each.severity in _DECISIVE),
        findings=tuple(each for each in shown if each.severity not in _DECISIVE),
        waived=tuple(each for each in report.findings if each.waived),
        gains=tuple(row for row in changed if row.delta.change in GAINS and not _only_limits(row.delta)),
        losses=tuple(row for row in changed if row.delta.change in LOSSES and not _only_limits(row.delta)),
        limits=tuple(_limits(changed)),
        unsure=tuple(row for row in changed if row.delta.change is ChangeClass.UNRESOLVED),
        strange=strange,
        untouched=len(report.unclear) - len(strange),
        others=tuple(row for row in changed if row.delta.change not in told),
        same=tuple(row for row in rows if row.delta.change is ChangeClass.UNCHANGED),
        hidden=(len(report.deltas) - len(deltas), len(open_findings) - len(shown)),
    )


def key_of(row: Row, group_by: GroupBy) -> str:
    """Return what a row is gathered under, in words."""
    edge = row.edge
    return {
        GroupBy.PRINCIPAL: str(edge.principal),
        GroupBy.SCOPE: row.where,
        GroupBy.ROLE: row.role,
        GroupBy.STACK: edge.origin.stack,
        GroupBy.RESOURCE: edge.origin.address,
    }[group_by]


def say_hidden(parts: Parts) -> str:
    """Return what a style leaves out, in words; empty where it is nothing."""
    changes, findings = parts.hidden
    said = [f"{changes:,} {'grant' if changes == 1 else 'grants'} of other classes (--only)"] if changes else []
    if findings:
        said.append(f"{findings:,} {'finding' if findings == 1 else 'findings'} of lower severity (--min-severity)")
    return " and ".join(said)


def say_limit(name: str, text: str) -> str:
    """Return a limit as people read it: a session that is a number is one of seconds."""
    if name != "max_session" or not (text.isascii() and text.isdigit() and 0 < len(text) < _DIGITS):
        return text
    seconds = int(text)
    for unit, length in (("h", 3_600), ("min", 60)):
        if seconds and seconds % length == 0:
            return f"{text} s ({seconds // length} {unit})"
    return f"{text} s"


def _order(rows: Sequence[Row], group_by: GroupBy) -> list[Row]:
    """Rows of one group stand together; groups in the order of their first, riskiest row."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key_of(row, group_by), []).append(row)
    return [row for group in groups.values() for row in group]


def _name_rules(findings: Iterable[Finding]) -> dict[object, list[str]]:
    named: dict[object, list[str]] = {}
    for finding in findings:
        if not finding.waived:
            for delta in finding.deltas:
                rules = named.setdefault((delta.change, delta.edge.key), [])
                if finding.rule not in rules:
                    rules.append(finding.rule)
    return named


def _row(delta: Delta, named: dict[object, list[str]]) -> Row:
    edge, look = delta.edge, LOOKS[delta.change]
    return Row(
        delta=delta,
        sign=look.sign,
        word=look.word,
        kind="" if edge.principal.kind is Kind.EVERYONE else edge.principal.kind.value,
        name=name_principal(edge.principal),
        external=edge.principal.realm is Realm.EXTERNAL and edge.principal.kind is not Kind.EVERYONE,
        role=name_role(edge),
        where=say_scope(edge),
        until=edge.qualifiers.get("expires", ""),
        notes=tuple(dict.fromkeys(_notes(delta, look.hint))),
        rules=tuple(named.get((delta.change, edge.key), ())),
    )


def _notes(delta: Delta, hint: str) -> Iterable[str]:
    edge = delta.edge
    if delta.before and delta.after:
        was, now = (f"{name_role(each)} on {say_scope(each)}" for each in (delta.before, delta.after))
        if was != now:
            yield f"was {was}"
        if delta.before.principal.key != delta.after.principal.key:
            yield f"was for {delta.before.principal}"
    if not delta.qualifiers:
        limits = ((name, text) for name, text in edge.qualifiers.items() if name not in _SAID_APART)
        yield from (f"{_spell(name)} {say_limit(name, text)}" for name, text in limits)
    if edge.certainty is not Certainty.KNOWN and not delta.note.startswith(edge.certainty.value):
        feeds = f", from {', '.join(edge.feeds)}" if edge.feeds else ""
        yield f"{edge.certainty.value}{feeds}"
    if edge.authoritative:
        yield "from a list that replaces all others"
    through = " > ".join(delta.path)
    if through and through not in delta.note:
        yield f"through {through}"
    if delta.note or (hint and edge.certainty is Certainty.KNOWN):
        yield delta.note or hint


def _only_limits(delta: Delta) -> bool:
    """Whether nothing but limits of the same grant changes."""
    return bool(delta.qualifiers and delta.before and delta.after and delta.before.key == delta.after.key)


def _limits(rows: Iterable[Row]) -> Iterable[Limit]:
    for row in rows:
        for change in row.delta.qualifiers:
            judged = {True: "weaker", False: "stronger", None: "not comparable"}[change.weaker]
            was, now = (say_limit(change.name, text) for text in (change.before, change.after))
            yield Limit(row, replace(change, before=was, after=now), judged)


def _spell(name: str) -> str:
    return name.replace("_", " ")
