"""Example values for pages: the catalogue's own, completed by what only a server or a user's account can know."""

from __future__ import annotations

from collections.abc import Mapping

from terrabind.spec.identity import attribute_at, fields_of
from terrabind.spec.resource import Resource
from terrabind.spec.types import Presence
from terrabind.spec.values import Value, look_up, put

__all__ = ["import_ids", "key_values", "sample_values"]


def sample_values(resource: Resource) -> dict[str, Value]:
    """Return the example with a value for every field of an import id."""
    values: dict[str, Value] = dict(resource.example)
    for path in (path for form in resource.imports for path in fields_of(form)):
        if look_up(values, path) is None:
            values = put(values, path, _sample(resource, path))
    return values


def import_ids(resource: Resource) -> list[str]:
    """Return an example of every form of import id, in the order of the forms."""
    values = sample_values(resource)
    found = []
    for form in resource.imports:
        known = {path: look_up(values, path) for path in fields_of(form)}
        text = form
        for path, value in known.items():
            text = text.replace(f"{{{path}}}", str(value))
        found.append(text)
    return found


def key_values(resource: Resource) -> Mapping[str, Value]:
    """Return the part of the example that names one object: what a user would write to find it."""
    chosen = {path.partition(".")[0] for path in resource.key}
    return {
        name: value
        for name, value in resource.example.items()
        if name in chosen and resource.attributes[name].presence is not Presence.COMPUTED
    }


def _sample(resource: Resource, path: str) -> str:
    attribute = attribute_at(resource, path)
    if attribute.setting:
        return resource.api.settings[attribute.setting].example
    return f"{path.rpartition('.')[2].replace('_', '-')}-1"
