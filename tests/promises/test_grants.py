"""What is special about grants: principals that are new, misspelt or in another case, and grants that vanish."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from terrabind.emulator import Emulator
from terrabind.spec.values import Value
from tests.plugin.rig import Held
from tests.promises.things import THINGS
from tests.promises.world import NAMES, TYPE_NAMES, World, calls_of, world
from tests.rest.fakes import FakeClock

every_type = pytest.mark.parametrize("type_name", NAMES)
FINDABLE = [name for name, thing in THINGS.items() if thing.finding is not None]
SHAPES = ("nested", "flat", "prose", "text")
WITH_PRINCIPAL = [name for name in TYPE_NAMES if "ecs" not in name]
CASES: dict[str, dict[str, Value]] = {
    "terrabind_fireworks_aws_iam_role_binding": {"principal": "Ana@Example.COM"},
    "terrabind_fireworks_node_pool_binding": {"principal": "Ana@Example.COM"},
    "terrabind_ecs_iam_role": {"name": "Trainer"},
    "rest_binding": {"principal": "Ana@Example.COM"},
}


@dataclass
class Arrival(FakeClock):
    """A clock at one of whose hours a principal becomes known to the server."""

    hour: float = 0.0
    servers: list[Emulator] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        """Pass the time."""
        await super().sleep(seconds)
        if self.seconds >= self.hour:
            for server in self.servers:
                server.vary("known_principals=")


def stranger(here: World) -> None:
    """Let the server know nobody."""
    here.emulator.vary("known_principals=nobody@example.com")


@pytest.mark.parametrize("after", [1.0, 5.0, 12.0])
@pytest.mark.parametrize("type_name", WITH_PRINCIPAL)
async def test_promise_45_a_principal_that_was_made_just_now_is_waited_for(type_name: str, after: float) -> None:
    """Users and their grants are often made in one run, and directories take their time."""
    clock = Arrival()
    async with world(type_name, clock=clock) as here:
        stranger(here)
        clock.hour = clock.seconds + after
        clock.servers.append(here.emulator)
        told = await here.create()
        assert not told.failed, told.told
        assert len(here.ours()) == 1


@pytest.mark.parametrize("type_name", WITH_PRINCIPAL)
async def test_promise_45_a_misspelt_principal_is_an_error_in_time(type_name: str) -> None:
    """Whoever mistyped an address must not wait for a minute, and must read that it is the address."""
    async with world(type_name) as here:
        stranger(here)
        began = here.clock.seconds
        told = await here.create()
        assert told.failed
        assert told.state is None
        assert "not known" in told.told
        assert 1 < here.clock.seconds - began <= 120


@pytest.mark.parametrize("fault", ["403", "error=ABORTED", "lost_reply", "503"])
@pytest.mark.parametrize("type_name", CASES)
async def test_promise_46_two_cases_of_a_name_are_one_object(type_name: str, fault: str) -> None:
    """No difference, no second object and above all no revocation, even when the first attempt had trouble."""
    async with world(type_name, "fold_case") as here:
        here.strike(f"{calls_of(here.resource.create)}:{fault}@1")
        await here.create()
        await here.next_run(here.wanted)
        here.emulator.calls.clear()
        assert here.plans_nothing(here.wanted)
        held = here.held
        await here.change(**CASES[type_name])
        assert (len(here.ours()), here.held.state is not None) == (1, True)
        deleting = calls_of(here.resource.delete).split(" ")[1].partition("?Action=")
        assert here.emulator.calls.count(action=deleting[2] or "none") == 0
        assert here.held.values["id"] == held.values["id"]


@pytest.mark.parametrize("fault", ["", "lost_reply", "lost_reply=hang", "503"])
@pytest.mark.parametrize("type_name", CASES)
async def test_promise_46_a_name_that_comes_back_in_another_case_is_found(type_name: str, fault: str) -> None:
    """It is looked for after a lost answer and at every refresh; not to find it would be to make or forget it."""
    async with world(type_name, "fold_case") as here:
        here.wanted = here.config(**CASES[type_name])
        if fault:
            here.strike(f"{calls_of(here.resource.create)}:{fault}@1")
        told = await here.create()
        assert not told.failed, told.told
        await here.next_run(here.wanted)
        assert (len(here.ours()), here.held.state) == (1, told.state)


@pytest.mark.parametrize("first", ["create", "destroy"])
@pytest.mark.parametrize("type_name", FINDABLE)
async def test_promise_44_a_grant_that_moves_is_there_at_the_end(type_name: str, first: str) -> None:
    """Terraform destroys at one address and creates at the other, at once and in no order: access must not end."""
    async with world(type_name) as here:
        held = await here.create()
        await here.reconnect()
        pairs = [(Held(), here.wanted), (held, None)]
        works = [here.connection.apply(here.type_name, *pair) for pair in (pairs if first == "create" else pairs[::-1])]
        made, left = (await asyncio.gather(*works))[:: 1 if first == "create" else -1]
        assert not made.failed, made.told
        assert not left.failed, left.told
        assert (len(here.ours()), made.state is None, left.state) == (1, False, None)


@every_type
@pytest.mark.parametrize("manner", ["", "missing_status=400", *(f"error_shape={shape}" for shape in SHAPES)])
async def test_promise_10_an_object_that_is_gone_leaves_state(type_name: str, manner: str) -> None:
    """Whoever removed it meant it, and the next plan shows it."""
    async with world(type_name, *([manner] if manner else [])) as here:
        if here.thing.is_generic and manner.startswith("missing_status"):
            # That an API says so with a 400 and a word of its own can be known of described APIs only.
            manner = ""
            here.emulator.vary("missing_status=0")
        held = await here.create()
        await here.destroy()
        await here.reconnect()
        here.held = held
        told = await here.refresh()
        assert (told.failed, told.state) == (False, None)
        await here.next_run(here.wanted)
        assert len(here.ours()) == 1


@pytest.mark.parametrize(
    "drift",
    [{"description": "elsewhere"}, {"tags": {"x": "1"}}, {"max_session_duration": 3600}, {"tags": None}],
    ids=str,
)
async def test_promise_14_a_change_made_elsewhere_is_undone(drift: dict[str, Value]) -> None:
    """The file says who has access, not whoever touched the console last."""
    async with world("terrabind_ecs_iam_role") as here:
        await here.create()
        here.seed(**drift)
        await here.refresh()
        assert not here.plans_nothing(here.wanted)
        await here.next_run(here.wanted)
        (server,) = here.ours()
        assert {name: server[name] for name in here.resource.example} == here.resource.example
