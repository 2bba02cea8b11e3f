"""Deletes: gone is a success, doubt is not, and what is in the way is swept only when asked."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from terrabind.rest import Options, errors
from tests.rest.fakes import (
    ANA,
    GRANT,
    POLICY,
    POOL_BINDING,
    ROLE,
    ROLE_BINDING,
    TRAINER,
    Bindings,
    FakeClock,
    Policies,
    Roles,
    Server,
    actions,
    aws_error,
    client,
    error,
)

STORED = {**ANA, "principal": "ana@example.com", "accountId": "acme", "createTime": "t"}
ROLE_ROW = {"RoleName": "Trainer", "AssumeRolePolicyDocument": TRAINER["assume_role_policy"]}


@pytest.mark.promise(20)
async def test_what_is_gone_already_is_deleted() -> None:
    """A delete of a missing object succeeds, on every API (promise 20)."""
    async with client("fireworks", Bindings()) as rest:
        await rest.delete(ROLE_BINDING, {**ANA, "account_id": "acme"})
    async with client("ecs", Roles()) as rest:
        await rest.delete(ROLE, TRAINER)
    async with client("k0rdent", Policies()) as rest:
        await rest.delete(POLICY, {**GRANT, "policy_id": "p-1"})
        await rest.delete(POLICY, GRANT)


@pytest.mark.promise(20)
@pytest.mark.parametrize("lost", ["before", "after"])
@pytest.mark.parametrize("fault", [httpx.ReadTimeout("slow"), httpx.Response(502), httpx.ConnectError("no")])
async def test_a_delete_whose_answer_is_lost_takes_effect(fault: Any, lost: str) -> None:
    """It is sent again, but only when a look shows that the first one did nothing."""
    bindings = Bindings(rows=[dict(STORED)])
    server = Server(bindings)
    setattr(server, lost, [fault])
    async with client("fireworks", server) as rest:
        await rest.delete(ROLE_BINDING, {**ANA, "account_id": "acme"})
    assert bindings.rows == []
    assert server.count("POST") == (1 if lost == "after" and not isinstance(fault, httpx.ConnectError) else 2)


@pytest.mark.promise(20)
async def test_a_grant_made_anew_after_a_lost_delete_is_left_alone() -> None:
    """Ours was deleted although no answer came; whoever granted it again, elsewhere, did so on purpose."""
    binding: dict[str, Any] = {**GRANT, "id": "p-1", "uid": "u", "createdAt": "t"}
    policies = Policies(rows=[dict(binding)])
    server = Server(policies, after=[httpx.ReadTimeout("slow")])

    def again(request: httpx.Request) -> httpx.Response:
        """Somebody makes the same grant as soon as ours is seen to be gone."""
        answer = server(request)
        if request.method == "GET":
            policies.rows.append(dict(binding))
        return answer

    async with client("k0rdent", again) as rest:
        await rest.delete(POLICY, {**GRANT, "policy_id": "p-1"})
    assert len(policies.rows) == 1
    assert server.lines == [f"{verb} /v1/regions/global/iam/policies/p-1" for verb in ("DELETE", "GET")]


@pytest.mark.promise(20)
@pytest.mark.parametrize("look", [403, 500, 200])
async def test_a_lost_delete_that_cannot_be_looked_up_is_sent_again(look: int) -> None:
    """A credential may delete and not read; deleting twice is still better than leaving access."""
    bindings = Bindings(rows=[dict(STORED)])
    server = Server(bindings, before=[httpx.ReadTimeout("slow")])

    def blind(request: httpx.Request) -> httpx.Response:
        return httpx.Response(look, text="no") if request.method == "GET" else server(request)

    async with client("fireworks", blind) as rest:
        await rest.delete(ROLE_BINDING, {**ANA, "account_id": "acme"})
    assert (bindings.rows, server.count("POST")) == ([], 2)


@pytest.mark.promise(27)
@pytest.mark.parametrize("fault", [httpx.ReadTimeout("slow"), httpx.Response(503, json={"message": "disk full"})])
async def test_a_delete_that_keeps_failing_ends_in_time(fault: Any) -> None:
    """The looks have their own time; the deletes do not go on beyond the limit, and the last failure is told."""
    clock = FakeClock()
    server = Server(Bindings(rows=[dict(STORED)]), before=[fault] * 99)
    began = clock.seconds
    async with client("fireworks", server, clock, Options(max_retries=50)) as rest:
        with pytest.raises(errors.DeadlineError, match=r"slow|disk full") as caught:
            await rest.delete(ROLE_BINDING, {**ANA, "account_id": "acme"}, timeout=9.0)
    assert clock.seconds - began <= 9.0
    assert caught.value.undecided


@pytest.mark.promise(20)
async def test_a_delete_that_never_answers_is_confirmed_by_the_listing() -> None:
    """It took effect, so it is a success."""
    server = Server(Bindings(rows=[dict(STORED)]), after=[httpx.ReadTimeout("slow")] * 9)
    async with client("fireworks", server) as rest:
        await rest.delete(ROLE_BINDING, {**ANA, "account_id": "acme"})
    assert server.count("GET") == 1


@pytest.mark.promise(20)
async def test_a_delete_that_took_no_effect_is_the_error_that_it_was() -> None:
    """The object is still listed."""
    server = Server(Bindings(rows=[dict(STORED)]), before=[httpx.Response(500, json={"message": "disk full"})] * 9)
    async with client("fireworks", server) as rest:
        with pytest.raises(errors.UnavailableError, match="disk full"):
            await rest.delete(ROLE_BINDING, {**ANA, "account_id": "acme"})


@pytest.mark.promise(46)
async def test_a_binding_that_the_server_spells_otherwise_is_deleted_in_its_spelling() -> None:
    """A server that tells cases apart says "not found" to ours; the binding would live on unseen."""
    rows = [dict(STORED)]

    def strict(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"awsIamRoleBindings": rows})
        if b'"ana@example.com"' not in request.content:
            return error(5, "binding not found", 404)
        rows.clear()
        return httpx.Response(200, json={})

    async with client("fireworks", strict) as rest:
        await rest.delete(ROLE_BINDING, {**ANA, "account_id": "acme"})
    assert rows == []


async def test_a_delete_that_says_not_found_of_what_is_listed_is_an_error() -> None:
    """Success would forget a grant that is still there."""

    def contrary(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"awsIamRoleBindings": [STORED]})
        return error(5, "binding not found", 404)

    async with client("fireworks", contrary) as rest:
        with pytest.raises(errors.GoneError):
            await rest.delete(ROLE_BINDING, {**ANA, "account_id": "acme"})


@pytest.mark.promise(20)
@pytest.mark.parametrize("status", [404, 410])
async def test_a_bare_404_on_a_missing_collection_is_no_success(status: int) -> None:
    """The feature is off, or the address is wrong (promise 11)."""
    async with client("fireworks", lambda _: httpx.Response(status)) as rest:
        with pytest.raises(errors.NotOfferedError):
            await rest.delete(ROLE_BINDING, {**ANA, "account_id": "acme"})


@pytest.mark.promise(20)
async def test_a_missing_namespace_is_no_success() -> None:
    """The role may live in another array's namespace of that name."""
    missing = aws_error("NoSuchEntity", "Namespace ns1 does not exist", 404)
    async with client("ecs", lambda _: missing) as rest:
        with pytest.raises(errors.GoneError):
            await rest.delete(ROLE, TRAINER)


