"""Values to MessagePack: an encoder is compiled for a type once and then only called.

An encoder returns what the MessagePack library packs. Write-only members are always null: Terraform accepts them in a
configuration and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any, TypeAlias

import msgpack

from terrabind.plugin.cty.kinds import DYNAMIC_KIND, Kind, WrongKindError, kind_of_value, read_kind, write_kind
from terrabind.spec.types import Attribute, ListOf, MapOf, ObjectOf, Scalar, SetOf, Type
from terrabind.spec.values import UNKNOWN, Value

Encoder: TypeAlias = Callable[[Value], Any]

_UNKNOWN = msgpack.ExtType(0, b"\x00")
_INTEGERS = range(-(2**63), 2**64)


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


def encoder_of_kind(kind: Kind) -> Encoder:
    """Compile the encoder of a type in its JSON form. Raises `WrongKindError` when it is no such form."""
    match kind:
        case str() if kind in _SCALARS:
            return _SCALARS[kind]
        case ["list" | "set", element]:
            return _sequence(encoder_of_kind(element))
        case ["map", element]:
            return _mapping(encoder_of_kind(element))
        case ["object", dict() as members, *_]:
            return _object({name: encoder_of_kind(member) for name, member in members.items()})
        case ["tuple", list() as members]:
            return _tuple([encoder_of_kind(member) for member in members])
    raise WrongKindError("a type in JSON", kind)


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


def _tuple(members: list[Encoder]) -> Encoder:
    def encode(value: Value) -> Any:
        if value is None:
            return None
        if value is UNKNOWN:
            return _UNKNOWN
        if isinstance(value, str) or not isinstance(value, Sequence) or len(value) != len(members):
            raise WrongKindError(f"a tuple of {len(members)}", value)
        return [_member(member, each, index) for index, (member, each) in enumerate(zip(members, value, strict=True))]

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
    """Terraform reads decimal text to 512 bits, where a double would already have lost what the text says."""
    if isinstance(value, int):
        return value if value in _INTEGERS else str(value)
    if isinstance(value, float):
        if not isfinite(value):
            return value
        value = Decimal(repr(value))
    if not value.is_finite():
        raise WrongKindError("a finite number", value)
    return format(value, "f")


def _dynamic(value: Value) -> Any:
    if value is None:
        return None
    if value is UNKNOWN:
        return _UNKNOWN
    text = write_kind(kind_of_value(value))
    return [text, _carried(text)(value)]


@lru_cache(maxsize=256)
def _carried(text: bytes) -> Encoder:
    return encoder_of_kind(read_kind(text))


_SCALARS: Mapping[str, Encoder] = {
    "string": _string,
    "number": _number,
    "bool": _bool,
    DYNAMIC_KIND: _dynamic,
}
