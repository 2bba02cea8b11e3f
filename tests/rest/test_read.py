"""Reads by address: gone only when the object's own answer or a complete listing says so."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from terrabind.rest import errors
from tests.rest.fakes import (
    GRANT,
    POLICY,
    ROLE,
    TRAINER,
    TRUST,
    FakeClock,
    Handler,
    Policies,
    Roles,
    Server,
    aws_error,
    client,
)

HTML = {"Content-Type": "text/html"}


def always(answer: httpx.Response) -> Handler:
    """A server with one answer."""
    return lambda _: answer


@pytest.mark.promise(10)
@pytest.mark.parametrize("status", [404, 400])
async def test_a_role_that_is_gone_is_told_by_its_code(status: int) -> None:
    """Dell's clients see 404 and 400 for it (apis.md 2.8)."""
    gone = aws_error("NoSuchEntity", "The role with name Trainer cannot be found.", status)
    async with client("ecs", always(gone)) as rest:
        assert await rest.read(ROLE, TRAINER) is None


@pytest.mark.promise(11)
@pytest.mark.parametrize("message", ["Namespace ns1 does not exist", "namespace not found"])
async def test_a_missing_namespace_is_no_missing_role(message: str) -> None:
    """One code stands for both; dropping every role from state would be the result (apis.md 2.8)."""
    async with client("ecs", always(aws_error("NoSuchEntity", message, 404))) as rest:
        with pytest.raises(errors.GoneError, match="amespace"):
            await rest.read(ROLE, TRAINER)


@pytest.mark.promise(11)
@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401, json={}),
        httpx.Response(403, json={"error": {"code": 403, "message": "no"}}),
        httpx.Response(429, json={}),
        httpx.Response(500, json={}),
        httpx.Response(503, text="<html>down</html>", headers=HTML),
        httpx.Response(200, text="<html>sign in</html>", headers=HTML),
        httpx.Response(404, text="<html>no such page</html>", headers=HTML),
        httpx.Response(200, json={}),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"id": "p-1"}),
        httpx.Response(200, json={"role": {"a": 1}}),
        httpx.Response(200, text="{", headers={"Content-Type": "application/json"}),
        httpx.Response(204),
    ],
)
async def test_a_doubtful_answer_is_an_error_and_never_an_absence(answer: httpx.Response) -> None:
    """State stays untouched (promise 11)."""
    async with client("k0rdent", always(answer)) as rest:
        with pytest.raises(errors.RestError) as caught:
            await rest.read(POLICY, {"policy_id": "p-1"})
    assert caught.value.summary.startswith("k0rdent AI did not")


@pytest.mark.promise(11)
@pytest.mark.parametrize("status", [404, 410])
async def test_a_bare_404_is_checked_against_the_collection(status: int) -> None:
    """A wrong base path answers 404 to everything; the listing tells the difference."""
    policies = Policies(rows=[{**GRANT, "id": "p-1"}])

    def bare(request: httpx.Request) -> httpx.Response:
        return policies(request) if request.url.path.endswith("/policies") else httpx.Response(status)

    async with client("k0rdent", bare) as rest:
        assert await rest.read(POLICY, {"policy_id": "p-2"}) is None
        with pytest.raises(errors.GoneError):
            await rest.read(POLICY, {"policy_id": "p-1"})
    async with client("k0rdent", always(httpx.Response(status))) as rest:
        with pytest.raises(errors.NotOfferedError):
            await rest.read(POLICY, {"policy_id": "p-1"})


@pytest.mark.promise(10)
@pytest.mark.parametrize("code", [404, "NOT_FOUND"])
async def test_a_404_in_the_apis_own_words_is_believed(code: Any) -> None:
    """No second call is spent on it."""
    server = Server(always(httpx.Response(404, json={"error": {"code": code, "message": "no such policy"}})))
    async with client("k0rdent", server) as rest:
        assert await rest.read(POLICY, {"policy_id": "p-1"}) is None
    assert len(server.asked) == 1


async def test_a_binding_without_its_id_is_found_by_its_key() -> None:
    """After a create that stayed open the state has no id; the next plan must still find it."""
    async with client("k0rdent", Policies()) as rest:
        made = await rest.create(POLICY, GRANT)
        assert await rest.read(POLICY, GRANT) == made.values
        assert await rest.read(POLICY, {**GRANT, "role": "other"}) is None


