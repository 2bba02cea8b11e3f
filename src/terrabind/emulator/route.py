"""Routes are the descriptions' operations read backwards: what builds a request also tells what a request said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import unquote

from terrabind.emulator.exchange import Request
from terrabind.emulator.refusal import RefusedError
from terrabind.spec.failure import Meaning
from terrabind.spec.operation import Format, Operation, Part, Send, Step
from terrabind.spec.resource import Resource
from terrabind.spec.types import NUMBER, Attribute, ObjectOf, Shape
from terrabind.spec.values import Value, put

_FIELD = re.compile(r"\{([a-z0-9_.]+)\}")


class Verb(Enum):
    """What a request does with an object."""

    CREATE = "create"
    READ = "read"
    LIST = "list"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Template:
    """A text with attribute paths in braces, as a regular expression whose groups are those paths in order."""

    expression: re.Pattern[str]
    paths: tuple[str, ...]

    def read(self, text: str) -> tuple[str, ...] | None:
        """Return what stands in the places of the paths, null when the text does not fit."""
        found = self.expression.fullmatch(text)
        return None if found is None else found.groups()


def template(text: str, anything: str) -> Template:
    """Compile a template whose places each match the regular expression `anything`."""
    parts = _FIELD.split(text)
    expression = "".join(f"({anything})" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    return Template(re.compile(expression), tuple(parts[1::2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation of one resource, ready to recognise requests. `named` are the attribute paths it carries."""

    verb: Verb
    resource: Resource
    operation: Operation
    path: Template
    headers: Mapping[str, Template]
    query: Mapping[str, Template]
    fixed: Mapping[str, str]
    named: frozenset[str]
    step: Step | None = None

    def answers(self, request: Request) -> bool:
        """Tell whether the request is this operation."""
        return (
            request.method == self.operation.method
            and all(request.fields.get(name) == word for name, word in self.fixed.items())
            and self.path.read(request.path) is not None
        )

    def given(self, request: Request) -> dict[str, Value]:
        """Return the attribute values that the request carries. Raises `RefusedError` when its body is malformed."""
        values: dict[str, Value] = {}
        for path, text in zip(self.path.paths, self.path.read(request.path) or (), strict=True):
            values = put(values, path, unquote(text))
        for name, places in [(name.lower(), places) for name, places in self.headers.items()]:
            values = _read_into(values, places, request.headers.get(name))
        for name, places in self.query.items():
            values = _read_into(values, places, request.fields.get(name))
        body = _document(request) if self.operation.format is Format.JSON and self.operation.sends else {}
        for send in self.operation.sends:
            attribute = self.resource.attributes[send.attribute]
            value = (
                _from_fields(attribute, send, request.fields)
                if self.operation.format is Format.QUERY
                else from_wire(attribute, _dig(body, send.wire or attribute.wire))
            )
            if value is not None:
                values[send.attribute] = value
        return values


def routes_of(resources: Iterable[Resource]) -> tuple[Route, ...]:
    """Compile the routes of these resources; of two that look alike the first stands."""
    return tuple(route for resource in resources for route in _routes(resource))


def _routes(resource: Resource) -> Iterator[Route]:
    yield _route(Verb.CREATE, resource, resource.create)
    if resource.read is not None:
        yield _route(Verb.READ, resource, resource.read)
    yield _route(Verb.LIST, resource, resource.listing.operation)
    for step in resource.steps:
        yield _route(Verb.UPDATE, resource, step.operation, step)
    yield _route(Verb.DELETE, resource, resource.delete)


def _route(verb: Verb, resource: Resource, operation: Operation, step: Step | None = None) -> Route:
    path = template(operation.path, "[^/?#]+")
    headers = {name: template(text, ".*") for name, text in operation.headers.items() if "{" in text}
    query = {name: template(text, ".*") for name, text in operation.query.items() if "{" in text}
    fixed = {name: text for name, text in operation.query.items() if "{" not in text}
    if operation.format is Format.QUERY:
        fixed |= {name: text for name, text in operation.parameters.items() if "{" not in text}
    named = {*path.paths, *(send.attribute for send in operation.sends)}
    for places in (*headers.values(), *query.values()):
        named.update(places.paths)
    return Route(
        verb=verb,
        resource=resource,
        operation=operation,
        path=path,
        headers=headers,
        query=query,
        fixed=fixed,
        named=frozenset(named),
        step=step,
    )


def from_wire(attribute: Attribute, raw: Any) -> Value:
    """Return a JSON value under the attribute's own names; null stays null."""
    if isinstance(attribute.type, ObjectOf) and isinstance(raw, Mapping):
        return {name: from_wire(inner, _dig(raw, inner.wire)) for name, inner in attribute.type.attributes.items()}
    if attribute.shape is Shape.PAIRS and isinstance(raw, list):
        return {str(pair["Key"]): pair.get("Value", "") for pair in raw if isinstance(pair, Mapping)}
    found: Value = raw
    return found


def _read_into(values: dict[str, Value], places: Template, text: str | None) -> dict[str, Value]:
    for path, value in zip(places.paths, (places.read(text) if text else None) or (), strict=False):
        values = put(values, path, value)
    return values


def _document(request: Request) -> Mapping[str, Any]:
    try:
        document = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise RefusedError(Meaning.INVALID, f"the body is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise RefusedError(Meaning.INVALID, "the body is not a JSON object")
    return document


def _dig(document: Mapping[str, Any], path: str) -> Any:
    found: Any = document
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _from_fields(attribute: Attribute, send: Send, fields: Mapping[str, str]) -> Value:
    wire = send.wire or attribute.wire
    if send.part is Part.REMOVED_KEYS:
        return members(fields, wire)
    if attribute.shape is Shape.PAIRS:
        return pairs(fields, wire)
    text = fields.get(wire)
    if text is not None and attribute.type == NUMBER and text.strip().lstrip("-").isdigit():
        return int(text)
    return text


def members(fields: Mapping[str, str], name: str) -> list[Value] | None:
    """Return the texts `name.member.1`, `name.member.2` and so on, null when there are none."""
    found: list[Value] = []
    while (text := fields.get(f"{name}.member.{len(found) + 1}")) is not None:
        found.append(text)
    return found or None


def pairs(fields: Mapping[str, str], name: str) -> dict[str, Value] | None:
    """Return the map in `name.member.1.Key`, `name.member.1.Value` and so on, null when there is none.

    Raises `RefusedError` for a key that stands twice.
    """
    found: dict[str, Value] = {}
    number = 1
    while (key := fields.get(f"{name}.member.{number}.Key")) is not None:
        if key in found:
            raise RefusedError(Meaning.INVALID, f"the key {key} of {name} stands twice")
        found[key] = fields.get(f"{name}.member.{number}.Value", "")
        number += 1
    return found or None
