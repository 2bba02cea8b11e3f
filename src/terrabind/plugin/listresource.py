"""List resources (Terraform 1.14 and later): `terraform query` lists what is live, by identity, ready to import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from terrabind.plugin.datasources import list_matching
from terrabind.plugin.diagnostics import Diagnostic, RefusedError
from terrabind.plugin.identity import identity_of
from terrabind.plugin.lifecycle import state_of
from terrabind.plugin.managed import GENERIC, ManagedType
from terrabind.plugin.provider import Provider
from terrabind.plugin.requesting import ask_any
from terrabind.spec.check import Rule
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


def list_attributes(kind: ManagedType) -> Mapping[str, Attribute]:
    """Return the configuration of a type's list: of the generic one, how its collection is asked for."""
    if kind.resource.type_name != GENERIC:
        return filter_attributes(kind.resource)
    from terrabind.generic.listing import LIST_ATTRIBUTES

    return LIST_ATTRIBUTES


def list_rules(kind: ManagedType) -> Sequence[Rule]:
    """Return what the attributes of a type's list must be like together."""
    if kind.resource.type_name != GENERIC:
        return ()
    from terrabind.generic.listing import LIST_RULES

    return LIST_RULES


async def list_objects(kind: ManagedType, provider: Provider, filters: Values, limit: int) -> list[Listed]:
    """Return the objects that match, at most `limit` of them when it is above 0. Raises `RefusedError`."""
    if kind.resource.type_name == GENERIC:
        return await _list_any(kind, provider, filters, limit)
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


async def _list_any(kind: ManagedType, provider: Provider, config: Values, limit: int) -> list[Listed]:
    """Return the rows of a collection of any API, each as it is after an import."""
    from terrabind.generic.listing import LIST_ATTRIBUTES, describe_listing, read_row

    given, _, answer = await ask_any(provider, config, GENERIC, LIST_ATTRIBUTES, describe_listing)
    listed = []
    for each in answer.body if isinstance(answer.body, list) else ():
        row = read_row(given, each)
        state = state_of(
            kind, {"path": given["path"], "credential": given["credential"], "id": row.id, "body": row.body}
        )
        identity = identity_of(kind.identity_attributes, state)
        if identity is None:
            raise RefusedError(
                Diagnostic(
                    "A listed object has no id",
                    f"An object of {given['path']} has nothing at {given['id_from'] or 'id'}. Say with id_from where "
                    "it tells by what it is addressed.",
                    ("id_from",),
                )
            )
        listed.append(Listed(identity, row.name, state))
    return listed[:limit] if limit > 0 else listed
