"""Types as Terraform writes them in JSON: `"string"`, `["list", "number"]`, `["object", {"a": "bool"}]`.

The names are cty's. A value of type dynamic carries its type in this form, and so does a schema's attribute.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import chain, repeat
from typing import Any, TypeAlias

from terrabind.spec.types import ListOf, MapOf, ObjectOf, Scalar, SetOf, Type
from terrabind.spec.values import UNKNOWN, Value

Kind: TypeAlias = str | list[Any]
"""A type in its JSON form."""

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands in an object, outermost step first."""

DYNAMIC_KIND = "dynamic"
MAX_DEPTH = 64
"""Levels of a type, as many as an answer may have; Python's own stack ends at some hundreds."""


class WrongKindError(ValueError):
    """A value does not have the type that the schema asks for; `path` leads to it, outermost step first."""

    def __init__(self, expected: str, found: object, path: Path = ()) -> None:
        super().__init__(expected, type(found).__name__, path)
        self.expected = expected
        self.found = type(found).__name__
        self.path = path

    def __str__(self) -> str:
        where = ".".join(str(step) for step in self.path) or "the value"
        return f"{where} should be {self.expected}, but is {self.found}"

    def within(self, step: str | int) -> WrongKindError:
        """Return the same complaint seen from one level further out."""
        outer = WrongKindError(self.expected, None, (step, *self.path))
        outer.found = self.found
        return outer


class DynamicMap(dict[str, Value]):
    """A map or object that came as a value of type dynamic; `kind` is the type that came with it."""

    __slots__ = ("kind",)

    def __init__(self, members: Mapping[str, Value], kind: Kind) -> None:
        super().__init__(members)
        self.kind = kind


class DynamicList(list[Value]):
    """A list, set or tuple that came as a value of type dynamic; `kind` is the type that came with it."""

    __slots__ = ("kind",)

    def __init__(self, members: Sequence[Value], kind: Kind) -> None:
        super().__init__(members)
        self.kind = kind


class TypedObject(dict[str, Value]):
    """An object whose members of type dynamic have types that their values alone do not tell.

    `kinds` holds these types by path: of maps and lists, and of nulls and unknowns, which are no Python objects of
    their own that could remember anything.
    """

    __slots__ = ("kinds",)

    def __init__(self, members: Mapping[str, Value], kinds: Mapping[Path, Kind]) -> None:
        super().__init__(members)
        self.kinds = kinds


def kind_of_type(type_: Type) -> Kind:
    """Return the JSON form of a described type."""
    match type_:
        case Scalar(name):
            return name
        case ListOf(element):
            return ["list", kind_of_type(element)]
        case SetOf(element):
            return ["set", kind_of_type(element)]
        case MapOf(element):
            return ["map", kind_of_type(element)]
        case ObjectOf(attributes):
            return ["object", {name: kind_of_type(each.type) for name, each in attributes.items()}]


def kind_of_value(value: Value) -> Kind:
    """Return the type of a value of type dynamic: mappings that bring none are objects, and sequences are tuples."""
    return fitting_kind(value, DYNAMIC_KIND)


def fitting_kind(value: Value, kind: Kind) -> Kind:
    """Return a type that `value` has, and which is `kind` wherever the value fits it.

    A body that was copied or changed so keeps the types that Terraform compares: lists stay lists, maps stay maps,
    nulls keep theirs, and only what is new gets the type of its form.
    """
    if value is None or value is UNKNOWN:
        return kind
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    if isinstance(value, str):
        return "string"
    if kind == DYNAMIC_KIND and isinstance(value, (DynamicMap, DynamicList)):
        kind = value.kind
    return _kind_of_mapping(value, kind) if isinstance(value, Mapping) else _kind_of_sequence(value, kind)


def _kind_of_mapping(value: Mapping[str, Value], kind: Kind) -> Kind:
    match kind:
        case ["map", element]:
            kinds = {name: fitting_kind(member, element) for name, member in value.items()}
            return kind if all(each == element for each in kinds.values()) else ["object", kinds]
        case ["object", dict() as members, *_]:
            known = members
        case _:
            known = {}
    return ["object", {name: fitting_kind(each, known.get(name, DYNAMIC_KIND)) for name, each in value.items()}]


def _kind_of_sequence(value: Sequence[Value], kind: Kind) -> Kind:
    match kind:
        case ["list" | "set", element]:
            kinds = [fitting_kind(member, element) for member in value]
            return kind if all(each == element for each in kinds) else ["tuple", kinds]
        case ["tuple", list() as members]:
            known = members
        case _:
            known = []
    hints = chain(known, repeat(DYNAMIC_KIND))
    return ["tuple", [fitting_kind(member, hint) for member, hint in zip(value, hints, strict=False)]]


def read_kind(text: bytes | str) -> Kind:
    """Read a type from its JSON text. Raises `ValueError` when the text is none, or nests too deeply."""
    try:
        kind: Kind = json.loads(text)
    except RecursionError:
        raise WrongKindError(f"a type of at most {MAX_DEPTH} levels", text) from None
    if not isinstance(kind, (str, list)):
        raise WrongKindError("a type in JSON", kind)
    if len(text) > MAX_DEPTH:  # Each level takes more than one letter, and most types are short.
        _measure(kind, MAX_DEPTH)
    return kind


def _measure(kind: Any, levels: int) -> None:
    if levels < 0:
        raise WrongKindError(f"a type of at most {MAX_DEPTH} levels", kind)
    match kind:
        case ["object", dict() as members, *_]:
            parts = list(members.values())
        case ["tuple", list() as members]:
            parts = members
        case ["list" | "set" | "map", element]:
            parts = [element]
        case _:
            parts = []
    for part in parts:
        if isinstance(part, list):
            _measure(part, levels - 1)


def write_kind(kind: Kind) -> bytes:
    """Write a type as compact JSON text, the same bytes for the same type."""
    return json.dumps(kind, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
