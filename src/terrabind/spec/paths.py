"""Paths into a document that the user names: `metadata.labels`, `items.*.name`, `/metadata/annotations/a.b`.

A path is steps joined by dots; one that begins with a slash is a JSON pointer (RFC 6901), for names that hold dots.
A step of digits counts in a list from 0, and `*` stands for every member of a list or mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from terrabind.spec.values import UNKNOWN, Value

Steps: TypeAlias = tuple[str, ...]

ANY = "*"


def parse(text: str) -> Steps:
    """Return the steps of a path. Raises `ValueError` that says what is wrong with it."""
    if text.startswith("/"):
        return tuple(step.replace("~1", "/").replace("~0", "~") for step in text[1:].split("/"))
    steps = tuple(text.replace("[", ".").replace("]", "").split(".")) if text else ()
    if not steps or not all(steps):
        raise ValueError(f'"{text}" is no path: write names joined by dots, or a JSON pointer such as "/a.b/c"')
    return steps


def find(value: Value, steps: Steps) -> Iterator[Value]:
    """Yield every value at a path; nothing where a step is missing, `UNKNOWN` where one is not known yet."""
    if not steps or value is UNKNOWN:
        yield value
        return
    head, rest = steps[0], steps[1:]
    for name, member in _members(value):
        if head in (ANY, name):
            yield from find(member, rest)


def pick(value: Value, steps: Steps) -> Value:
    """Return the first value at a path, null where there is none."""
    return next(find(value, steps), None)


def fits(steps: Steps, place: Steps) -> bool:
    """Tell whether a path names this place, given by its own steps without `*`."""
    return len(steps) == len(place) and all(step in (ANY, name) for step, name in zip(steps, place, strict=True))


def covers(steps: Steps, place: Steps) -> bool:
    """Tell whether a path names this place or one that it lies in."""
    return len(steps) <= len(place) and fits(steps, place[: len(steps)])


def select(value: Value, paths: Sequence[Steps]) -> Value:
    """Return only what stands at `paths`, in its own nesting; null where none of them leads anywhere.

    What is left out before the last kept member of a list is null there, so that each path still leads to its value.
    """
    return _select(value, (), lambda place: any(covers(steps, place) for steps in paths))


def _select(value: Value, place: Steps, chosen: Callable[[Steps], bool]) -> Value:
    if place and chosen(place):
        return value
    inner = {name: _select(member, (*place, name), chosen) for name, member in _members(value)}
    kept = {name: member for name, member in inner.items() if member is not None or chosen((*place, name))}
    if not kept:
        return None
    if isinstance(value, Mapping):
        return kept
    last = max(map(int, kept))
    return [member for index, member in enumerate(inner.values()) if index <= last]


def _members(value: Value) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from ((str(index), member) for index, member in enumerate(value))
