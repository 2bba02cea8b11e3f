"""A stop request ends waiting, not writing.

Terraform asks to stop when the user interrupts it, and then waits for the calls in flight, to save what they report. So
work is cancelled, and the HTTP helper decides what that means: a listing ends at once, a create that was sent is seen
through on its own deadline and answers as usual.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from terrabind.plugin.diagnostics import Diagnostic, RefusedError

_T = TypeVar("_T")

_STOPPED = Diagnostic(
    "Stopped", "Terraform was asked to stop before this was begun or finished. Nothing more was sent for it."
)


class Stopping:
    """The work of one connection that a stop request may end."""

    def __init__(self) -> None:
        self._stopped = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()

    def stop(self) -> None:
        """End what runs and refuse what comes."""
        self._stopped.set()
        for task in self._tasks:
            task.cancel()

    async def interruptible(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Await `work`. Raises `RefusedError` when a stop request ends it."""
        if self._stopped.is_set():
            work.close()
            raise RefusedError(_STOPPED)
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if self._stopped.is_set() and not _is_cancelled():
                raise RefusedError(_STOPPED) from None
            raise
        finally:
            self._tasks.discard(task)


def _is_cancelled() -> bool:
    """Tell whether the caller's own task is being cancelled, not only the work in it."""
    current = asyncio.current_task()
    return current is not None and current.cancelling() > 0
