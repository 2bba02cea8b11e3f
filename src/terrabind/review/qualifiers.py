"""Each limit of a grant has an order: a change makes it stronger, weaker, or cannot be compared.

A limit that goes away weakens, one that comes strengthens. What the two values mean decides the rest, by the limit's
name; what nobody can order is said to be not comparable, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Final, TypeAlias

from terrabind.review.report import QualifierChange
from terrabind.spec.duration import seconds

DEFAULT_SESSION: Final = 3600.0
"""Seconds that a session may last where a role does not say: the default of AWS and of Dell ECS."""

_OFF: Final = frozenset({"", "false", "no", "none", "null", "off", "0"})
_PARTLY: Final = ", where present"
_OPERATOR = re.compile(r"(For(All|Any)\w*:)?(String|Arn|Bool|Date|Numeric|IpAddress|NotIpAddress|Null|Binary)\w*")

_Part: TypeAlias = tuple[frozenset[str], bool]


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[QualifierChange, ...]:
    """Return the limits that change between two sides of a grant, by name; empty when they mean the same."""
    if before == after:
        return ()
    names = sorted({*before, *after})
    found = (compare_one(name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(change for change in found if change is not None)


def compare_one(name: str, before: str, after: str) -> QualifierChange | None:
    """Return what becomes of one limit, null when both texts mean the same; an empty text is no limit."""
    if before == after:
        return None
    if name != "max_session" and (_is_off(name, before) or _is_off(name, after)):
        order = _order(_is_off(name, after), _is_off(name, before))
    else:
        order = _ORDERS.get(name, _order_sets)(before, after)
    if order == _SAME:
        return None
    return QualifierChange(name=name, before=before, after=after, weaker=_WEAKER[order])


def permits(held: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Tell whether a grant with the limits `held` gives all that one with the limits `wanted` would."""
    return all(change.weaker is True for change in compare(wanted, held))


