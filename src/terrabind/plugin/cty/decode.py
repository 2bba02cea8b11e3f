"""MessagePack to values: a decoder is compiled for a type once and then only called.

A decoder takes what the MessagePack library unpacked. Null and unknown pass every decoder unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, TypeAlias

import msgpack

from terrabind.plugin.cty.kinds import (
    DYNAMIC_KIND,
    DynamicList,
    DynamicMap,
    Kind,
    WrongKindError,
    read_kind,
    write_kind,
)
from terrabind.spec.types import ListOf, MapOf, ObjectOf, Scalar, SetOf, Type
from terrabind.spec.values import UNKNOWN, Value

Decoder: TypeAlias = Callable[[Any], Value]


def unpack(data: bytes) -> Any:
    """Unpack MessagePack; every extension is an unknown value (0 plain, 12 refined). Raises `ValueError`."""
    try:
        return msgpack.unpackb(data, ext_hook=_unknown)
    except msgpack.UnpackException as error:
        raise ValueError(f"not MessagePack: {error}") from error


def _unknown(_code: int, _data: bytes) -> Value:
    return UNKNOWN


def decoder_of_type(type_: Type) -> Decoder:
    """Compile the decoder of a described type."""
    match type_:
        case Scalar(name):
            return SCALARS[name]
        case ListOf(element) | SetOf(element):
            return _sequence(decoder_of_type(element))
        case MapOf(element):
            return _mapping(decoder_of_type(element))
        case ObjectOf(attributes):
            return object_decoder({name: decoder_of_type(each.type) for name, each in attributes.items()})


def object_decoder(members: Mapping[str, Decoder]) -> Decoder:
    """Compile the decoder of an object; absent members are null, surplus ones are dropped."""
    pairs = tuple(members.items())

    def decode(found: Any) -> Value:
        if found is None or found is UNKNOWN:
            return found
        if not isinstance(found, dict):
            raise WrongKindError("an object", found)
        get = found.get
        name = ""
        try:
            values = {}
            for name, member in pairs:
                values[name] = member(get(name))
        except WrongKindError as error:
            raise error.within(name) from None
        return values

    return decode


def _sequence(element: Decoder) -> Decoder:
    def decode(found: Any) -> Value:
        if found is None or found is UNKNOWN:
            return found
        if not isinstance(found, list):
            raise WrongKindError("a list", found)
        return [_member(element, each, index) for index, each in enumerate(found)]

    return decode


def _mapping(element: Decoder) -> Decoder:
    def decode(found: Any) -> Value:
        if found is None or found is UNKNOWN:
            return found
        if not isinstance(found, dict):
            raise WrongKindError("a map", found)
        return {name: _member(element, each, name) for name, each in found.items()}

    return decode


def _member(decode: Decoder, found: Any, step: str | int) -> Value:
    try:
        return decode(found)
    except WrongKindError as error:
        raise error.within(step) from None


def _string(found: Any) -> Value:
    if found is None or found is UNKNOWN or isinstance(found, str):
        return found
    raise WrongKindError("a string", found)


def _bool(found: Any) -> Value:
    if found is None or found is UNKNOWN or isinstance(found, bool):
        return found
    raise WrongKindError("a bool", found)


def read_number(found: Any) -> Value:
    """Read a number in any of Terraform's forms: integer, double, or decimal text for what neither holds."""
    if found is None or found is UNKNOWN:
        return found
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    if isinstance(found, float):
        return _double(found)
    if isinstance(found, (str, Decimal)):
        try:
            return _decimal(Decimal(found))
        except InvalidOperation:
            raise WrongKindError("a number", found) from None
    raise WrongKindError("a number", found)


def _double(found: float) -> Value:
    if not isfinite(found):
        return found
    if found.is_integer():
        return int(found)
    return found if Decimal(repr(found)) == Decimal(found) else Decimal(found)


def _decimal(found: Decimal) -> Value:
    if not found.is_finite():
        raise WrongKindError("a finite number", found)
    whole = found.to_integral_value()
    return int(whole) if whole == found else found


def _dynamic(found: Any) -> Value:
    if found is None or found is UNKNOWN:
        return found
    if not isinstance(found, list) or len(found) != 2 or not isinstance(found[0], (bytes, str)):
        raise WrongKindError("a dynamic value", found)
    kind = read_kind(found[0])
    return with_kind(decode_of_kind(kind, found[1]), kind)


def decode_of_kind(kind: Kind, found: Any) -> Value:
    """Read a value of a type in its JSON form. Raises `WrongKindError`, also when it is no such form.

    Nothing is compiled or kept: bodies seldom share a type, and every type of a thousand would push out another.
    """
    if isinstance(kind, str):
        if kind not in SCALARS:
            raise WrongKindError("a type in JSON", kind)
        return SCALARS[kind](found)
    if found is None or found is UNKNOWN:
        return found
    match kind:
        case ["list" | "set", element] if isinstance(found, list):
            return [_part(element, each, index) for index, each in enumerate(found)]
        case ["map", element] if isinstance(found, dict):
            return {name: _part(element, each, name) for name, each in found.items()}
        case ["object", dict() as members, *_] if isinstance(found, dict):
            return {name: _part(member, found.get(name), name) for name, member in members.items()}
        case ["tuple", list() as members] if isinstance(found, list) and len(found) == len(members):
            pairs = zip(members, found, strict=True)
            return [_part(member, each, index) for index, (member, each) in enumerate(pairs)]
    raise WrongKindError(f"of type {write_kind(kind).decode()}", found)


def _part(kind: Kind, found: Any, step: str | int) -> Value:
    try:
        return decode_of_kind(kind, found)
    except WrongKindError as error:
        raise error.within(step) from None


def with_kind(value: Value, kind: Kind) -> Value:
    """Return a dynamic value that remembers its type, where its form alone would not tell it."""
    if isinstance(value, dict):
        return DynamicMap(value, kind)
    if isinstance(value, list):
        return DynamicList(value, kind)
    return value


SCALARS: Mapping[str, Decoder] = {
    "string": _string,
    "number": read_number,
    "bool": _bool,
    DYNAMIC_KIND: _dynamic,
}
"""The decoders of types without parts, by Terraform's name."""
