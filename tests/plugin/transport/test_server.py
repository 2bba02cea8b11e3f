"""Around the protocol: sockets, tasks and ends, seen from a raw socket that is not always polite."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator

import pytest

from terrabind.plugin.transport import Call, StatusCode, frames
from terrabind.plugin.transport.headers import literal_field, status_trailers
from tests.plugin.transport.serving import Served, serving
from tests.plugin.transport.wire import OPENING, block, call, data, frame, headers, message, split


def echo(payload: bytes, _call: Call) -> bytes:
    return payload


async def read_until(reader: asyncio.StreamReader, wanted: bytes) -> bytes:
    """What arrives, up to where `wanted` is in it."""
    raw = b""
    async with asyncio.timeout(5):
        while wanted not in raw:
            raw += await reader.readexactly(1)
    return raw


async def exchange(served: Served, raw: bytes, wanted: bytes) -> bytes:
    """Say `raw` on a new connection and read until `wanted` has come."""
    reader, writer = await asyncio.open_unix_connection(served.address)
    try:
        writer.write(OPENING + raw)
        return await read_until(reader, wanted)
    finally:
        writer.transport.abort()


async def test_the_server_itself_keeps_the_deadline() -> None:
    """A client may be stopped or unable to tell; the work must end all the same."""
    ended = asyncio.Event()

    async def slow(_payload: bytes, _call: Call) -> bytes:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return b""

    raw = headers(1, block(extra=((b"grpc-timeout", b"50m"),))) + data(1, message(b""))
    async with serving(slow) as served:
        await exchange(served, raw, literal_field(b"grpc-status", b"4"))
        await asyncio.wait_for(ended.wait(), 10)


async def test_a_call_cancelled_in_the_same_breath_leaves_nothing_behind() -> None:
    """A task that is cancelled before its first step would never run its own clean-up."""
    raw = b"".join(call(stream) + frame(frames.RST_STREAM, 0, stream, bytes(4)) for stream in range(3, 401, 2))

    async def later(payload: bytes, _call: Call) -> bytes:
        await asyncio.sleep(0)
        return payload

    async with serving(later) as served:
        await exchange(served, raw + call(1 + 400), message(b"hello"))
        gc.collect()  # a coroutine that was never awaited complains here, and complaints are errors


async def test_tasks_survive_the_garbage_collector() -> None:
    """The event loop holds tasks weakly; one that is collected is a call that is never answered."""
    go_on = asyncio.Event()

    async def wait(payload: bytes, _call: Call) -> bytes:
        await asyncio.shield(asyncio.ensure_future(go_on.wait()))
        return payload

    async with serving(wait) as served, served.method() as method:
        answers = asyncio.gather(*(method(b"%d" % number) for number in range(50)))
        await asyncio.sleep(0.1)
        gc.collect()
        go_on.set()
        assert await answers == [b"%d" % number for number in range(50)]


async def test_a_client_that_never_ends_its_request_is_told_about_an_unknown_method() -> None:
    """go-plugin's broker opens such a call at every start, and waits for the answer."""
    async with serving({"/other": echo}) as served:
        wanted = status_trailers(StatusCode.UNIMPLEMENTED, "unknown method /test/call")
        assert (await exchange(served, headers(1), wanted)).endswith(wanted)


async def test_a_violation_is_answered_with_goaway_and_the_end() -> None:
    """The other side's log then holds the reason instead of a broken pipe."""
    async with serving(echo) as served:
        reader, writer = await asyncio.open_unix_connection(served.address)
        writer.write(OPENING + data(1))
        frames_seen = list(split(await asyncio.wait_for(reader.read(), 5)))
        writer.close()
    assert frames_seen[-1][0] == frames.GOAWAY
    assert b"DATA before HEADERS" in frames_seen[-1][3]


@pytest.mark.parametrize("shielded", [False, True])
async def test_a_lost_connection_ends_calls_unless_they_are_shielded(shielded: bool) -> None:
    """Terraform was killed: reads may stop where they are, a create that was sent may not."""
    begun, outcome = asyncio.Event(), asyncio.get_running_loop().create_future()

    async def work(_payload: bytes, call: Call) -> bytes:
        if shielded:
            call.shield()
        begun.set()
        try:
            await asyncio.sleep(0.2)
            outcome.set_result("finished")
        except asyncio.CancelledError:
            outcome.set_result("cancelled")
            raise
        return b""

    async with serving(work) as served:
        _, writer = await asyncio.open_unix_connection(served.address)
        writer.write(OPENING + call(1))
        await begun.wait()
        writer.transport.abort()
        assert await asyncio.wait_for(outcome, 5) == ("finished" if shielded else "cancelled")


async def test_sessions_close_after_their_last_shielded_call() -> None:
    """Logging out under a create that is still running would make it fail."""
    order: list[str] = []
    closed = asyncio.Event()

    async def close() -> None:
        order.append("closed")
        closed.set()

    async def work(_payload: bytes, call: Call) -> bytes:
        call.shield()
        call.connection.on_close(close)
        await asyncio.sleep(0.1)
        order.append("written")
        return b""

    async with serving(work) as served:
        _, writer = await asyncio.open_unix_connection(served.address)
        writer.write(OPENING + call(1))
        await asyncio.sleep(0.05)
        writer.transport.abort()
        await asyncio.wait_for(closed.wait(), 5)
    assert order == ["written", "closed"]


async def test_a_session_whose_closer_fails_still_runs_the_others() -> None:
    """One vendor's server that is down must not keep a session with another open."""
    closed = asyncio.Event()

    async def close() -> None:
        closed.set()

    async def fail() -> None:
        raise OSError("server is gone")

    def register(payload: bytes, call: Call) -> bytes:
        call.connection.on_close(close)
        call.connection.on_close(fail)
        return payload

    async with serving(register) as served:
        await exchange(served, call(1), message(b"hello"))
        await asyncio.wait_for(closed.wait(), 5)


async def test_a_client_that_does_not_read_makes_a_stream_wait_and_harms_nobody() -> None:
    """Back-pressure has to reach the handler through the socket, not only through windows."""
    sent = 0

    async def endless(_payload: bytes, _call: Call) -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield bytes(100_000)

    wide = frames.settings_frame({frames.SETTING_INITIAL_WINDOW_SIZE: frames.MAX_WINDOW})
    wider = frames.window_update_frame(0, frames.MAX_WINDOW - frames.DEFAULT_WINDOW)
    async with serving({"/test/call": endless, "/echo": echo}) as served, served.method("/echo") as method:
        _, writer = await asyncio.open_unix_connection(served.address, limit=1)
        writer.write(OPENING + wide + wider + call(1))
        await asyncio.sleep(0.5)
        assert 0 < sent < 200
        assert await method(b"well") == b"well"
        writer.transport.abort()


async def test_closing_does_not_wait_for_calls_that_may_be_abandoned() -> None:
    """A host that asked for shutdown kills after two seconds; reads in flight have no claim on them."""

    async def slow(_payload: bytes, _call: Call) -> bytes:
        await asyncio.sleep(60)
        return b""

    async with serving(slow) as served:
        _, writer = await asyncio.open_unix_connection(served.address)
        writer.write(OPENING + call(1))
        await asyncio.sleep(0.05)
        async with asyncio.timeout(20):
            await served.server.close(60, abandon=True)
        writer.transport.abort()