def passes(step: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Tell whether a membership or a trust with the limits `step` adds none to those of `wanted`."""
    changes = (compare_one(name, wanted.get(name, ""), text) for name, text in step.items())
    return all(change is None or change.weaker is True for change in changes)


def moment(text: str) -> datetime | None:
    """Return the point in time that RFC 3339 text or a date names, a date as its last moment; null for other text."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == len("2026-11-21"):
        found += timedelta(days=1)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def conjuncts(expression: str) -> tuple[str, ...]:
    """Return the parts of an expression that all have to hold; the whole one where it does not fall apart for sure.

    That is so with an "or", and where "&&" stands within parentheses or in a text: `!(a && b)` is one part.
    """
    parts = tuple(expression.split("&&"))
    whole = "||" in expression or any(part.count("(") != part.count(")") or part.count('"') % 2 for part in parts)
    return (expression,) if whole or any(part.count("'") % 2 for part in parts) else parts


# --- orders ----------------------------------------------------------------------------------------------------------

_SAME, _WIDER, _NARROWER, _APART = "same", "wider", "narrower", "apart"
_WEAKER: Final[Mapping[str, bool | None]] = {_WIDER: True, _NARROWER: False, _APART: None}


def _order(wider: bool, narrower: bool) -> str:
    """Two questions make four answers; both at once means that each side allows something the other does not."""
    if wider and narrower:
        return _SAME
    return _WIDER if wider else _NARROWER if narrower else _APART


def _is_off(name: str, text: str) -> bool:
    return not text or (name == "mfa" and text.casefold() in _OFF)


def _length(text: str) -> float | None:
    if not text:
        return DEFAULT_SESSION
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return seconds(text)
    except ValueError:
        return None


def _order_sessions(before: str, after: str) -> str:
    was, will = _length(before), _length(after)
    if was is None or will is None:
        return _APART
    return _order(will >= was, will <= was)


def _order_ends(before: str, after: str) -> str:
    was, will = moment(before), moment(after)
    if was is None or will is None:
        return _APART
    return _order(will >= was, will <= was)


def _order_sets(before: str, after: str) -> str:
    """Texts of which each part, joined by "and", lists what is let in; `, where present` lets the rest in as well."""
    was, will = (tuple(_part(part) for part in text.split(" and ")) for text in (before, after))
    return _order(_is_implied(will, was), _is_implied(was, will))


def _is_implied(wide: tuple[_Part, ...], narrow: tuple[_Part, ...]) -> bool:
    """Tell whether whatever passes all parts of `narrow` passes each of `wide`."""
    return all(any(_cover(one[0], other[0]) and (one[1] or not other[1]) for other in narrow) for one in wide)


def _part(text: str) -> _Part:
    plain = text.removesuffix(_PARTLY)
    return frozenset(each.strip() for each in plain.split(",") if each.strip()), plain != text


def _order_exceptions(before: str, after: str) -> str:
    """A list of those who are left out: the longer it is, the fewer are let in."""
    was, will = _part(before)[0], _part(after)[0]
    return _order(_cover(was, will), _cover(will, was))


def _order_numbers(before: str, after: str) -> str:
    """Texts such as "at most 3600"."""
    (was_words, _, was), (will_words, _, will) = before.rpartition(" "), after.rpartition(" ")
    one, other = _number(was), _number(will)
    if one is None or other is None or was_words != will_words:
        return _APART
    return _order(other >= one, other <= one)


def _cover(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    """Tell whether each text of `narrow` is in `wide`, or matches a pattern there."""
    return all(each in wide or any("*" in one and fnmatchcase(each, one) for one in wide) for each in narrow)


# --- conditions ------------------------------------------------------------------------------------------------------


def _order_conditions(before: str, after: str) -> str:
    """Conditions of policies compare test by test, expressions by the parts that `&&` joins."""
    was, will = _tests(before), _tests(after)
    if was is None or will is None:
        return _order_expressions(before, after)
    wider = all(test in was and _allows(test, will[test], was[test]) for test in will)
    narrower = all(test in will and _allows(test, was[test], will[test]) for test in was)
    return _order(wider, narrower)


def _tests(text: str) -> dict[tuple[str, str], _Part] | None:
    """Return what each (operator, key) of "StringEquals aws:x a, b and ..." accepts, null for other texts."""
    tests: dict[tuple[str, str], _Part] = {}
    for part in text.split(" and "):
        words = part.split(" ", 2)
        if len(words) != 3 or not _OPERATOR.fullmatch(words[0]) or (words[0], words[1].casefold()) in tests:
            return None
        tests[words[0], words[1].casefold()] = _part(words[2])
    return tests


def _allows(test: tuple[str, str], wide: _Part, narrow: _Part) -> bool:
    """Tell whether a test with the values `wide` lets through all that one with `narrow` does."""
    operator = test[0].rpartition(":")[2].removesuffix("IfExists")
    if wide == narrow:
        return True
    if operator.startswith(("Date", "Numeric")):
        return _bounds(operator, wide[0], narrow[0])
    if "Not" in operator:
        return _cover_by(operator, narrow[0], wide[0])  # what a denial lists is what it keeps out
    return operator not in {"Bool", "Null"} and _cover_by(operator, wide[0], narrow[0])


def _cover_by(operator: str, wide: frozenset[str], narrow: frozenset[str]) -> bool:
    return _cover(wide, narrow) if operator.startswith(("StringLike", "StringNotLike", "Arn")) else narrow <= wide


def _bounds(operator: str, wide: frozenset[str], narrow: frozenset[str]) -> bool:
    if len(wide) != 1 or len(narrow) != 1:
        return False
    read = _timestamp if operator.startswith("Date") else _number
    one, other = read(next(iter(wide))), read(next(iter(narrow)))
    if one is None or other is None:
        return False
    return one >= other if "LessThan" in operator else one <= other if "GreaterThan" in operator else False


def _timestamp(text: str) -> float | None:
    found = moment(text)
    return found.timestamp() if found else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _order_expressions(before: str, after: str) -> str:
    was, will = (frozenset(" ".join(part.split()) for part in conjuncts(text)) for text in (before, after))
    return _order(will <= was, was <= will)


_ORDERS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "condition": _order_conditions,
    "expires": _order_ends,
    "max_session": _order_sessions,
    "mfa_age": _order_numbers,
    "not_principal": _order_exceptions,
}
