"""When two documents mean the same, and what the state holds where a server's document differs from the user's.

Equality is by a canonical form, so it is reflexive, symmetric and transitive whatever the rules say. Numbers are
compared by value with every digit, and true is no number. Only what the user's document sets is looked for in the
server's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias, TypeGuard

from terrabind.generic.templates import text_of
from terrabind.spec import paths
from terrabind.spec.paths import Steps
from terrabind.spec.values import UNKNOWN, Value

EQUALS: Final = ("case", "slash", "number", "json", "time")
"""What `equal` may say of a path."""

Form: TypeAlias = tuple[Hashable, ...]

_MOMENT: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING: Final[Form] = ("null",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the user said about comparing: paths that do not count, lists without order, and texts by their meaning.

    `loose` is for formats that know only texts: there scalars are compared as texts, a list of one member equals that
    member, and whatever is empty equals nothing at all. `lines` compares texts by their lines: how those end, and
    whether the last one does, is no difference. `shown` are places where the server shows a value inside an object, and
    where in it.
    """

    ignored: tuple[Steps, ...] = ()
    unordered: tuple[Steps, ...] = ()
    equal: tuple[tuple[Steps, str], ...] = ()
    loose: bool = False
    lines: bool = False
    shown: tuple[tuple[Steps, Steps], ...] = ()


def same(meaning: Meaning, left: Value, right: Value) -> bool:
    """Tell whether two documents of the user mean the same; a null member is as good as none."""
    return left is right or canonical(meaning, left) == canonical(meaning, right)


def covers(meaning: Meaning, given: Value, server: Value, place: Steps = ()) -> bool:
    """Tell whether the server has everything that `given` sets; what it has besides does not count."""
    if any(paths.covers(steps, place) for steps in meaning.ignored):
        return True
    if given is UNKNOWN or server is UNKNOWN:
        return given is server
    server = _taken_out(meaning, given, server, place)
    given, server = _aligned(meaning, given, server)
    if isinstance(given, Mapping) and isinstance(server, Mapping):
        return all(covers(meaning, member, server.get(name), (*place, name)) for name, member in given.items())
    if _is_list(given) and _is_list(server):
        if len(given) != len(server):
            return False
        if _is_unordered(meaning, place):
            return None not in _matching(meaning, given, server, place)
        return all(
            covers(meaning, mine, theirs, (*place, str(index)))
            for index, (mine, theirs) in enumerate(zip(given, server, strict=True))
        )
    if isinstance(given, Mapping) and given:
        # Where all of it is ignored nothing is compared, be it that the server lists texts in the place of objects.
        places = [(*place, name) for name in given]
        if all(any(paths.covers(steps, each) for steps in meaning.ignored) for each in places):
            return True
    return canonical(meaning, given, place) == canonical(meaning, server, place)


def spell(meaning: Meaning, given: Value, server: Value, place: Steps = ()) -> Value:
    """Return what the state holds: `given` where the server has it, else its shape with the server's values.

    A member that the server has not is left out; a list of another length is the server's, its members in the given
    shape. Null, which an import gives, is the server's whole document.
    """
    server = _taken_out(meaning, given, server, place)
    if given is None or covers(meaning, given, server, place):
        return plain(server if given is None else given)
    shaped, found = _aligned(meaning, given, server)
    if isinstance(shaped, Mapping) and isinstance(found, Mapping):
        return {
            name: spell(meaning, member, found.get(name), (*place, name))
            for name, member in shaped.items()
            if name in found or covers(meaning, member, None, (*place, name))
        }
    if _is_list(shaped) and _is_list(found) and shaped:
        if _is_unordered(meaning, place):
            return _spell_unordered(meaning, shaped, found, place)
        last = len(shaped) - 1
        return [
            spell(meaning, shaped[min(index, last)], each, (*place, str(index))) for index, each in enumerate(found)
        ]
    return plain(server)


def plain(value: Value) -> Value:
    """Return a copy made of dictionaries and lists."""
    if isinstance(value, Mapping):
        return {name: plain(member) for name, member in value.items()}
    return [plain(member) for member in value] if _is_list(value) else value


def merge(given: Value, server: Value, *, keep_nulls: bool) -> Value:
    """Return the server's document with the members that only `given` has, at every depth of mappings.

    With `keep_nulls` a null of the server is its word; without, it counts as left out: of a secret that is shown once.
    """
    if isinstance(given, Mapping) and isinstance(server, Mapping):
        return {
            name: merge(given.get(name), server[name], keep_nulls=keep_nulls) if name in server else plain(given[name])
            for name in [*server, *(name for name in given if name not in server)]
        }
    return plain(given) if server is None and not keep_nulls else plain(server)


def canonical(meaning: Meaning, value: Value, place: Steps = ()) -> Form:
    """Return a form that two values share when they mean the same at this place."""
    if meaning.loose and (value == "" or (_is_list(value) and not value) or (isinstance(value, Mapping) and not value)):
        return _NOTHING
    if isinstance(value, Mapping):
        forms = {name: canonical(meaning, member, (*place, name)) for name, member in value.items()}
        kept = tuple(sorted((name, form) for name, form in forms.items() if form != _NOTHING))
        return ("mapping", kept) if kept or not meaning.loose else _NOTHING
    if _is_list(value):
        return _list_form(meaning, value, place)
    return _scalar_form(meaning, value, place)


def word_at(meaning: Meaning, place: Steps) -> str:
    """Return how texts are compared at this place, as `equal` says it; empty where letter by letter."""
    return next((word for steps, word in meaning.equal if paths.covers(steps, place)), "")


