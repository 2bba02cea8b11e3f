"""The receiving half of a connection: header blocks and data come in pieces, whole requests come out."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Final

from terrabind.plugin.transport import frames
from terrabind.plugin.transport.call import PREFIX_SIZE, StatusCode
from terrabind.plugin.transport.flow import Allowance, Limits, ReceiveWindow
from terrabind.plugin.transport.frames import ConnectionFaultError, ErrorCode, StreamFaultError
from terrabind.plugin.transport.headers import HeaderReader, RequestHead, only_status
from terrabind.plugin.transport.outbox import Outbox, Stream

_SMALL_DATA: Final = 64
"""Pieces of a message below this size are a bother: each costs memory far above what it carries."""


class Inbox:
    """Turns HEADERS, CONTINUATION and DATA into requests, which it hands to `complete`."""

    __slots__ = (
        "_allowance",
        "_block",
        "_block_bytes",
        "_block_ends",
        "_buffered",
        "_complete",
        "_limits",
        "_methods",
        "_outbox",
        "_reader",
        "_window",
        "draining",
        "last_stream",
        "open_block",
        "streams",
    )

    def __init__(
        self,
        limits: Limits,
        allowance: Allowance,
        outbox: Outbox,
        complete: Callable[[int, RequestHead, bytes], None],
        methods: Container[str] | None = None,
    ) -> None:
        self._limits = limits
        self._allowance = allowance
        self._outbox = outbox
        self._complete = complete
        self._methods = methods
        self._reader = HeaderReader(limits.header_bytes)
        self._window = ReceiveWindow(limits.window_bytes)
        self._buffered = 0
        self._block: list[bytes] = []
        self._block_bytes = 0
        self._block_ends = False
        self.streams = outbox.streams
        self.open_block = 0
        """The stream whose header block is unfinished; 0 for none."""
        self.last_stream = 0
        self.draining = False
        """Whether streams above `last_stream` are no longer served."""

    def drop(self, stream: Stream) -> None:
        """Free what was kept of a request that will not be completed."""
        if not stream.remote_closed:
            self._buffered -= stream.received
        stream.chunks = []

    def is_idle(self, stream_id: int) -> bool:
        """Whether the peer never opened this stream; one opened after our GOAWAY counts as opened."""
        return stream_id > self.last_stream and not self.draining

    def on_headers(self, flags: int, stream_id: int, payload: bytes) -> None:
        """HEADERS opens a stream, or ends a request with trailers (6.2)."""
        if not stream_id & 1:
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "a client's stream has an odd number")
        if flags & (frames.PADDED | frames.WITH_PRIORITY):
            payload = frames.strip_priority(frames.strip_padding(payload, flags), flags)
        ends = bool(flags & frames.END_STREAM)
        if flags & frames.END_HEADERS:
            self._on_block(stream_id, payload, ends)
            return
        self.open_block = stream_id
        self._block_ends = ends
        self._add_to_block(payload)

    def on_continuation(self, flags: int, stream_id: int, payload: bytes) -> None:
        """CONTINUATION adds to the header block that is open, and to no other (6.10)."""
        if not self.open_block or stream_id != self.open_block:
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "CONTINUATION continues nothing")
        self._allowance.spend(1)
        self._add_to_block(payload)
        if flags & frames.END_HEADERS:
            block = b"".join(self._block)
            self._block = []
            self._block_bytes = 0
            self.open_block = 0
            self._on_block(stream_id, block, self._block_ends)

    def _add_to_block(self, part: bytes) -> None:
        self._block_bytes += len(part)
        if self._block_bytes > self._limits.header_bytes:
            raise ConnectionFaultError(ErrorCode.ENHANCE_YOUR_CALM, "header block too large")
        self._block.append(part)

    def _on_block(self, stream_id: int, block: bytes, ends: bool) -> None:
        if len(block) > self._limits.header_bytes:
            raise ConnectionFaultError(ErrorCode.ENHANCE_YOUR_CALM, "header block too large")
        if stream_id <= self.last_stream:
            self._on_trailers(stream_id, block, ends)
            return
        head = self._reader.read_request(block)  # always read: the blocks that follow build on it
        if self.draining:
            return
        self.last_stream = stream_id
        if len(self.streams) >= self._limits.streams:
            raise StreamFaultError(stream_id, ErrorCode.REFUSED_STREAM, "too many calls at a time")
        if head.malformed:
            raise StreamFaultError(stream_id, ErrorCode.PROTOCOL_ERROR, head.malformed)
        stream = Stream(stream_id, head, self._outbox.initial_window, self._limits.window_bytes)
        self.streams[stream_id] = stream
        refusal = head.refusal
        if self._methods is not None and head.path not in self._methods:
            # At once: a client-streaming call, such as go-plugin's broker makes, never ends its request.
            refusal = refusal or only_status(StatusCode.UNIMPLEMENTED, f"unknown method {head.path}")
        if refusal:
            stream.remote_closed = ends
            self._outbox.trailers(stream, refusal)
        elif ends:
            self._finish(stream)

    def _on_trailers(self, stream_id: int, block: bytes, ends: bool) -> None:
        problem = self._reader.read_trailers(block)
        stream = self.streams.get(stream_id)
        if stream is None:
            if stream_id in self._outbox.ended_early:
                self._allowance.spend(1)
                return
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "stream number is used again")
        if stream.remote_closed:
            raise StreamFaultError(stream_id, ErrorCode.STREAM_CLOSED, "HEADERS after the end of the stream")
        if problem or not ends:
            raise StreamFaultError(stream_id, ErrorCode.PROTOCOL_ERROR, problem or "HEADERS inside a request")
        self._finish(stream)

    def on_data(self, flags: int, stream_id: int, payload: bytes) -> None:
        """DATA is a piece of a request, counted against both windows with its padding (6.1, 6.9)."""
        if not stream_id:
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "DATA on the connection itself")
        size = len(payload)
        increment = self._window.receive(size)
        if increment:
            self._outbox.control(frames.window_update_frame(0, increment))
        stream = self.streams.get(stream_id)
        if stream is None:
            self._on_stray_data(stream_id)
            return
        if stream.remote_closed:
            raise StreamFaultError(stream_id, ErrorCode.STREAM_CLOSED, "DATA after the end of the stream")
        stream.receive_left -= size
        if stream.receive_left < 0:
            raise StreamFaultError(stream_id, ErrorCode.FLOW_CONTROL_ERROR, "more data than the stream's window allows")
        if flags & frames.PADDED:
            payload = frames.strip_padding(payload, flags)
        if payload and not self._keep(stream, payload):
            return
        if flags & frames.END_STREAM:
            self._finish(stream)
            return
        if len(payload) < _SMALL_DATA:
            self._allowance.spend(1)
        self._allow_more(stream)

    def _allow_more(self, stream: Stream) -> None:
        if stream.receive_left * 2 < self._limits.window_bytes:
            increment = self._limits.window_bytes - stream.receive_left
            stream.receive_left += increment
            self._outbox.control(frames.window_update_frame(stream.id, increment))

    def _on_stray_data(self, stream_id: int) -> None:
        if stream_id in self._outbox.ended_early or (self.draining and stream_id > self.last_stream):
            self._allowance.spend(1)
            return
        if stream_id > self.last_stream:
            raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "DATA before HEADERS")
        raise ConnectionFaultError(ErrorCode.STREAM_CLOSED, "DATA on a closed stream")

    def _keep(self, stream: Stream, payload: bytes) -> bool:
        size = len(payload)
        most = self._limits.message_bytes
        if stream.received + size > most + PREFIX_SIZE or self._buffered + size > self._limits.buffered_bytes:
            self.drop(stream)
            block = only_status(StatusCode.RESOURCE_EXHAUSTED, f"the request is larger than {most} bytes")
            self._outbox.trailers(stream, block)
            return False
        stream.chunks.append(payload)
        stream.received += size
        self._buffered += size
        return True

    def _finish(self, stream: Stream) -> None:
        expected = stream.head.content_length
        if expected is not None and expected != stream.received:
            raise StreamFaultError(stream.id, ErrorCode.PROTOCOL_ERROR, "content-length is not what was sent")
        chunks = stream.chunks
        self._buffered -= stream.received
        stream.chunks = []
        stream.remote_closed = True
        self._complete(stream.id, stream.head, chunks[0] if len(chunks) == 1 else b"".join(chunks))
