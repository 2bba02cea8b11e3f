"""Types as Terraform writes them in JSON: `"string"`, `["list", "number"]`, `["object", {"a": "bool"}]`.

The names are cty's. A value of type dynamic carries its type in this form, and so does a schema's attribute.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from terrabind.spec.types import ListOf, MapOf, ObjectOf, Scalar, SetOf, Type
from terrabind.spec.values import UNKNOWN, Value

Kind: TypeAlias = str | list[Any]
"""A type in its JSON form."""

DYNAMIC_KIND = "dynamic"


class WrongKindError(ValueError):
    """A value does not have the type that the schema asks for; `path` leads to it, outermost step first."""

    def __init__(self, expected: str, found: object, path: tuple[str | int, ...] = ()) -> None:
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
    """Return the type of a value that brings none: mappings are objects and sequences tuples."""
    if isinstance(value, (DynamicMap, DynamicList)):
        return value.kind
    if value is None or value is UNKNOWN:
        return DYNAMIC_KIND
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, Mapping):
        return ["object", {name: kind_of_value(member) for name, member in value.items()}]
    return ["tuple", [kind_of_value(member) for member in value]]


def read_kind(text: bytes | str) -> Kind:
    """Read a type from its JSON text. Raises `ValueError` when the text is none."""
    kind: Kind = json.loads(text)
    if not isinstance(kind, (str, list)):
        raise WrongKindError("a type in JSON", kind)
    return kind


def write_kind(kind: Kind) -> bytes:
    """Write a type as compact JSON text, the same bytes for the same type."""
    return json.dumps(kind, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
