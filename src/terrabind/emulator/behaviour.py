"""What a server does with the five kinds of request, whatever the resource: create, read, list, update, delete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from terrabind.emulator.birth import complete
from terrabind.emulator.dialects.dialect import Dialect
from terrabind.emulator.exchange import Answer, Request
from terrabind.emulator.judging import judge
from terrabind.emulator.listing import Cut, write_page
from terrabind.emulator.principals import require_principals
from terrabind.emulator.refusal import RefusedError
from terrabind.emulator.rendering import render
from terrabind.emulator.route import Route, Verb
from terrabind.emulator.store import Record, Wanted
from terrabind.emulator.world import World
from terrabind.spec.failure import Meaning
from terrabind.spec.operation import Part, When
from terrabind.spec.resource import Resource
from terrabind.spec.types import Presence
from terrabind.spec.values import Value, Values, look_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """How long readers see the old state after a write: seconds, reads, or both."""

    seconds: float = 0.0
    reads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request on its way: `tampers` are the faults that spoil a listing, `late` hides what a write did."""

    request: Request
    route: Route
    tampers: Mapping[str, str] = field(default_factory=dict)
    late: Lateness | None = None


def perform(world: World, dialect: Dialect, call: Call) -> Answer:
    """Do what the request asks and return the answer. Raises `RefusedError`."""
    given = call.route.given(call.request)
    match call.route.verb:
        case Verb.CREATE:
            return _create(world, dialect, call, given)
        case Verb.READ:
            return _read(world, dialect, call, given)
        case Verb.LIST:
            return _list(world, dialect, call, given)
        case Verb.UPDATE:
            return _update(world, dialect, call, given)
        case Verb.DELETE:
            return _delete(world, dialect, call, given)


def make(world: World, dialect: Dialect, resource: Resource, given: Values) -> dict[str, Value]:
    """Return the values of a new object, complete and judged. Raises `RefusedError`."""
    if world.variants.ignore_pool:
        given = {name: None if _server_made(resource, name) else value for name, value in given.items()}
    values = complete(resource, given, own=dialect.own, now=world.clock.now(), random=world.random())
    dialect.guard_values(resource, given)
    judge(resource, values)
    return values


def duplicate_of(world: World, resource: Resource, values: Values) -> Record | None:
    """Return the object with the same key in the same scope."""
    wanted = {path: look_up(values, path) for path in (*resource.key, *resource.scope)}
    return world.store.find(resource, wanted)


def _create(world: World, dialect: Dialect, call: Call, given: Values) -> Answer:
    resource = call.route.resource
    values = make(world, dialect, resource, given)
    manner = world.variants.duplicates or dialect.duplicates
    twin = None if manner == "accept" else duplicate_of(world, resource, values)
    if twin is not None and twin.values is not None:
        if manner == "return":
            return _object(world, dialect, call, twin.values)
        raise RefusedError(Meaning.EXISTS, f"{resource.name} {_name(resource, values)} already exists")
    require_principals(world, resource, values)
    dialect.guard_create(resource, values)
    record = world.store.add(resource, values)
    _postpone(world, call, record, None)
    return _object(world, dialect, call, values)


def _read(world: World, dialect: Dialect, call: Call, given: Values) -> Answer:
    wanted = _identified(dialect, call.route, given)
    seen = world.store.seen(call.route.resource, wanted)
    if not seen:
        raise _missing(call.route.resource, wanted)
    return _object(world, dialect, call, seen[0][1])


def _list(world: World, dialect: Dialect, call: Call, given: Values) -> Answer:
    resource = call.route.resource
    wanted = {**_identified(dialect, call.route, given), **dialect.filters(call.request)}
    rows = world.store.seen(resource, wanted)
    cut = Cut(coerces=dialect.coerces, cap=world.options.page_size, variants=world.variants, tampers=call.tampers)

    def written(_: Record, values: Values) -> object:
        return dialect.decorate(resource, render(resource, values, world.variants, dialect.hidden))

    document = write_page(resource.listing, rows, call.request.fields, cut, written)
    return dialect.encode(call.request, document, call.route.operation.success)


