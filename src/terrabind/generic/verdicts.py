"""What an answer says of itself: that its object is deleted, or that it is a failure in spite of its status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from terrabind.generic import templates
from terrabind.spec import paths
from terrabind.spec.values import Value, Values

Marks: TypeAlias = "tuple[tuple[paths.Steps, tuple[str, ...]], ...]"
"""Places in a document, each with the values that mean something there."""

_NO_VALUES: Final[Values] = {}
_NOTHING: Final[tuple[Value, ...]] = (None, False, 0, "", [], {})


def gone_of(read: Value) -> Callable[[Value], bool] | None:
    """Return what tells of a document that its object is deleted, null when `read` says nothing of it."""
    values = read if isinstance(read, Mapping) else _NO_VALUES
    said, by_emptiness = values.get("gone"), values.get("gone_when_empty") is True
    if not isinstance(said, Mapping) and not by_emptiness:
        return None
    marks = _marks(said)

    def judge(document: Value) -> bool:
        if by_emptiness and document in _NOTHING:
            return True
        return any(text in words for steps, words in marks for text in _texts(document, steps))

    return judge


def failed_of(said: Value) -> Callable[[Value], str | None] | None:
    """Return what tells of an answer that it is a failure: its message, empty where it tells none, null if it is none.

    `said` is the attribute `failed_when`; without it nothing is told, and the status alone decides.
    """
    if not isinstance(said, Mapping):
        return None
    present = tuple(paths.parse(where) for where in _words(said.get("present")))
    equal, allowed = _marks(said.get("equals")), _marks(said.get("differs"))

    def judge(document: Value) -> str | None:
        errors = [found for steps in present for found in paths.find(document, steps) if found not in _NOTHING]
        failed = (
            bool(errors)
            or any(text in words for steps, words in equal for text in _texts(document, steps))
            or any(text not in words for steps, words in allowed for text in _texts(document, steps))
        )
        return next((found for found in errors if isinstance(found, str)), "") if failed else None

    return judge


def _texts(document: Value, steps: paths.Steps) -> list[str]:
    found = (templates.text_of(value) for value in paths.find(document, steps))
    return [text for text in found if text is not None]


def _marks(said: Value) -> Marks:
    members = said.items() if isinstance(said, Mapping) else ()
    return tuple((paths.parse(where), _words(words)) for where, words in members)


def _words(value: Value) -> tuple[str, ...]:
    listed = value if isinstance(value, (list, tuple)) else ()
    return tuple(word for word in listed if isinstance(word, str))
