"""JSON of a state file to values: what Terraform hands over to be brought to the present schema.

Attributes that the schema no longer has are dropped, new ones are null. A number or bool where the schema now says
string is read as text, as Terraform itself converts it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from terrabind.plugin.cty.decode import Decoder, decode_of_kind, object_decoder, read_number, with_kind
from terrabind.plugin.cty.kinds import DYNAMIC_KIND, Kind, WrongKindError
from terrabind.spec.types import Attribute, ListOf, MapOf, ObjectOf, Scalar, SetOf, Type
from terrabind.spec.values import Value


def parse_state(text: bytes) -> Any:
    """Parse the JSON of a state with every digit of its numbers. Raises `ValueError` when it is not JSON."""
    return json.loads(text, parse_float=Decimal)


def state_decoder(attributes: Mapping[str, Attribute]) -> Decoder:
    """Compile the decoder of parsed state JSON for an object with these attributes."""
    return object_decoder({name: _decoder(attribute.type) for name, attribute in attributes.items()})


def _decoder(type_: Type) -> Decoder:
    match type_:
        case Scalar(name):
            return _SCALARS[name]
        case ListOf(element) | SetOf(element):
            return _sequence(_decoder(element))
        case MapOf(element):
            return _mapping(_decoder(element))
        case ObjectOf(attributes):
            return state_decoder(attributes)


def _sequence(element: Decoder) -> Decoder:
    def decode(found: Any) -> Value:
        if found is None:
            return None
        if not isinstance(found, list):
            raise WrongKindError("a list", found)
        return [element(each) for each in found]

    return decode


def _mapping(element: Decoder) -> Decoder:
    def decode(found: Any) -> Value:
        if found is None:
            return None
        if not isinstance(found, dict):
            raise WrongKindError("a map", found)
        return {name: element(each) for name, each in found.items()}

    return decode


def _string(found: Any) -> Value:
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, (int, Decimal)):
        return format(found, "f") if isinstance(found, Decimal) else str(found)
    if found is None or isinstance(found, str):
        return found
    raise WrongKindError("a string", found)


def _bool(found: Any) -> Value:
    if found in ("true", "false"):
        return bool(found == "true")
    if found is None or isinstance(found, bool):
        return found
    raise WrongKindError("a bool", found)


def _dynamic(found: Any) -> Value:
    if found is None:
        return None
    if not isinstance(found, dict) or set(found) != {"value", "type"}:
        raise WrongKindError("a dynamic value", found)
    kind = found["type"]
    if not isinstance(kind, (str, list)):
        raise WrongKindError("a type in JSON", kind)
    return with_kind(_of_kind(kind, found["value"]), kind)


def _of_kind(kind: Kind, found: Any) -> Value:
    """Read a part of a dynamic value; a part that is dynamic itself brings its own type in JSON."""
    if kind == DYNAMIC_KIND:
        return _dynamic(found)
    if found is None or not isinstance(kind, list):
        return decode_of_kind(kind, found)
    match kind:
        case ["object", dict() as members, *_] if isinstance(found, dict):
            return {name: _of_kind(member, found.get(name)) for name, member in members.items()}
        case ["map", member] if isinstance(found, dict):
            return {name: _of_kind(member, each) for name, each in found.items()}
        case ["tuple", list() as members] if isinstance(found, list) and len(found) == len(members):
            return [_of_kind(member, each) for member, each in zip(members, found, strict=True)]
        case ["list" | "set", member] if isinstance(found, list):
            return [_of_kind(member, each) for each in found]
    raise WrongKindError("a value of its type", found)


_SCALARS: Mapping[str, Decoder] = {
    "string": _string,
    "number": read_number,
    "bool": _bool,
    DYNAMIC_KIND: _dynamic,
}
