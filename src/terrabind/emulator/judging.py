"""What the server refuses in an object: missing attributes, wrong types, what checks and rules complain about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from terrabind.emulator.refusal import RefusedError
from terrabind.spec.failure import Meaning
from terrabind.spec.resource import Resource
from terrabind.spec.types import BOOL, NUMBER, STRING, Attribute, MapOf, ObjectOf, Presence, Type
from terrabind.spec.values import Value, Values


def judge(resource: Resource, values: Values, names: Iterable[str] | None = None) -> None:
    """Judge an object, or only its attributes `names`. Raises `RefusedError` for the first thing that is wrong."""
    for name in resource.attributes if names is None else names:
        attribute = resource.attributes[name]
        if attribute.configurable and not attribute.local:
            _judge(attribute, values.get(name), attribute.wire or name)
    for rule in resource.rules:
        for fault in rule.judge(values):
            raise RefusedError(Meaning.INVALID, fault.detail, attribute=fault.path)


def _judge(attribute: Attribute, value: Value, place: str) -> None:
    if value is None:
        if attribute.presence in (Presence.REQUIRED, Presence.SERVER_DEFAULT):
            raise RefusedError(Meaning.INVALID, f"{place} is required", attribute=place)
        return
    if not _fits(attribute.type, value):
        raise RefusedError(Meaning.INVALID, f"{place} has the wrong type", attribute=place)
    if isinstance(attribute.type, ObjectOf) and isinstance(value, Mapping):
        for name, inner in attribute.type.attributes.items():
            _judge(inner, value.get(name), f"{place}.{inner.wire or name}")
    for check in attribute.checks:
        complaint = check.complain(value)
        if complaint is not None:
            raise RefusedError(Meaning.INVALID, f"{place}: {complaint}", attribute=place)


def _fits(type_: Type, value: Value) -> bool:
    if isinstance(type_, ObjectOf):
        return isinstance(value, Mapping)
    if isinstance(type_, MapOf):
        return isinstance(value, Mapping) and all(_fits(type_.element, each) for each in value.values())
    if type_ == STRING:
        return isinstance(value, str)
    if type_ == NUMBER:
        return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    return isinstance(value, bool) if type_ == BOOL else True
