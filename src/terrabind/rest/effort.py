"""The time that one operation may still take, and the caller's wish to stop.

A stop is not a cut: what was sent is seen through, but nothing new is begun. That is how an interrupted
create still ends up in Terraform's state.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

from terrabind.rest.clock import Clock

_T = TypeVar("_T")

RESCUE_SECONDS: Final = 30.0
"""The time for finding out what a failed write left behind; a stop of the caller does not shorten it."""


class Effort:
    """One operation's time. `writing` is true once something was sent that may change the server."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._ends = clock.monotonic() + seconds
        self._stop = asyncio.Event()
        self.seconds = seconds
        self.writing = False

    @property
    def left(self) -> float:
        """The seconds that are left, never below zero."""
        return max(0.0, self._ends - self._clock.monotonic())

    @property
    def stopped(self) -> bool:
        """Whether the caller asked to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Begin nothing new and end every pause."""
        self._stop.set()

    def renewed(self, seconds: float) -> Effort:
        """Return a time of its own for finding out what became of a write; a stop does not reach it."""
        return Effort(self._clock, seconds)

    def shortened(self, seconds: float) -> Effort:
        """Return a part of this time, at most `seconds`; a stop reaches it too."""
        part = Effort(self._clock, min(seconds, self.left))
        part._stop = self._stop
        return part

    async def pause(self, seconds: float) -> None:
        """Wait, at most as long as there is time left, and no longer than until a stop."""
        sleeping = asyncio.ensure_future(self._clock.sleep(min(seconds, self.left)))
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait((sleeping, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            stopping.cancel()

    async def within(self, awaited: Awaitable[_T]) -> _T:
        """Wait for something shared, at most as long as there is time left. Raises `TimeoutError`."""
        async with asyncio.timeout(self.left):
            return await awaited
