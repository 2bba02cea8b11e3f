"""The emulators on sockets: one port each, connections that are really cut, and an end that leaves nothing behind."""

from __future__ import annotations

import asyncio
import signal
import socket

import httpx
import pytest

from terrabind.emulator import Emulator
from terrabind.emulator.server import NotLoopbackError, serve, serving
from tests.emulator.in_process import emulate

PATH = "/v1/accounts/acme/awsIamRoleBindings"
ANA = {"principal": "ana@example.com", "role": "arn:aws:iam::123456789012:role/Trainer"}
KEY = {"Authorization": "Bearer k"}


async def attempt(emulator: Emulator, method: str = "POST") -> httpx.Response:
    """Make one call over a socket."""
    async with serving([emulator]) as addresses, httpx.AsyncClient(headers=KEY, trust_env=False, timeout=5) as http:
        body = ANA if method == "POST" else None
        return await http.request(method, addresses["fireworks"] + PATH, json=body)


async def test_every_api_has_its_own_port() -> None:
    """Base URLs are by API name, on loopback."""
    async with serving([emulate("fireworks"), emulate("ecs"), emulate("k0rdent")]) as addresses:
        assert set(addresses) == {"fireworks", "ecs", "k0rdent"}
        assert len(set(addresses.values())) == 3
        async with httpx.AsyncClient(trust_env=False) as http:
            for name, address in addresses.items():
                assert address.startswith("http://127.0.0.1:")
                assert (await http.get(f"{address}/_control/")).json()["api"] == name


async def test_a_chosen_port_is_the_first() -> None:
    """A person who types the address wants to know it beforehand."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with serving([emulate("fireworks")], port=port) as addresses:
        assert addresses == {"fireworks": f"http://127.0.0.1:{port}"}
        with pytest.raises(OSError, match="in use"):
            async with serving([emulate("ecs")], port=port):
                pass


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.com"])
async def test_nothing_but_loopback_is_served(host: str) -> None:
    """The control endpoint gives everything to everybody."""
    with pytest.raises(NotLoopbackError):
        async with serving([emulate("fireworks")], host):
            pass


@pytest.mark.parametrize(("fault", "held"), [("lost_request", 0), ("lost_reply", 1), ("lost_reply=half", 1)])
async def test_a_cut_connection_is_closed_before_the_answer_is_whole(fault: str, held: int) -> None:
    """The client's own network stack must see what a broken network does (promises 1 and 2)."""
    emulator = emulate("fireworks", faults=(f"POST *:{fault}",))
    with pytest.raises(httpx.RemoteProtocolError):
        await attempt(emulator)
    assert len(emulator.state["terrabind_fireworks_aws_iam_role_binding"]) == held


async def test_a_cut_connection_harms_no_other() -> None:
    """Only the struck call loses its connection."""
    emulator = emulate("fireworks", faults=("POST *:lost_request", "GET *:delay=50ms"))
    async with serving([emulator]) as addresses, httpx.AsyncClient(headers=KEY, trust_env=False) as http:
        address = addresses["fireworks"] + PATH
        calls = (http.get(address), http.post(address, json=ANA), http.get(address))
        answers = await asyncio.gather(*calls, return_exceptions=True)
    assert [answer.status_code for answer in answers if isinstance(answer, httpx.Response)] == [200, 200]
    assert emulator.calls.most_at_once >= 2


async def test_a_call_that_hangs_ends_with_its_caller() -> None:
    """A client that gives up frees the server, which then stops at once."""
    emulator = emulate("fireworks", faults=("GET *:lost_request=hang",))
    patience = httpx.Timeout(20, read=0.1)
    async with serving([emulator]) as addresses, httpx.AsyncClient(headers=KEY, trust_env=False) as http:
        with pytest.raises(httpx.ReadTimeout):
            await http.get(addresses["fireworks"] + PATH, timeout=patience)
    assert emulator.calls.report()["by_status"] == {"0": 1}


async def test_values_in_paths_stay_in_their_place() -> None:
    """An escaped slash is part of an account's name, not another path."""
    async with serving([emulate("fireworks")]) as addresses, httpx.AsyncClient(headers=KEY, trust_env=False) as http:
        escaped = PATH.replace("acme", "ac%2Fme")
        assert (await http.post(addresses["fireworks"] + escaped, json=ANA)).status_code == 400
        assert (await http.get(addresses["fireworks"] + escaped)).json()["totalSize"] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_serving(number: signal.Signals) -> None:
    """Both end it cleanly, and the port is free again."""
    told: asyncio.Queue[str] = asyncio.Queue()
    serving_ = serve([emulate("ecs")], ready=lambda addresses: told.put_nowait(addresses["ecs"]))
    task = asyncio.create_task(serving_)
    address = await asyncio.wait_for(told.get(), 5)
    signal.raise_signal(number)
    await asyncio.wait_for(task, 5)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(address.rpartition(":")[2]))) != 0
