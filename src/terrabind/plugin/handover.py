"""A grant that leaves one address and enters another in one run is handed over, not revoked.

Terraform sees two resources, one to destroy and one to create, and does not know that they are the same object; their
order is left to chance. The provider sees both, because all resources of one run come over one connection. So a create
of the run is remembered by its natural key, and a delete of the same key is decided by what became of it:

- no such create was seen: the object is deleted, and a create that comes later makes it anew;
- the create is under way: it is told, takes the object over, and the delete is done without a request;
- the create failed: the delete is refused, so that the access stays, and the old address stays in the state.

A delete is never left out unless the same connection saw a create of the same key.

With one place to work in, a create that comes first fails, and the delete after it is refused. No more can be known
then: Terraform plans a create once more in the process that applies it, without the private state of the first plan,
and shows that process the old address only when its turn to be destroyed has come (seen with Terraform 1.11 and 1.15).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from terrabind.plugin.diagnostics import Diagnostic
from terrabind.spec.identity import attribute_at
from terrabind.spec.resource import Resource
from terrabind.spec.types import Attribute, Presence
from terrabind.spec.values import UNKNOWN, Value, Values, look_up

PATIENCE: Final = 2.0
"""Seconds for which a create that is refused waits for the delete that may be on its way."""

MOST_WAITS: Final = 10
"""Fruitless waits of one connection, after which no create waits any more: then nothing is being moved."""


@dataclass(frozen=True, slots=True)
class Key:
    """What tells one object of a connection from all others: `values` by dotted path, with the settings filled in."""

    resource: Resource
    values: Mapping[str, Value]

    @property
    def place(self) -> tuple[str, ...]:
        """Where keys like this one are kept; whether two are the same is said by `is_same`."""
        return (self.resource.type_name, *(str(value or "").casefold() for value in self.values.values()))

    def is_same(self, other: Key) -> bool:
        """Tell whether both name one object, each attribute judged by its own meaning of "same"."""
        return all(
            _same(attribute_at(self.resource, path), value, other.values[path]) for path, value in self.values.items()
        )


def key_of(resource: Resource, values: Values, settings: Values) -> Key | None:
    """Return the key of an object; null while a part of it is known to the server alone."""
    found: dict[str, Value] = {}
    for path in dict.fromkeys((*resource.scope, *resource.key)):
        attribute = attribute_at(resource, path)
        value = look_up(values, path)
        if value is None and attribute.setting:
            value = settings.get(attribute.setting)
        if value is UNKNOWN or (value is None and attribute.presence is not Presence.OPTIONAL):
            return None
        found[path] = value
    return Key(resource, found)


@dataclass(slots=True)
class Arrival:
    """One create of this run.

    `made` is what it came to, null while it is under way and when it failed; `adopted` says that the object was there
    before, `received` that it left another address, and `was_adopted` that it had been taken over there.
    """

    key: Key | None
    hand_overs: HandOvers
    made: Values | None = None
    adopted: bool = False
    received: bool = False
    was_adopted: bool = False
    _offered: asyncio.Event = field(default_factory=asyncio.Event)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, *, was_adopted: bool) -> None:
        """Tell the create that its object leaves another address, which had taken it over itself or not."""
        self.was_adopted = was_adopted
        self._offered.set()

    async def is_offered(self) -> bool:
        """Tell whether the object leaves another address in this run; waits a little for that."""
        if self.key is not None and not self._offered.is_set() and not self.hand_overs.was_released(self.key):
            await self.hand_overs.wait_for(self._offered)
            return self._offered.is_set() or self.hand_overs.was_released(self.key)
        return self.key is not None

    async def ended(self, seconds: float) -> bool:
        """Wait until the create has ended; tells whether it succeeded."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ended.wait()
        return self.made is not None

    def end(self) -> None:
        """Take note that the create has ended."""
        self._ended.set()

    def holds(self, prior: Values) -> bool:
        """Tell whether deleting `prior` would take away what this create stands for."""
        if self.made is None or self.key is None:
            return False
        resource = self.key.resource
        for name in resource.identity:
            left, right = prior.get(name), self.made.get(name)
            if left is not None and right is not None and not _same(resource.attributes[name], left, right):
                return False  # Another object under the same key, addressed by an id of its own.
        # What this run made itself and then deletes is no hand-over: then nobody else holds it.
        return self.adopted or any(
            prior.get(name) != self.made.get(name)
            for name, attribute in resource.attributes.items()
            if attribute.presence is Presence.COMPUTED and name in prior
        )


