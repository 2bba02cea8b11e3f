"""One HTTP/2 connection as a gRPC server sees it, without any IO: bytes in, events and bytes out.

`Connection.receive` takes what arrived and answers events; `respond`, `start`, `send`, `finish` and `refuse` queue
answers; `take` gives the bytes to write. Nothing waits, nothing is scheduled, so a fuzzer can drive it at full speed.
Section numbers are those of RFC 9113.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container
from typing import Final, NamedTuple, TypeAlias

from terrabind.plugin.transport import frames
from terrabind.plugin.transport.call import message_prefix
from terrabind.plugin.transport.flow import Allowance, Limits
from terrabind.plugin.transport.frames import (
    FRAME_HEADER,
    HEADER_SIZE,
    PREFACE,
    STREAM_ID_MASK,
    ConnectionFaultError,
    ErrorCode,
    StreamFaultError,
)
from terrabind.plugin.transport.headers import ANSWER_HEADERS, OK_TRAILERS, RequestHead
from terrabind.plugin.transport.inbox import Inbox
from terrabind.plugin.transport.outbox import Outbox, Stream

_RESET_COST: Final = 10
_GAIN_PER_CALL: Final = 100
_GAIN_PER_FRAME_SENT: Final = 10


class Request(NamedTuple):
    """A request is complete; `body` still has gRPC's prefix."""

    stream_id: int
    head: RequestHead
    body: bytes


class Cancelled(NamedTuple):
    """Nobody waits for the answer on this stream any more."""

    stream_id: int


class Ended(NamedTuple):
    """The connection is over: write what is left (a GOAWAY) and close."""

    code: ErrorCode
    reason: str


Event: TypeAlias = Request | Cancelled | Ended


