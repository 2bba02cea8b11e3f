"""The places in an object that hold values of type dynamic, and the types that came with these values.

Terraform compares types as well as values: the null of a string that returns as a null of no type is another value to
it. What was decoded so remembers its types by place, and what is encoded in its stead is given them back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from terrabind.plugin.cty.encode import encode_dynamic
from terrabind.plugin.cty.kinds import DYNAMIC_KIND, DynamicList, DynamicMap, Kind, Path, read_kind
from terrabind.spec.types import Attribute, ListOf, MapOf, ObjectOf, Scalar, SetOf, Type
from terrabind.spec.values import UNKNOWN, Value

Finder: TypeAlias = Callable[[Any, Value, Path], Iterator[tuple[Path, Kind]]]
"""Yields places and types, given what came, what was decoded from it, and the path of both."""
Blank: TypeAlias = Callable[[Any], Kind | None]
"""Returns the type of a null or unknown as it came, None where it has none."""


def finder_of_attributes(attributes: Mapping[str, Attribute], blank: Blank) -> Finder | None:
    """Compile the finder of an object; None when nothing in it is dynamic. Write-only members are never written."""
    found = {name: _finder(each.type, blank) for name, each in attributes.items() if not each.write_only}
    members = tuple((name, finder) for name, finder in found.items() if finder is not None)

    def find(found: Any, value: Value, path: Path) -> Iterator[tuple[Path, Kind]]:
        if isinstance(value, Mapping):
            for name, member in members:
                yield from member(found.get(name), value[name], (*path, name))

    return find if members else None


def blank_on_wire(found: Any) -> Kind | None:
    """Return the type of a null or unknown in MessagePack."""
    return read_kind(found[0]) if isinstance(found, list) else None


def blank_in_state(found: Any) -> Kind | None:
    """Return the type of a null in parsed state JSON."""
    return found["type"] if isinstance(found, dict) else None


def retype(packed: Any, values: Value, kinds: Mapping[Path, Kind]) -> None:
    """Give what was encoded of `values` the types in `kinds`, in place, wherever a value does not bring its own."""
    for path, kind in kinds.items():
        holder, value = packed, values
        for step in path[:-1]:
            holder, value = _step(holder, step), _step(value, step)
        last = _step(value, path[-1])
        if not isinstance(last, (DynamicMap, DynamicList)) and _has(holder, path[-1]):
            holder[path[-1]] = encode_dynamic(last, kind)


def _finder(type_: Type, blank: Blank) -> Finder | None:
    match type_:
        case Scalar():
            return _leaf(blank) if type_.name == DYNAMIC_KIND else None
        case ObjectOf(attributes):
            return finder_of_attributes(attributes, blank)
        case ListOf(element) | SetOf(element) | MapOf(element):
            inner = _finder(element, blank)
            return None if inner is None else _elements(inner)


def _leaf(blank: Blank) -> Finder:
    def find(found: Any, value: Value, path: Path) -> Iterator[tuple[Path, Kind]]:
        kind: Kind | None = None
        if isinstance(value, (DynamicMap, DynamicList)):
            kind = value.kind
        elif value is None or value is UNKNOWN:
            kind = blank(found)
        if kind is not None:
            yield path, kind

    return find


def _elements(element: Finder) -> Finder:
    def find(found: Any, value: Value, path: Path) -> Iterator[tuple[Path, Kind]]:
        if isinstance(value, Mapping):
            for name, member in value.items():
                yield from element(found[name], member, (*path, name))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            for index, member in enumerate(value):
                yield from element(found[index], member, (*path, index))

    return find


def _has(holder: Any, step: str | int) -> bool:
    if isinstance(holder, dict):
        return step in holder
    return isinstance(holder, list) and isinstance(step, int) and step < len(holder)


def _step(holder: Any, step: str | int) -> Any:
    if isinstance(holder, Mapping):
        return holder.get(step)
    return holder[step] if _has(holder, step) else None
