"""What waits to be sent: frames that are ready, and messages that wait for room in the peer's windows.

Streams with data to send take turns, one frame each, so that one large answer does not hold up small ones.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from terrabind.plugin.transport.flow import Limits
from terrabind.plugin.transport.frames import (
    DATA,
    DEFAULT_FRAME_SIZE,
    DEFAULT_WINDOW,
    END_HEADERS,
    END_STREAM,
    HEADERS,
    MAX_WINDOW,
    ConnectionFaultError,
    ErrorCode,
    StreamFaultError,
    frame_header,
    headers_frame,
    rst_stream_frame,
)
from terrabind.plugin.transport.headers import RequestHead

_DIRECT_BYTES: Final = 1024 * 1024
"""While less than this waits, an answer that fits one frame and the windows is framed at once."""
_LARGEST_FRAME: Final = 256 * 1024
"""Frames we send are no larger, whatever the peer accepts: others take their turn in between."""
_REMEMBERED_STREAMS: Final = 1_024
"""The peer may still send on a stream that we ended before it did; for so many streams that is overlooked."""


class Stream:
    """One call's two halves: the request as it arrives, the answer as it leaves."""

    __slots__ = (
        "chunks",
        "head",
        "id",
        "pending",
        "pending_bytes",
        "queued",
        "receive_left",
        "received",
        "remote_closed",
        "tail",
        "window",
    )

    def __init__(self, stream_id: int, head: RequestHead, window: int, receive_window: int) -> None:
        self.id = stream_id
        self.head = head
        self.chunks: list[bytes] = []
        self.received = 0
        self.receive_left = receive_window
        self.remote_closed = False
        self.window = window
        self.pending: deque[memoryview] = deque()
        self.pending_bytes = 0
        self.tail: bytes | None = None
        self.queued = False

    def pull(self, size: int) -> list[memoryview]:
        """Take the next `size` bytes of what is pending, in as many pieces as they lie in."""
        self.pending_bytes -= size
        pieces = []
        while size:
            piece = self.pending[0]
            if len(piece) <= size:
                self.pending.popleft()
            else:
                self.pending[0] = piece[size:]
                piece = piece[:size]
            pieces.append(piece)
            size -= len(piece)
        return pieces


