"""Policies on ECS roles, which terrabind does not manage but meets when it deletes a role (apis.md 2.5, 2.12)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.emulator.in_process import connect, emulate
from tests.emulator.test_ecs import BOUND, act, create

ROLE = {"RoleName": "trainer"}


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A caller in a namespace with one role."""
    emulator = emulate("ecs", keys=frozenset({"token"}))
    async with connect(emulator, X_SDS_AUTH_TOKEN="token", x_emc_namespace="ns1") as client:
        await create(client)
        yield client


async def test_an_attached_policy_is_listed_with_its_name(http: httpx.AsyncClient) -> None:
    """Entries are `{PolicyName, PolicyArn}` (apis.md 2.5)."""
    assert set((await act(http, "AttachRolePolicy", PolicyArn=BOUND, **ROLE)).json()) == {"ResponseMetadata"}
    listed = (await act(http, "ListAttachedRolePolicies", **ROLE)).json()["ListAttachedRolePoliciesResult"]
    assert listed == {
        "AttachedPolicies": [{"PolicyName": "ECSS3FullAccess", "PolicyArn": BOUND}],
        "IsTruncated": False,
        "Marker": "",
    }


async def test_an_inline_policy_is_written_read_and_listed(http: httpx.AsyncClient) -> None:
    """Writing again overwrites; the listing has names alone (apis.md 2.5)."""
    for text in ("{}", '{"Statement":[]}'):
        await act(http, "PutRolePolicy", PolicyName="own", PolicyDocument=text, **ROLE)
    read = (await act(http, "GetRolePolicy", PolicyName="own", **ROLE)).json()["GetRolePolicyResult"]
    assert read == {"RoleName": "trainer", "PolicyName": "own", "PolicyDocument": '{"Statement":[]}'}
    assert (await act(http, "ListRolePolicies", **ROLE)).json()["ListRolePoliciesResult"]["PolicyNames"] == ["own"]


async def test_a_role_with_policies_cannot_be_deleted(http: httpx.AsyncClient) -> None:
    """DeleteConflict until both kinds are gone (apis.md 2.12, quirk 10)."""
    await act(http, "AttachRolePolicy", PolicyArn=BOUND, **ROLE)
    await act(http, "PutRolePolicy", PolicyName="own", PolicyDocument="{}", **ROLE)
    answer = await act(http, "DeleteRole", **ROLE)
    assert (answer.status_code, answer.json()["Error"]["Code"]) == (409, "DeleteConflict")
    await act(http, "DetachRolePolicy", PolicyArn=BOUND, **ROLE)
    assert (await act(http, "DeleteRole", **ROLE)).status_code == 409
    await act(http, "DeleteRolePolicy", PolicyName="own", **ROLE)
    assert (await act(http, "DeleteRole", **ROLE)).status_code == 200


async def test_tags_are_listed_alone(http: httpx.AsyncClient) -> None:
    """ListRoleTags has the pairs of the role (apis.md 2.5)."""
    await act(http, "TagRole", Tags__member__1__Key="a", Tags__member__1__Value="b", **ROLE)
    result = (await act(http, "ListRoleTags", **ROLE)).json()["ListRoleTagsResult"]
    assert result == {"Tags": [{"Key": "a", "Value": "b"}], "IsTruncated": False, "Marker": ""}


async def test_ten_policies_are_the_most(http: httpx.AsyncClient) -> None:
    """The quota of ECS (apis.md 2.7); the listing is cut by MaxItems."""
    codes = [(await act(http, "AttachRolePolicy", PolicyArn=f"{BOUND}{n}", **ROLE)).status_code for n in range(11)]
    assert codes == [200] * 10 + [409]
    page = (await act(http, "ListAttachedRolePolicies", MaxItems="8", **ROLE)).json()["ListAttachedRolePoliciesResult"]
    assert (len(page["AttachedPolicies"]), page["IsTruncated"], page["Marker"]) == (8, True, "8")


@pytest.mark.parametrize(
    ("action", "fields", "code"),
    [
        ("DetachRolePolicy", {"PolicyArn": BOUND}, "NoSuchEntity"),
        ("DeleteRolePolicy", {"PolicyName": "own"}, "NoSuchEntity"),
        ("GetRolePolicy", {"PolicyName": "own"}, "NoSuchEntity"),
        ("PutRolePolicy", {"PolicyName": "a/b", "PolicyDocument": "{}"}, "ValidationError"),
        ("PutRolePolicy", {"PolicyName": "own", "PolicyDocument": "{"}, "MalformedPolicyDocument"),
        ("AttachRolePolicy", {}, "ValidationError"),
    ],
)
async def test_a_wrong_request_has_its_code(
    http: httpx.AsyncClient, action: str, fields: dict[str, str], code: str
) -> None:
    """A missing policy is no missing role, but has the same code (apis.md 2.8)."""
    assert (await act(http, action, **ROLE, **fields)).json()["Error"]["Code"] == code


async def test_a_missing_role_has_no_policies(http: httpx.AsyncClient) -> None:
    """The role is looked up first, in the namespace of the header."""
    http.headers["x-emc-namespace"] = "ns2"
    assert (await act(http, "ListRolePolicies", **ROLE)).json()["Error"]["Code"] == "NoSuchEntity"
