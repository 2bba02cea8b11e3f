"""The documented exchanges of Dell ECS's IAM roles, letter by letter.

Transcribed from the ECS 3.8 REST reference, one page per action, and from Dell's metadata document (apis.md 2.3 to
2.8): every parameter in the query, answers in XML with a prefixed root or in JSON.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from terrabind.rest import Client, errors
from tests.rest.fakes import ECS, ROLE, Exchange, FakeClock, Script, client

POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"urn:ecs:iam::ns1:user/ana"},'
    '"Action":"sts:AssumeRole"}]}'
)
ENCODED = quote(POLICY, safe="")
XML = "application/xml"
HEADERS = {"x-emc-namespace": "ns1", "x-sds-auth-token": "ecs-canary-token"}
ROLE_XML = (
    "<Role><Path>/</Path><RoleName>trainer</RoleName><RoleId>AROA8B5A9D2C7E1F3A4B</RoleId>"
    "<Arn>urn:ecs:iam::ns1:role/trainer</Arn><CreateDate>2021-03-04T05:06:07Z</CreateDate>"
    f"<AssumeRolePolicyDocument>{POLICY}</AssumeRolePolicyDocument><Description></Description>"
    "<MaxSessionDuration>7200</MaxSessionDuration><Tags><member><Key>team</Key><Value>research</Value></member></Tags>"
    "<PermissionsBoundary><PermissionsBoundaryArn>urn:ecs:iam:::policy/ECSS3FullAccess</PermissionsBoundaryArn>"
    "<PermissionsBoundaryType>Policy</PermissionsBoundaryType></PermissionsBoundary></Role>"
)
CREATE_TARGET = (
    f"/iam?Action=CreateRole&RoleName=trainer&AssumeRolePolicyDocument={ENCODED}&MaxSessionDuration=7200"
    "&Path=%2F&PermissionsBoundary=urn%3Aecs%3Aiam%3A%3A%3Apolicy%2FECSS3FullAccess"
    "&Tags.member.1.Key=team&Tags.member.1.Value=research"
)
VALUES: dict[str, Any] = {
    "name": "trainer",
    "assume_role_policy": POLICY,
    "description": "",
    "max_session_duration": 7200,
    "path": "/",
    "permissions_boundary": "urn:ecs:iam:::policy/ECSS3FullAccess",
    "tags": {"team": "research"},
    "namespace": "ns1",
    "force_detach_policies": False,
    "arn": "urn:ecs:iam::ns1:role/trainer",
    "role_id": "AROA8B5A9D2C7E1F3A4B",
    "create_date": "2021-03-04T05:06:07Z",
}
WANTED = {name: VALUES[name] for name in VALUES if name not in ("arn", "role_id", "create_date")}


def xml(action: str, result: str = "", root: str = 'ns2:{}Response xmlns:ns2="none"') -> str:
    """An answer as the reference shows it, with whichever root."""
    opening = root.format(action)
    metadata = "<ResponseMetadata><RequestId>a1b2c3</RequestId></ResponseMetadata>"
    inner = f"<{action}Result>{result}</{action}Result>" if result else ""
    return f'<?xml version="1.0" encoding="UTF-8"?><{opening}>{inner}{metadata}</{opening.split()[0]}>'


def act(action: str, target: str, result: str = "") -> Exchange:
    """One action that changes something: metadata only, or a result."""
    return Exchange("POST", f"/iam?Action={action}&{target}", xml(action, result), kind=XML, headers=HEADERS)


@pytest.mark.parametrize(
    "root",
    ['ns2:{}Response xmlns:ns2="none"', "{}Response", '{}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"'],
)
async def test_create_travels_in_the_query_and_its_xml_is_read_by_local_names(root: str) -> None:
    """All three roots occur in Dell's own material (apis.md 2.3). A site that has not heard yet is waited for (2.9)."""
    answer = xml("CreateRole", ROLE_XML, root)
    create = Exchange("POST", CREATE_TARGET, answer, kind=XML, headers=HEADERS)
    script = Script(create, act("GetRole", "RoleName=trainer", ROLE_XML))
    async with client("ecs", script) as rest:
        assert (await rest.create(ROLE, WANTED)).values == VALUES
    assert script.finished()


async def test_read_takes_json_as_well() -> None:
    """Lists are plain arrays there, a boundary that is not set is absent, a policy may come percent-encoded."""
    role = (
        '{"RoleName": "trainer", "Path": "/", "RoleId": "AROA8B5A9D2C7E1F3A4B", "MaxSessionDuration": 7200, '
        '"Arn": "urn:ecs:iam::ns1:role/trainer", "CreateDate": "2021-03-04T05:06:07Z", "Description": "", '
        f'"AssumeRolePolicyDocument": "{ENCODED}", "Tags": [{{"Key": "team", "Value": "research"}}]}}'
    )
    answer = f'{{"ResponseMetadata": {{"RequestId": "a1"}}, "GetRoleResult": {{"Role": {role}}}}}'
    script = Script(Exchange("POST", "/iam?Action=GetRole&RoleName=trainer", answer, headers=HEADERS))
    async with client("ecs", script) as rest:
        assert await rest.read(ROLE, {"name": "trainer"}) == {**VALUES, "permissions_boundary": None}


