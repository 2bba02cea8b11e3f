"""A report is made from its JSON document again, for whoever reviews, compares or comments on what was saved earlier.

Unknown keys are passed over, an unknown version is refused, and whatever is wrong is said with its place: a document
may come from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final, TypeVar

from terrabind.review.edge import Certainty, Edge, Kind, Level, Origin, Principal, Realm, Unclear
from terrabind.review.plan import Action, Change, Plan
from terrabind.review.report import (
    ChangeClass,
    Coverage,
    Delta,
    Finding,
    QualifierChange,
    Report,
    Severity,
    Verdict,
)

__all__ = ["FORMAT", "VERSION", "DocumentError", "from_document", "is_document"]

FORMAT: Final = "terrabind/review"
"""What tells a saved report from any other JSON document."""
VERSION: Final = "1.0"
"""The form's version: the first number changes when a reader of the old one could be misled, the second when a key is
added."""

Choice = TypeVar("Choice", bound=Enum)
Made = TypeVar("Made")
_MISSING: Final = object()


class DocumentError(ValueError):
    """A document is not a report that can be read; the message says where and what to do."""


def is_document(value: object) -> bool:
    """Tell whether a JSON value says of itself that it is a saved report."""
    return isinstance(value, Mapping) and value.get("format") == FORMAT


def from_document(value: object) -> Report:
    """Return the report that a document holds. Raises `DocumentError`.

    Plans come back without their resources' values, which a document does not hold.
    """
    if not is_document(value):
        raise DocumentError(f'this is not a saved report: "format" is not "{FORMAT}"')
    node = _Node(value, "")
    version = node.text("version")
    if version.partition(".")[0] != VERSION.partition(".")[0]:
        raise DocumentError(
            f"this report has version {version}, and only {VERSION.partition('.')[0]}.x is understood here; "
            "install the terrabind that wrote it, or make the report anew from its plan"
        )
    grants = {each.text("id"): (each, _edge(each)) for each in node.rows("grants")}
    edges = {name: edge for name, (_, edge) in grants.items()}
    changes = [(each, _delta(each, edges)) for each in node.rows("deltas")]
    deltas = {row.text("id"): delta for row, delta in changes}
    return Report(
        verdict=node.choice("verdict", Verdict),
        sentence=node.text("sentence"),
        deltas=tuple(delta for row, delta in changes if row.flag("reported")),
        findings=tuple(_finding(each, deltas) for each in node.rows("findings")),
        unclear=tuple(
            Unclear(origin=_origin(each.node("origin")), reason=each.text("reason")) for each in node.rows("unclear")
        ),
        before=tuple(edge for row, edge in grants.values() if "before" in row.texts("sides")),
        after=tuple(edge for row, edge in grants.values() if "after" in row.texts("sides")),
        coverage=_coverage(node.node("coverage")),
        fingerprint=node.text("fingerprint"),
        plans=tuple(_plan(each) for each in node.rows("plans")),
        now=node.text("now"),
    )


class _Node:
    """One object of a document and the place where it stands, so that every complaint can name it."""

    __slots__ = ("_place", "_values")

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, Mapping):
            raise DocumentError(f"{place or 'the document'} is not an object")
        self._values: Mapping[str, Any] = value
        self._place = place

    def place(self, key: str) -> str:
        """Where a key stands, as words for people."""
        return f"{self._place}.{key}" if self._place else key

    def get(self, key: str, kind: type[Made]) -> Made:
        """The value of a key, which must be of this type."""
        value = self._values.get(key, _MISSING)
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        said = "is missing" if value is _MISSING else f"is not {_TYPES[kind]}"
        raise DocumentError(f"{self.place(key)} {said}; the document was changed or cut after it was written")

    def text(self, key: str) -> str:
        return self.get(key, str)

    def flag(self, key: str) -> bool:
        return self.get(key, bool)

    def maybe(self, key: str, read: Callable[[str], Made]) -> Made | None:
        """What `read` makes of a key, null where the document says null."""
        return None if self._values.get(key, _MISSING) is None else read(key)

    def texts(self, key: str) -> tuple[str, ...]:
        items = self.get(key, list)
        if not all(isinstance(each, str) for each in items):
            raise DocumentError(f"{self.place(key)} holds something that is not a text")
        return tuple(items)

    def named(self, key: str, kind: type[Made]) -> dict[str, Made]:
        """A mapping whose values are all of one type."""
        inner = _Node(self.get(key, dict), self.place(key))
        return {each: inner.get(each, kind) for each in inner._values}

    def node(self, key: str) -> _Node:
        return _Node(self.get(key, dict), self.place(key))

    def rows(self, key: str) -> list[_Node]:
        return [_Node(each, f"{self.place(key)}[{number}]") for number, each in enumerate(self.get(key, list))]

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        """The member of an enumeration whose value the key holds."""
        return _choose(self.text(key), kind, self.place(key))

    def choices(self, key: str, kind: type[Choice]) -> tuple[Choice, ...]:
        return tuple(_choose(each, kind, self.place(key)) for each in self.texts(key))

    def referred(self, key: str, table: Mapping[str, Made]) -> Made:
        """The entry that a key names."""
        return _look_up(self.text(key), table, self.place(key))

    def all_referred(self, key: str, table: Mapping[str, Made]) -> tuple[Made, ...]:
        return tuple(_look_up(each, table, self.place(key)) for each in self.texts(key))


_TYPES: Final[Mapping[type, str]] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    list: "a list",
    dict: "an object",
}


def _choose(word: str, kind: type[Choice], place: str) -> Choice:
    try:
        return kind(word)
    except ValueError:
        known = ", ".join(str(each.value) for each in kind)
        raise DocumentError(f'{place} is "{word[:80]}"; known are {known}') from None


def _look_up(name: str, table: Mapping[str, Made], place: str) -> Made:
    try:
        return table[name]
    except KeyError:
        raise DocumentError(f"{place} names {name[:80]}, which is not in the document") from None


def _edge(node: _Node) -> Edge:
    level = node.text("level").upper()
    if level not in Level.__members__:
        raise DocumentError(f'{node.place("level")} is "{level.lower()[:80]}", which is no level')
    return Edge(
        principal=_principal(node.node("principal")),
        relation=node.text("relation"),
        role=node.text("role"),
        scope=node.texts("scope"),
        level=Level[level],
        allowed=node.flag("allowed"),
        qualifiers=node.named("qualifiers", str),
        certainty=node.choice("certainty", Certainty),
        feeds=node.texts("feeds"),
        authoritative=node.flag("authoritative"),
        origin=_origin(node.node("origin")),
    )


def _principal(node: _Node) -> Principal:
    return Principal(
        kind=node.choice("kind", Kind),
        id=node.text("id"),
        realm=node.choice("realm", Realm),
        realm_name=node.text("realm_name"),
        shown=node.text("shown"),
        caseless=node.flag("caseless"),
    )


def _origin(node: _Node) -> Origin:
    return Origin(
        stack=node.text("stack"),
        address=node.text("address"),
        attribute=node.text("attribute"),
        type=node.text("type"),
        action=node.text("action"),
        source=node.text("source"),
    )


def _delta(node: _Node, edges: Mapping[str, Edge]) -> Delta:
    before = node.maybe("before", lambda key: node.referred(key, edges))
    after = node.maybe("after", lambda key: node.referred(key, edges))
    if before is None and after is None:
        raise DocumentError(f"{node.place('after')} and its before are both null; a change has at least one side")
    return Delta(
        change=node.choice("change", ChangeClass),
        before=before,
        after=after,
        qualifiers=tuple(_qualifier(each) for each in node.rows("limits")),
        path=node.texts("path"),
        note=node.text("note"),
    )


def _qualifier(node: _Node) -> QualifierChange:
    return QualifierChange(
        name=node.text("name"),
        before=node.text("before"),
        after=node.text("after"),
        weaker=node.maybe("weaker", node.flag),
    )


def _finding(node: _Node, deltas: Mapping[str, Delta]) -> Finding:
    return Finding(
        rule=node.text("rule"),
        severity=node.choice("severity", Severity),
        message=node.text("message"),
        fix=node.text("fix"),
        deltas=node.all_referred("deltas", deltas),
        address=node.text("address"),
        stack=node.text("stack"),
        source=node.text("source"),
        approvers=node.texts("approvers"),
        waived=node.text("waived"),
    )


def _coverage(node: _Node) -> Coverage:
    return Coverage(
        stacks=node.texts("stacks"),
        resources=node.get("resources", int),
        grants=node.get("grants", int),
        not_understood=node.named("not_understood", int),
        notes=node.texts("notes"),
    )


def _plan(node: _Node) -> Plan:
    label = node.text("label")
    return Plan(
        label=label,
        terraform=node.text("terraform"),
        time=node.text("time"),
        changes=tuple(_change(each, label) for each in node.rows("changes")),
        drift=tuple(_change(each, label) for each in node.rows("drift")),
        notes=node.texts("notes"),
        checks=node.texts("checks"),
        complete=node.maybe("complete", node.flag),
    )


def _change(node: _Node, stack: str) -> Change:
    address = node.text("address")
    return Change(
        stack=stack,
        address=address,
        type=node.text("type"),
        name=address.rpartition(".")[2],
        provider=node.text("provider"),
        actions=node.choices("actions", Action),
        before=None,
        after=None,
        reason=node.text("reason"),
        previous_address=node.text("previous_address"),
        is_import=node.flag("is_import"),
        deferred=node.text("deferred"),
        source=node.text("source"),
        mode=node.text("mode"),
        deposed=node.text("deposed"),
        hidden=node.texts("hidden"),
    )
