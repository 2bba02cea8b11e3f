"""What many calls of one process share: listings, tokens, turns. None may be stale, doubled or kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from terrabind.rest import Client
from terrabind.spec.values import Value
from tests.plugin.rig import CONFIGURED, Held
from tests.promises.things import GENERICS, THINGS
from tests.promises.world import NAMES, TYPE_NAMES, Network, World, calls_of, world

every_type = pytest.mark.parametrize("type_name", NAMES)
FINDABLE = [name for name, thing in THINGS.items() if thing.finding is not None]
SEARCHED = [name for name, thing in GENERICS.items() if thing.resource.read is None]
GRANTEES: dict[str, Callable[[int], dict[str, Value]]] = {
    "rest_binding": lambda number: {"principal": f"p{number}@example.com"},
    "rest_policy_by_search": lambda number: {"principal": {"type": "user", "id": f"p{number}"}},
}
MINTED = {"terrabind_ecs_iam_role": "/login", "terrabind_k0rdent_iam_policy_binding": "/v1/regions/global/auth/token"}


@every_type
async def test_promise_16_a_read_after_a_write_sees_it(type_name: str) -> None:
    """A listing is used again for half a minute, and never for an object that was written meanwhile."""
    async with world(type_name) as here:
        for _ in range(3):
            held = await here.create()
            assert (await here.refresh()).state is not None
            await here.destroy()
            assert (await here.connection.read(here.type_name, held)).state is None
        assert here.ours() == []


@pytest.mark.parametrize("type_name", FINDABLE)
@pytest.mark.parametrize("fault", ["late=2reads", "late=3s", "lost_reply", "lost_reply=hang", "429=2"])
async def test_promise_16_a_troubled_write_is_seen_too(fault: str, type_name: str) -> None:
    """Trouble makes retries, and retries make chances to look too early."""
    async with world(type_name) as here:
        here.strike(f"{calls_of(here.resource.create)}:{fault}@1")
        await here.create()
        assert (await here.refresh()).state is not None
        await here.change()
        assert len(here.ours()) == 1


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize("type_name", SEARCHED)
async def test_promise_17_many_grants_of_one_collection_share_its_listing(type_name: str, count: int) -> None:
    """Thirty bindings, each described by its own resource, cost as many calls as their list has pages."""
    async with world(type_name, page_size=10) as here:
        for number in range(count):
            here.seed(**GRANTEES[type_name](number))
        ids = [GENERICS[type_name].id_of(row) for row in here.ours()]
        told = [await here.connection.import_id(here.type_name, here.thing.import_id({"id": each})) for each in ids]
        await here.reconnect()
        here.emulator.calls.clear()
        read = await asyncio.gather(*(here.connection.read(here.type_name, each) for each in told))
        assert [each.state for each in read] == [each.state for each in told]
        # Two walks where the pages do not count what they list: rows may move between pages.
        assert here.emulator.calls.count() <= 2 * (count // 10 + 1)


@pytest.mark.parametrize("call", [1, 5, 20])
@pytest.mark.parametrize("type_name", MINTED)
async def test_promise_31_one_login_serves_all_who_wait(type_name: str, call: int) -> None:
    """Forty logins at once would be forty sessions, and ECS allows a hundred."""
    async with world(type_name) as here:
        await here.create()
        await here.reconnect()
        here.emulator.calls.clear()
        assert here.resource.read is not None
        here.strike(f"{calls_of(here.resource.read)}:expired@{call}")
        told = await asyncio.gather(*(here.connection.read(type_name, here.held) for _ in range(40)))
        assert all(each.state == here.held.state for each in told)
        assert here.emulator.calls.count(path=MINTED[type_name]) == 2


@pytest.mark.parametrize("type_name", MINTED)
async def test_promise_31_a_refusal_after_the_renewal_is_final(type_name: str) -> None:
    """A server that refuses every token must not be asked for tokens for ever."""
    async with world(type_name) as here:
        await here.create()
        await here.reconnect()
        here.emulator.calls.clear()
        assert here.resource.read is not None
        here.strike(f"{calls_of(here.resource.read)}:401")
        assert (await here.refresh()).failed
        assert here.emulator.calls.count(path=MINTED[type_name]) <= 2


@pytest.mark.parametrize("type_name", FINDABLE)
@pytest.mark.parametrize("fault", ["403", "503", "lost_request=hang", "garbage", "redirect=http://elsewhere.example/x"])
async def test_promise_29_a_failed_write_gives_its_turn_back(fault: str, type_name: str) -> None:
    """A lock that outlives a failure would stop every later write to the same object."""
    async with world(type_name) as here:
        here.wanted = here.config(timeouts={"create": "5s"})
        here.strike(f"{calls_of(here.resource.create)}:{fault}")
        await here.create()
        here.emulator.faults.clear()
        here.held = Held()
        here.wanted = here.config(on_existing="adopt")
        assert not (await here.create()).failed
        assert len(here.ours()) == 1


@pytest.mark.parametrize("type_name", TYPE_NAMES)
@pytest.mark.parametrize("rounds", [1, 3, 10, 30])
async def test_promise_29_a_cancelled_write_gives_its_turn_back(rounds: int, type_name: str) -> None:
    """Wherever the cancel strikes, the next write to the same object goes on, and nothing is there twice."""
    here = World(type_name)
    settings, resource = CONFIGURED[here.resource.api.name], here.resource
    assert isinstance(settings, dict)
    network = Network(here.emulator, here.clock)
    async with Client(resource.api, settings, transport=network, clock=here.clock) as client:
        writing = asyncio.ensure_future(client.create(resource, resource.example))
        for _ in range(rounds):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        await asyncio.wait_for(client.create(resource, resource.example, on_existing="adopt"), 10)
    assert len(here.ours()) == 1
