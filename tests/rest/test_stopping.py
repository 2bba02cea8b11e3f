"""A stop ends waiting at once and says that it was a stop; what was made is kept (promises 8 and 40)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import httpx
import pytest

from terrabind.rest import Client, Outcome, RestError
from terrabind.rest.errors import StoppedError
from tests.emulator.in_process import InProcess, emulate
from tests.rest.fakes import ANA, CATALOGUE, K0RDENT, POLICY, ROLE_BINDING, SETTINGS, Bindings, Server
from tests.rest.simulated import LoopClock, simulate

pytestmark = pytest.mark.promise(8)
_T = TypeVar("_T")


async def stopped_after(seconds: float, work: Awaitable[_T]) -> tuple[float, _T | RestError]:
    """Cancel work after a time; when it ended, and how."""
    loop = asyncio.get_running_loop()
    started, task = loop.time(), asyncio.ensure_future(work)
    await asyncio.sleep(seconds)
    task.cancel()
    try:
        return loop.time() - started, await task
    except RestError as error:
        return loop.time() - started, error


async def create_and_stop(server: Server, seconds: float) -> tuple[float, Outcome | RestError]:
    """Stop a create after a time."""
    transport = httpx.MockTransport(server)
    api = CATALOGUE.apis["fireworks"]
    async with Client(api, SETTINGS["fireworks"], transport=transport, clock=LoopClock()) as client:
        return await stopped_after(seconds, client.create(ROLE_BINDING, ANA))


def test_a_stop_during_a_pause_says_so_and_what_the_server_said() -> None:
    """Not "within 300 s": nobody waited that long."""
    refused = [httpx.Response(429, json={"code": 8, "message": "slow down"}, headers={"Retry-After": "50"})]
    server = Server(Bindings(), before=[*refused])
    ended, error = simulate(create_and_stop(server, 5.0))
    assert isinstance(error, StoppedError)
    assert "it was stopped" in error.summary
    assert "slow down" in error.detail
    assert abs(ended - 5.0) < 0.1
    assert server.count("POST") == 1


async def delete_and_stop(server: Server, seconds: float) -> tuple[float, object]:
    """Stop a delete after a time."""
    transport = httpx.MockTransport(server)
    api = CATALOGUE.apis["fireworks"]
    async with Client(api, SETTINGS["fireworks"], transport=transport, clock=LoopClock()) as client:
        return await stopped_after(seconds, client.delete(ROLE_BINDING, {**ANA, "account_id": "acme"}))


def test_a_stop_between_two_deletes_says_what_is_open() -> None:
    """It was looked up, the grant was still there, and nothing more is sent."""
    stored = {**ANA, "principal": "ana@example.com", "accountId": "acme", "createTime": "t"}
    busy = httpx.Response(503, json={"code": 14, "message": "come back"}, headers={"Retry-After": "50"})
    server = Server(Bindings(rows=[stored]), before=[busy])
    ended, error = simulate(delete_and_stop(server, 5.0))
    assert isinstance(error, StoppedError)
    assert "come back" in error.detail
    assert abs(ended - 5.0) < 0.1
    assert [server.count("POST"), server.count("GET")] == [1, 1]


def test_a_stop_while_a_listing_lags_keeps_the_object() -> None:
    """It is made, so it is saved; the warning says why nobody looked any longer."""
    bindings = Bindings()
    server = Server(bindings)

    def hide(request: httpx.Request) -> httpx.Response:
        bindings.hidden_for = 1 if request.method == "GET" else 0
        return server.handle(request)

    ended, outcome = simulate(create_and_stop(Server(hide), 4.0))
    assert isinstance(outcome, Outcome)
    assert "the waiting was stopped" in outcome.notices[0].detail
    assert abs(ended - 4.0) < 0.1
    assert len(bindings.rows) == 1


@pytest.mark.promise(32)
async def test_whoever_asks_learns_every_credential_and_minted_token() -> None:
    """So that a caller's own log can be kept free of them."""
    learned: list[str] = []
    settings = {"client_id": "sa", "client_secret": "canary-client-secret"}
    transport = InProcess(emulate("k0rdent"))
    async with Client(K0RDENT, settings, transport=transport, on_secret=learned.append) as client:
        await client.list(POLICY)
    assert learned[0] == "canary-client-secret"
    assert len(learned) == 2
