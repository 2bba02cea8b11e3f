"""Data sources: one object found, or every object of a listing that matches."""

from __future__ import annotations

import json
from collections.abc import Mapping

from terrabind.plugin.diagnostics import Diagnostic, RefusedError, path_of
from terrabind.plugin.importing import from_settings, read_id
from terrabind.plugin.lifecycle import asked
from terrabind.plugin.managed import DataType, known_part, own_values, subject_of, timeout_of
from terrabind.plugin.plan import means_same, plan_id
from terrabind.plugin.provider import Provider
from terrabind.spec.identity import attribute_at, fields_of
from terrabind.spec.resource import Resource
from terrabind.spec.types import Attribute, ObjectOf, Presence
from terrabind.spec.values import Value, Values, look_up


def validate_search(kind: DataType, config: Values) -> list[Diagnostic]:
    """Return what is wrong with a data source's import id; the other attributes are judged by their checks."""
    text = config.get("id")
    if kind.is_plural or not isinstance(text, str):
        return []
    try:
        read_id(kind.resource, text, ("id",))
    except RefusedError as error:
        return list(error.diagnostics)
    return []


async def read_data(kind: DataType, provider: Provider, config: Values) -> dict[str, Value]:
    """Return the data source's values. Raises `RefusedError` when they cannot be had."""
    if not kind.is_plural:
        return await find_one(kind.resource, provider, config)
    found = await list_matching(kind.resource, provider, config)
    filters = {name: config.get(name) for name in kind.attributes}
    return {**filters, kind.resource.items_name: found}


async def find_one(resource: Resource, provider: Provider, config: Values) -> dict[str, Value]:
    """Find the one object that the configuration names. Raises `RefusedError` for none and for several."""
    text = config.get("id")
    named = read_id(resource, text, ("id",)) if isinstance(text, str) else {}
    for path in (path for form in resource.imports for path in fields_of(form)):
        given, in_id = look_up(config, path), look_up(named, path)
        if None not in (given, in_id) and not means_same(attribute_at(resource, path), given, in_id):
            raise RefusedError(
                Diagnostic(f"{path} contradicts id", f"The id says {in_id}. Leave one of both out.", path_of(path))
            )
    wanted = {**{name: config.get(name) for name in resource.attributes}, **named}
    wanted |= from_settings(resource, provider, wanted)
    client = provider.client(resource.api)
    if _is_named(resource, wanted):
        found = await asked(
            client.read(resource, own_values(resource, wanted), timeout=timeout_of(resource, {}, "read")),
            subject_of(resource, wanted),
            resource.attributes,
        )
        matching = [] if found is None or not matches(resource, found, config) else [found]
    else:
        matching = await list_matching(resource, provider, wanted)
    if len(matching) != 1:
        raise RefusedError(_not_one(resource, len(matching), wanted))
    return _as_given(config, _described(resource, matching[0]))


def _as_given(config: Values, found: Values) -> dict[str, Value]:
    """Keep the user's spelling of what the configuration says; what it leaves out is filled in."""
    kept: dict[str, Value] = {}
    for name, value in found.items():
        given = config.get(name)
        if isinstance(given, Mapping) and isinstance(value, Mapping):
            kept[name] = _as_given(given, value)
        else:
            kept[name] = value if given is None else given
    return kept


def _is_named(resource: Resource, wanted: Values) -> bool:
    """Tell whether one object can be read: its identity is complete."""
    return all(wanted.get(name) is not None or _is_optional(resource, name) for name in resource.identity)


def _not_one(resource: Resource, count: int, wanted: Values) -> Diagnostic:
    given = {name: value for name, value in wanted.items() if value is not None}
    asked_for = ", ".join(f"{name} = {json.dumps(value, default=str)}" for name, value in given.items())
    if count == 0:
        return Diagnostic(
            f"No {resource.type_name} matches",
            f"{resource.api.title} has no object with {asked_for}. The plural data source {resource.plural_type_name} "
            "gives an empty list instead of an error.",
        )
    return Diagnostic(
        f"{count} objects match",
        f"{resource.type_name} finds exactly one, and several have {asked_for}. Name more of "
        f"{', '.join(resource.key)}, or use {resource.plural_type_name}.",
    )


async def list_matching(resource: Resource, provider: Provider, filters: Values) -> list[dict[str, Value]]:
    """Return every object that matches all filters, in the order of their import ids."""
    filled = {**filters, **from_settings(resource, provider, filters)}
    client = provider.client(resource.api)
    scope = {name: filled.get(name) for name in resource.scope}
    listed = await asked(
        client.list(resource, scope, timeout=timeout_of(resource, {}, "read")),
        resource.plural_type_name,
        resource.attributes,
    )
    chosen = {name: filters.get(name) for name in resource.scope if _is_optional(resource, name)}
    matching = [_described(resource, {**each, **chosen}) for each in listed if matches(resource, each, filters)]
    return sorted(matching, key=lambda each: str(each["id"]))


def _is_optional(resource: Resource, name: str) -> bool:
    """Tell whether an attribute stays as the user gave it, even where the provider's setting stands in for it."""
    return resource.attributes[name].presence is Presence.OPTIONAL


def matches(resource: Resource, values: Values, filters: Values) -> bool:
    """Tell whether an object agrees with every filter that is given, by each attribute's own meaning of "same".

    A filter on what an answer cannot hold (k0rdent's `org_id`) chose the listing; it is not compared again.
    """
    return all(
        _agrees(attribute, values.get(name), filters.get(name))
        for name, attribute in resource.attributes.items()
        if not attribute.local and name not in resource.scope
    )


def _agrees(attribute: Attribute, value: Value, wanted: Value) -> bool:
    if wanted is None:
        return True
    if isinstance(attribute.type, ObjectOf) and isinstance(wanted, Mapping):
        return all(
            _agrees(member, look_up(value, name), wanted.get(name))
            for name, member in attribute.type.attributes.items()
        )
    return means_same(attribute, value, wanted)


def _described(resource: Resource, values: Values) -> dict[str, Value]:
    """Return the attributes that describe an object, with its import id."""
    described = {name: values.get(name) for name, attribute in resource.attributes.items() if not attribute.local}
    return {**described, "id": known_part(plan_id(resource, described))}
