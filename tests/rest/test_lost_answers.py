"""A create whose answer is lost or that is interrupted: found, repeated once, or said to be open."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from terrabind.rest import IncompleteError, errors
from terrabind.rest.crud import MOST_CREATES
from tests.rest.fakes import (
    ANA,
    GRANT,
    POLICY,
    POOL_BINDING,
    ROLE,
    ROLE_BINDING,
    TRAINER,
    Bindings,
    Policies,
    Roles,
    Server,
    actions,
    client,
    error,
)

LOST = [
    httpx.ReadTimeout("slow"),
    httpx.ReadError("cut"),
    httpx.RemoteProtocolError("closed"),
    httpx.WriteError("cut"),
    httpx.Response(500, json={"code": 13, "message": "internal"}),
    httpx.Response(502, text="<html>bad gateway</html>", headers={"Content-Type": "text/html"}),
    httpx.Response(504),
    httpx.Response(200, text="not json at all", headers={"Content-Type": "application/json"}),
    httpx.Response(200, json={"unrelated": 1}),
]
NOT_DONE = [
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("slow"),
    httpx.Response(429, json={"code": 8}),
    httpx.Response(409, json={"code": 10, "message": "aborted"}),
]


def named(fault: object) -> str:
    """A name for a fault."""
    return type(fault).__name__ + str(getattr(fault, "status_code", ""))


@pytest.mark.promise(1)
@pytest.mark.parametrize("fault", LOST, ids=named)
async def test_an_object_whose_answer_was_lost_is_found_and_kept(fault: httpx.Response | Exception) -> None:
    """Exactly one object exists, and the state holds it (promise 1)."""
    bindings = Bindings()
    server = Server(bindings, after=[fault])
    async with client("fireworks", server) as rest:
        outcome = await rest.create(ROLE_BINDING, ANA)
    assert (outcome.values["create_time"], outcome.adopted, len(bindings.rows)) == ("t1", False, 1)
    assert server.count("POST") == 1


@pytest.mark.promise(2)
@pytest.mark.parametrize("fault", [*LOST, *NOT_DONE], ids=named)
async def test_a_request_that_never_arrived_is_sent_once_more(fault: httpx.Response | Exception) -> None:
    """Zero or one object, never two (promise 2)."""
    bindings = Bindings()
    server = Server(bindings, before=[fault])
    async with client("fireworks", server) as rest:
        await rest.create(ROLE_BINDING, ANA)
    assert (server.count("POST"), len(bindings.rows)) == (2, 1)


@pytest.mark.promise(1)
@pytest.mark.parametrize("fault", LOST, ids=named)
async def test_a_server_without_conflicts_gets_no_second_binding(fault: httpx.Response | Exception) -> None:
    """k0rdent would make a second, identical one (apis.md 3.9, quirk 2)."""
    policies = Policies()
    async with client("k0rdent", Server(policies, after=[fault])) as rest:
        outcome = await rest.create(POLICY, GRANT)
    assert (outcome.values["policy_id"], len(policies.rows)) == ("p-1", 1)


@pytest.mark.promise(1)
@pytest.mark.parametrize("fault", LOST, ids=named)
async def test_a_role_whose_answer_was_lost_is_read_by_its_name(fault: httpx.Response | Exception) -> None:
    """ECS has an address for one role; no listing is needed."""
    server = Server(Roles(), after=[fault])
    async with client("ecs", server) as rest:
        outcome = await rest.create(ROLE, TRAINER)
    assert outcome.values["arn"] == "urn:ecs:iam::ns1:role/trainer"
    if isinstance(fault, Exception):
        assert actions(server) == ["CreateRole", "GetRole"]


async def test_a_request_that_is_always_lost_is_one_error_and_no_object() -> None:
    """Each repetition follows a proof of absence, and their number has an end; then the truth."""
    server = Server(Bindings(), before=[httpx.ReadTimeout("slow")] * MOST_CREATES)
    async with client("fireworks", server) as rest:
        with pytest.raises(errors.LostAnswerError, match="looked for afterwards and is not there") as caught:
            await rest.create(ROLE_BINDING, ANA)
    assert (server.count("POST"), caught.value.undecided) == (MOST_CREATES, False)


@pytest.mark.promise(2)
async def test_a_first_request_that_arrives_after_the_second_is_ours_too() -> None:
    """It looked absent, was sent again, and the conflict is our own first request."""
    bindings = Bindings()
    row = {**ANA, "principal": "ana@example.com", "accountId": "acme", "createTime": "t0"}
    conflict = error(6, "exists", 409)

    def late(request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and server.count("POST") == 2:
            bindings.rows.append(row)
            return conflict
        return bindings(request)

    server = Server(late, before=[httpx.ReadTimeout("slow")])
    async with client("fireworks", server) as rest:
        outcome = await rest.create(ROLE_BINDING, ANA)
    assert outcome.values["create_time"] == "t0"


@pytest.mark.promise(4)
async def test_what_stays_open_says_what_may_exist_and_is_remembered() -> None:
    """The next plan looks again; nothing is forgotten (promise 9)."""
    server = Server(Policies(), after=[httpx.ReadTimeout("slow")])

    def blind(request: httpx.Request) -> httpx.Response:
        return httpx.Response(403, json={}) if server.count("POST") and request.method == "GET" else server(request)

    async with client("k0rdent", blind) as rest:
        with pytest.raises(IncompleteError, match="may or may not have made") as caught:
            await rest.create(POLICY, GRANT)
    assert caught.value.values == {**dict.fromkeys(POLICY.attributes), **GRANT}
    assert caught.value.tainted
    assert 'role = "viewer"' in caught.value.detail


async def test_a_lost_binding_to_an_unnamed_pool_is_open_when_one_like_it_exists() -> None:
    """It may have been there before; how to check is in the message."""
    row = {"principal": "ana@example.com", "clusterId": "c", "nodePoolId": "n", "accountId": "acme"}
    bindings = Bindings(rows=[row], items="nodePoolBindings")
    server = Server(bindings, before=[httpx.ReadTimeout("slow")])
    async with client("fireworks", server) as rest:
        with pytest.raises(IncompleteError) as caught:
            await rest.create(POOL_BINDING, {"principal": "ana@example.com"})
    assert caught.value.values is None
    assert "GET /v1/accounts/{account_id}/nodePoolBindings" in caught.value.detail


@pytest.mark.promise(40)
async def test_a_cancel_before_anything_was_sent_ends_at_once() -> None:
    """A stop during the look leaves nothing behind (promise 40)."""
    started = asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        started.set()
        await asyncio.sleep(3600)
        return httpx.Response(500)

    async with client("fireworks", slow) as rest:  # type: ignore[arg-type]  # httpx takes coroutines as well
        task = asyncio.ensure_future(rest.create(ROLE_BINDING, ANA))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.promise(8)
@pytest.mark.parametrize("fault", [None, httpx.ReadTimeout("slow")])
async def test_a_cancel_in_the_middle_of_a_create_still_gives_the_object(fault: Exception | None) -> None:
    """Ctrl-C must not leave an object that no state knows (promise 8)."""
    bindings = Bindings()
    server = Server(bindings, after=[fault])
    sent, go_on = asyncio.Event(), asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            sent.set()
            await go_on.wait()
        return server(request)

    async with client("fireworks", slow) as rest:  # type: ignore[arg-type]  # httpx takes coroutines as well
        task = asyncio.ensure_future(rest.create(ROLE_BINDING, ANA))
        await sent.wait()
        task.cancel()
        await asyncio.sleep(0)
        go_on.set()
        outcome = await task
    assert (outcome.values["create_time"], len(bindings.rows)) == ("t1", 1)
