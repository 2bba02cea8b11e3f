"""List resources (Terraform 1.14 and later): `terraform query` lists what is live, by identity, ready to import."""

from __future__ import annotations

from dataclasses import dataclass

from terrabind.plugin.datasources import list_matching
from terrabind.plugin.identity import identity_of
from terrabind.plugin.lifecycle import state_of
from terrabind.plugin.managed import ManagedType
from terrabind.plugin.provider import Provider
from terrabind.spec.data import plural_attributes
from terrabind.spec.resource import Resource
from terrabind.spec.types import Attribute
from terrabind.spec.values import Value, Values


@dataclass(frozen=True, slots=True)
class Listed:
    """One object of a list: how it is found again, how it is shown, and its whole state."""

    identity: Values
    display_name: str
    state: Values


def filter_attributes(resource: Resource) -> dict[str, Attribute]:
    """Return the configuration of a list: the filters of the plural data source."""
    attributes = plural_attributes(resource)
    del attributes[resource.items_name]
    return attributes


async def list_objects(kind: ManagedType, provider: Provider, filters: Values, limit: int) -> list[Listed]:
    """Return the objects that match, at most `limit` of them when it is above 0. Raises `RefusedError`."""
    listed = []
    found = await list_matching(kind.resource, provider, filters)
    for values in found[:limit] if limit > 0 else found:
        scoped: dict[str, Value] = {**values}
        for name in kind.resource.scope:
            scoped[name] = values.get(name) or filters.get(name)
        state = state_of(kind, scoped)
        identity = identity_of(kind.identity_attributes, state)
        if identity is not None:
            listed.append(Listed(identity, str(state["id"]), state))
    return listed
