"""Many callers of one client at once, against an emulator that loses, refuses and delays: exact, shared, paced."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, TypeAlias

import pytest

from terrabind.emulator import Emulator
from terrabind.rest import Client, Options, Outcome
from tests.emulator.in_process import CATALOGUE, InProcess, emulate
from tests.rest.fakes import ROLE_BINDING, SETTINGS
from tests.rest.simulated import LoopClock, simulate

Work: TypeAlias = Callable[[], Coroutine[Any, Any, Outcome]]
FAULTY = ("* *:lost_reply@p=0.05", "* *:503@p=0.05", "* *:429@p=0.05")


def grants(count: int) -> list[dict[str, str]]:
    """So many different bindings."""
    role = "arn:aws:iam::123456789012:role/Trainer"
    return [{"principal": f"user-{number}@example.com", "role": role} for number in range(count)]


def emulated(*faults: str) -> Emulator:
    """Fireworks, where every call takes 50 ms and some are struck."""
    return emulate("fireworks", clock=LoopClock(), delay=0.05, faults=faults, seed=7)


async def at_most(places: int, works: Sequence[Work]) -> list[Outcome]:
    """Run works as Terraform does: so many at a time."""
    gate = asyncio.Semaphore(places)

    async def one(work: Work) -> Outcome:
        async with gate:
            return await work()

    return list(await asyncio.gather(*(one(work) for work in works)))


async def create_all(emulator: Emulator, count: int, options: Options = Options()) -> None:  # noqa: B008 - frozen
    """Create so many bindings, fifty at a time; each must come back as asked for."""
    settings, wanted = SETTINGS["fireworks"], grants(count)
    network, api = InProcess(emulator), CATALOGUE.apis["fireworks"]
    async with Client(api, settings, options=options, transport=network, clock=LoopClock()) as client:
        outcomes = await at_most(50, [partial(client.create, ROLE_BINDING, each) for each in wanted])
    assert [each.values["principal"] for each in outcomes] == [each["principal"] for each in wanted]
    assert not any(each.adopted for each in outcomes)


def principals(emulator: Emulator) -> Counter[object]:
    """Who holds how many bindings."""
    return Counter(each["principal"] for each in emulator.state[ROLE_BINDING.type_name])


def listings(emulator: Emulator) -> int:
    """How many pages were asked for."""
    return emulator.calls.count("GET", "/v1/accounts/acme/awsIamRoleBindings")


@pytest.mark.promise(1, 2)
def test_a_thousand_creates_through_faults_make_exactly_a_thousand_bindings() -> None:
    """Lost, refused and throttled answers neither lose nor double a grant, however many come together."""
    emulator = emulated(*FAULTY)
    simulate(create_all(emulator, 1000))
    found = principals(emulator)
    assert (len(found), set(found.values())) == (1000, {1})
    assert listings(emulator) < 450


@pytest.mark.promise(17)
def test_creates_at_once_share_their_listings() -> None:
    """A listing serves everybody who waits for one: far fewer calls than grants."""
    emulator = emulated()
    simulate(create_all(emulator, 1000))
    assert listings(emulator) < 300
    assert len(principals(emulator)) == 1000


@pytest.mark.promise(28)
@pytest.mark.parametrize("limit", [5.0, 20.0])
def test_fifty_callers_keep_to_a_configured_rate(limit: float) -> None:
    """Counted at the server: in no second more than the limit and its first burst."""
    emulator = emulated()
    simulate(create_all(emulator, 100, options=Options(rate_limit=limit)))
    times = [each["at"] for each in emulator.calls.report()["calls"]]
    seconds = Counter(int(at) for at in times)
    assert max(seconds.values()) <= limit + 10
    assert len(times) <= 10 + limit * (times[-1] - times[0] + 1)


@pytest.mark.promise(28)
def test_one_429_halts_all_fifty_callers() -> None:
    """A limit belongs to the account: nobody sends while the server asked for a pause."""
    emulator = emulated("POST *:429=7@20")
    simulate(create_all(emulator, 200))
    calls = emulator.calls.report()["calls"]
    struck = next(each["at"] for each in calls if each["status"] == 429)
    assert not [each for each in calls if struck + 0.1 < each["at"] < struck + 7.0]
    assert len(principals(emulator)) == 200