class HandOvers:
    """What the creates and deletes of one connection know of each other."""

    def __init__(self) -> None:
        self._arrivals: dict[tuple[str, ...], list[Arrival]] = {}
        self._released: dict[tuple[str, ...], list[Key]] = {}
        self._planned: dict[tuple[str, ...], dict[bool, list[Key]]] = {}
        self._waits_left = MOST_WAITS

    @contextmanager
    def arriving(self, resource: Resource, values: Values, settings: Values) -> Iterator[Arrival]:
        """Keep the create that runs in this block known to the deletes of the run."""
        arrival = Arrival(key_of(resource, values, settings), self)
        if arrival.key is not None:
            self._planned.pop(arrival.key.place, None)
            self._arrivals.setdefault(arrival.key.place, []).append(arrival)
        try:
            yield arrival
        finally:
            arrival.end()

    def arrival_of(self, resource: Resource, prior: Values, settings: Values) -> Arrival | None:
        """Return the create of this run for the object that is to be deleted: the last one, null when there is none."""
        key = key_of(resource, prior, settings)
        if key is None:
            return None
        found = [each for each in self._arrivals.get(key.place, ()) if each.key is not None and each.key.is_same(key)]
        return found[-1] if found else None

    def release(self, resource: Resource, prior: Values, settings: Values) -> None:
        """Take note that an object was forgotten and left where it is: a create of this run may take it over."""
        key = key_of(resource, prior, settings)
        if key is not None:
            self._released.setdefault(key.place, []).append(key)

    def was_released(self, key: Key) -> bool:
        """Tell whether an object was forgotten in this run."""
        return any(each.is_same(key) for each in self._released.get(key.place, ()))

    def plan(self, resource: Resource, values: Values, settings: Values, *, destroy: bool) -> tuple[Diagnostic, ...]:
        """Take note of a planned create or destroy; advises a `moved` block when the other one was planned before."""
        key = key_of(resource, values, settings)
        if key is None:
            return ()
        both = self._planned.setdefault(key.place, {True: [], False: []})
        both[destroy].append(key)
        return (_advice(key),) if any(each.is_same(key) for each in both[not destroy]) else ()

    async def wait_for(self, event: asyncio.Event) -> None:
        """Wait a little; after too many fruitless waits not any more."""
        if self._waits_left <= 0:
            return
        self._waits_left -= 1
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await event.wait()
                self._waits_left += 1


def _advice(key: Key) -> Diagnostic:
    return Diagnostic(
        "One address is destroyed and another created for the same object",
        f"{_named(key)} leaves one address and enters another. terrabind will hand it over if it can. To be sure that "
        f"nothing is revoked, say that it moved:{moved_block(key.resource)}",
        warning=True,
    )


def handed_over(resource: Resource, subject: str) -> Diagnostic:
    """Say that a delete was done without a request."""
    return Diagnostic(
        "Kept for another address",
        f"{subject} leaves this address, and in the same run it entered another one: it was not deleted. With a "
        f"moved block it would not have been planned to be:{moved_block(resource)}",
        warning=True,
    )


def withheld(resource: Resource, subject: str) -> Diagnostic:
    """Say that a delete was refused because the create of the same object failed."""
    return Diagnostic(
        "Not deleted, because another address wants it",
        f"{subject} is to leave this address and to enter another one in the same run, and creating it there failed "
        "or came first. It was not deleted, so that no access is lost, and this address still holds it. Say that it "
        f"moved, and apply again:{moved_block(resource)}",
    )


def moved_block(resource: Resource) -> str:
    """Return a `moved` block to fill in: a provider never learns the addresses themselves."""
    name = resource.type_name
    return f"\n\nmoved {{\n  from = {name}.<old address>\n  to   = {name}.<new address>\n}}\n"


def _named(key: Key) -> str:
    return f"{key.resource.type_name} {'/'.join(str(value) for value in key.values.values() if value)}"


def _same(attribute: Attribute, left: Value, right: Value) -> bool:
    if left in (None, "") or right in (None, ""):
        return (left or None) == (right or None)
    return attribute.same(left, right)
