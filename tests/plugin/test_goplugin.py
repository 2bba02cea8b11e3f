"""go-plugin's own services, and a provider that a host attaches to instead of starting it."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
import pytest

from terrabind.plugin.goplugin import PROVIDER_ADDRESS, REATTACH_VARIABLE, Reattached, serve_reattach
from terrabind.plugin.transport import Call, Handler


def make_handlers() -> dict[str, Handler]:
    return {"/test/call": lambda payload, _call: payload}


@asynccontextmanager
async def attached() -> AsyncIterator[tuple[Reattached, grpc.aio.Channel]]:
    """A provider served from this process, and a connection to it as a host would make one."""
    reattached = await serve_reattach(make_handlers)
    address = entry(reattached.environment)["Addr"]["String"]
    async with grpc.aio.insecure_channel(f"unix:{address}") as channel:
        yield reattached, channel
    await reattached.close(0)
    assert not Path(address).parent.exists()


def entry(environment: Any) -> dict[str, Any]:
    """What a host reads from the variable about our provider."""
    found: dict[str, Any] = json.loads(environment[REATTACH_VARIABLE])[PROVIDER_ADDRESS]
    return found


async def test_the_variable_tells_a_host_everything_it_needs() -> None:
    """Terraform checks that the process lives and speaks protocol 6 before it connects."""
    async with attached() as (reattached, _):
        told = entry(reattached.environment)
        assert (told["Protocol"], told["ProtocolVersion"], told["Pid"], told["Test"]) == ("grpc", 6, os.getpid(), True)
        assert told["Addr"]["Network"] == "unix"
        assert stat.S_IMODE(Path(told["Addr"]["String"]).parent.stat().st_mode) == 0o700


async def test_the_providers_own_calls_are_served_beside_go_plugins() -> None:
    """The controller must add to the provider's table and hide nothing of it."""
    async with attached() as (_, channel):
        assert await channel.unary_unary("/test/call")(b"x") == b"x"


async def test_shutdown_is_answered_and_then_announced() -> None:
    """A host that gets no answer waits two seconds and kills."""
    async with attached() as (reattached, channel):
        assert await channel.unary_unary("/plugin.GRPCController/Shutdown")(b"") == b""
        assert reattached.stopping.is_set()


async def test_the_output_stream_stays_open_and_empty_until_the_end() -> None:
    """An open stream keeps Go's client from dropping an idle connection while a user ponders the plan."""
    async with attached() as (reattached, channel):
        stream = channel.unary_stream("/plugin.GRPCStdio/StreamStdio")(b"")
        reading = asyncio.ensure_future(stream.read())
        await asyncio.wait([reading], timeout=0.2)
        assert not reading.done()
        reattached.stopping.set()
        assert await asyncio.wait_for(reading, 5) is grpc.aio.EOF


async def test_the_broker_is_unimplemented() -> None:
    """go-plugin takes this for 'no broker'; any other answer would be an error in every log."""
    async with attached() as (_, channel):
        with pytest.raises(grpc.RpcError) as caught:
            await channel.stream_stream("/plugin.GRPCBroker/StartStream")().read()
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


async def test_health_is_serving() -> None:
    """go-plugin's ping asks the standard health service; field 1 with value 1 means SERVING."""
    async with attached() as (_, channel):
        assert await channel.unary_unary("/grpc.health.v1.Health/Check")(b"") == b"\x08\x01"


async def test_each_connection_gets_handlers_of_its_own() -> None:
    """Reattached, all aliases share the process; only the connection tells them apart."""
    made: list[int] = []

    def factory() -> dict[str, Handler]:
        made.append(len(made))
        number = b"%d" % len(made)

        def answer(_payload: bytes, _call: Call) -> bytes:
            return number

        return {"/test/call": answer}

    reattached = await serve_reattach(factory)
    target = f"unix:{entry(reattached.environment)['Addr']['String']}"
    own = [("grpc.use_local_subchannel_pool", 1)]
    async with grpc.aio.insecure_channel(target, own) as one, grpc.aio.insecure_channel(target, own) as other:
        answers = [await channel.unary_unary("/test/call")(b"") for channel in (one, other, one)]
    await reattached.close(0)
    assert answers[0] == answers[2] != answers[1]


def test_a_process_can_be_attached_to_and_ends_on_sigterm(tmp_path: Path) -> None:
    """What a developer with a debugger runs in a second terminal."""
    command = [sys.executable, "-I", "-m", "terrabind.plugin.main", "--reattach"]
    variables = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        name, _, value = process.stdout.readline().partition("=")
        assert entry({name: value.strip().strip("'")})["Pid"] == process.pid
        process.terminate()
        assert process.wait(timeout=20) == 0
    assert list(tmp_path.iterdir()) == []
