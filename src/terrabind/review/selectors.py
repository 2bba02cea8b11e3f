"""A user rule picks changes by what their grants say: `when` all of its conditions hold and `unless` does not.

A condition names a field and what it may be: a text with `*`, a list of which one fits, a yes or no, or a length of
time. Fields with a dot are written as TOML's dotted keys (`role.level = "admin"`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from terrabind.review.edge import Certainty, Edge, Kind, Level, Realm
from terrabind.review.report import ChangeClass, Delta, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.moments import end_of, read_span
from terrabind.review.rules.rule import Match
from terrabind.review.rules.scopes import matches_name, matches_scope
from terrabind.review.rules.tables import Table
from terrabind.review.rules.wording import sentence, through

_Texts = Callable[[Delta, Edge, Context], tuple[str, ...]]
_Flag = Callable[[Delta, Edge], bool]


def _names(_delta: Delta, edge: Edge, _context: Context) -> tuple[str, ...]:
    return edge.principal.key, edge.principal.id, edge.principal.shown


def _employment(_delta: Delta, edge: Edge, context: Context) -> tuple[str, ...]:
    return (context.employment.get(edge.principal.key, ""),)


def _groups(delta: Delta, edge: Edge, context: Context) -> tuple[str, ...]:
    through_groups = tuple(step.removeprefix("group ") for step in delta.path if step.startswith("group "))
    return (*context.groups_of(edge.principal), *through_groups)


_TEXTS: Final[Mapping[str, _Texts]] = {
    "principal": _names,
    "principal.id": _names,
    "principal.kind": lambda _, edge, __: (edge.principal.kind.value,),
    "principal.realm": lambda _, edge, __: (edge.principal.realm.value,),
    "principal.realm_name": lambda _, edge, __: (edge.principal.realm_name,),
    "principal.group": _groups,
    "principal.employment": _employment,
    "role": lambda _, edge, __: (edge.role,),
    "role.name": lambda _, edge, __: (edge.role,),
    "relation": lambda _, edge, __: (edge.relation,),
    "certainty": lambda _, edge, __: (edge.certainty.value,),
    "change": lambda delta, _, __: (delta.change.value,),
    "stack": lambda _, edge, __: (edge.origin.stack,),
    "address": lambda _, edge, __: (edge.origin.address,),
    "type": lambda _, edge, __: (edge.origin.type,),
    "action": lambda _, edge, __: (edge.origin.action,),
    "source": lambda _, edge, __: (edge.origin.source,),
    "through": lambda delta, _, __: delta.path,
}
_FLAGS: Final[Mapping[str, _Flag]] = {
    "allowed": lambda _, edge: edge.allowed,
    "authoritative": lambda _, edge: edge.authoritative,
    "expires": lambda _, edge: bool(edge.qualifiers.get("expires")),
    "weaker": lambda delta, _: any(each.weaker for each in delta.qualifiers),
}
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "change": tuple(each.value for each in ChangeClass),
    "principal.kind": tuple(each.value for each in Kind),
    "principal.realm": tuple(each.value for each in Realm),
    "certainty": tuple(each.value for each in Certainty),
    "role.level": tuple(each.name.lower() for each in Level),
}
FIELDS: Final = (*_TEXTS, *_FLAGS, "role.level", "scope", "expires_within", "qualifier")
"""Every field that a selector knows; `qualifier.<name>` stands for each limit of a grant."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One field and what it may be; `span` is the length of time of `expires_within`."""

    field: str
    wanted: tuple[str, ...] = ()
    flag: bool | None = None
    span: timedelta = timedelta()

    def holds(self, delta: Delta, context: Context) -> bool:
        """Tell whether a change fits."""
        edge = delta.edge
        if self.field == "expires_within":
            end = end_of(edge)
            return end is not None and end <= context.now + self.span
        if self.field.startswith("qualifier."):
            return self._fits_limit(edge.qualifiers.get(self.field.partition(".")[2], ""))
        if self.flag is not None:
            return _FLAGS[self.field](delta, edge) is self.flag
        if self.field == "scope":
            return any(matches_scope(edge.scope, pattern) for pattern in self.wanted)
        if self.field == "role.level":
            return self._fits_level(edge.level)
        texts = _TEXTS[self.field](delta, edge, context)
        return any(matches_name(text, pattern) for text in texts for pattern in self.wanted)

    def _fits_limit(self, text: str) -> bool:
        if self.flag is not None:
            return bool(text) is self.flag
        return bool(text) and any(matches_name(text, pattern) for pattern in self.wanted)

    def _fits_level(self, level: Level) -> bool:
        """One level means at least that, a list exactly one of them."""
        levels = [Level[each.upper()] for each in self.wanted]
        return level >= levels[0] if len(levels) == 1 else level in levels


@dataclass(frozen=True, slots=True)
class Selector:
    """Conditions that all have to hold."""

    conditions: tuple[Condition, ...]

    def fits(self, delta: Delta, context: Context) -> bool:
        """Tell whether a change fits every condition."""
        return all(condition.holds(delta, context) for condition in self.conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRule:
    """A rule of a configuration file.

    Without a condition on `change` it looks at what is gained or widened; what is denied or not certain is neither, so
    with a condition on those it looks at all that changes.
    """

    id: str
    when: Selector
    severity: Severity
    message: str
    unless: Selector | None = None
    fix: str = ""
    approvers: tuple[str, ...] = ()
    source: str = ""

    def match(self, context: Context) -> Iterator[Match]:
        """Return the changes that the rule is about."""
        for delta in self._pick(context):
            if self.when.fits(delta, context) and not (self.unless and self.unless.fits(delta, context)):
                said = f"{sentence(delta.edge)}{through(delta.path)}: {self.message}"
                yield Match(message=said, deltas=(delta,), approvers=self.approvers)

    def _pick(self, context: Context) -> Iterable[Delta]:
        fields = {condition.field for condition in self.when.conditions}
        if "change" in fields:
            return context.deltas
        if fields & {"certainty", "allowed"}:
            return (delta for delta in context.deltas if delta.change is not ChangeClass.UNCHANGED)
        return context.gains()


def read_selector(table: Table) -> Selector:
    """Read a `when` or `unless` table. Raises `ConfigurationError`."""
    return Selector(tuple(_read_condition(table, field, value) for field, value in _flatten(table, table.values, "")))


def _flatten(table: Table, values: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        field = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flatten(table, value, f"{field}.")
        elif field in FIELDS[:-1] or prefix == "qualifier.":
            yield field, value
        else:
            known = dict.fromkeys(FIELDS)
            Table(table.document, {field: value}, table.name, table.index).check(known)


def _read_condition(table: Table, field: str, value: Any) -> Condition:
    one = Table(table.document, {field: value}, table.name, table.index)
    if field == "expires_within":
        try:
            return Condition(field, span=read_span(one.text(field)))
        except ValueError as error:
            raise one.fail(field, str(error)) from error
    if isinstance(value, bool) and (field in _FLAGS or field.startswith("qualifier.")):
        return Condition(field, flag=value)
    if field in _FLAGS:
        raise one.fail(field, "this is true or false")
    wanted = one.texts(field)
    if not wanted:
        raise one.fail(field, "an empty list fits nothing")
    if field in _CHOICES:
        wanted = tuple(_plain(each) for each in wanted)
        for each in wanted:
            Table(one.document, {field: each}, one.name, one.index).choice(field, _CHOICES[field])
    return Condition(field, wanted)


def _plain(word: str) -> str:
    """`kept-unmanaged` and `kept_unmanaged` are "kept unmanaged"."""
    return word.casefold().replace("-", " ").replace("_", " ")
