"""Create: never twice, never lost, never somebody else's."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from terrabind.rest import IncompleteError, errors
from terrabind.spec.values import UNKNOWN, Value
from tests.rest.fakes import (
    ANA,
    GRANT,
    POLICY,
    POOL_BINDING,
    ROLE,
    ROLE_BINDING,
    TRAINER,
    TRUST,
    Bindings,
    FakeClock,
    Policies,
    Roles,
    Server,
    actions,
    client,
    error,
)


async def test_a_binding_is_made_and_comes_back_in_the_users_spelling() -> None:
    """The server writes the address in lower case; Terraform compares letters."""
    async with client("fireworks", Bindings()) as rest:
        outcome = await rest.create(ROLE_BINDING, {**ANA, "account_id": UNKNOWN, "create_time": UNKNOWN})
    assert outcome.values == {**ANA, "account_id": "acme", "create_time": "t1"}
    assert (outcome.notices, outcome.adopted) == ((), False)


@pytest.mark.promise(3)
async def test_an_existing_binding_is_refused_with_an_import_block() -> None:
    """Nothing is taken over unless the user asked (promise 3)."""
    bindings = Bindings()
    async with client("fireworks", bindings) as rest:
        await rest.create(ROLE_BINDING, ANA)
        with pytest.raises(errors.ExistsError) as caught:
            await rest.create(ROLE_BINDING, {**ANA, "principal": "ANA@EXAMPLE.COM"})
    assert (
        "import {\n  to = terrabind_fireworks_aws_iam_role_binding.this\n"
        '  id = "acme/ana@example.com/arn:aws:iam::123456789012:role/Trainer"\n}\n'
    ) in caught.value.detail


@pytest.mark.promise(3)
async def test_an_existing_role_is_refused_with_an_import_block() -> None:
    """ECS says so itself; no second call is needed for the id."""
    server = Server(Roles())
    async with client("ecs", server) as rest:
        await rest.create(ROLE, TRAINER)
        with pytest.raises(errors.ExistsError, match='id = "ns1/Trainer"') as caught:
            await rest.create(ROLE, TRAINER)
    assert (caught.value.status, caught.value.code) == (409, "EntityAlreadyExists")
    assert actions(server) == ["CreateRole", "GetRole", "CreateRole"]


@pytest.mark.promise(3)
@pytest.mark.parametrize("on_existing", ["adopt_identical", "adopt"])
async def test_an_identical_object_is_taken_over_when_asked(on_existing: str) -> None:
    """The takeover is visible: a notice says what happened."""
    policies = Policies()
    async with client("k0rdent", policies) as rest:
        first = await rest.create(POLICY, GRANT)
        outcome = await rest.create(POLICY, GRANT, on_existing=on_existing)
    assert (outcome.values, outcome.adopted, len(policies.rows)) == (first.values, True, 1)
    assert "Took over" in outcome.notices[0].summary


@pytest.mark.promise(3)
async def test_adopting_only_the_identical_refuses_what_differs() -> None:
    """The message names what differs, so that the user can decide."""
    async with client("ecs", Roles()) as rest:
        await rest.create(ROLE, {**TRAINER, "description": "theirs"})
        with pytest.raises(errors.ExistsError, match="differs in description"):
            await rest.create(ROLE, {**TRAINER, "description": "ours"}, on_existing="adopt_identical")


@pytest.mark.promise(3)
async def test_adopting_updates_what_differs() -> None:
    """Another spelling of the policy is no difference, another duration is."""
    server = Server(Roles())
    theirs = {**TRAINER, "assume_role_policy": TRUST.replace('"u"', '["u"]')}
    async with client("ecs", server) as rest:
        await rest.create(ROLE, theirs)
        outcome = await rest.create(ROLE, {**TRAINER, "max_session_duration": 7200}, on_existing="adopt")
    assert outcome.values["max_session_duration"] == 7200
    assert outcome.values["assume_role_policy"] == TRUST
    assert "Updated: max_session_duration." in outcome.notices[0].detail
    assert actions(server)[3:] == ["GetRole", "UpdateRole", "GetRole"]


@pytest.mark.promise(7)
async def test_another_object_than_asked_for_is_undone() -> None:
    """The pool that a create honours is not documented (apis.md 1.3)."""
    deleted: list[bytes] = []

    def stubborn(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(":delete"):
            deleted.append(request.content)
            return httpx.Response(200, json={})
        row = {"principal": "ana@example.com", "clusterId": "other", "nodePoolId": "p", "accountId": "acme"}
        return httpx.Response(200, json=row if request.method == "POST" else {})

    asked = {"principal": "ana@example.com", "cluster_id": "research", "node_pool_id": "p"}
    async with client("fireworks", stubborn) as rest:
        with pytest.raises(errors.WrongObjectError, match="cluster_id"):
            await rest.create(POOL_BINDING, asked)
    assert deleted == [b'{"principal":"ana@example.com","clusterId":"other","nodePoolId":"p"}']


@pytest.mark.promise(7)
async def test_another_object_that_was_there_before_is_left_alone() -> None:
    """Undoing it would take away somebody's access."""
    row = {"principal": "ana@example.com", "clusterId": "other", "nodePoolId": "p", "accountId": "acme"}
    bindings = Bindings(rows=[row], items="nodePoolBindings")

    def stubborn(request: httpx.Request) -> httpx.Response:
        return bindings(request) if request.method == "GET" else httpx.Response(200, json=row)

    server = Server(stubborn)
    asked = {"principal": "ana@example.com", "cluster_id": "research", "node_pool_id": "p"}
    async with client("fireworks", server) as rest:
        with pytest.raises(errors.WrongObjectError, match="left alone"):
            await rest.create(POOL_BINDING, asked)
    assert server.count("POST", ":delete") == 0


