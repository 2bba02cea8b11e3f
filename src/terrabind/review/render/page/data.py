"""The machine data of the page: one compact JSON document, which the matrix and the path of a cell are drawn from.

Rows are lists, and what repeats is a number into a list, so that ten thousand grants stay small. Every text has already
been made visible, so the script only ever sets text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, TypeAlias

from terrabind.review.edge import Edge, Kind
from terrabind.review.plan import Change
from terrabind.review.render.page.markup import Html, cut, reveal
from terrabind.review.render.page.model import (
    Grant,
    Person,
    View,
    find_hops,
    find_values,
    index_changes,
    index_links,
    name_person,
)
from terrabind.review.render.page.words import CHIPS, LOOKS, name_realm, tell_limits

Json: TypeAlias = "str | int | list[Json] | dict[str, Json] | None"

LONGEST_VALUE: Final = 2_000
"""Characters of an attribute's value that the page keeps."""
_LAYOUT: Final[dict[str, Json]] = {
    "people": ["name", "kind", "realm", "grants before", "grants after", "findings"],
    "columns": ["role", "scope", "changes"],
    "grants": [
        "person", "column", "look", "stack", "address", "attribute", "action", "source",
        "value before", "value after", "limits before", "limits after", "note", "findings", "hops",
    ],
    "kept": ["person", "column", "stack", "address"],
    "looks": ["sign", "word", "tone", "chip", "hint"],
    "findings": ["rule", "severity", "message", "waived"],
}  # fmt: skip


class _Names:
    """Numbers for texts that repeat."""

    __slots__ = ("numbers",)

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the number of a text, a new one when it is new."""
        return self.numbers.setdefault(text, len(self.numbers))

    def list(self) -> list[Json]:
        """Return all texts in the order of their numbers."""
        return [reveal(text) for text in self.numbers]


def write_data(view: View) -> Html:
    """Return the document as text that is safe inside a `script` element: no `<`, and nothing that cannot be seen."""
    text = json.dumps(encode(view), ensure_ascii=False, separators=(",", ":"))
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Html(escaped)


def encode(view: View) -> dict[str, Json]:
    """Return the document."""
    report = view.report
    stacks = _Names()
    looks = list(LOOKS.values())
    changes = index_changes(report)
    links = index_links(report) if any(grant.delta.path for grant in view.grants) else {}
    grants: list[Json] = [
        _trim([grant.person, grant.column, looks.index(grant.look), *_tell_grant(grant, stacks, changes, links)])
        for grant in view.grants
    ]
    kept: list[Json] = [
        [each.person, each.column, stacks.number(each.edge.origin.stack), reveal(each.edge.origin.address)]
        for each in view.kept
    ]
    return {
        "layout": _LAYOUT,
        "verdict": report.verdict.value,
        "fingerprint": reveal(report.fingerprint),
        "now": reveal(report.now),
        "chips": list(CHIPS),
        "looks": [[look.sign, look.word, look.tone, look.chip, look.hint] for look in looks],
        "stacks": stacks.list(),
        "people": [
            _tell_person(each)
            for each in view.people
        ],
        "columns": [[reveal(each.role), reveal(each.scope), each.changes] for each in view.columns],
        "findings": [
            _trim([reveal(each.rule), each.severity.value, reveal(each.message), reveal(each.waived)])
            for each in report.findings
        ],
        "grants": grants,
        "kept": kept,
    }  # fmt: skip


def _tell_person(person: Person) -> Json:
    """One principal. Of everyone the name says the kind."""
    principal = person.principal
    kind = "" if principal.kind is Kind.EVERYONE else principal.kind.value
    realm = reveal(name_realm(principal))
    return _trim([reveal(name_person(person)), kind, realm, person.before, person.after, list(person.findings)])


def _tell_grant(
    grant: Grant, stacks: _Names, changes: Mapping[tuple[str, str], Change], links: Mapping[tuple[str, str], str]
) -> list[Json]:
    """What the drawer shows of one change."""
    delta, origin = grant.delta, grant.edge.origin
    before, after = (_show_lines(each) for each in find_values(delta, changes))
    steps = find_hops(grant, links)[1:-1] if delta.path else ()
    hops: list[Json] = [[reveal(each.text), reveal(each.address)] for each in steps]
    return [
        stacks.number(origin.stack), reveal(origin.address), reveal(origin.attribute), reveal(origin.action),
        reveal(origin.source), before, after, _tell_side(delta.before), _tell_side(delta.after), reveal(delta.note),
        list(grant.findings), hops,
    ]  # fmt: skip


def _show_lines(text: str) -> str:
    """A value of several lines, with what cannot be seen written out in each of them."""
    return "\n".join(reveal(line) for line in cut(text, LONGEST_VALUE).split("\n"))


def _tell_side(edge: Edge | None) -> str:
    """The limits of one side."""
    return reveal(tell_limits(edge)) if edge else ""


def _trim(row: list[Json]) -> list[Json]:
    """A row without the empty fields at its end."""
    while row and row[-1] in ("", 0, [], None):
        row.pop()
    return row
