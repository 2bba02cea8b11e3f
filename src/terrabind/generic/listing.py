"""A collection of any API, as `terraform query` lists it: which rows there are, and by what each is imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from terrabind.generic import rules, templates
from terrabind.generic.attributes import REQUEST_ATTRIBUTES, page_type
from terrabind.generic.checks import PATH, READABLE_PATH
from terrabind.generic.description import Described
from terrabind.generic.operations import compile_page
from terrabind.generic.request import describe_request
from terrabind.spec import paths
from terrabind.spec.attribute import optional, required
from terrabind.spec.check import Fault, Rule
from terrabind.spec.types import STRING, Attribute
from terrabind.spec.values import Value, Values

_SHARED: Final = ("method", "query", "headers", "body", "format", "success_codes", "failed_when", "credential")

LIST_ATTRIBUTES: Final[Mapping[str, Attribute]] = {
    "path": required(
        STRING, "The collection, as `path` of the resources in it says it; relative to `base_url`.", checks=(PATH,)
    ),
    "list_path": optional(STRING, "The address that lists it; `path` when left out.", checks=(PATH,)),
    **{name: REQUEST_ATTRIBUTES[name] for name in _SHARED},
    "items": optional(
        STRING, "Where in the answer the list stands; the answer itself when left out.", checks=(READABLE_PATH,)
    ),
    "page": optional(page_type(), "How the collection is cut into pages."),
    "id_from": optional(STRING, "The path of the id in a listed object; `id` when left out.", checks=(READABLE_PATH,)),
    "name_from": optional(
        STRING, "The path of what a listed object is called; its id when left out.", checks=(READABLE_PATH,)
    ),
}
"""The attributes of the list resource `terrabind_rest_resource`."""


def _judge(values: Values) -> Iterator[Fault]:
    as_request = {**values, "select": values.get("items")}
    for rule in rules.REQUEST_RULES:
        yield from rule.judge(as_request)


LIST_RULES: Final = (Rule("the listing is a request that can be made", lambda values: list(_judge(values))),)
"""The rules of the list resource."""


@dataclass(frozen=True, slots=True)
class Row:
    """One listed object: its id, null where it tells none, what it is called, and all that the server lists of it."""

    id: str | None
    name: str
    body: Value


def describe_listing(values: Values) -> Described:
    """Return the request that lists a collection, of `LIST_ATTRIBUTES` by name. Raises `ValueError` as requests do."""
    asked = describe_request(
        {**values, "path": values.get("list_path") or values.get("path"), "select": values.get("items"), "page": {}}
    )
    listing = replace(asked.resource.listing, page=compile_page(values.get("page")))
    return Described(replace(asked.resource, listing=listing, plural="objects"), asked.values)


def read_row(values: Values, row: Value) -> Row:
    """Return a listed object as `values`, the list's own attributes, say that it is read. A text is its own id."""
    id_ = _text_at(row, values.get("id_from") or "id")
    return Row(id_, (_text_at(row, values.get("name_from")) if values.get("name_from") else None) or id_ or "", row)


def _text_at(row: Value, path: Value) -> str | None:
    if not isinstance(row, (Mapping, list, tuple)):
        return templates.text_of(row)
    return templates.text_of(paths.pick(row, paths.parse(path))) if isinstance(path, str) else None
