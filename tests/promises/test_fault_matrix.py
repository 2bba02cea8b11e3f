"""The fault matrix: operation x stage x fault for every resource, each case judged by the same oracle."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from terrabind.spec.values import Values
from tests.promises import oracle
from tests.promises.cases import Case, cases
from tests.promises.world import world

BOUNDARY = "urn:ecs:iam::ns1:policy/Bound"


def matrix(operation: str) -> Callable[[Callable[..., object]], object]:
    """Run a test for every case of an operation, counted for the promise that the case shows."""
    given = [pytest.param(case, id=str(case), marks=pytest.mark.promise(case.promise)) for case in cases(operation)]
    return pytest.mark.parametrize("case", given)


@matrix("create")
async def test_a_create_under_a_fault(case: Case) -> None:
    """One object, known to Terraform, whatever happens to the request, the answer or the look afterwards."""
    async with world(case.thing, *case.manners) as here:
        here.strike(*case.faults)
        oracle.judge_create(here, case, await here.create())
        assert here.was_struck()
        if case.stage == "late":
            assert (await here.refresh()).state is not None
        if case.unknowable:
            await here.take_in()
        await oracle.judge_peace(here, here.wanted)


@matrix("read")
async def test_a_read_under_a_fault(case: Case) -> None:
    """A doubtful answer never removes an object from state: the next apply would make it twice."""
    async with world(case.thing, *case.manners, page_size=case.page_size) as here:
        before = await here.create()
        await here.reconnect()
        here.strike(*case.faults)
        oracle.judge_read(here, case, await here.refresh(), before)
        assert here.was_struck()
        if here.held.state is not None:
            await oracle.judge_peace(here, here.wanted)


@matrix("delete")
async def test_a_delete_under_a_fault(case: Case) -> None:
    """What is said to be deleted is gone, and what may be there stays known."""
    async with world(case.thing, *case.manners) as here:
        before = await here.create()
        here.emulator.calls.clear()
        here.strike(*case.faults)
        oracle.judge_delete(here, case, await here.destroy(), before)
        assert here.was_struck()
        if not case.gone:
            await oracle.judge_peace(here, None)


@matrix("import")
async def test_an_import_under_a_fault(case: Case) -> None:
    """Half an object in state would be planned to be changed; none at all would be forgotten."""
    async with world(case.thing, *case.manners, page_size=case.page_size) as here:
        before = await here.create()
        await here.reconnect()
        here.strike(*case.faults)
        oracle.judge_import(here, case, await here.imported(), before)
        assert here.was_struck()
        await oracle.judge_peace(here, here.wanted)


@matrix("list")
async def test_a_list_under_a_fault(case: Case) -> None:
    """A list is complete or an error: what it leaves out would be taken for absent."""
    async with world(case.thing, *case.manners, page_size=case.page_size) as here:
        await here.create()
        await here.reconnect()
        here.strike(*case.faults)
        names, told = await here.listed()
        assert here.was_struck()
        assert not (case.passes and told), told
        assert told or len(names) == len(set(names)) == len(here.objects()), names


@matrix("update")
async def test_an_update_under_a_fault(case: Case) -> None:
    """After a failure at any step the state is the server's, and the next apply finishes the rest."""
    async with world(case.thing, *case.manners) as here:
        begin: Values = {"permissions_boundary": BOUNDARY, "tags": {"team": "research", "old": "1"}}
        here.wanted = here.config(**({} if here.thing.is_generic else begin))
        await here.create()
        here.strike(*case.faults)
        changes = dict(here.thing.changes)
        if "=PutRole" in case.faults[0]:
            changes["permissions_boundary"] = f"{BOUNDARY}2"
        oracle.judge_update(here, case, await here.change(**changes))
        assert here.was_struck()
        await oracle.judge_peace(here, here.wanted)
