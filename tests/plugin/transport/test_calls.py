"""grpcio's client, an independent implementation, calls our server and finds gRPC as it knows it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping

import grpc
import pytest

from terrabind.plugin.transport import Call, Handler, RpcError, StatusCode
from terrabind.plugin.transport.flow import Limits
from tests.plugin.transport.serving import serving


def echo(payload: bytes, _call: Call) -> bytes:
    return payload


async def echo_later(payload: bytes, _call: Call) -> bytes:
    await asyncio.sleep(0)
    return payload


async def never(_payload: bytes, _call: Call) -> bytes:
    await asyncio.Event().wait()
    return b""


@pytest.mark.parametrize("handler", [echo, echo_later])
@pytest.mark.parametrize("size", [0, 1, 16_379, 16_384, 65_535, 65_536, 1_000_000, 64 * 1024 * 1024])
async def test_a_message_of_any_size_comes_back_as_it_was_sent(handler: Handler, size: int) -> None:
    """Frame and window borders are where a transport of one's own would lose or repeat a byte."""
    payload = os.urandom(size)
    async with serving(handler) as served, served.method() as method:
        assert await method(payload) == payload


@pytest.mark.parametrize("size", [10, 100_000])
async def test_two_hundred_calls_at_a_time_each_get_their_own_answer(size: int) -> None:
    """Answers that cross between calls would put one resource's state into another's."""
    payloads = [number.to_bytes(4) * (size // 4) for number in range(200)]
    async with serving(echo_later) as served, served.method() as method:
        assert await asyncio.gather(*map(method, payloads)) == payloads


async def test_more_calls_than_are_allowed_at_a_time_wait_their_turn() -> None:
    """A client that honours the announced limit must not see refusals."""
    async with serving(echo_later, limits=Limits(streams=5)) as served, served.method() as method:
        assert await asyncio.gather(*(method(b"%d" % number) for number in range(50))) == [b"%d" % n for n in range(50)]


async def stream_of_sizes(payload: bytes, _call: Call) -> AsyncIterator[bytes]:
    for size in payload:
        yield bytes((size,)) * size * 1000


async def test_a_streaming_answer_arrives_in_order_and_ends() -> None:
    """Listing resources answers with a stream; one lost or late event is a resource nobody sees."""
    async with serving(stream_of_sizes) as served, served.channel() as channel:
        answers = [answer async for answer in channel.unary_stream("/test/call")(bytes(range(256)))]
    assert answers == [bytes((size,)) * size * 1000 for size in range(256)]


async def test_a_stream_waits_for_a_client_that_reads_slowly() -> None:
    """Without back-pressure a long listing would be kept in memory as a whole."""
    sent = 0

    async def endless(_payload: bytes, _call: Call) -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield bytes(100_000)

    async with serving(endless) as served, served.channel() as channel:
        stream = channel.unary_stream("/test/call")(b"")
        assert len(await stream.read()) == 100_000
        await asyncio.sleep(0.5)
        assert sent < 200
        stream.cancel()


async def test_a_client_that_cancels_ends_the_handler() -> None:
    """Work for an answer that nobody awaits keeps a vendor's API busy for nothing."""
    begun, ended = asyncio.Event(), asyncio.Event()

    async def wait(_payload: bytes, _call: Call) -> bytes:
        begun.set()
        try:
            return await never(b"", _call)
        finally:
            ended.set()

    async with serving(wait) as served, served.method() as method:
        call = method(b"")
        await begun.wait()
        call.cancel()
        await asyncio.wait_for(ended.wait(), 5)


@pytest.mark.promise(8)
async def test_a_shielded_call_is_finished_though_its_client_cancels() -> None:
    """A create that was sent must be seen through, or the object exists and no state knows it."""
    begun, go_on, written = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def write(_payload: bytes, call: Call) -> bytes:
        call.shield()
        begun.set()
        await go_on.wait()
        assert call.abandoned
        written.set()
        return b""

    async with serving(write) as served, served.method() as method:
        call = method(b"")
        await begun.wait()
        call.cancel()
        await asyncio.sleep(0.1)
        go_on.set()
        await asyncio.wait_for(written.wait(), 5)


@pytest.mark.parametrize("shielded", [False, True])
async def test_a_deadline_that_passes_is_answered_on_time(shielded: bool) -> None:
    """Both sides keep the clock; ours must stop working, and shielded work must not delay the answer."""

    async def slow(payload: bytes, call: Call) -> bytes:
        assert call.deadline == pytest.approx(0.3, abs=0.1)
        if shielded:
            call.shield()
        await asyncio.sleep(1)
        return payload

    async with serving(slow) as served, served.method() as method:
        with pytest.raises(grpc.RpcError) as caught:
            await method(b"", timeout=0.3)
    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED


async def test_keepalive_pings_are_answered() -> None:
    """A client whose ping gets no answer gives the connection up, in the middle of a long create."""
    options = (
        ("grpc.keepalive_time_ms", 50),
        ("grpc.keepalive_timeout_ms", 200),
        ("grpc.http2.max_pings_without_data", 0),
    )

    async def slow(payload: bytes, _call: Call) -> bytes:
        await asyncio.sleep(1.5)
        return payload

    async with serving(slow) as served, served.channel(options=options) as channel:
        assert await channel.unary_unary("/test/call")(b"x") == b"x"


async def test_an_unknown_method_is_unimplemented() -> None:
    """Hosts probe for newer calls, and take exactly this answer for 'not offered'."""
    async with serving(echo) as served, served.method("/test/other") as method:
        with pytest.raises(grpc.RpcError) as caught:
            await method(b"")
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert "/test/other" in (caught.value.details() or "")


def refuse(_payload: bytes, _call: Call) -> bytes:
    raise RpcError(StatusCode.FAILED_PRECONDITION, "100 % naïve\nsecond line")


async def refuse_later(payload: bytes, call: Call) -> bytes:
    return refuse(payload, call)


async def refuse_in_stream(payload: bytes, call: Call) -> AsyncIterator[bytes]:
    yield b"first"
    refuse(payload, call)


@pytest.mark.parametrize("handler", [refuse, refuse_later, refuse_in_stream])
async def test_an_error_reaches_the_client_with_its_code_and_text(handler: Handler) -> None:
    """Status text travels in a header and must survive signs that headers do not allow."""
    async with serving(handler) as served, served.channel() as channel:
        with pytest.raises(grpc.RpcError) as caught:
            async for _ in channel.unary_stream("/test/call")(b""):
                pass
    assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert caught.value.details() == "100 % naïve\nsecond line"


def crash(_payload: bytes, _call: Call) -> bytes:
    raise KeyError("s3cr3t-value")


async def crash_later(payload: bytes, call: Call) -> bytes:
    return crash(payload, call)


async def crash_in_stream(payload: bytes, call: Call) -> AsyncIterator[bytes]:
    yield crash(payload, call)


@pytest.mark.promise(39)
@pytest.mark.parametrize("handler", [crash, crash_later, crash_in_stream])
async def test_a_crash_is_answered_without_its_text_and_the_connection_survives(handler: Handler) -> None:
    """Terraform waits for ever for an answer that does not come, and shows whatever text does."""
    async with serving({"/test/crash": handler, "/test/echo": echo}) as served, served.channel() as channel:
        with pytest.raises(grpc.RpcError) as caught:
            async for _ in channel.unary_stream("/test/crash")(b""):
                pass
        assert caught.value.code() is grpc.StatusCode.INTERNAL
        assert "KeyError" in caught.value.details()
        assert "s3cr3t" not in caught.value.details()
        assert await channel.unary_unary("/test/echo")(b"alive") == b"alive"


async def test_a_message_above_the_limit_is_refused_and_the_connection_survives() -> None:
    """The limit protects the process; it must not cost the calls that run beside."""
    async with serving(echo, limits=Limits(message_bytes=100_000)) as served, served.method() as method:
        with pytest.raises(grpc.RpcError) as caught:
            await method(bytes(5_000_000))
        assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert await method(bytes(100_000)) == bytes(100_000)


async def test_small_windows_only_slow_a_large_message_down() -> None:
    """Window updates must go out in time whatever the window; ours are so large that no other test sends one."""
    payload = os.urandom(3_000_000)
    async with serving(echo, limits=Limits(window_bytes=70_000)) as served, served.method() as method:
        assert await method(payload) == payload


async def test_compressed_messages_are_unimplemented() -> None:
    """Terraform sends none; a client that does must hear so instead of getting garbage."""
    async with serving(echo) as served, served.channel() as channel:
        with pytest.raises(grpc.RpcError) as caught:
            await channel.unary_unary("/test/call")(bytes(1000), compression=grpc.Compression.Gzip)
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


async def test_each_connection_has_its_own_handlers() -> None:
    """Terraform opens one connection per provider alias; shared configuration would mix their credentials."""

    def remembering() -> Mapping[str, Handler]:
        seen: list[bytes] = []

        def remember(payload: bytes, _call: Call) -> bytes:
            seen.append(payload)
            return b",".join(seen)

        return {"/test/call": remember}

    async with serving(factory=remembering) as served, served.method() as one, served.method() as other:
        assert [await one(b"a"), await other(b"b"), await one(b"c")] == [b"a", b"b", b"a,c"]


@pytest.mark.promise(37)
async def test_what_a_session_registered_is_closed_when_its_connection_ends() -> None:
    """A login without its logout leaves a session open on the vendor's side; there are only so many."""
    closed: list[str] = []
    done = asyncio.Event()

    async def note(name: str) -> None:
        closed.append(name)
        if name == "first":
            done.set()

    def register(payload: bytes, call: Call) -> bytes:
        call.connection.on_close(lambda: note("first"))
        call.connection.on_close(lambda: note("second"))
        return payload

    async with serving(register) as served:
        async with served.method() as method:
            await method(b"")
            assert closed == []
        await asyncio.wait_for(done.wait(), 5)
    assert closed == ["second", "first"]


async def test_closing_lets_running_calls_finish_and_takes_no_new_ones() -> None:
    """SIGTERM in the middle of a create: its answer must still reach Terraform."""
    begun = asyncio.Event()

    async def slow(payload: bytes, _call: Call) -> bytes:
        begun.set()
        await asyncio.sleep(0.3)
        return payload

    async with serving(slow) as served, served.method() as method:
        answer = asyncio.ensure_future(method(b"kept"))
        await begun.wait()
        await served.server.close(5)
        assert await answer == b"kept"
        assert served.server.connections == 0
        with pytest.raises(grpc.RpcError):
            await method(b"late")
