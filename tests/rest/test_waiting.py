"""Work that goes on after its answer is waited for, within its time, and the object is never lost over it."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from terrabind.generic.description import describe
from terrabind.rest import errors
from terrabind.spec.values import Value
from tests.rest.jobs import Desk, Teams

WAIT: dict[str, Value] = {"status_from": {"body": "status"}, "success": ["ready"], "pending": ["queued", "building"]}
TEAM: dict[str, Value] = {"path": "/teams", "body": {"name": "red"}, "wait": {"create": WAIT}}


async def test_a_create_is_waited_for_until_it_is_ready() -> None:
    """Between two looks the interval passes, and what the object says at the end is the state."""
    desk = Desk(Teams(statuses=["queued", "building", "ready"]))
    outcome = await desk.create({**TEAM, "wait": {"create": {**WAIT, "interval": "5s"}}})
    assert outcome.values["id"] == "7"
    assert [seconds for seconds in desk.clock.slept if seconds >= 5] == [5.0, 5.0]


@pytest.mark.parametrize("status", ["failed", ""])
async def test_a_create_that_fails_after_its_answer_is_saved_tainted(status: str) -> None:
    """The object exists: a state without it would orphan it."""
    with pytest.raises(errors.IncompleteError, match="did not finish") as caught:
        await Desk(Teams(statuses=["queued", status])).create(TEAM)
    assert (caught.value.tainted, (caught.value.values or {})["id"]) == (True, "7")


@pytest.mark.promise(27)
async def test_a_wait_has_an_end_of_its_own() -> None:
    """An object that stays queued for ever must not hold up Terraform for ever."""
    desk = Desk(Teams(statuses=["queued"]))
    with pytest.raises(errors.IncompleteError, match="within 30 s") as caught:
        await desk.create({**TEAM, "wait": {"create": {**WAIT, "timeout": "30s"}}})
    assert sum(desk.clock.slept) <= 31
    assert 'said "queued" last' in caught.value.detail


@pytest.mark.promise(8)
async def test_a_wait_that_is_interrupted_saves_the_object() -> None:
    """Ctrl-C while a cluster is built must not orphan the cluster."""
    desk = Desk(Teams(statuses=["queued"]))
    described = describe({**TEAM, "wait": {"create": {**WAIT, "interval": "1s"}}})
    task = asyncio.ensure_future(desk.client.create(described.resource, described.values))
    while len(desk.server.asked) < 3:  # noqa: ASYNC110 - the server counts, and has no event
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(errors.IncompleteError) as caught:
        await task
    assert (caught.value.values or {})["id"] == "7"


async def test_a_poll_that_fails_for_a_moment_is_repeated() -> None:
    """A busy server must not taint what it is building."""
    server = Teams(statuses=["ready"], answers={"GET /teams/7": [httpx.Response(503), httpx.ReadError("cut")]})
    assert (await Desk(server).create(TEAM)).values["id"] == "7"


@pytest.mark.promise(26)
@pytest.mark.parametrize("asked_for", ["20", "Mon, 12 Jan 1970 13:47:00 GMT"])
async def test_the_servers_own_pause_wins(asked_for: str) -> None:
    """It knows how long its work takes, and says it in either form."""
    busy = httpx.Response(200, json={"status": "queued"}, headers={"Retry-After": asked_for})
    desk = Desk(Teams(statuses=["ready"], answers={"GET /teams/7": [busy]}))
    await desk.create(TEAM)
    assert max(desk.clock.slept) == 20


async def test_a_delete_is_waited_for_until_the_object_is_gone() -> None:
    """Its name may be used again only then."""
    held: dict[str, Value] = {**TEAM, "id": "7", "wait": {"delete": {"success": ["404"], "pending": ["200"]}}}
    still = [httpx.Response(200, json={"id": 7}), httpx.Response(200, json={"id": 7})]
    server = Teams(rows={"7": {"id": 7, "name": "red"}}, answers={"GET /teams/7": [*still]})
    await Desk(server).delete(held)
    assert server.lines == ["DELETE /teams/7", "GET /teams/7", "GET /teams/7", "GET /teams/7"]


async def test_the_address_to_ask_comes_from_a_header() -> None:
    """Long operations have an address of their own."""
    done = httpx.Response(200, json={"status": "ready"})
    server = Teams(headers={"Operation-Location": "/ops/1?v=2"}, answers={"GET /ops/1?v=2": [done]})
    await Desk(server).create({**TEAM, "wait": {"create": {**WAIT, "header": "Operation-Location"}}})
    assert server.lines == ["POST /teams", "GET /ops/1?v=2", "GET /teams/7"]


async def test_an_object_that_is_only_marked_as_deleted_is_gone() -> None:
    """Some servers show what was deleted for days."""
    held: dict[str, Value] = {"path": "/teams", "body": {"name": "red"}, "id": "7"}
    held["read"] = {"gone": {"state": ["deleted"]}}
    desk = Desk(Teams(rows={"7": {"id": 7, "name": "red", "state": "live"}}, soft=True))
    assert await desk.read(held) is not None
    await desk.delete(held)
    assert await desk.read(held) is None
