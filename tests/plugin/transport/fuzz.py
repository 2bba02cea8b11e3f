"""A fuzzer of frames: conversations that are almost right, driven through the protocol at full speed.

Random bytes end at the preface, so a conversation is built of frames that mostly fit, of all kinds, with numbers and
flags that mostly make sense, and is then damaged, cut and answered at random. One integer is one conversation; a
failure is repeated with `converse(that integer)`. By hand: ``python -m tests.plugin.transport.fuzz SECONDS [FIRST]``.
"""

from __future__ import annotations

import random
import sys
import time

import hpack

from terrabind.plugin.transport import frames
from terrabind.plugin.transport.call import StatusCode
from terrabind.plugin.transport.connection import Cancelled, Connection, Ended, Request
from terrabind.plugin.transport.flow import Limits
from terrabind.plugin.transport.headers import only_status, status_trailers
from tests.plugin.transport.wire import FIELDS, OPENING, block, frame, message, split

SLOWEST = 5.0
"""Seconds. No conversation of some hundred frames may take longer, on whatever machine: that is a hang."""
_FLAGS = (0, 1, 4, 5, 8, 9, 0x20, 0x24, 0x2D, 0xFF)
_NUMBERS = (0, 1, 2, 7, 255, 16_383, 16_384, 65_535, 2**24, 2**31 - 1, 2**31, 2**32 - 1)
_LIMITS = (
    Limits(),
    Limits(
        streams=3, message_bytes=500, buffered_bytes=900, window_bytes=65_535, frame_bytes=16_384, header_bytes=2_000
    ),
    Limits(window_bytes=70_000, bother=200, unread_control_bytes=500),
)


