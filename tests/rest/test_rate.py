"""One pace for all callers, slower after a 429 and recovering."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from terrabind.rest.client import Client
from terrabind.rest.options import Options
from terrabind.rest.rate import Rate
from tests.rest.fakes import FIREWORKS, ROLE_BINDING, SETTINGS, Bindings, FakeClock, Server, client
from tests.rest.simulated import LoopClock, simulate


@pytest.mark.promise(28)
def test_a_burst_passes_and_the_rest_is_paced() -> None:
    """Small stacks must not be slowed by a limit meant for large ones."""
    rate = Rate(FakeClock(), limit=10.0, burst=5)
    waits = [rate.book() for _ in range(8)]
    assert waits == pytest.approx([0, 0, 0, 0, 0, 0.1, 0.2, 0.3])


def test_without_a_limit_nobody_waits() -> None:
    """The default is the server's own limit."""
    rate = Rate(FakeClock(), limit=None)
    assert [rate.book() for _ in range(1000)] == [0.0] * 1000


@pytest.mark.promise(28)
def test_a_429_pauses_everybody_and_halves_the_pace() -> None:
    """A limit belongs to the account, not to the caller who met it."""
    clock = FakeClock()
    rate = Rate(clock, limit=20.0)
    rate.slow_down(3.0)
    assert rate.book() == pytest.approx(3.0)
    assert rate.paused() == 3.0
    assert rate.current == 10.0


def test_the_pace_recovers_to_its_limit_and_not_beyond() -> None:
    """One bad minute must not slow a long apply for ever."""
    rate = Rate(FakeClock(), limit=20.0)
    rate.slow_down(None)
    for _ in range(100):
        rate.speed_up()
    assert rate.current == 20.0


def test_the_pace_never_falls_to_nothing_and_an_unlimited_one_becomes_free_again() -> None:
    """Many 429s in a row are one storm."""
    rate = Rate(FakeClock(), limit=None)
    for _ in range(50):
        rate.slow_down(0.0)
    assert rate.current == 0.5
    for _ in range(200):
        rate.speed_up()
    assert rate.current is None


@pytest.mark.promise(28)
@pytest.mark.promise(28)
async def test_fifty_parallel_calls_keep_to_the_limit() -> None:
    """Terraform's -parallelism must not multiply the pace."""
    clock = FakeClock()
    server = Server(Bindings())
    async with client("fireworks", server, clock, Options(rate_limit=10.0)) as rest:
        scopes = [{"account_id": f"a{number}"} for number in range(50)]
        await asyncio.gather(*(rest.list(ROLE_BINDING, scope) for scope in scopes))
    assert len(server.asked) == 50
    assert max(clock.slept) == pytest.approx(4.0, abs=0.2)


@pytest.mark.promise(28)
@pytest.mark.promise(28)
async def test_one_callers_429_holds_up_the_others() -> None:
    """Every other call would meet the same refusal."""
    clock = FakeClock()
    server = Server(Bindings(), before=[httpx.Response(429, headers={"Retry-After": "9"})], writes_only=False)
    async with client("fireworks", server, clock) as rest:
        await rest.list(ROLE_BINDING, {"account_id": "a"})
        started = clock.seconds
        await rest.list(ROLE_BINDING, {"account_id": "b"})
    assert started >= 1_000_009.0
    assert len(server.asked) == 3


def test_a_burst_of_429s_counts_once() -> None:
    """What was sent before the pause is refused with the first; that is one signal, not fifty."""
    rate = Rate(FakeClock(), limit=20.0)
    for _ in range(50):
        rate.slow_down(1.0)
    assert rate.current == 10.0


@pytest.mark.promise(28)
def test_a_stray_429_slows_everybody_less_than_one_of_many() -> None:
    """A server that refuses one call in twenty is not at its limit; one that refuses three in twenty is."""
    clock = FakeClock()
    rate = Rate(clock, limit=20.0)
    seen = []
    for _ in range(3):
        for _ in range(5):
            rate.speed_up()
        clock.seconds += 60.0
        before = rate.current or 0.0
        rate.slow_down(None)
        seen += [rate.paused(), (rate.current or 0.0) / before]
    # With five answers known, nobody can tell yet whether it is a stray one.
    assert seen == pytest.approx([1.0, 0.5, 0.25, 0.8, 1.0, 0.5])


def test_a_pause_that_the_server_asks_for_is_kept_after_a_stray_429_too() -> None:
    """Only the server knows when it takes the next call."""
    rate = Rate(FakeClock(), limit=None)
    for _ in range(20):
        rate.speed_up()
    rate.slow_down(7.0)
    assert rate.paused() == 7.0


def test_the_pace_stays_above_half_of_what_the_server_took_just_now() -> None:
    """A few unlucky answers in a row must not bring a long apply nearly to a halt."""
    clock = FakeClock()
    rate = Rate(clock, limit=None)
    for _ in range(200):
        clock.seconds += 0.04
        rate.speed_up()
    for _ in range(9):
        rate.slow_down(0.0)
    assert rate.current == 10.0
    clock.seconds += 60.0
    rate.slow_down(0.0)
    assert rate.current == 5.0


def test_a_pace_that_a_429_set_lets_no_more_pass_at_once_than_a_quarter_of_a_second_of_it() -> None:
    """The server has just said that it has no room for a burst."""
    rate = Rate(FakeClock(), limit=None)
    rate.slow_down(0.0)
    assert [rate.book() for _ in range(5)] == pytest.approx([0, 0, 0.05, 0.15, 0.25])


@pytest.mark.promise(28)
@pytest.mark.parametrize("limit", [2.0, 10.0, 20.0])
def test_fifty_callers_find_the_pace_of_a_server_that_has_a_limit(limit: float) -> None:
    """It refuses few of them, none of them in vain, and is kept busy."""
    taken: list[float] = []
    refused: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        now = asyncio.get_running_loop().time()
        full = sum(each > now - 1.0 for each in taken) >= limit
        (refused if full else taken).append(now)
        return httpx.Response(429) if full else Bindings()(request)

    async def ask() -> None:
        transport = httpx.MockTransport(answer)
        async with Client(FIREWORKS, SETTINGS["fireworks"], transport=transport, clock=LoopClock()) as rest:
            await asyncio.gather(*(rest.list(ROLE_BINDING, {"account_id": f"a{number}"}) for number in range(50)))

    simulate(ask())
    assert len(taken) == 50
    assert taken[-1] - taken[0] < 3 * 50 / limit
    assert len(refused) < 50


@pytest.mark.promise(28)
async def test_a_429_slows_fifty_callers_who_were_free_before() -> None:
    """Without a configured limit the server's refusal sets the pace for all."""
    clock = FakeClock()
    server = Server(Bindings(), before=[httpx.Response(429)], writes_only=False)
    async with client("fireworks", server, clock) as rest:
        await rest.list(ROLE_BINDING, {"account_id": "a"})
        started = clock.seconds
        await asyncio.gather(*(rest.list(ROLE_BINDING, {"account_id": f"b{n}"}) for n in range(50)))
    assert clock.seconds - started >= 3.0
    assert len(server.asked) == 52
