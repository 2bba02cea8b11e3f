"""A loop in which time passes only when everybody waits, so that minutes of many callers take a moment."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class _Selector(selectors.DefaultSelector):
    """Waits by moving the loop's clock ahead."""

    ahead = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout:
            self.ahead += timeout
        found: list[Any] = super().select(0)
        return found


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is its own."""

    def __init__(self) -> None:
        self._hands = _Selector()
        super().__init__(self._hands)

    def time(self) -> float:
        """Seconds that were waited so far."""
        return 1_000_000.0 + self._hands.ahead


class LoopClock:
    """The time of the running loop, for clients and emulators."""

    def now(self) -> float:
        """Seconds since 1970."""
        return asyncio.get_running_loop().time()

    def monotonic(self) -> float:
        """Seconds on a scale that never jumps."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def simulate(work: Coroutine[Any, Any, _T]) -> _T:
    """Run `work` in simulated time."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(work)
