"""Limits, and the two counters that keep a peer within them: what it may send, and how much bother it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from terrabind.plugin.transport.frames import MAX_WINDOW, ConnectionFaultError, ErrorCode


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may use. The defaults suit Terraform: large messages, few calls, a peer that is trusted."""

    message_bytes: int = 256 * 1024 * 1024
    """Largest request message; a larger one is answered RESOURCE_EXHAUSTED."""
    buffered_bytes: int = 1024 * 1024 * 1024
    """All unfinished requests together; the one that crosses it is answered RESOURCE_EXHAUSTED."""
    streams: int = 1_024
    """Calls at a time; more are refused with REFUSED_STREAM, which a client repeats."""
    frame_bytes: int = 1024 * 1024
    """Largest frame accepted."""
    window_bytes: int = MAX_WINDOW
    """What the peer may send before it hears from us, per stream and in all. As large as HTTP/2 allows: the peer then
    never waits, and memory is bounded by `message_bytes` and `buffered_bytes` instead."""
    header_bytes: int = 64 * 1024
    """A header block, and the header list it decodes to."""
    unread_control_bytes: int = 1024 * 1024
    """Acknowledgements and resets waiting for a peer that does not read."""
    bother: int = 10_000
    """How many frames that carry no message a peer may send at once (see `Allowance`)."""
    bother_per_second: float = 1_000.0
    """How fast that allowance comes back."""


class Allowance:
    """A peer may send frames that cost work and bring no message, but not without end.

    Every such frame spends from the allowance; time and calls that end well refill it. An empty allowance is
    ENHANCE_YOUR_CALM. This is what bounds floods of RST_STREAM, SETTINGS, PING, PRIORITY and empty frames.
    """

    __slots__ = ("_clock", "_left", "_most", "_rate", "_seen")

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._most = limits.bother
        self._rate = limits.bother_per_second
        self._clock = clock
        self._left = float(limits.bother)
        self._seen = clock()

    def spend(self, cost: int) -> None:
        """Take `cost`; raises `ConnectionFaultError` when less is left, the time passed being counted."""
        self._left -= cost
        if self._left < 0:
            now = self._clock()
            self.earn((now - self._seen) * self._rate)
            self._seen = now
            if self._left < 0:
                raise ConnectionFaultError(ErrorCode.ENHANCE_YOUR_CALM, "too many frames that carry no message")

    def earn(self, gain: float) -> None:
        """Give back `gain`, up to the full allowance."""
        self._left = min(self._most, self._left + gain)


class ReceiveWindow:
    """Counts what the peer sends against what it was allowed, and says when to allow more."""

    __slots__ = ("_full", "_left")

    def __init__(self, size: int) -> None:
        self._full = size
        self._left = size

    def receive(self, size: int) -> int:
        """Count `size` bytes; answer the increment to announce now, usually 0.

        Raises `ConnectionFaultError` (FLOW_CONTROL_ERROR) when the peer sent more than it was allowed.
        """
        self._left -= size
        if self._left < 0:
            raise ConnectionFaultError(ErrorCode.FLOW_CONTROL_ERROR, "more data than the window allows")
        if self._left * 2 > self._full:
            return 0
        increment = self._full - self._left
        self._left = self._full
        return increment