class Outbox:
    """The sending half of a connection. Streams leave `streams` when their last frame is ready to go."""

    __slots__ = (
        "_limits",
        "_ready",
        "_waiting",
        "_waiting_bytes",
        "control_bytes",
        "ended_early",
        "initial_window",
        "peer_frame_bytes",
        "sent_frames",
        "streams",
        "window",
    )

    def __init__(self, limits: Limits, streams: dict[int, Stream]) -> None:
        self._limits = limits
        self.streams = streams
        self.ended_early: dict[int, None] = {}
        self.window = DEFAULT_WINDOW
        self.initial_window = DEFAULT_WINDOW
        self.peer_frame_bytes = DEFAULT_FRAME_SIZE
        self.control_bytes = 0
        self.sent_frames = 0
        self._waiting: list[bytes | memoryview] = []
        self._waiting_bytes = 0
        self._ready: deque[Stream] = deque()

    def control(self, frame: bytes) -> None:
        """Queue a frame that answers the peer's own; too many unread ones mean it does not read (ENHANCE_YOUR_CALM)."""
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        self.control_bytes += len(frame)
        if self.control_bytes > self._limits.unread_control_bytes:
            raise ConnectionFaultError(ErrorCode.ENHANCE_YOUR_CALM, "answers are not read")

    def last_words(self, frame: bytes) -> None:
        """Drop every answer and queue `frame`, the connection's last."""
        for stream in self.streams.values():
            stream.pending.clear()
            stream.pending_bytes = 0
        self.streams.clear()
        self._ready.clear()
        self.put(frame)

    def respond(self, stream: Stream, head: bytes, prefix: bytes, payload: bytes, tail: bytes) -> None:
        """Queue a whole answer: headers, one message, trailers."""
        size = len(prefix) + len(payload)
        if (
            size <= stream.window
            and size <= self.window
            and size <= self.peer_frame_bytes
            and self._waiting_bytes < _DIRECT_BYTES
            and not stream.pending
        ):
            stream_id = stream.id
            self.window -= size
            self.put(
                b"".join(
                    (
                        frame_header(len(head), HEADERS, END_HEADERS, stream_id),
                        head,
                        frame_header(size, DATA, 0, stream_id),
                        prefix,
                        payload,
                        frame_header(len(tail), HEADERS, END_HEADERS | END_STREAM, stream_id),
                        tail,
                    )
                )
            )
            self.sent_frames += 1
            self._finish(stream)
            return
        self.headers(stream, head)
        self.message(stream, prefix, payload)
        self.trailers(stream, tail)

    def headers(self, stream: Stream, block: bytes) -> None:
        """Queue the headers that open an answer."""
        self.put(headers_frame(stream.id, block, end_stream=False))

    def message(self, stream: Stream, prefix: bytes, payload: bytes) -> None:
        """Queue a message behind whatever the stream still has to send."""
        stream.pending.append(memoryview(prefix))
        if payload:
            stream.pending.append(memoryview(payload))
        stream.pending_bytes += len(prefix) + len(payload)
        self._queue(stream)

    def trailers(self, stream: Stream, block: bytes) -> None:
        """End the answer with `block`, after what is pending."""
        if stream.pending:
            stream.tail = block
        else:
            self._end(stream, block)

    def reset(self, stream_id: int, code: int) -> None:
        """Forget a stream and tell the peer why."""
        self.forget(stream_id)
        self._remember(stream_id)
        self.control(rst_stream_frame(stream_id, code))

    def forget(self, stream_id: int) -> Stream | None:
        """Drop a stream with everything it still had to send; answer it, if there was one."""
        stream = self.streams.pop(stream_id, None)
        if stream is not None:
            stream.pending.clear()
            stream.pending_bytes = 0
        return stream

    def widen(self, increment: int) -> None:
        """The peer allows `increment` bytes more in all."""
        self.window += increment
        if self.window > MAX_WINDOW:
            raise ConnectionFaultError(ErrorCode.FLOW_CONTROL_ERROR, "connection window overflows")

    def widen_stream(self, stream: Stream, increment: int) -> None:
        """The peer allows `increment` bytes more on one stream."""
        stream.window += increment
        if stream.window > MAX_WINDOW:
            raise StreamFaultError(stream.id, ErrorCode.FLOW_CONTROL_ERROR, "stream window overflows")
        self._queue(stream)

    def resize_streams(self, initial_window: int) -> None:
        """The peer's SETTINGS changed the window that streams start with; open ones move by the difference."""
        difference = initial_window - self.initial_window
        self.initial_window = initial_window
        for stream in self.streams.values():
            stream.window += difference
            if stream.window > MAX_WINDOW:
                raise ConnectionFaultError(ErrorCode.FLOW_CONTROL_ERROR, "stream window overflows")
            self._queue(stream)

    def has_something(self) -> bool:
        """Whether `take` would answer anything."""
        return bool(self._waiting) or (bool(self._ready) and self.window > 0)

    def take(self, most: int) -> bytes:
        """The next bytes for the wire: all ready frames, then data in turns until `most` bytes are reached."""
        self._fill(most)
        if not self._waiting:
            return b""
        waiting = self._waiting
        self._waiting = []
        self._waiting_bytes = 0
        self.control_bytes = 0
        return b"".join(waiting)

    def _fill(self, most: int) -> None:
        ready = self._ready
        largest = min(self.peer_frame_bytes, _LARGEST_FRAME)
        while ready and self.window > 0 and self._waiting_bytes < most:
            stream = ready.popleft()
            stream.queued = False
            size = min(stream.pending_bytes, stream.window, self.window, largest)
            if size <= 0:
                continue
            self._waiting.append(frame_header(size, DATA, 0, stream.id))
            self._waiting.extend(stream.pull(size))
            self._waiting_bytes += size
            self.sent_frames += 1
            stream.window -= size
            self.window -= size
            if stream.pending:
                self._queue(stream)
            elif stream.tail is not None:
                self._end(stream, stream.tail)

    def _queue(self, stream: Stream) -> None:
        if not stream.queued and stream.pending and stream.window > 0:
            stream.queued = True
            self._ready.append(stream)

    def _end(self, stream: Stream, block: bytes) -> None:
        self.put(headers_frame(stream.id, block, end_stream=True))
        self._finish(stream)

    def _finish(self, stream: Stream) -> None:
        self.streams.pop(stream.id, None)
        if not stream.remote_closed:
            self._remember(stream.id)
            self.put(rst_stream_frame(stream.id, ErrorCode.NO_ERROR))

    def _remember(self, stream_id: int) -> None:
        self.ended_early[stream_id] = None
        if len(self.ended_early) > _REMEMBERED_STREAMS:
            del self.ended_early[next(iter(self.ended_early))]

    def put(self, frame: bytes) -> None:
        """Queue a frame behind those that are ready."""
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