def _update(world: World, dialect: Dialect, call: Call, given: Values) -> Answer:
    route, step = call.route, call.route.step
    wanted = _identified(dialect, route, given)
    record = world.store.find(route.resource, wanted)
    if record is None or record.values is None or step is None:
        raise _missing(route.resource, wanted)
    before = record.values
    values = dict(before)
    if step.when is When.CLEARED:
        values |= {name: route.resource.attributes[name].default for name in step.watches}
    changed = [send for send in step.operation.sends if send.attribute not in route.resource.key]
    for send in changed:
        values[send.attribute] = _merged(route.resource, send.attribute, send.part, before, given)
    dialect.guard_values(route.resource, {**given, **{name: values[name] for name in step.watches}})
    judge(route.resource, values, [send.attribute for send in changed])
    if route.resource.access.trust_policy in {send.attribute for send in changed}:
        require_principals(world, route.resource, values)
    world.store.change(record, values)
    _postpone(world, call, record, before)
    return _object(world, dialect, call, values)


def _merged(resource: Resource, name: str, part: Part, before: Values, given: Values) -> Value:
    old, new = before.get(name), given.get(name)
    if part is Part.REMOVED_KEYS:
        keys = new if isinstance(new, list) else []
        return {key: text for key, text in old.items() if key not in keys} if isinstance(old, Mapping) else old
    if new is None:
        attribute = resource.attributes[name]
        # What an update leaves out falls back to its default, as UpdateRole says of the duration (apis.md 2.12).
        if attribute.default is None:
            raise RefusedError(Meaning.INVALID, f"{attribute.wire} is required", attribute=attribute.wire)
        return attribute.default
    if part is Part.CHANGED_ENTRIES and isinstance(new, Mapping):
        return {**(old if isinstance(old, Mapping) else {}), **new}
    return new


def _delete(world: World, dialect: Dialect, call: Call, given: Values) -> Answer:
    route = call.route
    wanted = _identified(dialect, route, given)
    record = world.store.find(route.resource, wanted)
    if record is None or record.values is None:
        if world.variants.missing_delete == "accept":
            return dialect.encode(call.request, {}, route.operation.success)
        raise _missing(route.resource, wanted)
    dialect.guard_delete(route.resource, record)
    before = record.values
    world.store.remove(route.resource, record)
    _postpone(world, call, record, before)
    return dialect.encode(call.request, {}, route.operation.success)


def _postpone(world: World, call: Call, record: Record, before: Values | None) -> None:
    if call.late is not None:
        until = world.clock.now() + call.late.seconds if call.late.seconds else 0.0
        world.store.hide(call.route.resource, record, before, until, call.late.reads)


def _object(world: World, dialect: Dialect, call: Call, values: Values) -> Answer:
    resource, operation = call.route.resource, call.route.operation
    document = dialect.decorate(resource, render(resource, values, world.variants, dialect.hidden))
    return dialect.encode(call.request, dialect.place(call.request, document, operation.answer), operation.success)


def _identified(dialect: Dialect, route: Route, given: Values) -> Wanted:
    """Return which objects a request means. Raises `RefusedError` when it leaves out what it must say."""
    resource = route.resource
    wanted: dict[str, Value] = {}
    for path in dict.fromkeys((*resource.key, *resource.identity, *resource.scope)):
        if path not in route.named:
            continue
        value = look_up(given, path)
        if value is None:
            value = dialect.own.get(path)
        attribute = resource.attributes.get(path)
        if value is None and attribute is not None and attribute.presence is not Presence.OPTIONAL:
            place_ = attribute.wire or path
            raise RefusedError(Meaning.INVALID, f"{place_} is required", attribute=place_)
        if value is not None:
            wanted[path] = value
    return wanted


def _server_made(resource: Resource, name: str) -> bool:
    attribute = resource.attributes[name]
    return attribute.presence is Presence.SERVER_DEFAULT and bool(attribute.generated)


def _missing(resource: Resource, wanted: Wanted) -> RefusedError:
    shown = ", ".join(str(value) for value in wanted.values())
    return RefusedError(Meaning.GONE, f"{resource.name} {shown} cannot be found")


def _name(resource: Resource, values: Values) -> str:
    return ", ".join(str(look_up(values, path)) for path in resource.key if look_up(values, path) is not None)
