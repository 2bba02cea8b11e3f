"""Locks by name: writes that must not overlap, across all clients that share these."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from terrabind.rest.effort import Effort


class Locks:
    """Each lock exists while somebody holds or awaits it, and is let go whatever happens meanwhile."""

    def __init__(self) -> None:
        self._all: WeakValueDictionary[tuple[str, ...], asyncio.Lock] = WeakValueDictionary()

    def is_held(self, name: tuple[str, ...]) -> bool:
        """Tell whether somebody holds a lock now."""
        lock = self._all.get(name)
        return lock is not None and lock.locked()

    @asynccontextmanager
    async def holding(self, name: tuple[str, ...], effort: Effort) -> AsyncIterator[None]:
        """Hold a lock. Raises `TimeoutError` when the others take longer than there is time."""
        lock = self._all.setdefault(name, asyncio.Lock())
        await effort.within(lock.acquire())
        try:
            yield
        finally:
            lock.release()
