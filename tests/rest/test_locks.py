"""Locks by name: one at a time, in turn, and let go whatever happens."""

from __future__ import annotations

import asyncio

import pytest

from terrabind.rest.effort import Effort
from terrabind.rest.locks import Locks
from tests.rest.fakes import FakeClock

pytestmark = pytest.mark.promise(29)


async def hold(locks: Locks, name: str, trace: list[str], who: str) -> None:
    """Hold a lock for a moment, and tell when."""
    async with locks.holding((name,), Effort(FakeClock(), 60.0)):
        trace.append(f"+{who}")
        await asyncio.sleep(0)
        trace.append(f"-{who}")


async def test_holders_of_one_lock_do_not_overlap_and_those_of_two_do() -> None:
    """A lock is for what must not happen at once, and for nothing else."""
    locks, trace = Locks(), list[str]()
    await asyncio.gather(hold(locks, "a", trace, "1"), hold(locks, "a", trace, "2"), hold(locks, "b", trace, "3"))
    assert trace.index("-1") < trace.index("+2")
    assert trace.index("+3") < trace.index("-1")


async def test_a_lock_is_let_go_by_an_exception_and_by_a_cancel() -> None:
    """Otherwise one failed resource would block all others of its group."""
    locks = Locks()
    with pytest.raises(ValueError, match="x"):
        async with locks.holding(("a",), Effort(FakeClock(), 1.0)):
            raise ValueError("x")
    task = asyncio.ensure_future(hold(locks, "a", [], "1"))
    await asyncio.sleep(0)
    assert locks.is_held(("a",))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not locks.is_held(("a",))


async def test_who_waits_for_a_lock_in_vain_is_told_so() -> None:
    """The time of an operation bounds its waiting too."""
    locks = Locks()
    async with locks.holding(("a",), Effort(FakeClock(), 1.0)):
        with pytest.raises(TimeoutError):
            async with locks.holding(("a",), Effort(FakeClock(), 0.01)):
                raise AssertionError
