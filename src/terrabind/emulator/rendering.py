"""How an object looks in an answer: values under their wire names, in the manner that the variants ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terrabind.emulator.variants import Variants
from terrabind.spec.compare import caseless
from terrabind.spec.locate import Body
from terrabind.spec.resource import Resource
from terrabind.spec.types import Attribute, ObjectOf, Shape
from terrabind.spec.values import Value, Values

Document = dict[str, Any]
"""A JSON object under construction."""


def render(resource: Resource, values: Values, variants: Variants, hidden: frozenset[str]) -> Document:
    """Return an object as the server writes it, without the attributes `hidden`."""
    document: Document = {}
    _write(document, resource.attributes, values, variants, hidden)
    if variants.extra_fields:
        document |= {"etag": "W/3", "annotations": {"emulator": ["extra", 1, None]}}
    return document


def place(document: object, body: Body | None) -> Document:
    """Return an answer that holds `document` at `body`; the empty path is the whole answer, null leaves it empty."""
    if body is None:
        return {}
    placed = document
    for step in reversed(body.path.split(".")) if body.path else ():
        placed = {step: placed}
    return placed if isinstance(placed, dict) else {}


def set_at(document: Document, path: str, value: object) -> None:
    """Put `value` at a dotted path of `document`, making levels as needed."""
    *steps, last = path.split(".")
    for step in steps:
        document = document.setdefault(step, {})
    document[last] = value


def _write(
    document: Document,
    attributes: Mapping[str, Attribute],
    values: Values,
    variants: Variants,
    hidden: frozenset[str],
) -> None:
    for name, attribute in attributes.items():
        path = attribute.wire_answer
        if attribute.local or not path or name in hidden:
            continue
        value = values.get(name)
        if value is None:
            if variants.nulls != "absent":
                set_at(document, path.split(".", maxsplit=1)[0], None if variants.nulls == "null" else "")
            continue
        set_at(document, path, _written(attribute, value, variants))


def _written(attribute: Attribute, value: Value, variants: Variants) -> object:
    if isinstance(attribute.type, ObjectOf) and isinstance(value, Mapping):
        inner: Document = {}
        _write(inner, attribute.type.attributes, value, variants, frozenset())
        return inner
    if attribute.shape is Shape.PAIRS and isinstance(value, Mapping):
        return [{"Key": key, "Value": text} for key, text in value.items()]
    if variants.fold_case and attribute.same is caseless and isinstance(value, str):
        return value.lower()
    return value