MISSING = (
    "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>The role with name trainer cannot be found.</Message>"
    "</Error><RequestId>r</RequestId></ErrorResponse>"
)
UPDATES = [
    (
        {"assume_role_policy": POLICY.replace("Allow", "Deny")},
        "UpdateAssumeRolePolicy",
        f"RoleName=trainer&PolicyDocument={ENCODED.replace('Allow', 'Deny')}",
    ),
    ({"description": "GPU jobs"}, "UpdateRole", "RoleName=trainer&MaxSessionDuration=7200&Description=GPU%20jobs"),
    ({"max_session_duration": 3600}, "UpdateRole", "RoleName=trainer&MaxSessionDuration=3600&Description="),
    (
        {"permissions_boundary": "urn:ecs:iam::ns1:policy/Own"},
        "PutRolePermissionsBoundary",
        "RoleName=trainer&PermissionsBoundary=urn%3Aecs%3Aiam%3A%3Ans1%3Apolicy%2FOwn",
    ),
    ({"permissions_boundary": None}, "DeleteRolePermissionsBoundary", "RoleName=trainer"),
    ({"tags": None}, "UntagRole", "RoleName=trainer&TagKeys.member.1=team"),
    (
        {"tags": {"team": "research", "cost": "42"}},
        "TagRole",
        "RoleName=trainer&Tags.member.1.Key=cost&Tags.member.1.Value=42",
    ),
]


@pytest.mark.parametrize(("change", "action", "target"), UPDATES)
async def test_each_change_is_one_action(change: dict[str, Any], action: str, target: str) -> None:
    """Names and numbering as the reference has them (apis.md 2.5); one GetRole ends the update."""
    script = Script(act(action, target), act("GetRole", "RoleName=trainer", ROLE_XML))
    async with client("ecs", script) as rest:
        outcome = await rest.update(ROLE, VALUES, {**VALUES, **change})
    assert outcome.values == VALUES
    assert script.finished()


async def test_delete_sweeps_first_when_asked() -> None:
    """Detach, delete inline, drop the boundary, delete (apis.md 2.12, quirk 10)."""
    arn = "urn%3Aecs%3Aiam%3A%3A%3Apolicy%2FECSS3FullAccess"
    attached = (
        "<AttachedPolicies><member><PolicyName>F</PolicyName><PolicyArn>{}</PolicyArn></member></AttachedPolicies>"
    )
    script = Script(
        act(
            "ListAttachedRolePolicies",
            "RoleName=trainer&MaxItems=1000",
            attached.format("urn:ecs:iam:::policy/ECSS3FullAccess") + "<IsTruncated>false</IsTruncated>",
        ),
        act("DetachRolePolicy", f"PolicyArn={arn}&RoleName=trainer"),
        act(
            "ListRolePolicies",
            "RoleName=trainer&MaxItems=1000",
            "<IsTruncated>false</IsTruncated><PolicyNames><member>inline</member></PolicyNames>",
        ),
        act("DeleteRolePolicy", "PolicyName=inline&RoleName=trainer"),
        act("DeleteRolePermissionsBoundary", "RoleName=trainer"),
        act("DeleteRole", "RoleName=trainer"),
    )
    async with client("ecs", script) as rest:
        await rest.delete(ROLE, {**VALUES, "force_detach_policies": True})
    assert script.finished()


async def test_a_list_with_an_empty_marker_and_no_truncation_mark_is_whole() -> None:
    """The XML example of ListRoles is like this (apis.md 2.6)."""
    result = f"<Roles><member>{ROLE_XML.removeprefix('<Role>').removesuffix('</Role>')}</member></Roles><Marker/>"
    script = Script(act("ListRoles", "MaxItems=1000", result))
    async with client("ecs", script) as rest:
        assert await rest.list(ROLE) == [VALUES]


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (404, XML, MISSING),
        (400, "application/json", '{"Error": {"Code": "NoSuchEntity", "Message": "role trainer not found"}}'),
        (404, "application/json", '{"Code": "NoSuchEntity", "Message": "role trainer not found"}'),
    ],
)
async def test_a_missing_role_is_told_by_its_code(status: int, kind: str, body: str) -> None:
    """Dell's clients see both statuses and both formats (apis.md 2.8)."""
    exchange = Exchange("POST", "/iam?Action=GetRole&RoleName=trainer", body, status=status, kind=kind)
    async with client("ecs", Script(exchange)) as rest:
        assert await rest.read(ROLE, {"name": "trainer"}) is None


async def test_a_session_is_a_login_with_basic_and_a_logout() -> None:
    """The token is in a header, the body names the user; `force` is never sent (apis.md 2.2)."""
    login = Exchange(
        "GET",
        "/login",
        '{"user": "root"}',
        headers={"authorization": "Basic cm9vdDpDaGFuZ2VNZQ=="},
        answer_headers={"X-SDS-AUTH-TOKEN": "BAAcQmhVcHRrY1oz"},
    )
    token = {"x-sds-auth-token": "BAAcQmhVcHRrY1oz"}
    read = Exchange("POST", "/iam?Action=GetRole&RoleName=trainer", xml("GetRole", ROLE_XML), kind=XML, headers=token)
    script = Script(login, read, Exchange("GET", "/logout", '{"user": "root"}', headers=token))
    settings = {"endpoint": "https://ecs.example:4443", "username": "root", "password": "ChangeMe", "namespace": "ns1"}
    async with Client(ECS, settings, transport=httpx.MockTransport(script), clock=FakeClock()) as rest:
        assert await rest.read(ROLE, {"name": "trainer"}) == VALUES
    assert script.finished()


async def test_a_management_error_has_another_shape() -> None:
    """Numeric codes, in XML or JSON (apis.md 2.8)."""
    body = (
        '<?xml version="1.0"?><error><code>3000</code><description>Forbidden</description>'
        "<details>Insufficient permissions</details><retryable>false</retryable></error>"
    )
    refused = Exchange("POST", "/iam?Action=GetRole&RoleName=trainer", body, status=403, kind=XML)
    async with client("ecs", Script(refused)) as rest:
        with pytest.raises(errors.ForbiddenError, match=r"(?s)Insufficient permissions.*403 \(3000\)"):
            await rest.read(ROLE, {"name": "trainer"})