@pytest.mark.promise(7)
async def test_another_object_that_cannot_be_undone_is_remembered() -> None:
    """What exists must be in the state, or nobody will ever remove it."""

    def stubborn(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(":delete"):
            return error(7, "no", 403)
        row = {"principal": "ana@example.com", "clusterId": "other", "nodePoolId": "p", "accountId": "acme"}
        return httpx.Response(200, json=row if request.method == "POST" else {})

    asked = {"principal": "ana@example.com", "cluster_id": "research", "node_pool_id": "p"}
    async with client("fireworks", stubborn) as rest:
        with pytest.raises(IncompleteError) as caught:
            await rest.create(POOL_BINDING, asked)
    assert caught.value.values is not None
    assert caught.value.values["cluster_id"] == "other"


@pytest.mark.promise(5)
@pytest.mark.parametrize(("hidden", "visible"), [(0, True), (4, True), (10_000, False)])
async def test_a_late_listing_is_waited_for_and_then_only_remarked(hidden: int, visible: bool) -> None:
    """The object is never lost: at worst a notice says that the next plan may not see it (promise 5)."""
    clock = FakeClock()
    bindings = Bindings()

    def late(request: httpx.Request) -> httpx.Response:
        answer = bindings(request)
        if request.method == "POST":
            bindings.hidden_for = hidden
        return answer

    async with client("fireworks", late, clock) as rest:
        outcome = await rest.create(ROLE_BINDING, ANA)
    assert outcome.values["create_time"] == "t1"
    assert (outcome.notices == ()) is visible
    assert sum(clock.slept) <= 31


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 501])
async def test_a_refused_create_is_one_request_and_one_error(status: int) -> None:
    """Nothing is looked for that was certainly not made."""
    server = Server(Bindings(), before=[httpx.Response(status, json={})])
    async with client("fireworks", server) as rest:
        with pytest.raises(errors.AnswerError) as caught:
            await rest.create(ROLE_BINDING, ANA)
    assert (server.count("POST"), server.count("GET"), caught.value.undecided) == (1, 1, False)


