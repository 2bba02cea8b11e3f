"""A resource's values as they travel: `dump` for what an operation sends, `load` for what an answer holds.

Both follow the description alone: wire names, dotted paths, nested objects, maps sent as pairs. Null is never
sent. What an answer leaves out is null, or the attribute's default where it has one: servers leave out what
is as usual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from terrabind.codec import json, json_patch, merge_patch
from terrabind.codec.errors import MalformedBodyError
from terrabind.spec.operation import Operation, Part, Send
from terrabind.spec.resource import Resource
from terrabind.spec.types import (
    BOOL,
    NUMBER,
    STRING,
    Attribute,
    ListOf,
    MapOf,
    ObjectOf,
    Scalar,
    SetOf,
    Shape,
    Type,
)
from terrabind.spec.values import Value, Values, look_up, put

_KEY = "Key"
_VALUE = "Value"

WHOLE = "."
"""The wire name of an attribute that is the whole document."""


def dump(resource: Resource, operation: Operation, values: Values, prior: Values | None = None) -> dict[str, Value]:
    """Return what `operation` sends of `values` under wire names.

    `prior` are the values before an update; parts such as `Part.CHANGED_ENTRIES` are told by it. Without it, an empty
    text that is the default anyway is left out: a server that fills it in itself may refuse to be sent it (apis.md
    2.12, quirk 7).
    """
    sent: dict[str, Value] = {}
    for send in operation.sends:
        attribute = resource.attributes[send.attribute]
        before = None if prior is None else prior.get(send.attribute)
        if send.wire == WHOLE:
            continue
        value = _outgoing(attribute, _part(send, attribute, values.get(send.attribute), before))
        path = send.wire or attribute.wire
        if prior is None and value == "" == attribute.default:
            continue
        if value is not None and path:
            sent = put(sent, path, value)
    return sent


def dump_whole(operation: Operation, values: Values, prior: Values | None = None) -> Value:
    """Return the value that is the whole body of `operation`, null when none of its sends is one.

    A part that is the difference is sent whole where nothing is known of the value before.
    """
    send = next((each for each in operation.sends if each.wire == WHOLE), None)
    if send is None:
        return None
    before = None if prior is None else prior.get(send.attribute)
    partial = send.part in (Part.DIFFERENCE, Part.OPERATIONS) and before is not None
    wanted = values.get(send.attribute)
    changed = merge_patch.difference(before, wanted) if partial else wanted
    patch = merge_patch.overlay(changed, values.get(send.overlay))
    return json_patch.operations(before, patch) if send.part is Part.OPERATIONS else patch


def load(resource: Resource, data: Value) -> dict[str, Value]:
    """Return the values of all attributes that an answer can hold.

    Raises `MalformedBodyError` naming the attribute whose value has another type than described.
    """
    return load_attributes(resource.attributes, data)


def load_attributes(attributes: Mapping[str, Attribute], data: Value, path: str = "") -> dict[str, Value]:
    """Return the values of `attributes` from `data`; attributes without a wire name are left out.

    Raises `MalformedBodyError` as `load` does.
    """
    if not isinstance(data, Mapping) and data != "" and all(each.wire != WHOLE for each in attributes.values()):
        raise MalformedBodyError(f"{path or 'the object'} is not an object")
    return {
        name: _incoming(attribute, _at(data, attribute.wire_answer), f"{path}.{name}".lstrip("."))
        for name, attribute in attributes.items()
        if attribute.wire_answer and not attribute.local
    }


def _at(data: Value, wire: str) -> Value:
    return data if wire == WHOLE else look_up(data, wire)


def _part(send: Send, attribute: Attribute, value: Value, before: Value) -> Value:
    if send.part is Part.WHOLE:
        return value
    entries = value if isinstance(value, Mapping) else {}
    former = before if isinstance(before, Mapping) else {}
    if send.part is Part.REMOVED_KEYS:
        return sorted(former.keys() - entries.keys()) or None
    changed = {
        key: entry for key, entry in entries.items() if key not in former or not attribute.same(former[key], entry)
    }
    return changed or None


def _outgoing(attribute: Attribute, value: Value) -> Value:
    if isinstance(attribute.type, ObjectOf) and isinstance(value, Mapping):
        inner: dict[str, Value] = {}
        for name, member in attribute.type.attributes.items():
            sent = _outgoing(member, value.get(name))
            if sent is not None and member.wire:
                inner = put(inner, member.wire, sent)
        return inner
    if attribute.shape is Shape.PAIRS and isinstance(value, Mapping):
        return [{_KEY: key, _VALUE: value[key]} for key in sorted(value)]
    return value


def _incoming(attribute: Attribute, value: Value, path: str) -> Value:
    if attribute.shape is Shape.PAIRS:
        value = _unpair(value, path)
    if value is None and attribute.default is not None:
        return attribute.default
    if isinstance(attribute.type, ObjectOf):
        if value is None:
            return None
        return load_attributes(attribute.type.attributes, value, path)
    return _typed(attribute.type, attribute.load(value), path)


def _unpair(value: Value, path: str) -> Value:
    """Read pairs as a map; XML writes no pairs as an empty element."""
    if value is None or value == "":
        return {}
    if isinstance(value, Mapping):
        # One pair without a list around it, or a map already.
        return {str(value[_KEY]): value.get(_VALUE)} if _KEY in value else value
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise MalformedBodyError(f"{path} is not a list of pairs")
    pairs: dict[str, Value] = {}
    for pair in value:
        if not isinstance(pair, Mapping) or not isinstance(pair.get(_KEY), str):
            raise MalformedBodyError(f"{path} is not a list of pairs")
        pairs[str(pair[_KEY])] = pair.get(_VALUE)
    return pairs


def _typed(type_: Type, value: Value, path: str) -> Value:
    """Return `value` as a `type_`; XML writes scalars as text and empty collections as empty text."""
    if value is None:
        return None
    if isinstance(type_, MapOf):
        if isinstance(value, Mapping) or value == "":
            entries = value if isinstance(value, Mapping) else {}
            return {key: _typed(type_.element, entry, f"{path}.{key}") for key, entry in entries.items()}
        raise MalformedBodyError(f"{path} is not a map")
    if isinstance(type_, (ListOf, SetOf)):
        if value == "":
            return []
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [_typed(type_.element, member, path) for member in value]
        raise MalformedBodyError(f"{path} is not a list")
    if isinstance(type_, ObjectOf):
        return load_attributes(type_.attributes, value, path)
    return _scalar(type_, value, path)


def _scalar(type_: Scalar, value: Value, path: str) -> Value:
    if type_ == STRING:
        if isinstance(value, str):
            return value
        if isinstance(value, (bool, int, float, Decimal)):
            return json.dumps(value)
        raise MalformedBodyError(f"{path} is not a text")
    if type_ == NUMBER:
        try:
            if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
                return value
            return json.decimal(value.strip() if isinstance(value, str) else "")
        except ValueError:
            raise MalformedBodyError(f"{path} is not a number") from None
    if type_ == BOOL:
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        raise MalformedBodyError(f"{path} is not true or false")
    return value
