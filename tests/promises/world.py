"""One Terraform, one API and the network between them, with hands on the clock and on the faults.

Nothing here waits: time passes when somebody sleeps, and an answer that never comes is a read timeout at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from terrabind.emulator import Emulator, EmulatorOptions
from terrabind.emulator.variants import parse_variants
from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.listresource import filter_attributes
from terrabind.plugin.provider import Transport
from terrabind.rest import Client, Options
from terrabind.spec.api import Api
from terrabind.spec.operation import Operation
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, Values
from tests.plugin.rig import CATALOGUE, TYPES, Connection, Held, Wire, message
from tests.promises.things import GENERICS, THINGS, TYPED
from tests.rest.fakes import FakeClock

TYPE_NAMES = tuple(TYPED)
GENERIC_NAMES = tuple(GENERICS)
NAMES = tuple(THINGS)
SOON = 1000.0
"""Seconds until the next run: what was late is visible, what was cached is old."""
_PATIENCE = 200


class Network(httpx.AsyncBaseTransport):
    """The way to one emulator; an answer that does not come costs the read timeout on the test's clock."""

    def __init__(self, emulator: Emulator, clock: FakeClock) -> None:
        self._wire = Wire(emulator)
        self._clock = clock

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request. Raises what httpx raises where a real connection would."""
        carried = asyncio.ensure_future(self._wire.handle_async_request(request))
        for _ in range(_PATIENCE):
            await asyncio.sleep(0)
            if carried.done():
                return carried.result()
        carried.cancel()
        await self._clock.sleep(request.extensions.get("timeout", {}).get("read") or 60.0)
        raise httpx.ReadTimeout("no answer came", request=request)


class World:
    """A thing, its server, and what Terraform holds of the one object that the user wants."""

    def __init__(self, name: str, *variants: str, page_size: int = 0, clock: FakeClock | None = None) -> None:
        self.thing = THINGS[name]
        self.type_name = self.thing.type_name
        self.resource: Resource = self.thing.resource
        self.clock = clock or FakeClock()
        options = EmulatorOptions(
            variants=parse_variants((*self.thing.variants, *variants)),
            page_size=page_size,
            keys=frozenset({"canary-token"} if self.thing.is_generic else ()),
            seed=1,
        )
        served = tuple({each.name: each for each in (*CATALOGUE.resources.values(), self.thing.server)}.values())
        self.emulator = Emulator(self.resource.api, served, options, self.clock)
        self.connection = Connection(connect=self._connect)
        self.held = Held()
        self.wanted: Values = self.config()
        self.held_tainted = False
        for changes in self.thing.others:
            self.seed(**changes)

    def config(self, **changes: Value) -> dict[str, Value]:
        """What the user writes: the description's example with changes."""
        return self.thing.config(**changes)

    def seed(self, **changes: Value) -> None:
        """Make an object behind Terraform's back."""
        self.emulator.put(self.thing.server, self.thing.seeded(**changes))

    def objects(self) -> list[dict[str, Value]]:
        """What the server has."""
        return self.emulator.state.get(self.thing.server.type_name, [])

    def is_other(self, row: Values) -> bool:
        """Whether an object is one of somebody else's."""
        return any(row[name] == value for other in self.thing.others for name, value in other.items())

    def ours(self) -> list[dict[str, Value]]:
        """What the server has of the wanted object: none, one, or too many."""
        return [row for row in self.objects() if not self.is_other(row)]

    def strike(self, *faults: str) -> None:
        """Arm faults."""
        self.emulator.faults.add(*faults)

    def was_struck(self) -> bool:
        """Whether every armed fault struck at least once: a case in which nothing happened shows nothing."""
        return all(each["struck"] for each in self.emulator.faults.report())

    async def create(self) -> Held:
        """The first apply."""
        await self._write(self.wanted)
        return self.held

    async def change(self, **changes: Value) -> Held:
        """An apply of another configuration."""
        self.wanted = self.config(**changes)
        await self._write(self.wanted)
        return self.held

    async def destroy(self) -> Held:
        """Destroy what Terraform holds."""
        await self._write(None)
        return self.held

    async def refresh(self) -> Held:
        """Read; a failed read leaves Terraform's state as it was."""
        answer = await self.connection.read(self.type_name, self.held)
        if not answer.failed:
            self.held = Held(answer.state, answer.private)
        return answer

    async def imported(self) -> Held:
        """Import what is held by its id and read it."""
        return await self.connection.import_id(self.type_name, self.thing.import_id(self.held.values))

    async def take_in(self) -> None:
        """Import what the server has of ours, as the message of an undecidable create says."""
        for row in self.ours():
            found = self.thing.import_id({"id": row["policy_id"]})
            self.held = await self.connection.import_id(self.type_name, found)
            assert not self.held.failed, self.held.told

    async def listed(self) -> tuple[list[str], str]:
        """List everything: the ids, and what was complained of."""
        codec = Codec(filter_attributes(self.resource))
        events = await self.connection.stream(
            "ListResource", type_name=self.type_name, config=message(codec, {}), include_resource_object=True
        )
        told = [f"{each.summary}: {each.detail}" for event in events for each in event.diagnostic]
        return [event.display_name for event in events if not event.diagnostic], "\n".join(told)

    async def next_run(self, config: Values | None) -> None:
        """A later run of Terraform in peace: refresh, then apply what differs; a tainted object is made anew."""
        self.emulator.faults.clear()
        self.clock.seconds += SOON
        await self.reconnect()
        if self.held.state is not None:
            assert not (await self.refresh()).failed
        if self.held.state is not None and (self.held_tainted or config is None):
            await self._write(None)
        if config is not None and not self.plans_nothing(config):
            await self._write(config)

    def plans_nothing(self, config: Values) -> bool:
        """Whether a plan is empty: what is planned is what is held."""
        if self.held.state is None:
            return False
        planned = self.connection.plan(self.type_name, self.held, config)
        assert not any(each.severity == 1 for each in planned.diagnostics), planned.diagnostics
        return TYPES.managed(self.type_name).codec.decode(planned.planned_state.msgpack) == self.held.state

    async def reconnect(self) -> None:
        """Start another process of the plugin: it remembers nothing."""
        await self.connection.close()
        self.connection = Connection(connect=self._connect)
        self.configure()

    def configure(self) -> None:
        """Configure the provider."""
        assert self.connection.configure(self.thing.settings) == []

    async def _write(self, config: Values | None) -> None:
        """One apply, and what Terraform makes of its answer."""
        is_new = self.held.state is None
        before = self.held
        self.held = await self.connection.apply(self.type_name, before, config)
        self.held_tainted = is_new and self.held.failed and self.held.state is not None

    def _connect(self, api: Api, settings: Values, transport: Transport) -> Client:
        network = Network(self.emulator, self.clock)
        locks = transport.locks
        return Client(api, settings, options=Options(), transport=network, clock=self.clock, locks=locks)


@asynccontextmanager
async def world(name: str, *variants: str, page_size: int = 0, clock: FakeClock | None = None) -> AsyncIterator[World]:
    """Open the world of a thing with a configured provider."""
    opened = World(name, *variants, page_size=page_size, clock=clock)
    opened.configure()
    try:
        yield opened
    finally:
        opened.emulator.faults.clear()
        await opened.connection.close()


def calls_of(operation: Operation) -> str:
    """The method and pattern by which a fault finds the calls of an operation."""
    path = "/".join("*" if part.startswith("{") else part for part in operation.path.split("/"))
    action = operation.parameters.get("Action")
    return f"{operation.method} {path}" + (f"?Action={action}" if action else "")
