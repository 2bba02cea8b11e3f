"""A peer that breaks HTTP/2's rules is told which one, and nothing it does takes more than its share."""

from __future__ import annotations

import pytest

from terrabind.plugin.transport import frames
from terrabind.plugin.transport.connection import Cancelled, Connection
from terrabind.plugin.transport.flow import Limits
from terrabind.plugin.transport.frames import ErrorCode
from terrabind.plugin.transport.headers import literal_field
from tests.plugin.transport.wire import (
    BLOCK,
    FIELDS,
    OPENING,
    block,
    call,
    connected,
    data,
    frame,
    headers,
    message,
    requests,
    resets,
    sent,
    settings,
    verdict,
)

OPEN = headers(1)
NO_FLAGS = 0

FATAL = {
    "frame larger than allowed": (frame(frames.DATA, 0, 1, bytes(1024 * 1024 + 1)), ErrorCode.FRAME_SIZE_ERROR),
    "DATA on stream 0": (data(0), ErrorCode.PROTOCOL_ERROR),
    "DATA on an idle stream": (data(1), ErrorCode.PROTOCOL_ERROR),
    "DATA with more padding than frame": (OPEN + data(1, b"\x05abc", frames.PADDED), ErrorCode.PROTOCOL_ERROR),
    "DATA without its padding length": (OPEN + data(1, b"", frames.PADDED), ErrorCode.FRAME_SIZE_ERROR),
    "HEADERS on stream 0": (headers(0), ErrorCode.PROTOCOL_ERROR),
    "HEADERS on a server's stream": (headers(2), ErrorCode.PROTOCOL_ERROR),
    "HEADERS too short for its priority": (
        headers(1, b"\0\0", frames.END_HEADERS | frames.WITH_PRIORITY),
        ErrorCode.FRAME_SIZE_ERROR,
    ),
    "a stream number used again": (
        call(3) + frame(frames.RST_STREAM, 0, 3, bytes(4)) + headers(3),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "a stream number below the last": (headers(5) + headers(3), ErrorCode.PROTOCOL_ERROR),
    "DATA on a stream its client reset": (
        OPEN + frame(frames.RST_STREAM, 0, 1, bytes(4)) + data(1),
        ErrorCode.STREAM_CLOSED,
    ),
    "another frame inside a header block": (
        headers(1, BLOCK, NO_FLAGS) + frame(frames.PING, payload=bytes(8)),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "another stream inside a header block": (headers(1, BLOCK, NO_FLAGS) + headers(3), ErrorCode.PROTOCOL_ERROR),
    "CONTINUATION of another stream": (
        headers(1, BLOCK, NO_FLAGS) + frame(frames.CONTINUATION, 4, 3),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "CONTINUATION of nothing": (frame(frames.CONTINUATION, frames.END_HEADERS, 1), ErrorCode.PROTOCOL_ERROR),
    "CONTINUATION after the block's end": (OPEN + frame(frames.CONTINUATION, 4, 1), ErrorCode.PROTOCOL_ERROR),
    "a header block that is no HPACK": (
        headers(1, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
        ErrorCode.COMPRESSION_ERROR,
    ),
    "a reference beyond the table": (headers(1, b"\xc0"), ErrorCode.COMPRESSION_ERROR),
    "a header table larger than allowed": (headers(1, b"\x3f\xff\xff\x03" + BLOCK), ErrorCode.COMPRESSION_ERROR),
    "RST_STREAM on stream 0": (frame(frames.RST_STREAM, 0, 0, bytes(4)), ErrorCode.PROTOCOL_ERROR),
    "RST_STREAM on an idle stream": (frame(frames.RST_STREAM, 0, 1, bytes(4)), ErrorCode.PROTOCOL_ERROR),
    "RST_STREAM of three bytes": (OPEN + frame(frames.RST_STREAM, 0, 1, bytes(3)), ErrorCode.FRAME_SIZE_ERROR),
    "SETTINGS on a stream": (frame(frames.SETTINGS, 0, 1), ErrorCode.PROTOCOL_ERROR),
    "SETTINGS of five bytes": (frame(frames.SETTINGS, payload=bytes(5)), ErrorCode.FRAME_SIZE_ERROR),
    "SETTINGS acknowledged with a payload": (frame(frames.SETTINGS, 1, 0, bytes(6)), ErrorCode.FRAME_SIZE_ERROR),
    "SETTINGS with a window too large": (settings((4, 2**31)), ErrorCode.FLOW_CONTROL_ERROR),
    "SETTINGS with a frame size too small": (settings((5, 16_383)), ErrorCode.PROTOCOL_ERROR),
    "SETTINGS with a frame size too large": (settings((5, 2**24)), ErrorCode.PROTOCOL_ERROR),
    "SETTINGS with push neither on nor off": (settings((2, 2)), ErrorCode.PROTOCOL_ERROR),
    "PUSH_PROMISE from a client": (frame(frames.PUSH_PROMISE, 4, 1, bytes(4)), ErrorCode.PROTOCOL_ERROR),
    "PING on a stream": (frame(frames.PING, 0, 1, bytes(8)), ErrorCode.PROTOCOL_ERROR),
    "PING of seven bytes": (frame(frames.PING, payload=bytes(7)), ErrorCode.FRAME_SIZE_ERROR),
    "GOAWAY on a stream": (frame(frames.GOAWAY, 0, 1, bytes(8)), ErrorCode.PROTOCOL_ERROR),
    "GOAWAY of seven bytes": (frame(frames.GOAWAY, payload=bytes(7)), ErrorCode.FRAME_SIZE_ERROR),
    "WINDOW_UPDATE by nothing": (frame(frames.WINDOW_UPDATE, payload=bytes(4)), ErrorCode.PROTOCOL_ERROR),
    "WINDOW_UPDATE on an idle stream": (frame(frames.WINDOW_UPDATE, 0, 1, b"\0\0\0\1"), ErrorCode.PROTOCOL_ERROR),
    "WINDOW_UPDATE beyond the largest window": (
        frame(frames.WINDOW_UPDATE, 0, 0, b"\x7f\xff\xff\xff"),
        ErrorCode.FLOW_CONTROL_ERROR,
    ),
    "WINDOW_UPDATE of five bytes": (frame(frames.WINDOW_UPDATE, 0, 0, bytes(5)), ErrorCode.FRAME_SIZE_ERROR),
    "PRIORITY on stream 0": (frame(frames.PRIORITY, 0, 0, bytes(5)), ErrorCode.PROTOCOL_ERROR),
    "PRIORITY of four bytes": (frame(frames.PRIORITY, 0, 1, bytes(4)), ErrorCode.FRAME_SIZE_ERROR),
}


@pytest.mark.parametrize("case", FATAL)
def test_a_connection_error_is_named_in_goaway(case: str) -> None:
    """Each of these leaves no way to go on; the code is what a person debugging the other side has."""
    raw, code = FATAL[case]
    assert verdict(connected(), raw) is code


STREAM_ERRORS = {
    "no path": (headers(1, block((b":path", None))), ErrorCode.PROTOCOL_ERROR),
    "an empty path": (headers(1, block((b":path", b""))), ErrorCode.PROTOCOL_ERROR),
    "a pseudo-header twice": (headers(1, block(extra=((b":path", b"/x"),))), ErrorCode.PROTOCOL_ERROR),
    "an unknown pseudo-header": (headers(1, b"\0\4:foo\1x" + BLOCK), ErrorCode.PROTOCOL_ERROR),
    "an upper-case name": (headers(1, block(extra=((b"Name", b"x"),))), ErrorCode.PROTOCOL_ERROR),
    "a line break in a value": (headers(1, block(extra=((b"name", b"x\r\ny: z"),))), ErrorCode.PROTOCOL_ERROR),
    "a header of HTTP/1": (headers(1, block(extra=((b"connection", b"close"),))), ErrorCode.PROTOCOL_ERROR),
    "te other than trailers": (headers(1, block((b"te", b"gzip"))), ErrorCode.PROTOCOL_ERROR),
    "a content length that is none": (headers(1, block(extra=((b"content-length", b"x"),))), ErrorCode.PROTOCOL_ERROR),
    "a content length that is wrong": (
        headers(1, block(extra=((b"content-length", b"3"),))) + data(1, message(b"")),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "a second HEADERS that does not end": (OPEN + headers(1), ErrorCode.PROTOCOL_ERROR),
    "a pseudo-header in trailers": (
        OPEN + headers(1, BLOCK, frames.END_HEADERS | frames.END_STREAM),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "DATA after the end": (call(1) + data(1), ErrorCode.STREAM_CLOSED),
    "HEADERS after the end": (call(1) + headers(1), ErrorCode.STREAM_CLOSED),
    "a stream's WINDOW_UPDATE by nothing": (
        OPEN + frame(frames.WINDOW_UPDATE, 0, 1, bytes(4)),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "a stream's window beyond the largest": (
        OPEN + frame(frames.WINDOW_UPDATE, 0, 1, b"\x7f\xff\xff\xff"),
        ErrorCode.FLOW_CONTROL_ERROR,
    ),
}


@pytest.mark.parametrize("case", STREAM_ERRORS)
def test_a_stream_error_ends_its_stream_and_no_other(case: str) -> None:
    """A call that is malformed must not take those down that run beside it."""
    raw, code = STREAM_ERRORS[case]
    connection = connected()
    assert resets(connection, raw) == {1: code}
    assert requests(connection.receive(call(3))) == [(3, message(b"hello"))]


def test_a_call_in_progress_is_cancelled_by_an_error_on_its_stream() -> None:
    """The server must learn that nobody waits for this answer any more."""
    assert Cancelled(1) in connected().receive(call(1) + data(1))


@pytest.mark.parametrize("opening", [b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\x16\x03\x01" + bytes(40)])
def test_what_is_not_http2_is_sent_away(opening: bytes) -> None:
    """A browser or a TLS client on a plain socket must not be left waiting."""
    assert verdict(Connection(Limits()), opening) is ErrorCode.PROTOCOL_ERROR


def test_settings_must_come_first() -> None:
    """Section 3.4: whoever starts with anything else does not speak HTTP/2."""
    assert verdict(Connection(Limits()), frames.PREFACE + call(1)) is ErrorCode.PROTOCOL_ERROR
    assert verdict(Connection(Limits()), frames.PREFACE + frames.SETTINGS_ACK) is ErrorCode.PROTOCOL_ERROR


def test_nothing_is_heard_after_the_end() -> None:
    """After GOAWAY with an error, calls that still arrive must not begin."""
    connection = connected()
    connection.receive(data(0))
    assert connection.receive(call(1)) == []


def test_data_beyond_the_connections_window_is_a_flow_control_error() -> None:
    """The window is the promise that bounds memory; a peer may not break it."""
    small = Limits(window_bytes=70_000)
    assert verdict(connected(small), OPEN + data(1, bytes(70_000), NO_FLAGS)) is None
    assert verdict(connected(small), OPEN + data(1, bytes(70_001), NO_FLAGS)) is ErrorCode.FLOW_CONTROL_ERROR


def test_a_header_bomb_is_stopped_by_its_decoded_size() -> None:
    """HPACK lets four kilobytes in the table be named by one byte each; sixteen thousand bytes would become 64 MB."""
    entry = b"\x40\x01x" + b"\x7f\x80\x1e" + bytes(3_967)
    first = headers(1, BLOCK + entry)
    assert verdict(connected(), first + headers(3, b"\xbe" * 16_000)) is ErrorCode.ENHANCE_YOUR_CALM


def test_a_header_block_without_end_is_stopped() -> None:
    """CONTINUATION after CONTINUATION, never ended, fills memory (CVE-2024-27316)."""
    more = frame(frames.CONTINUATION, 0, 1, b"\0\1x\1y" * 3_000)
    assert verdict(connected(), headers(1, BLOCK, NO_FLAGS) + more * 10) is ErrorCode.ENHANCE_YOUR_CALM
    empty = frame(frames.CONTINUATION, 0, 1)
    assert verdict(connected(), headers(1, BLOCK, NO_FLAGS) + empty * 11_000) is ErrorCode.ENHANCE_YOUR_CALM


def test_calls_opened_and_reset_without_end_are_stopped() -> None:
    """Rapid reset (CVE-2023-44487): each costs a decoded header and a task, and none counts as open."""
    reset = [headers(stream) + frame(frames.RST_STREAM, 0, stream, bytes(4)) for stream in range(1, 4_001, 2)]
    assert verdict(connected(), b"".join(reset)) is ErrorCode.ENHANCE_YOUR_CALM


def test_two_hundred_cancelled_calls_are_no_flood() -> None:
    """An interrupted Terraform cancels everything at once and must not be thrown out for it."""
    reset = [call(stream) + frame(frames.RST_STREAM, 0, stream, bytes(4)) for stream in range(1, 401, 2)]
    assert verdict(connected(), b"".join(reset)) is None


@pytest.mark.parametrize(
    "nuisance",
    [
        settings((1, 4096)),
        frames.SETTINGS_ACK,
        frame(frames.PING, frames.ACK, payload=bytes(8)),
        frame(frames.PRIORITY, 0, 1, bytes(5)),
        frame(0xEE, 0, 0, b"unknown"),
        frame(frames.WINDOW_UPDATE, 0, 0, b"\0\0\0\1"),
        frame(frames.GOAWAY, payload=bytes(8)),
    ],
)
def test_a_flood_of_idle_frames_is_stopped(nuisance: bytes) -> None:
    """Frames that ask for nothing still cost a turn each; ten thousand at once are no accident."""
    assert verdict(connected(), nuisance * 10_001) is ErrorCode.ENHANCE_YOUR_CALM


def test_acknowledgements_nobody_reads_are_stopped() -> None:
    """A peer that sends pings and never reads would have their answers pile up in memory."""
    connection = connected(Limits(bother=10**9))
    assert verdict(connection, frame(frames.PING, payload=bytes(8)) * 62_000) is ErrorCode.ENHANCE_YOUR_CALM


def test_time_and_calls_give_the_allowance_back() -> None:
    """A long session pings every few seconds for days; only the rate may count."""
    now = [0.0]
    connection = Connection(Limits(), lambda: now[0])
    connection.receive(OPENING)
    for _ in range(30):
        assert verdict(connection, frame(frames.PING, payload=bytes(8)) * 5_000) is None
        now[0] += 5.0
    assert connection.ended is None


def test_empty_data_frames_are_stopped() -> None:
    """A message in pieces of nothing costs a frame each and never comes nearer to its end."""
    assert verdict(connected(), OPEN + data(1, b"", NO_FLAGS) * 10_001) is ErrorCode.ENHANCE_YOUR_CALM


def test_more_streams_than_announced_are_refused_one_by_one() -> None:
    """REFUSED_STREAM tells the client that nothing was begun, so that it may send the call again."""
    connection = connected(Limits(streams=2))
    assert resets(connection, headers(1) + headers(3) + headers(5)) == {5: ErrorCode.REFUSED_STREAM}
    assert requests(connection.receive(data(1, message(b"")))) == [(1, message(b""))]


def test_headers_of_a_refused_call_still_count_for_compression() -> None:
    """Both sides' tables must stay equal, or every later call would be read wrongly."""
    indexed = b"".join(b"\x40" + literal_field(*field)[1:] for field in FIELDS)
    connection = connected(Limits(streams=1))
    connection.receive(headers(1) + headers(3, indexed))
    connection.receive(data(1, message(b"")))
    connection.respond(1, b"")
    connection.take()
    references = bytes(0x80 | index for index in range(67, 61, -1))
    assert requests(connection.receive(headers(5, references) + data(5, message(b"x")))) == [(5, message(b"x"))]


def test_after_goaway_running_calls_go_on_and_new_ones_are_ignored() -> None:
    """A graceful end must neither lose an answer nor begin what it will not finish."""
    connection = connected()
    connection.receive(call(1))
    connection.drain()
    assert connection.receive(call(3) + frame(frames.RST_STREAM, 0, 3, bytes(4))) == []
    connection.respond(1, b"done")
    kinds = [(kind, stream) for kind, _, stream, _ in sent(connection)]
    assert kinds == [(frames.GOAWAY, 0), (frames.HEADERS, 1), (frames.DATA, 1), (frames.HEADERS, 1)]
