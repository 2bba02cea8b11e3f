"""Texts of a plan as plain words for the formats of programs: one line, nothing hidden, no endless name.

Each format then does its own quoting. What draws nothing or turns the reading direction is written as its number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from terrabind.review.edge import Edge
from terrabind.review.plan import Plan
from terrabind.review.report import ChangeClass, Delta, Finding, Report, Severity

__all__ = [
    "SIGNS",
    "Place",
    "find_main_files",
    "find_place",
    "list_findings",
    "one_line",
    "say_edge",
    "say_scope",
    "say_was",
]

SIGNS: Final[Mapping[ChangeClass, str]] = {
    ChangeClass.GAINED: "+",
    ChangeClass.LOST: "-",
    ChangeClass.WIDENED: "^",
    ChangeClass.NARROWED: "v",
    ChangeClass.UNRESOLVED: "?",
    ChangeClass.KEPT_UNMANAGED: "~",
    ChangeClass.DRIFTED: "~",
}
"""The sign of each class; the others are "=": nobody may do more or less in the end."""

RANKS: Final = (Severity.BLOCK, Severity.APPROVE, Severity.WARN, Severity.INFO)
"""Severities, the worst first."""

_PLAIN: Final = re.compile(r"[\x20-\x7e]*")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANK: Final = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
_LINE: Final = re.compile(r"(.+?):([1-9][0-9]{0,8})", re.DOTALL)

Place = tuple[str, int]
"""A file, as a path with forward slashes, and a line in it, counted from 1."""


def one_line(text: str, limit: int = 0) -> str:
    """Return a text without anything that cannot be seen; above `limit` characters it is cut and says so."""
    if limit and len(text) > limit:
        text = f"{text[:limit]} [{len(text) - limit:,} more characters]"
    if _PLAIN.fullmatch(text):
        return text
    return "".join(_show(each) for each in text)


def _show(character: str) -> str:
    category = unicodedata.category(character)
    hidden = category in _HIDDEN or character in _BLANK or (category == "Zs" and character != " ")
    return f"<U+{ord(character):04X}>" if hidden else character


def say_scope(edge: Edge) -> str:
    """Return where a grant holds, from the widest to the narrowest; a membership has no place of its own."""
    return " > ".join(edge.scope) or ("what the group has" if edge.relation == "member" else "everywhere")


def say_edge(edge: Edge) -> str:
    """Return a grant as a few words: `user ana: hold viewer at org acme > project x`."""
    denied = "" if edge.allowed else "may not "
    return f"{edge.principal}: {denied}{edge.relation} {edge.role} at {say_scope(edge)}"


def say_was(delta: Delta) -> str:
    """Return what a grant was before, as far as it is another one now ("everyone", "viewer"); empty when it is not."""
    before, after = delta.before, delta.after
    if before is None or after is None or before.key == after.key:
        return ""
    words = [
        str(before.principal) if before.principal.key != after.principal.key else "",
        f"{before.relation} {before.role}" if (before.relation, before.role) != (after.relation, after.role) else "",
        f"at {say_scope(before)}" if before.scope != after.scope else "",
        ("allowed" if before.allowed else "denied") if before.allowed is not after.allowed else "",
    ]
    return " ".join(filter(None, words))


def list_findings(report: Report) -> Iterator[Finding]:
    """Yield the findings that nobody waived, the worst first, otherwise in the report's order."""
    for severity in RANKS:
        for finding in report.findings:
            if finding.severity is severity and not finding.waived:
                yield finding


def find_place(finding: Finding, main_files: Mapping[str, str]) -> Place | None:
    """Return the file and line of a finding: its own, else the first line of its stack's main file, else none."""
    own = _read_place(finding.source)
    if own is not None:
        return own
    file = main_files.get(finding.stack)
    return None if file is None else (file, 1)


def find_main_files(report: Report) -> dict[str, str]:
    """Return a file for each stack of which any is known: its topmost `main.tf`, else the first one."""
    return {plan.label: files[0] for plan in report.plans if (files := _sort_files(plan))}


def _sort_files(plan: Plan) -> list[str]:
    places = (_read_place(change.source) for change in plan.changes)
    return sorted(
        {place[0] for place in places if place is not None},
        key=lambda file: (file.rpartition("/")[2] != "main.tf", file.count("/"), file),
    )


def _read_place(source: str) -> Place | None:
    """The file and line of "file:line"; a construct path is no place in a file."""
    match = _LINE.fullmatch(source)
    return None if match is None else (match[1].replace("\\", "/").removeprefix("./"), int(match[2]))
