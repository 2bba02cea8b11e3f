"""Sentences about grants: who, what, where, with names that cannot lie about themselves."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from terrabind.review.edge import Edge, Kind, Principal, Scope
from terrabind.review.plan import REDACTED
from terrabind.review.report import Delta

_LONGEST: Final = 200
_LATER: Final = "known after apply: "
"""How the name begins of a principal that only an expression knows so far."""

_VERBS = {
    "assume": "may assume",
    "hold": "holds",
    "use": "may use",
    "own": "owns",
    "administer": "administers",
    "member": "is a member of",
}


def visible(text: str) -> str:
    """Return a text with its invisible characters spelled out, cut where it is longer than 200 characters."""
    if len(text) <= _LONGEST and text.isascii() and text.isprintable():
        return text  # by far the most, and reports are made of thousands of these
    shown = "".join(_spell(letter) for letter in text[: _LONGEST + 1])
    return shown if len(text) <= _LONGEST else f"{shown[:_LONGEST]}... ({len(text)} characters)"


def name(principal: Principal) -> str:
    """Return a principal as the subject of a sentence: `user ana@example.com`, `everyone`."""
    written = visible(principal.shown or principal.id)
    if principal.kind is Kind.EVERYONE:
        return "everyone" if written.casefold() in {"", "*", "everyone"} else f"everyone ({written})"
    if written.startswith(_LATER):
        return f"whoever {written.removeprefix(_LATER)} turns out to be"
    return f"{principal.kind.value} {written}"


def place(scope: Scope) -> str:
    """Return a scope as the end of a sentence: `project x of org acme`."""
    return " of ".join(visible(segment) for segment in reversed(scope)) or "no scope"


def hides_a_limit(edge: Edge) -> bool:
    """Tell whether a limit of a grant is sensitive, so that nobody may see what it is."""
    return any(REDACTED in text for text in edge.qualifiers.values())


def grant(edge: Edge) -> str:
    """Return what an edge gives and where: `may assume deploy in account 1`, `holds admin in project x`."""
    return _give(edge, visible(edge.role))


def sentence(edge: Edge) -> str:
    """Return a whole grant, without the full stop: `user ana holds admin in project x`."""
    return _say(edge, visible(edge.role))


def gather(deltas: Iterable[Delta]) -> Iterator[tuple[Delta, ...]]:
    """Put grants that one resource gives one principal in one place together: they differ in their roles alone."""
    found: dict[tuple[object, ...], list[Delta]] = {}
    for delta in deltas:
        edge = delta.edge
        at = (edge.origin.stack, edge.origin.address, edge.principal.key, edge.relation, edge.scope)
        found.setdefault(at, []).append(delta)
    return (tuple(group) for group in found.values())


def sentence_of(deltas: tuple[Delta, ...]) -> str:
    """Return grants that were put together as one: `user ana holds reader and writer in project x`."""
    roles = dict.fromkeys(visible(delta.edge.role) for delta in deltas)
    return _say(deltas[0].edge, listed(tuple(roles)))


def through(path: tuple[str, ...]) -> str:
    """Return the steps of a path in words, empty for a direct grant: ` through group ops, then role deploy`."""
    return f" through {', then '.join(visible(step) for step in path)}" if path else ""


def listed(words: tuple[str, ...], most: int = 5) -> str:
    """Return words as a list in a sentence, the rest as a number."""
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _say(edge: Edge, role: str) -> str:
    return f"{name(edge.principal)} {_give(edge, role)}"


def _give(edge: Edge, role: str) -> str:
    said = f"{_VERBS.get(edge.relation, edge.relation)} {role or 'an unnamed role'}"
    scope = edge.scope[:-1] if edge.scope and edge.scope[-1] == edge.role else edge.scope
    return f"{said} in {place(scope)}" if scope else said


def _spell(letter: str) -> str:
    if letter == " " or unicodedata.category(letter)[0] not in "CZ":
        return letter
    return f"\\u{{{ord(letter):X}}}"
