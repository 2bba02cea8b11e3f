"""Schemas as Terraform wants them, made from described attributes.

An attribute with a default is optional and computed, because the provider fills it in. Objects become nested
attributes; descriptions are Markdown and tell what is accepted, so that editors and docs show it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from terrabind.plugin.cty.kinds import kind_of_type, write_kind
from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.spec.types import Attribute, ListOf, MapOf, ObjectOf, Presence, SetOf, Type
from terrabind.spec.values import Value

_NESTING: Mapping[type, pb.Schema.Object.NestingMode] = {
    ListOf: pb.Schema.Object.LIST,
    SetOf: pb.Schema.Object.SET,
    MapOf: pb.Schema.Object.MAP,
}


def schema_of(attributes: Mapping[str, Attribute], doc: str, *, version: int = 0) -> pb.Schema:
    """Return the schema of an object with these attributes."""
    return pb.Schema(
        version=version,
        block=pb.Schema.Block(
            attributes=[_attribute(name, each) for name, each in attributes.items()],
            description=doc,
            description_kind=pb.MARKDOWN,
        ),
    )


def _attribute(name: str, attribute: Attribute) -> pb.Schema.Attribute:
    presence = attribute.presence
    nested = _nested(attribute.type)
    return pb.Schema.Attribute(
        name=name,
        type=b"" if nested else write_kind(kind_of_type(attribute.type)),
        nested_type=nested,
        description=describe(attribute),
        description_kind=pb.MARKDOWN,
        required=presence is Presence.REQUIRED,
        optional=presence in (Presence.OPTIONAL, Presence.SERVER_DEFAULT),
        computed=presence in (Presence.COMPUTED, Presence.SERVER_DEFAULT) or attribute.default is not None,
        sensitive=attribute.sensitive,
        write_only=attribute.write_only,
    )


def _nested(type_: Type) -> pb.Schema.Object | None:
    match type_:
        case ObjectOf(attributes):
            nesting = pb.Schema.Object.SINGLE
        case ListOf(ObjectOf(attributes)) | SetOf(ObjectOf(attributes)) | MapOf(ObjectOf(attributes)):
            nesting = _NESTING[type(type_)]
        case _:
            return None
    return pb.Schema.Object(attributes=[_attribute(name, each) for name, each in attributes.items()], nesting=nesting)


def describe(attribute: Attribute) -> str:
    """Return the sentence of the documentation, what is accepted, the default, and whether a change replaces."""
    sentences = [attribute.doc]
    if attribute.configurable:
        sentences += [f"Accepted: {check.accepts}." for check in attribute.checks]
    if attribute.default is not None:
        sentences.append(f"Default: `{_shown(attribute.default)}`.")
    if attribute.replace:
        sentences.append("Changing it replaces the object.")
    return " ".join(sentences)


def _shown(value: Value) -> str:
    return json.dumps(value, default=str)
