"""A schema's codec: decode and encode whole objects, compiled once per schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terrabind.plugin.cty.decode import decoder_of_type, object_decoder, unpack
from terrabind.plugin.cty.encode import encoder_of_attributes, encoder_of_type, pack
from terrabind.plugin.cty.kinds import TypedObject, WrongKindError
from terrabind.plugin.cty.places import Finder, blank_in_state, blank_on_wire, finder_of_attributes, retype
from terrabind.plugin.cty.state import parse_state, state_decoder
from terrabind.spec.types import Attribute, Type
from terrabind.spec.values import Value, Values

NULL = pack(None)
"""The MessagePack of null: an object that does not exist."""


class Codec:
    """Reads and writes objects with the given attributes."""

    __slots__ = ("_decode", "_encode", "_find", "_find_in_state", "_state")

    def __init__(self, attributes: Mapping[str, Attribute]) -> None:
        self._decode = object_decoder({name: decoder_of_type(attribute.type) for name, attribute in attributes.items()})
        self._encode = encoder_of_attributes(attributes)
        self._state = state_decoder(attributes)
        self._find = finder_of_attributes(attributes, blank_on_wire)
        self._find_in_state = finder_of_attributes(attributes, blank_in_state)

    def decode(self, data: bytes) -> dict[str, Value] | None:
        """Read MessagePack; null is an object that does not exist. Raises `ValueError` for anything else."""
        found = unpack(data) if data else None
        return _typed(self._find, found, self._decode(found))

    def encode(self, values: Values | None, like: Values | None = None) -> bytes:
        """Write MessagePack; absent members are null. Raises `WrongKindError` when a value has another type.

        Members of type dynamic get the types that they have in `like`, wherever they fit and bring none themselves:
        what was decoded before and is answered now, copied or changed. Without it, `values` stand for themselves.
        """
        if values is None:
            return NULL
        packed = self._encode(values)
        source = values if like is None else like
        if isinstance(source, TypedObject):
            retype(packed, values, source.kinds)
        return pack(packed)

    def decode_state(self, text: bytes) -> dict[str, Value] | None:
        """Read the JSON of a state of any older schema. Raises `ValueError` when it cannot be read."""
        return self.decode_parsed(parse_state(text))

    def decode_parsed(self, state: Any) -> dict[str, Value] | None:
        """Read a state whose JSON is parsed already. Raises `ValueError` when it cannot be read."""
        return _typed(self._find_in_state, state, self._state(state))


def decode_value(type_: Type, data: bytes) -> Value:
    """Read one value of a described type from MessagePack. Raises `ValueError`."""
    return decoder_of_type(type_)(unpack(data))


def encode_value(type_: Type, value: Value) -> bytes:
    """Write one value of a described type as MessagePack. Raises `WrongKindError`."""
    return pack(encoder_of_type(type_)(value))


def _typed(find: Finder | None, found: Any, value: Value) -> dict[str, Value] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise WrongKindError("an object", value)
    kinds = dict(find(found, value, ())) if find else {}
    return TypedObject(value, kinds) if kinds else value