async def test_a_delete_names_the_whole_binding() -> None:
    """All of account, cluster, node pool and principal must be specified (apis.md 1.3)."""
    row = {"principal": "ana@example.com", "clusterId": "c", "nodePoolId": "n", "accountId": "acme"}
    server = Server(Bindings(rows=[row], items="nodePoolBindings"))
    async with client("fireworks", server) as rest:
        await rest.delete(POOL_BINDING, {"principal": "ana@example.com"})
    assert server.lines == ["GET /v1/accounts/acme/nodePoolBindings", "POST /v1/accounts/acme/nodePoolBindings:delete"]
    assert server.asked[1].content == b'{"principal":"ana@example.com","clusterId":"c","nodePoolId":"n"}'


async def test_policies_in_the_way_are_an_error_that_names_the_switch() -> None:
    """Nothing is detached that the user did not ask for (apis.md 2.12, quirk 10)."""
    roles = Roles(roles={"trainer": dict(ROLE_ROW)}, attached=["urn:a"])
    async with client("ecs", roles) as rest:
        with pytest.raises(errors.InUseError, match="force_detach_policies = true"):
            await rest.delete(ROLE, TRAINER)
    assert roles.attached == ["urn:a"]


async def test_policies_in_the_way_are_swept_when_asked() -> None:
    """Detach, delete inline, drop the boundary, then the role."""
    roles = Roles(roles={"trainer": dict(ROLE_ROW)}, attached=["urn:a", "urn:b"], inline=["in"])
    server = Server(roles)
    async with client("ecs", server) as rest:
        values = {**TRAINER, "force_detach_policies": True, "permissions_boundary": "urn:ecs:iam:::policy/B"}
        await rest.delete(ROLE, values)
    assert actions(server) == [
        "ListAttachedRolePolicies",
        "DetachRolePolicy",
        "DetachRolePolicy",
        "ListRolePolicies",
        "DeleteRolePolicy",
        "DeleteRolePermissionsBoundary",
        "DeleteRole",
    ]
    assert roles.roles == {}


async def test_a_sweep_of_what_is_gone_is_a_success() -> None:
    """The role was deleted elsewhere."""
    async with client("ecs", Roles()) as rest:
        await rest.delete(ROLE, {**TRAINER, "force_detach_policies": True})


@pytest.mark.parametrize("status", [401, 403, 429, 500])
async def test_a_refused_delete_is_an_error(status: int) -> None:
    """Forbidden and deleted look alike only to careless eyes."""
    async with client("k0rdent", lambda _: httpx.Response(status, json={})) as rest:
        with pytest.raises(errors.RestError) as caught:
            await rest.delete(POLICY, {**GRANT, "policy_id": "p-1"})
    assert caught.value.status == status
