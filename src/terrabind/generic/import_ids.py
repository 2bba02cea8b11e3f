"""Import ids of generic objects, written; `terrabind.generic.importing` reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from terrabind.generic import templates
from terrabind.generic.attributes import STEERING
from terrabind.spec.values import Value, Values


def write_import_id(values: Values) -> str | None:
    """Return the import id of an object: `path#id`, or JSON with whatever else says how the object is handled.

    With it, the plan that follows an import has nothing to do.
    """
    path, id_ = values.get("path"), values.get("id")
    if not isinstance(path, str) or not isinstance(id_, str):
        return None
    said = {name: shorn(values.get(name)) for name in STEERING if values.get(name) is not None}
    if said.keys() <= {"path", "format"} and values.get("format") in (None, "json"):
        return path if path == id_ else f"{path}#{id_}"
    said.pop("format" if said.get("format") == "json" else "", None)
    return json.dumps({**said, "id": id_}, default=templates.number_text)


def shorn(value: Value) -> Value:
    """Return a value without members that are null."""
    if isinstance(value, Mapping):
        return {name: shorn(member) for name, member in value.items() if member is not None}
    return list(value) if isinstance(value, (list, tuple)) else value