class Conversation:
    """One conversation, its bytes chosen by the number it is made of."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)  # noqa: S311 - repeatable is the point
        self.limits = self.random.choice(_LIMITS)
        self.connection = Connection(self.limits, lambda: 0.0)
        self.rudeness = self.random.choice((0.0, 0.01, 0.05, 0.3))
        self.encoder = hpack.Encoder()
        self.next_stream = 1
        self.open: list[int] = []
        self.started: set[int] = set()

    def run(self) -> int:
        """Talk until the connection ends or there is nothing more to say; answers the number of bytes said."""
        raw = self._damaged(OPENING + b"".join(self._frame() for _ in range(self.random.randrange(1, 120))))
        position = 0
        while position < len(raw):
            step = self.random.choice((1, 3, 9, 40, 300, 5_000, 100_000))
            self._receive(raw[position : position + step])
            position += step
            if self.random.random() < 0.5:
                self._answer()
            if self.random.random() < 0.5:
                self._take()
        self._take()
        return len(raw)

    def _receive(self, raw: bytes) -> None:
        was_over = self.connection.ended is not None
        for event in self.connection.receive(raw):
            assert not was_over
            if isinstance(event, Request):
                assert event.stream_id not in self.open
                assert not event.head.malformed
                self.open.append(event.stream_id)
            elif isinstance(event, Cancelled):
                self.open = [stream for stream in self.open if stream != event.stream_id]
            else:
                assert isinstance(event, Ended)
        self._check()

    def _check(self) -> None:
        inbox = self.connection._inbox
        kept = sum(stream.received for stream in inbox.streams.values() if not stream.remote_closed)
        assert self.connection.ended or inbox._buffered == kept <= self.limits.buffered_bytes
        assert self.connection.open_streams <= self.limits.streams
        assert inbox._block_bytes <= self.limits.header_bytes + self.limits.frame_bytes

    def _answer(self) -> None:
        if self.random.random() < 0.02:
            self.connection.drain()
        if not self.open:
            return
        stream = self.open[0]
        choice = self.random.randrange(5)
        if stream in self.started or choice == 0:
            if stream not in self.started:
                self.connection.start(stream)
                self.started.add(stream)
            self.connection.send(stream, bytes(self.random.choice((0, 1, 100, 70_000))))
            if choice < 3:
                return
            self.connection.finish(stream, status_trailers(StatusCode.OK, ""))
        elif choice == 1:
            self.connection.refuse(stream, only_status(StatusCode.INTERNAL, "no"))
        else:
            self.connection.respond(stream, bytes(self.random.choice((0, 1, 100, 16_384, 200_000))))
        self.open.pop(0)

    def _take(self) -> None:
        largest = max(frames.DEFAULT_FRAME_SIZE, self.connection._outbox.peer_frame_bytes)
        for _ in range(1_000):
            taken = self.connection.take(self.random.choice((1, 1_000, 1_000_000)))
            if not taken:
                return
            for kind, _, _, payload in split(taken):
                assert len(payload) <= largest
                assert kind in (frames.DATA, frames.HEADERS, *range(frames.RST_STREAM, frames.CONTINUATION))
        raise AssertionError("there is always more to send")

    def _rude(self) -> bool:
        return self.random.random() < self.rudeness

    def _damaged(self, raw: bytes) -> bytes:
        changed = bytearray(raw)
        if not self._rude():
            return raw
        for _ in range(self.random.choice((1, 1, 1, 3, 30))):
            place = self.random.randrange(len(changed) + 1)
            damage = self.random.randrange(4)
            if damage == 0:
                changed[place : place + 1] = bytes((self.random.randrange(256),))
            elif damage == 1:
                del changed[place : place + self.random.choice((1, 2, 9, 100))]
            elif damage == 2:
                changed[place:place] = self.random.randbytes(self.random.choice((1, 2, 9, 100)))
            else:
                changed[place:place] = changed[place : place + self.random.choice((9, 20, 500))]
        return bytes(changed)

    def _stream(self) -> int:
        if self._rude():
            return self.random.choice(_NUMBERS) & frames.STREAM_ID_MASK
        return max(1, self.next_stream - 2 * self.random.choice((1, 1, 2, 5)))

    def _flags(self, *fitting: int) -> int:
        return self.random.choice(_FLAGS if self._rude() else fitting)

    def _frame(self) -> bytes:
        if self.next_stream == 1:
            return self._call()
        makers = (
            self._call,
            self._call,
            self._call,
            self._headers,
            self._data,
            self._reset,
            self._settings,
            self._ping,
            self._priority,
            self._window_update,
            self._window_update,
        )
        return self._anything() if self._rude() else self.random.choice(makers)()

    def _call(self) -> bytes:
        stream, self.next_stream = self.next_stream, self.next_stream + 2
        payload = message(bytes(self.random.choice((0, 1, 10, 400, 3_000, 40_000))))
        cut = self.random.choice((len(payload), len(payload), 0, 3, 5, 16_384))
        parts = [payload[:cut], payload[cut:]] if 0 < cut < len(payload) else [payload]
        last = len(parts) - 1
        pieces = (frame(frames.DATA, int(index == last), stream, part) for index, part in enumerate(parts))
        return frame(frames.HEADERS, frames.END_HEADERS, stream, self._block()) + b"".join(pieces)

    def _block(self) -> bytes:
        path = b"/s/%d" % self.random.randrange(8)
        extra = ((b"grpc-timeout", b"%dS" % self.random.randrange(9)),) if self.random.random() < 0.2 else ()
        if self.random.random() < 0.1:
            return block((b":path", path), extra=((b"x" * self.random.choice((1, 100, 3_000)), b"y"),))
        encoded: bytes = self.encoder.encode([*(dict(FIELDS) | {b":path": path}).items(), *extra])
        return encoded

    def _headers(self) -> bytes:
        self.next_stream += 2
        stream, raw = (self._stream() if self._rude() else self.next_stream - 2), self._block()
        cut = self.random.randrange(len(raw) + 1)
        flags = self._flags(0, 1)
        if self.random.random() < 0.3:
            padding = self.random.randrange(20)
            opening = bytes((padding,)) + bytes(5)
            flags |= frames.PADDED | frames.WITH_PRIORITY
            first = frame(frames.HEADERS, flags, stream, opening + raw[:cut] + bytes(padding))
        else:
            first = frame(frames.HEADERS, flags, stream, raw[:cut])
        if self._rude():
            stream = self._stream()
        return first + frame(frames.CONTINUATION, self._flags(frames.END_HEADERS), stream, raw[cut:])

    def _data(self) -> bytes:
        size = self.random.choice((0, 0, 1, 5, 100, 16_384))
        return frame(frames.DATA, self._flags(0, 0, 1), self._stream(), self.random.randbytes(size))

    def _reset(self) -> bytes:
        return frame(frames.RST_STREAM, 0, self._stream(), self.random.randbytes(3 if self._rude() else 4))

    def _settings(self) -> bytes:
        pairs = []
        for _ in range(self.random.randrange(3)):
            number, value = self.random.choice(
                ((1, 4096), (3, 100), (4, 0), (4, 65_535), (4, 2**31 - 1), (5, 16_384), (9, 9))
            )
            pairs.append((number, self.random.choice(_NUMBERS)) if self._rude() else (number, value))
        payload = b"".join(number.to_bytes(2) + value.to_bytes(4) for number, value in pairs)
        return frame(frames.SETTINGS, self._flags(0) if pairs else self._flags(0, 1), 0, payload)

    def _ping(self) -> bytes:
        return frame(frames.PING, self._flags(0, 0, 1), 0, self.random.randbytes(7 if self._rude() else 8))

    def _priority(self) -> bytes:
        return frame(frames.PRIORITY, 0, self._stream(), self.random.randbytes(4 if self._rude() else 5))

    def _window_update(self) -> bytes:
        increment = self.random.choice(_NUMBERS) if self._rude() else self.random.choice((1, 100, 50_000))
        return frame(frames.WINDOW_UPDATE, 0, self.random.choice((0, self._stream())), increment.to_bytes(4))

    def _anything(self) -> bytes:
        kind = self.random.choice((*range(10), 0x42, 0xFF))
        payload = self.random.randbytes(self.random.choice((0, 1, 4, 5, 6, 8, 50)))
        return frame(kind, self.random.choice(_FLAGS), self.random.choice((0, self._stream())), payload)


def converse(number: int) -> int:
    """Hold the conversation `number`; answers how many bytes were said. Raises whatever the protocol code raises."""
    begin = time.monotonic()
    size = Conversation(number).run()
    if time.monotonic() - begin > SLOWEST:
        raise AssertionError(f"conversation {number} took longer than {SLOWEST} s")
    return size


def fuzz(seconds: float, first: int = 0) -> int:
    """Hold conversations numbered from `first` for `seconds`; answers how many."""
    end = time.monotonic() + seconds
    number = first
    while time.monotonic() < end:
        try:
            converse(number)
        except Exception as error:
            error.add_note(f"in conversation {number}")
            raise
        number += 1
    return number - first


if __name__ == "__main__":
    count = fuzz(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    sys.stdout.write(f"{count} conversations\n")