@pytest.mark.promise(21)
async def test_an_import_reads_everything_from_the_id_alone() -> None:
    """The organisation comes only from the import id: the server never says it (apis.md 3.8)."""
    async with client("k0rdent", Policies(rows=[{**GRANT, "id": "p-1", "uid": "u"}])) as rest:
        found = await rest.read(POLICY, {"policy_id": "p-1", "org_id": "o"})
    assert found is not None
    assert (found["org_id"], found["role"], found["scope"]) == ("o", "viewer", {"type": "org", "resource": None})


@pytest.mark.promise(15, 46)
@pytest.mark.parametrize(
    ("attribute", "given", "server", "read"),
    [
        ("assume_role_policy", TRUST, TRUST.replace("{", "{ "), TRUST),
        ("assume_role_policy", TRUST, quote(TRUST), TRUST),
        ("assume_role_policy", TRUST, TRUST.replace("Allow", "Deny"), TRUST.replace("Allow", "Deny")),
        ("name", "Trainer", "TRAINER", "Trainer"),
        ("description", "", None, ""),
        ("description", "mine", "theirs", "theirs"),
        ("tags", {}, [], {}),
        ("tags", None, [], None),
        ("tags", {"a": "1"}, [{"Key": "a", "Value": "2"}], {"a": "2"}),
        ("permissions_boundary", "urn:b:cccccc", None, None),
        ("max_session_duration", 3600, "3600", 3600),
    ],
)
async def test_the_users_spelling_stays_where_it_means_the_same(
    attribute: str, given: Any, server: Any, read: Any
) -> None:
    """Cosmetic rewriting is no drift, real drift is (promises 14 and 15)."""
    wire = ROLE.attributes[attribute].wire
    role = {"RoleName": "Trainer", "AssumeRolePolicyDocument": TRUST, wire: server}
    async with client("ecs", Roles(roles={"trainer": role})) as rest:
        found = await rest.read(ROLE, {**TRAINER, attribute: given})
    assert found is not None
    assert found[attribute] == read


async def test_what_an_answer_cannot_hold_keeps_its_value() -> None:
    """The namespace and the local switch travel nowhere."""
    role = {"RoleName": "Trainer", "AssumeRolePolicyDocument": TRUST}
    async with client("ecs", Roles(roles={"trainer": role})) as rest:
        found = await rest.read(ROLE, {**TRAINER, "force_detach_policies": True})
        bare = await rest.read(ROLE, {"name": "Trainer"})
    assert found is not None
    assert (found["namespace"], found["force_detach_policies"], found["path"]) == ("ns1", True, "/")
    assert bare is not None
    assert bare["namespace"] == "ns1"


async def test_a_failing_read_is_repeated_and_then_says_what_failed() -> None:
    """Passing failures must not reach the user, lasting ones must."""
    server = Server(always(httpx.Response(503, json={"error": {"code": 503, "message": "maintenance"}})))
    async with client("k0rdent", server) as rest:
        with pytest.raises(errors.UnavailableError, match="maintenance"):
            await rest.read(POLICY, {"policy_id": "p-1"})
    assert len(server.asked) == 5


@pytest.mark.promise(5)
async def test_a_role_that_was_made_just_now_is_waited_for() -> None:
    """Another site of a replicated array may not have heard of it yet (apis.md 2.9)."""
    roles = Roles()
    late = 3

    def lagging(request: httpx.Request) -> httpx.Response:
        nonlocal late
        if b"GetRole" in request.url.query and late:
            late -= 1
            return aws_error("NoSuchEntity", "The role with name Trainer cannot be found.", 404)
        return roles(request)

    async with client("ecs", lagging) as rest:
        made = await rest.create(ROLE, TRAINER)
        assert await rest.read(ROLE, made.values) == made.values


async def test_a_role_that_was_made_long_ago_is_believed_to_be_gone() -> None:
    """The patience ends after half a minute."""
    roles, clock = Roles(), FakeClock()
    async with client("ecs", roles, clock) as rest:
        made = await rest.create(ROLE, TRAINER)
        roles.roles.clear()
        clock.seconds += 31
        assert await rest.read(ROLE, made.values) is None
    assert clock.slept == []
