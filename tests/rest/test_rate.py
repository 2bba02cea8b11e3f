"""One pace for all callers, slower after a 429 and recovering."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from terrabind.rest.options import Options
from terrabind.rest.rate import Rate
from tests.rest.fakes import ROLE_BINDING, Bindings, FakeClock, Server, client


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


def test_a_burst_of_429s_counts_once_and_a_stray_one_slows_less() -> None:
    """What was sent before the pause is refused with the first; that is one signal, not fifty."""
    rate = Rate(FakeClock(), limit=20.0)
    for _ in range(50):
        rate.slow_down(1.0)
    assert rate.current == 10.0


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
