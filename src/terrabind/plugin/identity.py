"""Resource identity (Terraform 1.12 and later): the few attributes that find an object again, without its state.

Older versions neither ask for the schemas nor read identities from answers, so both are always given.
"""

from __future__ import annotations

from collections.abc import Mapping

from terrabind.plugin.cty.kinds import kind_of_type, write_kind
from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.spec.resource import Resource
from terrabind.spec.types import Attribute, Presence
from terrabind.spec.values import UNKNOWN, Value, Values

VERSION = 0


def identity_attributes(resource: Resource) -> dict[str, Attribute]:
    """Return the attributes of the resource's identity."""
    return {name: resource.attributes[name] for name in resource.identity}


def may_be_left_out(attribute: Attribute) -> bool:
    """Tell whether an identity is complete without it: it is optional, or the provider's setting fills it."""
    return attribute.presence is Presence.OPTIONAL or bool(attribute.setting)


def identity_schema(attributes: Mapping[str, Attribute]) -> pb.ResourceIdentitySchema:
    """Return the schema of an identity with these attributes."""
    return pb.ResourceIdentitySchema(
        version=VERSION,
        identity_attributes=[
            pb.ResourceIdentitySchema.IdentityAttribute(
                name=name,
                type=write_kind(kind_of_type(attribute.type)),
                required_for_import=not may_be_left_out(attribute),
                optional_for_import=may_be_left_out(attribute),
                description=attribute.doc,
            )
            for name, attribute in attributes.items()
        ],
    )


def identity_of(attributes: Mapping[str, Attribute], values: Values | None) -> dict[str, Value] | None:
    """Return an object's identity, null while any part of it is unknown or a needed one is missing."""
    if values is None:
        return None
    identity = {name: values.get(name) for name in attributes}
    for name, attribute in attributes.items():
        value = identity[name]
        if value is UNKNOWN or (value is None and attribute.presence is not Presence.OPTIONAL):
            return None
    return identity
