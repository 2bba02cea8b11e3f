"""A wire to write on by hand: frames as a client would send them, well formed or not, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from struct import pack

from terrabind.plugin.transport import frames
from terrabind.plugin.transport.connection import Connection, Ended, Event, Request
from terrabind.plugin.transport.flow import Limits
from terrabind.plugin.transport.frames import ErrorCode
from terrabind.plugin.transport.headers import literal_field

SETTINGS = frames.settings_frame({})
OPENING = frames.PREFACE + SETTINGS
FIELDS = (
    (b":method", b"POST"),
    (b":scheme", b"http"),
    (b":path", b"/test/call"),
    (b":authority", b"localhost"),
    (b"content-type", b"application/grpc"),
    (b"te", b"trailers"),
)
BLOCK = b"".join(literal_field(name, value) for name, value in FIELDS)


def block(*changes: tuple[bytes, bytes | None], extra: tuple[tuple[bytes, bytes], ...] = ()) -> bytes:
    """A request's header block with some fields changed (None: left out) and `extra` ones at the end."""
    fields = dict(FIELDS) | dict(changes)
    pairs = [*((name, value) for name, value in fields.items() if value is not None), *extra]
    return b"".join(literal_field(name, value) for name, value in pairs)


def frame(kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"") -> bytes:
    """Any frame at all."""
    return frames.frame_header(len(payload), kind, flags, stream) + payload


def headers(stream: int, header_block: bytes = BLOCK, flags: int = frames.END_HEADERS) -> bytes:
    """HEADERS, by default a whole request head."""
    return frame(frames.HEADERS, flags, stream, header_block)


def data(stream: int, payload: bytes = b"", flags: int = frames.END_STREAM) -> bytes:
    """DATA, by default the last of its stream."""
    return frame(frames.DATA, flags, stream, payload)


def message(payload: bytes) -> bytes:
    """A message with gRPC's prefix."""
    return pack(">BI", 0, len(payload)) + payload


def call(stream: int, payload: bytes = b"hello") -> bytes:
    """A whole call with one message."""
    return headers(stream) + data(stream, message(payload))


def settings(*pairs: tuple[int, int]) -> bytes:
    """SETTINGS with these pairs, possible or not."""
    return frame(frames.SETTINGS, payload=b"".join(pack(">HI", *pair) for pair in pairs))


def connected(limits: Limits | None = None, now: float = 0.0) -> Connection:
    """A connection that has been greeted, its own greeting taken; its clock stands still."""
    connection = Connection(limits or Limits(), lambda: now)
    connection.receive(OPENING)
    connection.take()
    return connection


def sent(connection: Connection) -> list[tuple[int, int, int, bytes]]:
    """All frames that the connection has to send: kind, flags, stream, payload."""
    return list(split(b"".join(iter(connection.take, b""))))


def split(raw: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """The frames in `raw`, which must be whole ones."""
    position = 0
    while position < len(raw):
        high, low, kind, flags, stream = frames.FRAME_HEADER.unpack_from(raw, position)
        position += frames.HEADER_SIZE + (high << 16 | low)
        assert position <= len(raw)
        yield kind, flags, stream, raw[position - (high << 16 | low) : position]


def requests(events: list[Event]) -> list[tuple[int, bytes]]:
    """The complete requests among `events`: stream and body."""
    return [(event.stream_id, event.body) for event in events if isinstance(event, Request)]


def verdict(connection: Connection, raw: bytes) -> ErrorCode | None:
    """Why `raw` ends the connection, None when it does not; a GOAWAY with the same code must have been sent."""
    ended = [event for event in connection.receive(raw) if isinstance(event, Ended)]
    goodbyes = [payload for kind, _, _, payload in sent(connection) if kind == frames.GOAWAY]
    assert [ErrorCode(int.from_bytes(payload[4:8])) for payload in goodbyes] == [event.code for event in ended]
    return ended[0].code if ended else None


def resets(connection: Connection, raw: bytes) -> dict[int, ErrorCode]:
    """The streams that `raw` makes the connection reset; the connection itself must survive."""
    connection.receive(raw)
    assert connection.ended is None
    return {
        stream: ErrorCode(int.from_bytes(payload))
        for kind, _, stream, payload in sent(connection)
        if kind == frames.RST_STREAM
    }
