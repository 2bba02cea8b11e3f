"""Objects of other providers for any HTTP API, as `moved` blocks bring them: their state as attributes of ours.

Only what means the same here is taken; a template that cannot be carried over is left out, so that the next plan shows
what the configuration says instead. Their states are known from their public documentation: `restapi_object` of
Mastercard's provider (2.x, 3.x) and `restful_resource` of magodo's (0.14 and later, where `body` is a value).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from urllib.parse import parse_qsl

from terrabind.generic.templates import as_literal
from terrabind.plugin.cty.codec import Codec
from terrabind.spec.attribute import optional
from terrabind.spec.types import DYNAMIC
from terrabind.spec.values import Value, Values

SOURCES: Final = ("restapi_object", "restful_resource")
"""The types that objects can come from."""

_BODIES: Final = Codec({"body": optional(DYNAMIC, "A body in a stored state."), "delete_body": optional(DYNAMIC, "")})
_VERBS: Final = ("create", "read", "update", "delete")


def take_over(type_name: str, state: Values) -> dict[str, Value] | None:
    """Return the attributes that a stored object of another provider has here; null for any other type."""
    match type_name:
        case "restapi_object":
            return _restapi(state)
        case "restful_resource":
            return _restful(state)
    return None


def _restapi(state: Values) -> dict[str, Value]:
    """Read `restapi_object`: JSON texts become values, `*_path` and `*_method` the operations."""
    search = state.get("read_search")
    found: dict[str, Value] = {
        "path": _text(state, "path"),
        "id": _text(state, "id"),
        "body": _document(state.get("data")),
        **{verb: _operation(state, "destroy" if verb == "delete" else verb) for verb in _VERBS},
        "replace_on": state.get("force_new") or None,
        "ignore_fields": state.get("ignore_changes_to") or None,
    }
    if isinstance(search, Mapping) and search.get("search_key"):
        found["read"] = {**(_mapping(found["read"])), "search": _search(search)}
    if _text(state, "create_method") in ("PUT", "PATCH") and _text(state, "create_path") is None:
        # There this says nothing of where the object stands; here the path would be its own address.
        for verb in _VERBS[1:]:
            own = _mapping(found[verb])
            found[verb] = {**own, "path": own.get("path") or "{path}/{id}"}
    given = _text(state, "object_id")
    if given:
        found["id_from"] = {"value": as_literal(given)}
    elif _text(state, "id_attribute"):
        found["id_from"] = {"body": str(state["id_attribute"]).strip("/").replace("/", ".")}
    return found


def _operation(state: Values, prefix: str) -> Value:
    members: dict[str, Value] = {
        "method": _text(state, f"{prefix}_method"),
        "path": _text(state, f"{prefix}_path"),
        "query": dict(parse_qsl(_text(state, "query_string") or "")) or None,
        "body": _document(state.get(f"{prefix}_data")),
    }
    return members if any(each is not None for each in members.values()) else None


def _search(search: Values) -> dict[str, Value]:
    results = _text(search, "results_key")
    return {
        "query": dict(parse_qsl(_text(search, "query_string") or "")) or None,
        "items": None if results is None else results.strip("/").replace("/", "."),
        "match": {str(search["search_key"]).strip("/").replace("/", "."): str(search.get("search_value") or "{id}")},
    }


def _restful(state: Values) -> dict[str, Value]:
    """Read `restful_resource`: its id is the object's whole path, whose last segment is the id here."""
    bodies = _BODIES.decode_parsed({name: state.get(name) for name in ("body", "delete_body")}) or {}
    path, address = _text(state, "path") or "", _text(state, "id") or ""
    parent, _, last = address.rstrip("/").rpartition("/")
    is_alone = address == path
    default = "{path}" if is_alone else None if parent == path else f"{parent}/{{id}}"
    if is_alone and _text(state, "create_method") == "PUT":
        default = None  # Which is what a PUT means here, too.
    found: dict[str, Value] = {"path": path, "id": path if is_alone else last, "body": bodies.get("body")}
    for verb in _VERBS:
        members: dict[str, Value] = {
            "method": _text(state, f"{verb}_method"),
            "path": None if verb == "create" else _template(_text(state, f"{verb}_path")) or default,
            "query": _query(state.get(f"{verb}_query") or state.get("query")),
            "headers": state.get(f"{verb}_header") or None,
        }
        if verb == "update" and members["method"] == "PATCH" and state.get("merge_patch_disabled") is not True:
            members |= {"method": None, "strategy": "merge_patch"}
        if verb == "delete":
            members["body"] = bodies.get("delete_body")
        if any(each is not None for each in members.values()):
            found[verb] = members
    fields = state.get("output_attrs")
    found["output_fields"] = sorted(map(str, fields)) if isinstance(fields, list) and fields else None
    lists = {"replace_on": "force_new_attrs", "ignore_fields": "write_only_attrs", "headers": "header"}
    return found | {name: state.get(theirs) or None for name, theirs in lists.items()}


def _template(text: str | None) -> str | None:
    """Return a path that is made of `$(path)` alone in our words; others speak of the API's body, which ours cannot."""
    if text is None:
        return None
    found = text.replace("$(path)", "{path}")
    return None if "$" in found or found == "{path}/{id}" else found


def _query(found: Value) -> Value:
    """Return query parameters, of which theirs may have several values; null when one does."""
    if not isinstance(found, Mapping) or not found:
        return None
    single = {name: values[0] for name, values in found.items() if isinstance(values, list) and len(values) == 1}
    return single if len(single) == len(found) else None


def _document(text: Value) -> Value:
    """Return the value that a JSON text says, with every digit; null when it says nothing."""
    if not isinstance(text, str) or not text.strip():
        return None
    try:
        found: Value = json.loads(text, parse_float=Decimal)
    except ValueError:
        return None
    return found


def _text(values: Values, name: str) -> str | None:
    found = values.get(name)
    return found if isinstance(found, str) and found else None


def _mapping(value: Value) -> Values:
    return value if isinstance(value, Mapping) else {}
