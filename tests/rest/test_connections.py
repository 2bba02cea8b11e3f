"""Ten requests of a client are under way at most, whoever asks; the others wait, and every end gives its place back."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from terrabind.rest import Client, Options, errors
from terrabind.rest.transport import CONNECTIONS
from tests.rest.fakes import GRANT, K0RDENT, POLICY, SETTINGS, FakeClock
from tests.rest.test_plural import row

pytestmark = pytest.mark.promise(28)
CALLERS = 50
Answer = Callable[[httpx.Request], httpx.Response]


@dataclass
class Gate(httpx.AsyncBaseTransport):
    """A network that lets nothing through until it is opened, and counts what is under way."""

    answer: Answer
    under_way: int = 0
    most: int = 0
    asked: list[httpx.Request] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request once the gate is open."""
        self.asked.append(request)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(0)
            await self.opened.wait()
            return self.answer(request)
        finally:
            self.under_way -= 1


def stored(request: httpx.Request) -> httpx.Response:
    """The policy that is asked for or made."""
    number = int(request.url.path.rpartition("-")[2]) if request.method != "POST" else 1
    return httpx.Response(200, json=row(number))


@asynccontextmanager
async def behind(gate: Gate, seconds: float = 60.0) -> AsyncIterator[Client]:
    """A client whose network is the gate, and that sends everything once."""
    options = Options(timeout=seconds, max_retries=0)
    async with Client(K0RDENT, SETTINGS["k0rdent"], options=options, transport=gate, clock=FakeClock()) as rest:
        yield rest


def reads(rest: Client, first: int = 0, **more: Any) -> list[asyncio.Task[Any]]:
    """Fifty callers, each of whom reads another policy by its own address."""
    numbers = range(first, first + CALLERS)
    return [begun(rest.read(POLICY, {**GRANT, "policy_id": f"p-{number}"}, **more)) for number in numbers]


def begun(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Begin work."""
    return asyncio.ensure_future(work)


async def settle() -> None:
    """Let everybody go as far as they can."""
    for _ in range(200):
        await asyncio.sleep(0)


async def all_places_are_free(gate: Gate, rest: Client) -> bool:
    """Whether fifty more callers get all ten places, and all of them their answer."""
    await settle()
    gate.opened.clear()
    before = len(gate.asked)
    later = reads(rest, first=1000, timeout=3.0)
    await settle()
    begun_now = len(gate.asked) - before
    gate.answer = stored
    gate.opened.set()
    found = await asyncio.gather(*later)
    return gate.under_way == 0 and begun_now == CONNECTIONS and None not in found


async def test_of_fifty_readers_ten_are_served_at_once_and_the_rest_wait() -> None:
    """Terraform's parallelism must not become the server's load, and nobody fails for having to wait."""
    gate = Gate(stored)
    async with behind(gate) as rest:
        callers = reads(rest)
        await settle()
        assert (gate.under_way, len(gate.asked), sum(each.done() for each in callers)) == (CONNECTIONS, CONNECTIONS, 0)
        gate.opened.set()
        found = await asyncio.gather(*callers)
        assert sorted(each["policy_id"] for each in found) == sorted(f"p-{n}" for n in range(CALLERS))
        assert (gate.most, len(gate.asked)) == (CONNECTIONS, CALLERS)


async def test_every_verb_counts_against_the_same_ten() -> None:
    """Reads, creates and deletes of one client share one account."""
    gate = Gate(
        lambda request: httpx.Response(200, json={"policies": []}) if "-" not in request.url.path else stored(request)
    )
    async with behind(gate) as rest:
        makes = [begun(rest.create(POLICY, {**GRANT, "principal": {"type": "user", "id": f"n{n}"}})) for n in range(30)]
        removes = [begun(rest.delete(POLICY, {**GRANT, "policy_id": f"p-{n}"})) for n in range(30)]
        callers = [*makes, *removes, *reads(rest, first=100)]
        await settle()
        gate.opened.set()
        await asyncio.gather(*callers, return_exceptions=True)
        assert gate.most == CONNECTIONS
        assert await all_places_are_free(gate, rest)


def raising(error: type[httpx.HTTPError]) -> Answer:
    """A network that fails so."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise error("failed")

    return fail


@pytest.mark.parametrize(
    "answer",
    [
        *(lambda _, status=status: httpx.Response(status) for status in (302, 400, 401, 403, 404, 500, 503)),
        lambda _: httpx.Response(302, headers={"Location": "::"}),
        lambda _: httpx.Response(200, text="<html>"),
        *map(raising, (httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.PoolTimeout)),
    ],
)
async def test_a_call_that_fails_gives_its_place_back(answer: Answer) -> None:
    """A place that is lost once is lost for the rest of the apply."""
    gate = Gate(answer)
    async with behind(gate) as rest:
        gate.opened.set()
        failed = await asyncio.gather(*reads(rest), return_exceptions=True)
        assert all(isinstance(each, errors.RestError) for each in failed)
        assert gate.most == CONNECTIONS
        assert await all_places_are_free(gate, rest)


@pytest.mark.parametrize(
    "cancelled", [slice(0, CONNECTIONS), slice(CONNECTIONS, CALLERS), slice(0, CALLERS), slice(5, 15)]
)
async def test_a_call_that_is_cancelled_gives_its_place_back(cancelled: slice) -> None:
    """Whether it was under way, still waiting for its place, or just being given one."""
    gate = Gate(stored)
    async with behind(gate) as rest:
        callers = reads(rest)
        await settle()
        for each in callers[cancelled]:
            each.cancel()
        await settle()
        gate.opened.set()
        ended = await asyncio.gather(*callers, return_exceptions=True)
        assert sum(isinstance(each, asyncio.CancelledError) for each in ended) == len(callers[cancelled])
        assert sum(isinstance(each, dict) for each in ended) == CALLERS - len(callers[cancelled])
        assert gate.most == CONNECTIONS
        assert await all_places_are_free(gate, rest)


async def test_a_caller_cancelled_in_the_moment_of_its_turn_passes_it_on() -> None:
    """The place was given and not yet taken: the next one in the queue must get it."""
    gate = Gate(stored)
    async with behind(gate) as rest:
        callers = reads(rest)
        await settle()
        gate.opened.set()
        for each in callers[CONNECTIONS:]:
            await asyncio.sleep(0)
            each.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
        assert gate.most == CONNECTIONS
        assert await all_places_are_free(gate, rest)


async def test_a_caller_whose_time_is_up_waits_no_longer_and_holds_nothing() -> None:
    """Those who wait for a place are told that the time is up, and those who have one keep it until it ends."""
    gate = Gate(stored)
    async with behind(gate) as rest:
        patient = reads(rest)
        await settle()
        hasty = await asyncio.gather(*reads(rest, first=100, timeout=0.02), return_exceptions=True)
        assert {type(each) for each in hasty} == {errors.DeadlineError}
        assert len(gate.asked) == CONNECTIONS
        gate.opened.set()
        assert None not in await asyncio.gather(*patient)
        assert await all_places_are_free(gate, rest)


async def test_a_request_that_is_never_answered_gives_its_place_back_when_its_time_is_up() -> None:
    """Even where the network itself keeps no time."""
    gate = Gate(stored)
    async with behind(gate) as rest:
        ended = Counter(map(type, await asyncio.gather(*reads(rest, timeout=0.02), return_exceptions=True)))
        assert ended == {errors.LostAnswerError: CONNECTIONS, errors.DeadlineError: CALLERS - CONNECTIONS}
        assert (gate.most, gate.under_way) == (CONNECTIONS, 0)
        assert await all_places_are_free(gate, rest)