class Connection:
    """The protocol state of one connection. Calls of a method that is not in `methods` (None: all are) are refused."""

    def __init__(
        self,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
        methods: Container[str] | None = None,
    ) -> None:
        self._limits = limits
        self._streams: dict[int, Stream] = {}
        self._outbox = Outbox(limits, self._streams)
        self._allowance = Allowance(limits, clock)
        self._inbox = Inbox(limits, self._allowance, self._outbox, self._on_request, methods)
        self._parts: list[bytes] = []
        self._held = 0
        self._needed = len(PREFACE)
        self._greeted = False
        self._settled = False
        self._ended: Ended | None = None
        self._events: list[Event] = []
        self._handlers = (
            self._inbox.on_data,
            self._inbox.on_headers,
            self._on_priority,
            self._on_rst_stream,
            self._on_settings,
            self._on_push_promise,
            self._on_ping,
            self._on_goaway,
            self._on_window_update,
            self._inbox.on_continuation,
        )
        self._greet()

    def _greet(self) -> None:
        limits = self._limits
        settings = {
            frames.SETTING_MAX_CONCURRENT_STREAMS: limits.streams,
            frames.SETTING_INITIAL_WINDOW_SIZE: limits.window_bytes,
            frames.SETTING_MAX_FRAME_SIZE: limits.frame_bytes,
            frames.SETTING_MAX_HEADER_LIST_SIZE: limits.header_bytes,
        }
        self._outbox.control(frames.settings_frame(settings))
        if limits.window_bytes > frames.DEFAULT_WINDOW:
            self._outbox.control(frames.window_update_frame(0, limits.window_bytes - frames.DEFAULT_WINDOW))

    # What a server does with it

    @property
    def ended(self) -> Ended | None:
        """How the connection ended, once it has."""
        return self._ended

    @property
    def open_streams(self) -> int:
        """Calls that are arriving, being worked on, or whose answer is not completely taken yet."""
        return len(self._streams)

    def receive(self, data: bytes) -> list[Event]:
        """What `data`, the next bytes from the peer, brings about. After the end everything is ignored."""
        if self._ended is not None:
            return []
        self._parts.append(data)
        self._held += len(data)
        if self._held >= self._needed:
            try:
                self._parse(self._parts[0] if len(self._parts) == 1 else b"".join(self._parts))
            except ConnectionFaultError as fault:
                self._end(fault.code, fault.reason)
        events = self._events
        self._events = []
        return events

    def respond(self, stream_id: int, payload: bytes) -> None:
        """Answer a unary call with the message `payload`. Like every answer, dropped when the stream is gone."""
        stream = self._streams.get(stream_id)
        if stream is not None:
            self._allowance.earn(_GAIN_PER_CALL)
            self._outbox.respond(stream, ANSWER_HEADERS, message_prefix(len(payload)), payload, OK_TRAILERS)

    def start(self, stream_id: int) -> None:
        """Open the answer of a streaming call."""
        stream = self._streams.get(stream_id)
        if stream is not None:
            self._outbox.headers(stream, ANSWER_HEADERS)

    def send(self, stream_id: int, payload: bytes) -> None:
        """Add one message to the answer of a streaming call."""
        stream = self._streams.get(stream_id)
        if stream is not None:
            self._outbox.message(stream, message_prefix(len(payload)), payload)

    def finish(self, stream_id: int, trailers: bytes = OK_TRAILERS) -> None:
        """End the answer of a streaming call that was started."""
        stream = self._streams.get(stream_id)
        if stream is not None:
            self._allowance.earn(_GAIN_PER_CALL)
            self._outbox.trailers(stream, trailers)

    def refuse(self, stream_id: int, block: bytes) -> None:
        """Answer with headers alone (`only_status`, `http_status`)."""
        stream = self._streams.get(stream_id)
        if stream is not None:
            self._outbox.trailers(stream, block)

    def pending_bytes(self, stream_id: int) -> int:
        """How much of a stream's answer waits for the peer; 0 when the stream is gone."""
        stream = self._streams.get(stream_id)
        return 0 if stream is None else stream.pending_bytes

    @property
    def unsent(self) -> bool:
        """Whether a part of any answer waits for the peer to read."""
        return any(stream.pending for stream in self._streams.values())

    def has_something(self) -> bool:
        """Whether `take` would answer anything now."""
        return self._outbox.has_something()

    def take(self, most: int = 256 * 1024) -> bytes:
        """The next bytes to write, about `most`; empty when there is nothing, or the peer has to allow more first."""
        before = self._outbox.sent_frames
        data = self._outbox.take(most)
        self._allowance.earn((self._outbox.sent_frames - before) * _GAIN_PER_FRAME_SENT)
        return data

    def drain(self) -> None:
        """Serve the calls that have begun and no others: announces GOAWAY without an error."""
        if not self._inbox.draining and self._ended is None:
            self._inbox.draining = True
            self._outbox.put(frames.goaway_frame(self._inbox.last_stream, ErrorCode.NO_ERROR))

    def _end(self, code: ErrorCode, reason: str) -> None:
        self._ended = Ended(code, reason)
        self._parts.clear()
        self._outbox.last_words(frames.goaway_frame(self._inbox.last_stream, code, reason))
        self._events.append(self._ended)

    # Taking frames apart

    def _parse(self, buffer: bytes) -> None:
        position = 0
        if not self._greeted:
            if not buffer.startswith(PREFACE):
                raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "this is not HTTP/2")
            self._greeted = True
            position = len(PREFACE)
        size = len(buffer)
        needed = HEADER_SIZE
        while size - position >= HEADER_SIZE:
            high, low, kind, flags, stream_id = FRAME_HEADER.unpack_from(buffer, position)
            length = high << 16 | low
            if length > self._limits.frame_bytes:
                raise ConnectionFaultError(ErrorCode.FRAME_SIZE_ERROR, "frame is larger than allowed")
            end = position + HEADER_SIZE + length
            if end > size:
                needed = HEADER_SIZE + length
                break
            self._dispatch(kind, flags, stream_id & STREAM_ID_MASK, buffer[position + HEADER_SIZE : end])
            position = end
        self._parts = [buffer[position:]] if position < size else []
        self._held = size - position
        self._needed = needed

    def _dispatch(self, kind: int, flags: int, stream_id: int, payload: bytes) -> None:
        if self._inbox.open_block and kind != frames.CONTINUATION:
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "header block is interrupted")
        if not self._settled and kind != frames.SETTINGS:
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "the first frame must be SETTINGS")
        if kind >= len(self._handlers):
            self._allowance.spend(1)  # an unknown kind is ignored (5.5)
            return
        try:
            self._handlers[kind](flags, stream_id, payload)
        except StreamFaultError as fault:
            self._allowance.spend(_RESET_COST)
            stream = self._streams.get(fault.stream_id)
            if stream is not None:
                self._inbox.drop(stream)
                self._events.append(Cancelled(fault.stream_id))
            self._outbox.reset(fault.stream_id, fault.code)

    # What frames mean, except those that carry requests: these are the inbox's

    def _on_request(self, stream_id: int, head: RequestHead, body: bytes) -> None:
        self._events.append(Request(stream_id, head, body))

    def _on_rst_stream(self, _flags: int, stream_id: int, payload: bytes) -> None:
        frames.read_uint32(payload, "RST_STREAM")
        if not stream_id or self._inbox.is_idle(stream_id):
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "RST_STREAM for a stream that is not open")
        self._allowance.spend(_RESET_COST)
        stream = self._outbox.forget(stream_id)
        if stream is not None:
            self._inbox.drop(stream)
            self._events.append(Cancelled(stream_id))

    def _on_window_update(self, _flags: int, stream_id: int, payload: bytes) -> None:
        increment = frames.read_uint32(payload, "WINDOW_UPDATE") & frames.MAX_WINDOW
        self._allowance.spend(1)
        if not stream_id:
            if not increment:
                raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE by nothing")
            self._outbox.widen(increment)
            return
        stream = self._streams.get(stream_id)
        if stream is None:
            if self._inbox.is_idle(stream_id):
                raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE for a stream that is not open")
            return
        if not increment:
            raise StreamFaultError(stream_id, ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE by nothing")
        self._outbox.widen_stream(stream, increment)

    def _on_settings(self, flags: int, stream_id: int, payload: bytes) -> None:
        if stream_id:
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "SETTINGS on a stream")
        if flags & frames.ACK:
            if payload:
                raise ConnectionFaultError(ErrorCode.FRAME_SIZE_ERROR, "SETTINGS acknowledgement with a payload")
            if not self._settled:
                raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "acknowledgement before SETTINGS")
            self._allowance.spend(1)
            return
        settings = frames.read_settings(payload)
        self._allowance.spend(1 + len(settings))
        for number, value in settings:
            self._apply_setting(number, value)
        self._settled = True
        self._outbox.control(frames.SETTINGS_ACK)

    def _apply_setting(self, number: int, value: int) -> None:
        if number == frames.SETTING_INITIAL_WINDOW_SIZE:
            if value > frames.MAX_WINDOW:
                raise ConnectionFaultError(ErrorCode.FLOW_CONTROL_ERROR, "initial window too large")
            self._outbox.resize_streams(value)
        elif number == frames.SETTING_MAX_FRAME_SIZE:
            if not frames.DEFAULT_FRAME_SIZE <= value <= frames.MAX_FRAME_SIZE:
                raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "maximum frame size out of range")
            self._outbox.peer_frame_bytes = value
        elif number == frames.SETTING_ENABLE_PUSH and value > 1:
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "ENABLE_PUSH is 0 or 1")

    def _on_ping(self, flags: int, stream_id: int, payload: bytes) -> None:
        if stream_id:
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "PING on a stream")
        if len(payload) != 8:
            raise ConnectionFaultError(ErrorCode.FRAME_SIZE_ERROR, "PING payload must be 8 bytes")
        self._allowance.spend(1)
        if not flags & frames.ACK:
            self._outbox.control(frames.ping_ack_frame(payload))

    def _on_goaway(self, _flags: int, stream_id: int, payload: bytes) -> None:
        if stream_id:
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "GOAWAY on a stream")
        if len(payload) < 8:
            raise ConnectionFaultError(ErrorCode.FRAME_SIZE_ERROR, "GOAWAY payload too short")
        self._allowance.spend(1)  # the peer opens no more streams; those that are open go on

    def _on_priority(self, _flags: int, stream_id: int, payload: bytes) -> None:
        if not stream_id:
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "PRIORITY on the connection itself")
        if len(payload) != 5:
            raise ConnectionFaultError(ErrorCode.FRAME_SIZE_ERROR, "PRIORITY payload must be 5 bytes")
        self._allowance.spend(1)

    def _on_push_promise(self, _flags: int, _stream_id: int, _payload: bytes) -> None:
        raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "a client does not push")
