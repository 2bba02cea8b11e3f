"""Values to MessagePack: an encoder is compiled for a type once and then only called.

An encoder returns what the MessagePack library packs. Write-only members are always null: Terraform accepts them in a
configuration and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any, TypeAlias

import msgpack

from terrabind.plugin.cty.kinds import (
    DYNAMIC_KIND,
    DynamicList,
    DynamicMap,
    Kind,
    WrongKindError,
    fitting_kind,
    write_kind,
)
from terrabind.spec.types import Attribute, ListOf, MapOf, ObjectOf, Scalar, SetOf, Type
from terrabind.spec.values import UNKNOWN, Value

Encoder: TypeAlias = Callable[[Value], Any]

_UNKNOWN = msgpack.ExtType(0, b"\x00")
_LEAST, _MOST = -(2**63), 2**63 - 1
"""What Terraform writes as an integer."""


def pack(data: Any) -> bytes:
    """Pack what an encoder returned."""
    packed: bytes = msgpack.packb(data)
    return packed


def encoder_of_type(type_: Type) -> Encoder:
    """Compile the encoder of a described type."""
    match type_:
        case Scalar(name):
            return _SCALARS[name]
        case ListOf(element) | SetOf(element):
            return _sequence(encoder_of_type(element))
        case MapOf(element):
            return _mapping(encoder_of_type(element))
        case ObjectOf(attributes):
            return encoder_of_attributes(attributes)


def encoder_of_attributes(attributes: Mapping[str, Attribute]) -> Encoder:
    """Compile the encoder of an object with these attributes."""
    return _object(
        {
            name: _null if attribute.write_only else encoder_of_type(attribute.type)
            for name, attribute in attributes.items()
        }
    )


def _object(members: Mapping[str, Encoder]) -> Encoder:
    pairs = tuple(members.items())

    def encode(value: Value) -> Any:
        if value is None:
            return None
        if value is UNKNOWN:
            return _UNKNOWN
        if not isinstance(value, Mapping):
            raise WrongKindError("an object", value)
        get = value.get
        name = ""
        try:
            packed = {}
            for name, member in pairs:
                packed[name] = member(get(name))
        except WrongKindError as error:
            raise error.within(name) from None
        return packed

    return encode


def _sequence(element: Encoder) -> Encoder:
    def encode(value: Value) -> Any:
        if value is None:
            return None
        if value is UNKNOWN:
            return _UNKNOWN
        if isinstance(value, (str, Mapping)) or not isinstance(value, Sequence):
            raise WrongKindError("a list", value)
        return [_member(element, each, index) for index, each in enumerate(value)]

    return encode


def _mapping(element: Encoder) -> Encoder:
    def encode(value: Value) -> Any:
        if value is None:
            return None
        if value is UNKNOWN:
            return _UNKNOWN
        if not isinstance(value, Mapping):
            raise WrongKindError("a map", value)
        return {name: _member(element, each, name) for name, each in value.items()}

    return encode


def _member(encode: Encoder, value: Value, step: str | int) -> Any:
    try:
        return encode(value)
    except WrongKindError as error:
        raise error.within(step) from None


def _null(_value: Value) -> Any:
    return None


def _string(value: Value) -> Any:
    if value is None or isinstance(value, str):
        return value
    if value is UNKNOWN:
        return _UNKNOWN
    raise WrongKindError("a string", value)


def _bool(value: Value) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if value is UNKNOWN:
        return _UNKNOWN
    raise WrongKindError("a bool", value)


def _number(value: Value) -> Any:
    if value is None:
        return None
    if value is UNKNOWN:
        return _UNKNOWN
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise WrongKindError("a number", value)
    return _exact(value)


def _exact(value: float | Decimal) -> Any:
    """Write a number as Terraform does: an integer or double that holds every digit, else decimal text."""
    if isinstance(value, int) and _LEAST <= value <= _MOST:
        return value
    if isinstance(value, float):
        if not isfinite(value):
            return value
        value = Decimal(repr(value))
    if not isfinite(value):
        raise WrongKindError("a finite number", value)
    digits = Decimal(value)
    if digits == int(digits):
        # Never a double: of 2^64 as a double, Terraform itself writes 18446744073709550000 into a plan.
        return int(digits) if _LEAST <= digits <= _MOST else format(digits, "f")
    double = float(digits)
    return double if isfinite(double) and Decimal(double) == digits else format(digits, "f")


def _dynamic(value: Value) -> Any:
    if value is None:
        return None
    if value is UNKNOWN:
        return _UNKNOWN
    if isinstance(value, (DynamicMap, DynamicList)):
        try:
            return [write_kind(value.kind), encode_of_kind(value.kind, value)]
        except WrongKindError:
            pass  # It was changed since it came, and has another type now.
    return encode_dynamic(value, DYNAMIC_KIND)


def encode_dynamic(value: Value, kind: Kind) -> Any:
    """Return a value of type dynamic that has the type `kind` wherever it fits, as null and unknown always do."""
    fitting = fitting_kind(value, kind)
    return [write_kind(fitting), encode_of_kind(fitting, value)]


def encode_of_kind(kind: Kind, value: Value) -> Any:
    """Return a value of a type in its JSON form. Raises `WrongKindError` when it has another type.

    An object has exactly the members of its type: what was added or taken away makes another type.
    """
    if isinstance(kind, str):
        if kind not in _SCALARS:
            raise WrongKindError("a type in JSON", kind)
        return _SCALARS[kind](value)
    if value is None:
        return None
    if value is UNKNOWN:
        return _UNKNOWN
    return _encode_mapping(kind, value) if isinstance(value, Mapping) else _encode_sequence(kind, value)


def _encode_mapping(kind: Kind, value: Mapping[str, Value]) -> Any:
    match kind:
        case ["map", element]:
            return {name: _part(element, each, name) for name, each in value.items()}
        case ["object", dict() as members, *_] if value.keys() == members.keys():
            return {name: _part(member, value[name], name) for name, member in members.items()}
    raise WrongKindError(f"of type {write_kind(kind).decode()}", value)


def _encode_sequence(kind: Kind, value: Value) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        match kind:
            case ["list" | "set", element]:
                return [_part(element, each, index) for index, each in enumerate(value)]
            case ["tuple", list() as members] if len(value) == len(members):
                pairs = zip(members, value, strict=True)
                return [_part(member, each, index) for index, (member, each) in enumerate(pairs)]
    raise WrongKindError(f"of type {write_kind(kind).decode()}", value)


def _part(kind: Kind, value: Value, step: str | int) -> Any:
    try:
        return encode_of_kind(kind, value)
    except WrongKindError as error:
        raise error.within(step) from None


_SCALARS: Mapping[str, Encoder] = {
    "string": _string,
    "number": _number,
    "bool": _bool,
    DYNAMIC_KIND: _dynamic,
}
