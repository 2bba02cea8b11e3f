"""What one word of a grant says about another: which scope holds which, which role includes which, who is also whom."""

from __future__ import annotations

import functools
import re
from fnmatch import fnmatchcase
from typing import Final, TypeAlias

from terrabind.review.edge import Edge, Kind, Level, Principal, Scope

Family: TypeAlias = frozenset[str]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|\*")
_LEVEL_TEXT = """
admin administrator access all contributor edit editor full get list maintain maintainer manage manager member
only owner push pull read reader readonly readwrite triage use user view viewer write writer
"""
_LEVEL_WORDS = frozenset(_LEVEL_TEXT.split())
_BUT: Final = "everything but "
_THINGS: Final = frozenset({"access", "member", "owner", "user"})
_DOINGS: Final = frozenset({"admin", "administrator", "manage", "manager"})
"""What comes before one of these is what it is about: a user access administrator administers access, and no more."""

ANY: Final[Family] = frozenset({"*"})
"""The family of patterns, which may be about anything."""

_NOT_SIGNED_IN: Final = frozenset({"system:unauthenticated", "system:anonymous"})
"""What Kubernetes calls those who did not sign in; whoever did is none of them."""

_REALLY_EVERYONE: Final = frozenset({"*", "allUsers", "everyone"})


def contains(wide: Scope, narrow: Scope) -> bool:
    """Tell whether what holds in `wide` holds in `narrow`; an empty scope says nothing, so it contains only itself.

    The last step of `wide` may be a pattern of names.
    """
    wide = trim(wide)
    if not wide or wide == ("*",):
        return bool(wide) or not narrow
    if narrow[: len(wide)] == wide:
        return True
    at = len(wide) - 1
    if wide[at].startswith(_BUT) and len(narrow) > at and narrow[at].startswith(_BUT):
        return narrow[:at] == wide[:at] and _list_excluded(wide[at]) <= _list_excluded(narrow[at])
    same_root = "*" in wide[at] and len(narrow) > at and narrow[:at] == wide[:at]
    return same_root and fnmatchcase(narrow[at], wide[at])


def _list_excluded(place: str) -> frozenset[str]:
    return frozenset(place.removeprefix(_BUT).split(", "))


def names(role: str, other: str) -> bool:
    """Tell whether a role, which may be a pattern of actions, is or includes another one."""
    return role == other or ("*" in role and fnmatchcase(other.casefold(), role.casefold()))


def trim(scope: Scope) -> Scope:
    """Return a scope without the star that only says "and everything below"."""
    while len(scope) > 1 and scope[-1] in {"*", "/*"}:
        scope = scope[:-1]
    return scope


@functools.lru_cache(maxsize=4096)
def family(role: str) -> Family:
    """Return what a role is about: the words of its name that do not tell its level (`storage` of `storage.viewer`).

    Patterns are one family: they may be about anything.
    """
    if "*" in role:
        return ANY
    words = [word.casefold() for word in _WORD.findall(role)]
    return frozenset(
        word
        for word, following in zip(words, [*words[1:], ""], strict=True)
        if word not in _LEVEL_WORDS or (word in _THINGS and following in _DOINGS)
    )


def outranks(high: Edge, low: Edge) -> bool:
    """Tell whether the role of `high` is known to give all that the role of `low` gives."""
    if names(high.role, low.role):
        return True
    known = low.level is not Level.UNKNOWN
    return known and high.level > low.level and family(high.role) == family(low.role)


def covers(wide: Principal, narrow: Principal) -> bool:
    """Tell whether every `narrow` is also a `wide`: everyone, the account it is in, a pattern that matches it."""
    if wide.key == narrow.key:
        return True
    if wide.kind is Kind.EVERYONE:
        if narrow.kind is Kind.EVERYONE:
            return wide.id in _REALLY_EVERYONE
        return wide.id not in _NOT_SIGNED_IN
    if wide.kind is Kind.ACCOUNT:
        return bool(narrow.realm_name) and narrow.realm_name == wide.id
    return "*" in wide.id and wide.kind is narrow.kind and fnmatchcase(narrow.key, wide.key)
