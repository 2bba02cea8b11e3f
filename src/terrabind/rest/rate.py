"""One pace for all callers of an API: a token bucket that slows down when the server says so.

Each caller books the next free moment and waits for it, so there is no queue to leave a gap and no lock to
hold. A 429 halves the pace and pauses everybody, not only the caller who was told; those that come in during
the pause were sent before it and say nothing new. Every answer that is not one speeds it up again.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from terrabind.rest.clock import Clock

_FIRST_SLOW: Final = 10.0  # The least requests per second after the first 429 when no limit was configured.
_SLOWEST: Final = 0.5
_FREE: Final = 200.0  # Faster than this is no limit any more.
_RECOVERY: Final = 1.05
_RARE: Final = 10  # Answers since the last 429, from which on it is a stray one that slows less.
_RARE_FACTOR: Final = 0.8
_PAUSE: Final = 1.0  # Seconds, when a 429 says nothing itself.


class Rate:
    """The pace: `limit` requests per second, null for none, with bursts of up to `burst`."""

    def __init__(self, clock: Clock, limit: float | None, burst: int = 10) -> None:
        self._clock = clock
        self._limit = limit
        self._current = limit
        self._burst = burst
        self._booked = float("-inf")
        self._paused_until = float("-inf")
        self._answers = 0
        self._sent: deque[float] = deque(maxlen=int(_FREE))

    @property
    def current(self) -> float | None:
        """The pace of this moment in requests per second, null for none."""
        return self._current

    def book(self) -> float:
        """Return the seconds to wait before sending; the place is taken."""
        now = self._clock.monotonic()
        start = max(now, self._paused_until)
        if self._current is None:
            self._sent.append(start)
            return start - now
        interval = 1.0 / self._current
        self._booked = max(self._booked, start) + interval
        return max(start, self._booked - self._burst * interval) - now

    def paused(self) -> float:
        """Return the seconds for which everybody must still wait since the last 429."""
        return max(0.0, self._paused_until - self._clock.monotonic())

    def slow_down(self, retry_after: float | None) -> None:
        """Take note of a 429: half the pace, or a little less of it after a stray one, and a pause for all."""
        now = self._clock.monotonic()
        if now >= self._paused_until:
            factor = _RARE_FACTOR if self._answers >= _RARE else 0.5
            self._current = max(_SLOWEST, self._measured(now) if self._current is None else self._current * factor)
            self._answers = 0
        pause = _PAUSE if retry_after is None else retry_after
        self._paused_until = max(self._paused_until, now + pause)

    def _measured(self, now: float) -> float:
        """Return half of the pace of the last second, or a standard pace where that was little."""
        return max(_FIRST_SLOW, sum(now - sent <= 1.0 for sent in self._sent) / 2)

    def speed_up(self) -> None:
        """Take note of an answer that was no 429."""
        self._answers += 1
        if self._current is None or self._current == self._limit:
            return
        faster = self._current * _RECOVERY
        if self._limit is None:
            self._current = faster if faster < _FREE else None
        else:
            self._current = min(self._limit, faster)
