"""The emulator's own endpoint, `/_control/`: what it holds, its faults, its calls, its time and its manners, in JSON.

It needs no credential: the server listens on loopback only, and what it serves is made up.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from terrabind.emulator.behaviour import duplicate_of, make
from terrabind.emulator.clock import rfc3339
from terrabind.emulator.dialects.dialect import Dialect
from terrabind.emulator.exchange import Answer, Request, json_answer
from terrabind.emulator.faults import FAULTS, MalformedFaultError
from terrabind.emulator.refusal import RefusedError
from terrabind.emulator.route import Route
from terrabind.emulator.variants import UnknownVariantError, parse_variants
from terrabind.emulator.world import World
from terrabind.spec import duration
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, Values

PREFIX = "/_control"


class ControlError(ValueError):
    """The control request is wrong; the message says what is accepted."""


def control(world: World, dialect: Dialect, routes: Sequence[Route], request: Request) -> Answer:
    """Answer a request to the control endpoint."""
    handlers: dict[tuple[str, str], Callable[[], object]] = {
        ("GET", ""): lambda: overview(world, routes),
        ("GET", "/state"): lambda: state(world),
        ("POST", "/state"): lambda: _seed(world, dialect, request),
        ("DELETE", "/state"): lambda: _remove(world, request),
        ("GET", "/faults"): lambda: {"faults": world.faults.report()},
        ("POST", "/faults"): lambda: _arm(world, request),
        ("DELETE", "/faults"): lambda: _disarm(world),
        ("GET", "/calls"): world.calls.report,
        ("DELETE", "/calls"): lambda: _forget(world),
        ("GET", "/clock"): lambda: {"now": rfc3339(world.clock.now())},
        ("POST", "/clock"): lambda: _advance(world, request),
        ("GET", "/variants"): lambda: asdict(world.variants),
        ("POST", "/variants"): lambda: _vary(world, request),
    }
    handler = handlers.get((request.method, request.path.removeprefix(PREFIX).rstrip("/")))
    if handler is None:
        known = sorted(f"{method} {PREFIX}{path}" for method, path in handlers)
        return json_answer({"error": "not found", "known": known}, 404)
    try:
        return json_answer(handler())
    except (ControlError, MalformedFaultError, UnknownVariantError) as error:
        return json_answer({"error": str(error)}, 400)
    except RefusedError as refused:
        return json_answer({"error": refused.message, "attribute": refused.attribute}, 400)


def overview(world: World, routes: Sequence[Route]) -> dict[str, Any]:
    """Return what this emulator serves and which faults it knows."""
    return {
        "api": world.api.name,
        "routes": [_shown(route) for route in routes],
        "faults": dict(FAULTS),
        "variants": asdict(world.variants),
    }


def state(world: World) -> dict[str, list[dict[str, Value]]]:
    """Return every object by resource, under its attribute names."""
    return {
        resource.type_name: [record.values for record in world.store.committed(resource) if record.values is not None]
        for resource in world.resources
    }


def put(world: World, dialect: Dialect, resource: Resource, values: Values) -> dict[str, Value]:
    """Make an object, or change the one with the same key, behind every caller's back. Raises `RefusedError`."""
    made = make(world, dialect, resource, values)
    twin = duplicate_of(world, resource, made)
    if twin is None or twin.values is None:
        world.store.add(resource, made)
        return made
    changed = {**twin.values, **values}
    world.store.change(twin, changed)
    return changed


def _seed(world: World, dialect: Dialect, request: Request) -> object:
    made = {}
    for name, rows in _object(request).items():
        resource = _resource(world, name)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ControlError(f"{name} takes a list of objects")
        made[name] = [put(world, dialect, resource, row) for row in rows]
    return made


def _remove(world: World, request: Request) -> object:
    """Remove everything, or with `?resource=TYPE` its objects that have the other parameters' values."""
    wanted = dict(request.fields)
    name = wanted.pop("resource", "")
    if not name:
        world.store.clear()
        world.first_named.clear()
        return {"removed": "everything"}
    resource = _resource(world, name)
    unknown = [path for path in wanted if path.split(".")[0] not in resource.attributes]
    if unknown:
        raise ControlError(f"{name} has no attribute {unknown[0]}")
    removed = 0
    while (record := world.store.find(resource, wanted)) is not None:
        world.store.remove(resource, record)
        removed += 1
    return {"removed": removed}


def _arm(world: World, request: Request) -> object:
    texts = _object(request).get("faults")
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ControlError('write {"faults": ["POST */awsIamRoleBindings:lost_reply@2"]}')
    world.faults.add(*texts)
    return {"faults": world.faults.report()}


def _disarm(world: World) -> object:
    world.faults.clear()
    return {"faults": []}


def _forget(world: World) -> object:
    world.calls.clear()
    return {"count": 0}


def _advance(world: World, request: Request) -> object:
    given = _object(request).get("advance")
    try:
        length = duration.seconds(given) if isinstance(given, str) else given
    except ValueError as error:
        raise ControlError(f"{error}") from error
    if isinstance(length, bool) or not isinstance(length, (int, float)) or length < 0:
        raise ControlError('write {"advance": "15m"} or a number of seconds')
    world.clock.advance(length)
    return {"now": rfc3339(world.clock.now())}


def _vary(world: World, request: Request) -> object:
    texts = [f"{name}={_word(value)}" for name, value in _object(request).items()]
    world.variants = parse_variants(texts, world.variants)
    return asdict(world.variants)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _resource(world: World, name: str) -> Resource:
    for resource in world.resources:
        if name in (resource.type_name, resource.name):
            return resource
    known = ", ".join(resource.type_name for resource in world.resources)
    raise ControlError(f"{name} is no resource here; there are {known}")


def _object(request: Request) -> Mapping[str, Any]:
    try:
        document = json.loads(request.body)
    except ValueError as error:
        raise ControlError(f"the body is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise ControlError("the body is not a JSON object")
    return document


def _shown(route: Route) -> str:
    words = "&".join(f"{name}={word}" for name, word in route.fixed.items())
    return f"{route.operation.method} {route.operation.path}{'?' if words else ''}{words}"
