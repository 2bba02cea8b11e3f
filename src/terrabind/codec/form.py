"""Form encoding: with AWS's numbering `Tags.member.1.Key`, counted from 1, or with brackets `tags[0][key]`, from 0.

A space is written `%20` and never `+`, so that a decoder of either school reads the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    return _join(flatten(values))


def dumps_nested(values: Mapping[str, Value]) -> str:
    """Write `values` as most other servers read them: `a[b]=1` for members, `a=1&a=2` for a list of scalars.

    A list that holds mappings or lists counts its members, `a[0][b]=1`. Nulls and what is empty are left out. Raises
    `MalformedBodyError` for a value that is not known yet.
    """
    return _join(pair for name, value in values.items() for pair in _bracketed(name, value))


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


def _join(pairs: Iterable[tuple[str, str]]) -> str:
    try:
        return "&".join(f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in pairs)
    except UnicodeEncodeError:
        raise MalformedBodyError("the form holds half a character") from None


def _pairs(name: str, value: Value) -> Iterator[tuple[str, str]]:
    text = _scalar(name, value)
    if text is not None:
        yield name, text
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from _pairs(f"{name}.{key}", member)
    elif isinstance(value, Sequence):
        for position, member in enumerate(value, start=1):
            yield from _pairs(f"{name}.{_MEMBER}.{position}", member)


def _bracketed(name: str, value: Value) -> Iterator[tuple[str, str]]:
    text = _scalar(name, value)
    if text is not None:
        yield name, text
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from _bracketed(f"{name}[{key}]", member)
    elif isinstance(value, Sequence):
        is_counted = any(isinstance(member, (Mapping, list, tuple)) for member in value)
        for position, member in enumerate(value):
            yield from _bracketed(f"{name}[{position}]" if is_counted else name, member)


def _scalar(name: str, value: Value) -> str | None:
    """Return the text of a value without parts, None for null and for what has parts."""
    if value is UNKNOWN:
        raise MalformedBodyError(f"{name} is not known yet")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return json.number(value)
    return value if isinstance(value, str) else None


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
