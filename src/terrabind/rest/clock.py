"""Time as an argument: whoever waits or measures takes a clock, so that tests can turn its hands."""

from __future__ import annotations

import asyncio
import time
from typing import Final, Protocol


class Clock(Protocol):
    """The two readings of time and the waiting that this package needs, all in seconds."""

    def now(self) -> float:
        """Return seconds since 1970, for dates that servers send."""
        ...

    def monotonic(self) -> float:
        """Return seconds on a scale that never jumps, for durations."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's time."""

    __slots__ = ()

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds on a scale that never jumps."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


SYSTEM_CLOCK: Final[Clock] = SystemClock()
