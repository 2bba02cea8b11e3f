"""What many calls of one process share: listings, tokens, turns. None may be stale, doubled or kept."""

from __future__ import annotations

import asyncio

import pytest

from terrabind.rest import Client
from tests.plugin.rig import CONFIGURED, Held
from tests.promises.world import TYPE_NAMES, Network, World, calls_of, world

every_type = pytest.mark.parametrize("type_name", TYPE_NAMES)
MINTED = {"terrabind_ecs_iam_role": "/login", "terrabind_k0rdent_iam_policy_binding": "/v1/regions/global/auth/token"}


@every_type
async def test_promise_16_a_read_after_a_write_sees_it(type_name: str) -> None:
    """A listing is used again for half a minute, and never for an object that was written meanwhile."""
    async with world(type_name) as here:
        for _ in range(3):
            held = await here.create()
            assert (await here.refresh()).state is not None
            await here.destroy()
            assert (await here.connection.read(type_name, held)).state is None
        assert here.ours() == []


@every_type
@pytest.mark.parametrize("fault", ["late=2reads", "late=3s", "lost_reply", "lost_reply=hang", "429=2"])
async def test_promise_16_a_troubled_write_is_seen_too(fault: str, type_name: str) -> None:
    """Trouble makes retries, and retries make chances to look too early."""
    async with world(type_name) as here:
        here.strike(f"{calls_of(here.resource.create)}:{fault}@1")
        await here.create()
        assert (await here.refresh()).state is not None
        await here.change(**here.wanted)
        assert len(here.ours()) == 1


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


@every_type
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


@every_type
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
