"""One request of the user's own, as the data source and the ephemeral resource `terrabind_rest_request` make it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from terrabind.generic import rules, templates
from terrabind.generic.attributes import REQUEST_ATTRIBUTES
from terrabind.generic.description import PROTOTYPE, Described
from terrabind.generic.operations import FORMATS, compile_page, joined, merged, statuses, texts
from terrabind.generic.verdicts import failed_of
from terrabind.spec import paths
from terrabind.spec.locate import Body
from terrabind.spec.operation import NO_LISTING, Format, Listing, Operation, Send
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, Values

REQUEST: Final[Resource] = replace(
    PROTOTYPE,
    name="request",
    plural="requests",
    doc="Asks any API that speaks HTTP.",
    attributes=REQUEST_ATTRIBUTES,
    key=("path",),
    identity=("path",),
    imports=("{path}",),
    rules=rules.REQUEST_RULES,
    scope=(),
    lock="",
    notes=(),
    example={"path": "/v1/projects", "query": {"state": "active"}, "select": "data"},
)
"""The request as its schema shows it; `describe_request` makes of it the one that is sent."""


def describe_request(values: Values) -> Described:
    """Return a request for the engine, of the attributes of `terrabind_rest_request` by name.

    Nothing in it is a template. With `page` it is a listing, whose rows stand at `select` up to its first `*`.
    Raises `ValueError`, in words for the user, when `path` leads to another place than it says.
    """
    select, path, body, page = (values.get(name) for name in ("select", "path", "body", "page"))
    place = Body(joined(split(select)[0]) if isinstance(select, str) else "")
    operation = Operation(
        method=_text(values.get("method")) or "GET",
        path=templates.as_address(path) if isinstance(path, str) else "{path}",
        query=_literal(texts(values.get("query"))),
        headers=_literal(merged({}, texts(values.get("headers")))),
        format=Format.NONE if body is None else FORMATS.get(_text(values.get("format")), Format.JSON),
        sends=() if body is None else (Send("body", wire="."),),
        answer=place,
        codes=statuses(values.get("success_codes")),
    )
    listing = Listing(operation=replace(operation, answer=None), items=place, page=compile_page(page))
    resource = replace(
        REQUEST,
        read=operation,
        listing=NO_LISTING if page is None else listing,
        listed=page is not None,
        failed=failed_of(values.get("failed_when")),
    )
    return Described(resource, dict(values))


def split(select: str) -> tuple[paths.Steps, paths.Steps]:
    """Return a path up to its first `*`, which is where the rows of a page stand, and the rest."""
    steps = paths.parse(select)
    first = steps.index(paths.ANY) if paths.ANY in steps else len(steps)
    return steps[:first], steps[first:]


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _literal(given: dict[str, str]) -> dict[str, str]:
    return {name: templates.as_literal(text) for name, text in given.items()}
