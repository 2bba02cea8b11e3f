"""Answers leave in the peer's frames and windows, small ones past large ones, many in one write."""

from __future__ import annotations

import os

import pytest

from terrabind.plugin.transport import frames
from terrabind.plugin.transport.connection import Connection
from tests.plugin.transport.wire import call, connected, data, frame, headers, message, requests, sent, settings, split


def widen(stream: int, increment: int) -> bytes:
    return frame(frames.WINDOW_UPDATE, 0, stream, increment.to_bytes(4))


def answered(connection: Connection, stream: int) -> bytes:
    """All DATA that the connection has to send on a stream."""
    return b"".join(payload for kind, _, of, payload in sent(connection) if kind == frames.DATA and of == stream)


def test_a_small_answer_is_three_frames() -> None:
    """Headers, message, trailers: what every unary call of a plan gets, in one piece for one write."""
    connection = connected()
    connection.receive(call(1))
    connection.respond(1, b"hello")
    opening, body, trailers = split(connection.take())
    assert opening[:3] == (frames.HEADERS, frames.END_HEADERS, 1)
    assert body == (frames.DATA, 0, 1, message(b"hello"))
    assert trailers[:3] == (frames.HEADERS, frames.END_HEADERS | frames.END_STREAM, 1)


def test_a_thousand_answers_leave_in_one_piece() -> None:
    """One write per turn of the event loop, not one per answer: system calls would dominate."""
    connection = connected()
    connection.receive(b"".join(call(stream) for stream in range(1, 2_001, 2)))
    for stream in range(1, 2_001, 2):
        connection.respond(stream, b"x")
    assert len(list(split(connection.take()))) == 3_000
    assert not connection.has_something()


def test_an_answer_waits_for_the_windows_and_uses_them_up() -> None:
    """A byte more than the peer allows ends the connection; a byte less makes it wait for nothing."""
    connection = connected()
    payload = os.urandom(200_000)
    connection.receive(call(1))
    connection.respond(1, payload)
    first = answered(connection, 1)
    assert len(first) == frames.DEFAULT_WINDOW
    connection.receive(widen(0, 100_000))
    assert answered(connection, 1) == b""
    connection.receive(widen(1, 500_000))
    second = answered(connection, 1)
    assert len(second) == 100_000
    connection.receive(widen(0, 500_000))
    assert first + second + answered(connection, 1) == message(payload)
    assert connection.open_streams == 0


def test_no_frame_is_larger_than_the_peer_allows() -> None:
    """A frame above the peer's limit is a connection error on its side."""
    connection = connected()
    connection.receive(settings((4, 10_000_000), (5, 20_000)) + widen(0, 10_000_000) + call(1))
    connection.respond(1, bytes(1_000_000))
    sizes = [len(payload) for kind, _, _, payload in sent(connection) if kind == frames.DATA]
    assert max(sizes) == 20_000
    assert sum(sizes) == 1_000_005


def test_a_small_answer_overtakes_a_large_one() -> None:
    """The schema's megabytes must not hold up a StopProvider."""
    connection = connected()
    connection.receive(settings((4, 10_000_000)) + widen(0, 10_000_000) + call(1) + call(3))
    connection.respond(1, bytes(5_000_000))
    connection.take()
    connection.respond(3, b"now")
    kinds = [(kind, stream) for kind, _, stream, _ in split(connection.take())]
    assert (frames.DATA, 3) in kinds
    assert connection.open_streams == 1


def test_large_answers_take_turns() -> None:
    """First come, all served: two large answers share the connection frame by frame."""
    connection = connected()
    connection.receive(settings((4, 10_000_000)) + widen(0, 10_000_000) + call(1) + call(3))
    connection.respond(1, bytes(100_000))
    connection.respond(3, bytes(100_000))
    order = [stream for kind, _, stream, _ in sent(connection) if kind == frames.DATA]
    assert order[:6] == [1, 3, 1, 3, 1, 3]


def test_a_smaller_initial_window_applies_to_streams_that_are_open() -> None:
    """Section 6.9.2: the window of an open stream moves by the difference and may even become negative."""
    connection = connected()
    connection.receive(call(1))
    connection.respond(1, bytes(100_000))
    assert len(answered(connection, 1)) == frames.DEFAULT_WINDOW
    connection.receive(settings((4, 0)) + widen(0, 200_000) + widen(1, frames.DEFAULT_WINDOW))
    assert answered(connection, 1) == b""
    connection.receive(widen(1, 10))
    assert len(answered(connection, 1)) == 10


def test_a_small_message_of_a_stream_shares_a_frame_with_the_next() -> None:
    """A listing of thousands of small events would otherwise cost a frame each."""
    connection = connected()
    connection.receive(call(1))
    connection.start(1)
    for _ in range(100):
        connection.send(1, b"event")
    connection.finish(1)
    kinds = [(kind, len(payload)) for kind, _, _, payload in sent(connection) if kind == frames.DATA]
    assert kinds == [(frames.DATA, 1_000)]


def test_what_a_cancelled_call_still_had_to_send_is_dropped() -> None:
    """The peer has closed the stream: a frame more on it is an error, and the memory is free."""
    connection = connected()
    connection.receive(call(1))
    connection.respond(1, bytes(1_000_000))
    connection.take()
    connection.receive(frame(frames.RST_STREAM, 0, 1, bytes(4)) + widen(0, 1_000_000))
    connection.respond(1, b"late")
    assert sent(connection) == []
    assert connection.pending_bytes(1) == 0


@pytest.mark.parametrize("cut", [1, 7, 24, 100])
def test_bytes_may_arrive_in_any_pieces(cut: int) -> None:
    """A socket cuts the stream where it likes."""
    connection = connected()
    raw = (
        call(1, b"a")
        + headers(3, flags=0x24, header_block=bytes(5) + headers(3)[9:])
        + data(3, b"\2" + message(b"b") + b"00", 9)
    )
    events = [event for start in range(0, len(raw), cut) for event in connection.receive(raw[start : start + cut])]
    assert requests(events) == [(1, message(b"a")), (3, message(b"b"))]


def test_ping_is_answered_with_its_own_bytes() -> None:
    """Go measures with pings how much it may send; a wrong answer stalls it."""
    connection = connected()
    connection.receive(frame(frames.PING, payload=b"12345678"))
    assert sent(connection) == [(frames.PING, frames.ACK, 0, b"12345678")]
