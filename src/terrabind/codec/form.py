"""Form encoding with AWS's numbering: `Tags.member.1.Key`, `TagKeys.member.1`, counted from 1.

A space is written `%20` and never `+`, so that a decoder of either school reads the same text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from urllib.parse import parse_qsl, quote

from terrabind.codec import json
from terrabind.codec.errors import MalformedBodyError
from terrabind.spec.values import UNKNOWN, Value

_MEMBER = "member"


def dumps(values: Mapping[str, Value]) -> str:
    """Write `values` as a query string or form body; nulls and empty lists are left out.

    Raises `MalformedBodyError` for a value that is not known yet.
    """
    return "&".join(f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in flatten(values))


def flatten(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Yield the numbered names and their texts in order. Raises `MalformedBodyError` as `dumps` does."""
    for name, value in values.items():
        yield from _pairs(name, value)


def loads(text: str) -> dict[str, Value]:
    """Read a query string or form body back into nested values; every scalar is a text.

    Raises `MalformedBodyError` when two names contradict each other or the text holds more than 1,000 fields.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        raise MalformedBodyError("the form is malformed or holds too many fields") from None
    root: dict[str, Value] = {}
    for name, value in pairs:
        _place(root, name.split("."), value)
    return {name: _gather(value) for name, value in root.items()}


def _pairs(name: str, value: Value) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if value is UNKNOWN:
        raise MalformedBodyError(f"{name} is not known yet")
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, bool):
        yield name, "true" if value else "false"
    elif isinstance(value, (int, float, Decimal)):
        yield name, json.number(value)
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from _pairs(f"{name}.{key}", member)
    elif isinstance(value, Sequence):
        for position, member in enumerate(value, start=1):
            yield from _pairs(f"{name}.{_MEMBER}.{position}", member)


def _place(level: dict[str, Value], steps: Sequence[str], value: str) -> None:
    for step in steps[:-1]:
        inner = level.setdefault(step, {})
        if not isinstance(inner, dict):
            raise MalformedBodyError(f"{'.'.join(steps)} contradicts another field")
        level = inner
    if isinstance(level.get(steps[-1]), dict):
        raise MalformedBodyError(f"{'.'.join(steps)} contradicts another field")
    level[steps[-1]] = value


def _gather(value: Value) -> Value:
    if not isinstance(value, Mapping):
        return value
    members = value.get(_MEMBER)
    if set(value) == {_MEMBER} and isinstance(members, Mapping) and all(key.isdigit() for key in members):
        return [_gather(members[key]) for key in sorted(members, key=int)]
    return {key: _gather(member) for key, member in value.items()}