def key_text(meaning: Meaning, text: Value, place: Steps) -> Value:
    """Return a text that two texts share when they mean the same at this place; null and unknown stay.

    Case stays as well: of several objects, the one that is written alike shall still be told.
    """
    word = word_at(meaning, place)
    by_word = _FORMS[word](text) if word in _FORMS and word != "case" and isinstance(text, str) else None
    if by_word is None:
        return text
    return str(by_word[1]) if len(by_word) == 2 else repr(by_word)


def _list_form(meaning: Meaning, value: Sequence[Value], place: Steps) -> Form:
    forms = [canonical(meaning, member, (*place, str(index))) for index, member in enumerate(value)]
    if meaning.loose and len(forms) == 1:
        return canonical(meaning, value[0], place)
    return ("list", tuple(sorted(forms, key=repr) if _is_unordered(meaning, place) else forms))


def _scalar_form(meaning: Meaning, value: Value, place: Steps) -> Form:
    if value is None:
        return _NOTHING
    if value is UNKNOWN:
        return ("unknown",)
    word = word_at(meaning, place)
    by_word = _FORMS[word](value) if word in _FORMS else None
    if by_word is not None:
        return by_word
    if meaning.lines and isinstance(value, str):
        return ("text", value.replace("\r\n", "\n").rstrip("\n"))
    if meaning.loose or isinstance(value, str):
        return ("text", text_of(value))
    return ("flag", value) if isinstance(value, bool) else ("number", text_of(value))


def _case_form(value: Value) -> Form | None:
    return ("text", value.casefold()) if isinstance(value, str) else None


def _slash_form(value: Value) -> Form | None:
    return ("text", value.rstrip("/")) if isinstance(value, str) else None


def _number_form(value: Value) -> Form | None:
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(text_of(value) or "")
    except InvalidOperation:
        return None
    return ("number", text_of(number)) if number.is_finite() else None


def _json_form(value: Value) -> Form | None:
    if not isinstance(value, str):
        return None
    try:
        return ("json", canonical(Meaning(), json.loads(value, parse_float=Decimal)))
    except (ValueError, RecursionError):
        return None


def _time_form(value: Value) -> Form | None:
    match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(match[group]) for group in range(1, 7))
    try:
        moment = datetime(year, month, day, hour, minute, 0, tzinfo=UTC) + timedelta(seconds=second)
    except (ValueError, OverflowError):
        return None
    offset = 60 * (int(match[9]) * 60 + int(match[10])) * (-1 if match[8] == "-" else 1) if match[8] else 0
    whole = moment - _EPOCH
    return ("moment", whole.days * 86400 + whole.seconds - offset, (match[7] or "").rstrip("0"))


_FORMS: Final[Mapping[str, Callable[[Value], Form | None]]] = {
    "case": _case_form,
    "slash": _slash_form,
    "number": _number_form,
    "json": _json_form,
    "time": _time_form,
}


def _aligned(meaning: Meaning, given: Value, server: Value) -> tuple[Value, Value]:
    """Return both values, the server's as a list or as the member of one where the format cannot tell."""
    if meaning.loose and not _is_list(given) and _is_list(server) and len(server) == 1:
        return given, server[0]
    if meaning.loose and _is_list(given) and not _is_list(server) and server not in (None, "", {}):
        return given, [server]
    return given, server


def _taken_out(meaning: Meaning, given: Value, server: Value, place: Steps) -> Value:
    """Return the server's value as it is sent, where the server shows it inside an object."""
    if not meaning.shown or not isinstance(server, Mapping) or isinstance(given, Mapping):
        return server
    inner = next((where for steps, where in meaning.shown if paths.fits(steps, place)), None)
    found = server if inner is None else paths.pick(server, inner)
    return server if isinstance(found, Mapping) or _is_list(found) else found


def _is_list(value: Value) -> TypeGuard[Sequence[Value]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_unordered(meaning: Meaning, place: Steps) -> bool:
    return any(paths.fits(steps, place) for steps in meaning.unordered)


def _matching(meaning: Meaning, given: Sequence[Value], server: Sequence[Value], place: Steps) -> list[int | None]:
    """Return for each given member the index of a server's member of its own that covers it, as many as can be."""
    within = (*place, paths.ANY)
    fitting = [[j for j, each in enumerate(server) if covers(meaning, mine, each, within)] for mine in given]
    taker: dict[int, int] = {}

    def settle(mine: int, tried: set[int]) -> bool:
        for index in fitting[mine]:
            if index not in tried:
                tried.add(index)
                if index not in taker or settle(taker[index], tried):
                    taker[index] = mine
                    return True
        return False

    for mine in range(len(given)):
        settle(mine, set())
    found = {mine: index for index, mine in taker.items()}
    return [found.get(mine) for mine in range(len(given))]


def _spell_unordered(meaning: Meaning, given: Sequence[Value], server: Sequence[Value], place: Steps) -> list[Value]:
    """Return the server's members in the given order; a given one without its like takes the one most like it."""
    matched = _matching(meaning, given, server, place)
    free = [index for index in range(len(server)) if index not in matched]
    within = (*place, paths.ANY)
    spelled: list[Value] = []
    for mine, index in zip(given, matched, strict=True):
        if index is not None:
            spelled.append(plain(mine))
        elif free:
            best = max(free, key=lambda each: _likeness(meaning, mine, server[each], within))
            free.remove(best)
            spelled.append(spell(meaning, mine, server[best], within))
    return spelled + [spell(meaning, given[-1], server[index], within) for index in free]


def _likeness(meaning: Meaning, given: Value, server: Value, place: Steps) -> int:
    if not isinstance(given, Mapping) or not isinstance(server, Mapping):
        return 0
    return sum(covers(meaning, member, server.get(name), (*place, name)) for name, member in given.items())
