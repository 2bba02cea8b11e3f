"""Updates: the due steps in their order, and the truth when one fails."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from terrabind.rest import IncompleteError, errors
from terrabind.rest.changes import due_steps
from tests.rest.fakes import ROLE, TRAINER, TRUST, Roles, Server, actions, aws_error, client

BEFORE: dict[str, Any] = {
    **TRAINER,
    "description": "old",
    "max_session_duration": 3600,
    "permissions_boundary": "urn:ecs:iam:::policy/Old",
    "tags": {"keep": "1", "change": "1", "drop": "1"},
}
AFTER: dict[str, Any] = {
    **BEFORE,
    "assume_role_policy": TRUST.replace('"u"', '"v"'),
    "max_session_duration": 7200,
    "permissions_boundary": "urn:ecs:iam:::policy/New",
    "tags": {"keep": "1", "change": "2", "add": "1"},
}
STEPS = ["UpdateAssumeRolePolicy", "UpdateRole", "PutRolePermissionsBoundary", "UntagRole", "TagRole"]


def due(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The actions of the steps that are due."""
    return [step.operation.parameters["Action"] for step in due_steps(ROLE, before, after)]


@pytest.mark.promise(15)
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"assume_role_policy": TRUST.replace("{", "{ ")}, []),
        ({"assume_role_policy": TRUST.replace("Allow", "Deny")}, ["UpdateAssumeRolePolicy"]),
        ({"description": ""}, ["UpdateRole"]),
        ({"max_session_duration": 7200}, ["UpdateRole"]),
        ({"permissions_boundary": None}, ["DeleteRolePermissionsBoundary"]),
        ({"permissions_boundary": "urn:ecs:iam:::policy/New"}, ["PutRolePermissionsBoundary"]),
        ({"tags": None}, ["UntagRole"]),
        ({"tags": {**BEFORE["tags"], "new": "1"}}, ["TagRole"]),
        ({"tags": {**BEFORE["tags"], "keep": "2"}}, ["TagRole"]),
        ({"force_detach_policies": True}, []),
    ],
)
def test_only_what_changed_in_meaning_is_sent(change: dict[str, Any], expected: list[str]) -> None:
    """Every action is a request that somebody audits (apis.md 2.10)."""
    assert due(BEFORE, {**BEFORE, **change}) == expected


async def make(rest: Any) -> dict[str, Any]:
    """Create the role as it is before."""
    made = await rest.create(ROLE, BEFORE)
    values: dict[str, Any] = (await rest.update(ROLE, {**BEFORE, "permissions_boundary": None}, BEFORE)).values
    return {**made.values, **values}


async def test_the_steps_run_in_order_and_one_read_ends_them() -> None:
    """Trust policy, role, boundary, tags, then GetRole (apis.md 2.10)."""
    server = Server(Roles())
    async with client("ecs", server) as rest:
        before = await make(rest)
        server.asked.clear()
        outcome = await rest.update(ROLE, before, AFTER)
    assert actions(server) == [*STEPS, "GetRole"]
    assert {name: outcome.values[name] for name in AFTER} == AFTER
    assert outcome.values["role_id"] == "AROA0"


async def test_an_update_of_the_role_always_carries_both_values() -> None:
    """What is left out falls back to its default on the server (apis.md 2.12, quirk 4)."""
    async with client("ecs", Roles()) as rest:
        before = await make(rest)
        values = (await rest.update(ROLE, before, {**before, "max_session_duration": 7200})).values
        assert (values["description"], values["max_session_duration"]) == ("old", 7200)
        again = (await rest.update(ROLE, values, {**values, "description": "new"})).values
    assert (again["description"], again["max_session_duration"]) == ("new", 7200)


@pytest.mark.promise(18)
@pytest.mark.parametrize("failing", range(len(STEPS)))
async def test_a_step_that_fails_leaves_the_truth_and_the_next_update_does_the_rest(failing: int) -> None:
    """For every step (promise 18)."""
    server = Server(Roles())
    async with client("ecs", server) as rest:
        before = await make(rest)
        server.before = [*[None] * failing, aws_error("AccessDenied", "not you", 403)]
        with pytest.raises(IncompleteError, match="not you") as caught:
            await rest.update(ROLE, before, AFTER)
        assert not caught.value.tainted
        assert caught.value.values is not None
        assert due(caught.value.values, AFTER) == STEPS[failing:]
        outcome = await rest.update(ROLE, caught.value.values, AFTER)
    assert {name: outcome.values[name] for name in AFTER} == AFTER


@pytest.mark.promise(18)
@pytest.mark.parametrize("fault", [httpx.ReadTimeout("slow"), httpx.Response(503), httpx.ConnectError("no")])
@pytest.mark.parametrize("lost", ["before", "after"])
async def test_a_step_whose_answer_is_lost_is_repeated(fault: Any, lost: str) -> None:
    """Each step sets a state, so doing it twice does no harm."""
    server = Server(Roles())
    async with client("ecs", server) as rest:
        before = await make(rest)
        setattr(server, lost, [fault])
        outcome = await rest.update(ROLE, before, AFTER)
    assert {name: outcome.values[name] for name in AFTER} == AFTER


async def test_a_concurrent_change_is_retried() -> None:
    """Nothing was done, the code says (apis.md 2.8)."""
    server = Server(Roles())
    async with client("ecs", server) as rest:
        before = await make(rest)
        server.before = [aws_error("ConcurrentModification", "again", 409)]
        assert (await rest.update(ROLE, before, AFTER)).values["max_session_duration"] == 7200


@pytest.mark.promise(18)
async def test_a_last_read_that_fails_keeps_what_the_steps_did() -> None:
    """The steps are done; forgetting them would show drift that is none (promise 4)."""
    server = Server(Roles())
    async with client("ecs", server) as rest:
        before = await make(rest)
        refused = aws_error("AccessDenied", "no reading", 403)
        server.before = [*[None] * len(STEPS), refused, refused]
        with pytest.raises(IncompleteError, match="no reading") as caught:
            await rest.update(ROLE, before, AFTER)
    assert caught.value.values is not None
    assert due(caught.value.values, AFTER) == []
    assert caught.value.values["role_id"] == "AROA0"


async def test_a_role_that_vanishes_during_its_update_is_said_to_be_gone() -> None:
    """The next plan makes it anew."""
    roles = Roles()

    def vanishing(request: httpx.Request) -> httpx.Response:
        answer = roles(request)
        if b"TagRole" in request.url.query:
            roles.roles.clear()
        return answer

    async with client("ecs", vanishing) as rest:
        made = await rest.create(ROLE, TRAINER)
        with pytest.raises(errors.GoneError, match="deleted while it was updated"):
            await rest.update(ROLE, made.values, {**made.values, "tags": {"a": "1"}})


@pytest.mark.promise(18)
async def test_a_stop_between_two_steps_leaves_the_truth() -> None:
    """What was sent is finished, nothing new is begun, and the state is right (promise 8)."""
    roles = Roles()
    sent, go_on = asyncio.Event(), asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        if b"UpdateAssumeRolePolicy" in request.url.query:
            sent.set()
            await go_on.wait()
        return roles(request)

    async with client("ecs", slow) as rest:  # type: ignore[arg-type]  # httpx takes coroutines as well
        before = await make(rest)
        task = asyncio.ensure_future(rest.update(ROLE, before, AFTER))
        await sent.wait()
        task.cancel()
        await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(IncompleteError, match="asked to stop") as caught:
            await task
    assert caught.value.values is not None
    assert due(caught.value.values, AFTER) == STEPS[1:]
