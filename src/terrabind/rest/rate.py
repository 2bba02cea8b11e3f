"""One pace for all callers of an API: a token bucket that slows down when the server says so.

Each caller books the next free moment and waits for it, so there is no queue to leave a gap and no lock to
hold. A 429 cuts the pace and pauses everybody, not only the caller who was told; those that come in during
the pause were sent before it and say nothing new. Every answer that is not one speeds it up again.

How much a 429 says depends on its company. A server at its limit refuses a good part of what it is sent: then
the pace is halved. A stray one among many good answers cuts less and pauses shorter, or a server that refuses
one call in twenty for reasons of its own would bring a long apply nearly to a halt.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from terrabind.rest.clock import Clock

_FIRST_SLOW: Final = 10.0  # The least requests per second after the first 429 when no limit was configured.
_SLOWEST: Final = 0.5
_FREE: Final = 200.0  # Faster than this is no limit any more.
_RECOVERY: Final = 1.05
_BURST_SECONDS: Final = 0.25  # What a pace that a 429 set lets pass at once; a server at its limit has little room.
_SHOWN: Final = 10.0  # Seconds over which is counted what the server takes.

_LATELY: Final = 20  # The last answers, among which a 429 is judged,
_KNOWN: Final = 10  # once there are so many of them.
_STRAY: Final = 2  # So many 429s among them, this one too, are stray ones.

_CUT: Final = 0.5
_STRAY_CUT: Final = 0.8
_PAUSE: Final = 1.0  # Seconds, when a 429 says nothing itself.
_STRAY_PAUSE: Final = 0.25


class Rate:
    """The pace: `limit` requests per second, null for none, with bursts of up to `burst`."""

    def __init__(self, clock: Clock, limit: float | None, burst: int = 10) -> None:
        self._clock = clock
        self._limit = limit
        self._current = limit
        self._burst = burst
        self._booked = float("-inf")
        self._paused_until = float("-inf")
        self._lately: deque[bool] = deque(maxlen=_LATELY)
        self._sent: deque[float] = deque(maxlen=int(_FREE))
        self._taken: deque[float] = deque(maxlen=int(_FREE * _SHOWN))

    @property
    def current(self) -> float | None:
        """The pace of this moment in requests per second, null for none."""
        return self._current

    def book(self) -> float:
        """Return the seconds to wait before sending; the place is taken."""
        now = self._clock.monotonic()
        start = max(now, self._paused_until)
        if self._current is not None:
            interval = 1.0 / self._current
            self._booked = max(self._booked, start) + interval
            start = max(start, self._booked - self._room(self._current) * interval)
        self._sent.append(start)
        return start - now

    def paused(self) -> float:
        """Return the seconds for which everybody must still wait since the last 429."""
        return max(0.0, self._paused_until - self._clock.monotonic())

    def slow_down(self, retry_after: float | None) -> None:
        """Take note of a 429: half the pace, or a little less of it after a stray one, and a pause for all."""
        now = self._clock.monotonic()
        self._lately.append(False)
        stray = len(self._lately) >= _KNOWN and self._lately.count(False) <= _STRAY
        if now >= self._paused_until:
            cut = _STRAY_CUT if stray else _CUT
            slow = max(_FIRST_SLOW, self._measured(now) * cut) if self._current is None else self._current * cut
            self._current = max(_SLOWEST, self._shown(now) * _CUT, slow)
        unasked = _STRAY_PAUSE if stray else _PAUSE
        self._paused_until = max(self._paused_until, now + (unasked if retry_after is None else retry_after))

    def speed_up(self) -> None:
        """Take note of an answer that was no 429."""
        self._lately.append(True)
        self._taken.append(self._clock.monotonic())
        if self._current is None or self._current == self._limit:
            return
        faster = self._current * _RECOVERY
        if self._limit is None:
            self._current = faster if faster < _FREE else None
        else:
            self._current = min(self._limit, faster)

    def _shown(self, now: float) -> float:
        """Return how many requests per second the server took lately, which is no more than what it can take."""
        return sum(now - _SHOWN <= taken for taken in self._taken) / _SHOWN

    def _measured(self, now: float) -> float:
        """Return how many were sent in the last second."""
        return sum(now - 1.0 <= sent <= now for sent in self._sent)

    def _room(self, pace: float) -> float:
        """Return how many may pass at once at a pace: the whole burst where the user has set the limit."""
        return self._burst if self._limit is not None else min(self._burst, max(1.0, pace * _BURST_SECONDS))
