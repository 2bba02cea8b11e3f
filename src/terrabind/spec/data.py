"""What the data sources of a resource look like: one object found, or all objects listed.

The singular one takes the import id, or as many of the key and identity attributes as tell one object from all
others. The plural one takes any attribute that a user may set on the resource as a filter, and answers with every
object of every page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from terrabind.spec.attribute import computed, server_default
from terrabind.spec.resource import Resource
from terrabind.spec.types import STRING, Attribute, ListOf, ObjectOf, Presence


def singular_attributes(resource: Resource) -> dict[str, Attribute]:
    """Return the attributes of the data source that finds one object.

    `id` and everything in the resource's key and identity may be given and is filled in when left out; the rest is
    computed.
    """
    chosen = {path.partition(".")[0] for path in (*resource.key, *resource.identity)}
    return {
        "id": server_default(STRING, f"The import id, `{resource.imports[0]}`: one way to name the object."),
        **{
            name: _as(Presence.SERVER_DEFAULT if name in chosen else Presence.COMPUTED, attribute)
            for name, attribute in _of_the_object(resource)
        },
    }


def plural_attributes(resource: Resource) -> dict[str, Attribute]:
    """Return the attributes of the data source that lists objects: a filter each, and the list of what matches."""
    filters = {
        name: _as(Presence.OPTIONAL, attribute)
        for name, attribute in _of_the_object(resource)
        if attribute.configurable
    }
    found = {
        "id": computed(STRING, f"The import id: `{resource.imports[0]}`.", local=True),
        **{name: _as(Presence.COMPUTED, attribute) for name, attribute in _of_the_object(resource)},
    }
    listed = computed(ListOf(ObjectOf(found)), "Every object that matches all filters.", local=True)
    return {**filters, resource.items_name: listed}


def _of_the_object(resource: Resource) -> Iterable[tuple[str, Attribute]]:
    """What describes the object itself: attributes that only steer terrabind mean nothing in a data source."""
    return [(name, attribute) for name, attribute in resource.attributes.items() if not attribute.local]


def _as(presence: Presence, attribute: Attribute) -> Attribute:
    """Return the attribute with another presence, members included; without default, and replacing nothing."""
    type_ = attribute.type
    if isinstance(type_, ObjectOf):
        type_ = ObjectOf({name: _as(presence, member) for name, member in type_.attributes.items()})
    return replace(attribute, type=type_, presence=presence, default=None, replace=False)


TOKEN_ATTRIBUTES: Final[Mapping[str, Attribute]] = {
    "token": computed(STRING, "The token, to be sent as the API wants it.", sensitive=True),
    "expires_at": computed(STRING, "When the token ends (RFC 3339); null when the API does not say."),
}
"""The attributes of the ephemeral resources that give a token of an API."""