@pytest.mark.parametrize("status", [403, 404, 501])
async def test_a_refused_collection_hints_that_the_feature_may_be_off(status: int) -> None:
    """The endpoints may be legacy or limited to some accounts (apis.md 1.1)."""
    server = Server(Bindings(), before=[httpx.Response(status, json={})], writes_only=False)
    async with client("fireworks", server) as rest:
        with pytest.raises(errors.NotOfferedError, match="may not be enabled for this account"):
            await rest.create(ROLE_BINDING, ANA)


async def test_the_settings_fill_what_the_user_left_out() -> None:
    """A server default comes back filled; an optional attribute stays as the user gave it."""
    sent: list[bytes] = []
    policies = Policies()

    def recording(request: httpx.Request) -> httpx.Response:
        sent.append(request.content or request.url.query)
        return policies(request)

    async with client("k0rdent", recording, org_id="org-1") as rest:
        outcome = await rest.create(POLICY, GRANT)
    assert sent[0] == b"orgId=org-1&pageSize=500"
    assert b'"orgId":"org-1"' in sent[1]
    assert outcome.values["org_id"] is None


@pytest.mark.promise(29)
async def test_creates_of_one_key_go_one_after_the_other() -> None:
    """Two addresses with one grant must not both find nothing and both make it."""
    policies = Policies()
    async with client("k0rdent", policies) as rest:
        both = await asyncio.gather(rest.create(POLICY, GRANT), rest.create(POLICY, GRANT), return_exceptions=True)
    assert len(policies.rows) == 1
    assert sum(isinstance(each, errors.ExistsError) for each in both) == 1


async def test_a_create_after_a_delete_waits_for_the_deleted_one_to_vanish() -> None:
    """A replacement deletes and creates the same key within a second (promise 20)."""
    bindings = Bindings()
    ghosts: list[dict[str, Any]] = []

    def lagging(request: httpx.Request) -> httpx.Response:
        if request.method == "GET" and ghosts:
            return httpx.Response(200, json={"awsIamRoleBindings": [ghosts.pop(), *bindings.rows]})
        return bindings(request)

    async with client("fireworks", lagging) as rest:
        first = await rest.create(ROLE_BINDING, ANA)
        await rest.delete(ROLE_BINDING, first.values)
        ghosts += [{**ANA, "accountId": "acme", "createTime": "t0"}] * 3
        outcome = await rest.create(ROLE_BINDING, ANA)
    assert outcome.values["create_time"] == "t1"


@pytest.mark.promise(27)
async def test_time_is_up_says_what_the_server_said_last() -> None:
    """A bare "timed out" sends users the wrong way (promise 27)."""
    busy = httpx.Response(409, json={"code": 10, "message": "try later"}, headers={"Retry-After": "50"})
    server = Server(Bindings(), before=[busy, busy, busy])
    clock = FakeClock()
    async with client("fireworks", server, clock) as rest:
        with pytest.raises(errors.DeadlineError, match="try later") as caught:
            await rest.create(ROLE_BINDING, ANA, timeout=90)
    assert (caught.value.status, caught.value.code) == (409, "10")
    assert clock.seconds - 1_000_000 <= 90


@pytest.mark.parametrize("value", [None, "", UNKNOWN])
async def test_an_account_that_nobody_gave_is_an_error_that_names_it(value: Value) -> None:
    """It stands in the path of every request."""
    async with client("fireworks", Bindings()) as rest:
        rest._settings["account_id"] = value
        with pytest.raises(errors.ValueMissingError) as caught:
            await rest.create(ROLE_BINDING, ANA)
    assert caught.value.attribute == "account_id"


async def test_an_empty_description_is_not_sent_when_a_role_is_made() -> None:
    """It is the default anyway, and whether ECS accepts it is not known (apis.md 2.12, quirk 7)."""
    server = Server(Roles())
    async with client("ecs", server) as rest:
        outcome = await rest.create(ROLE, TRAINER)
    assert "Description" not in str(server.asked[0].url)
    assert outcome.values["description"] == ""
