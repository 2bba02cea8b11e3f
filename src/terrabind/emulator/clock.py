"""Time as the emulator sees it: the machine's, moved ahead on request so that tokens expire without waiting."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A source of time; tests give their own."""

    def now(self) -> float:
        """Return the seconds since 1970."""

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Return the seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`."""
        await asyncio.sleep(seconds)


SYSTEM_CLOCK: Clock = SystemClock()


class ShiftedClock:
    """Another clock, moved ahead by what `advance` was asked for."""

    def __init__(self, base: Clock) -> None:
        self._base = base
        self._shift = 0.0

    def now(self) -> float:
        """Return the seconds since 1970, the shift included."""
        return self._base.now() + self._shift

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds` of the base clock."""
        await self._base.sleep(seconds)

    def advance(self, seconds: float) -> None:
        """Move ahead by `seconds`; what expires within them has expired."""
        self._shift += seconds


def rfc3339(moment: float) -> str:
    """Write a time as RFC 3339 in UTC with microseconds, as gRPC gateways do (apis.md 1.9, quirk 7)."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
