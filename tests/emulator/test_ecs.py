"""Dell ECS IAM as apis.md chapter 2 has it: every exchange is written out, nothing is computed from the description."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from urllib.parse import unquote

import httpx
import pytest

from terrabind.emulator import Emulator
from tests.emulator.in_process import connect, emulate

TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":'
    '{"AWS":"urn:ecs:iam::ns1:user/ana"},"Action":"sts:AssumeRole"}]}'
)
BOUND = "urn:ecs:iam:::policy/ECSS3FullAccess"


@pytest.fixture
def emulator() -> Emulator:
    """A server without variants that takes one ready token."""
    return emulate("ecs", keys=frozenset({"token"}), seed=1)


@pytest.fixture
async def http(emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    """A caller with a token, in namespace ns1, who reads JSON."""
    headers = {"X_SDS_AUTH_TOKEN": "token", "x_emc_namespace": "ns1", "accept": "application/json"}
    async with connect(emulator, **headers) as client:
        yield client


async def act(http: httpx.AsyncClient, action: str, accept: str = "application/json", **fields: str) -> httpx.Response:
    """Perform an action with its parameters in the query, as the reference does (apis.md 2.3)."""
    parameters = {name.replace("__", "."): value for name, value in fields.items()}
    return await http.post("/iam", params={"Action": action, **parameters}, headers={"accept": accept})


async def create(http: httpx.AsyncClient, name: str = "trainer", **fields: str) -> httpx.Response:
    """Create a role."""
    return await act(http, "CreateRole", RoleName=name, AssumeRolePolicyDocument=TRUST, **fields)


async def read(http: httpx.AsyncClient, name: str = "trainer") -> dict[str, object]:
    """Read a role."""
    found: dict[str, object] = (await act(http, "GetRole", RoleName=name)).json()["GetRoleResult"]["Role"]
    return found


async def test_a_create_answers_the_role_in_json(http: httpx.AsyncClient) -> None:
    """Result beside metadata, lists without `member`, defaults filled, no boundary unless set (apis.md 2.3, 2.4)."""
    answer = await create(http, Tags__member__1__Key="team", Tags__member__1__Value="research")
    document = answer.json()
    role = document["CreateRoleResult"]["Role"]
    assert answer.status_code == 200
    assert set(document) == {"ResponseMetadata", "CreateRoleResult"}
    assert role["RoleId"].startswith("AROA")
    assert role == {
        "RoleName": "trainer",
        "AssumeRolePolicyDocument": TRUST,
        "Description": "",
        "MaxSessionDuration": 3600,
        "Path": "/",
        "Tags": [{"Key": "team", "Value": "research"}],
        "Arn": "urn:ecs:iam::ns1:role/trainer",
        "RoleId": role["RoleId"],
        "CreateDate": role["CreateDate"],
    }


async def test_a_form_body_says_the_same_as_a_query(http: httpx.AsyncClient) -> None:
    """Long requests travel as a form, which Dell's own clients always send (apis.md 2.3)."""
    form = {"Action": "CreateRole", "RoleName": "trainer", "AssumeRolePolicyDocument": TRUST, "Description": "a b+c"}
    assert (await http.post("/iam", data=form)).status_code == 200
    assert (await read(http))["Description"] == "a b+c"


async def test_xml_has_a_prefixed_root_and_members(http: httpx.AsyncClient) -> None:
    """The documented root is `ns2:CreateRoleResponse` with `xmlns:ns2="none"` (apis.md 2.3)."""
    await create(http, Tags__member__1__Key="team", Tags__member__1__Value="a&b", PermissionsBoundary=BOUND)
    answer = await act(http, "GetRole", "application/xml", RoleName="trainer")
    assert answer.headers["content-type"].startswith("application/xml")
    assert '<ns2:GetRoleResponse xmlns:ns2="none"><GetRoleResult><Role><RoleName>trainer</RoleName>' in answer.text
    assert "<Description></Description>" in answer.text
    assert "<Tags><member><Key>team</Key><Value>a&amp;b</Value></member></Tags>" in answer.text
    assert f"<PermissionsBoundaryArn>{BOUND}</PermissionsBoundaryArn><PermissionsBoundaryType>Policy<" in answer.text


@pytest.mark.parametrize(
    ("form", "root"),
    [("plain", "<GetRoleResponse>"), ("aws", '<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">')],
)
async def test_xml_may_have_another_root(http: httpx.AsyncClient, emulator: Emulator, form: str, root: str) -> None:
    """One example has no prefix, a test of Dell's has AWS's namespace, and some servers ignore Accept (apis.md 2.3)."""
    await create(http)
    emulator.vary("xml", f"xml_root={form}")
    assert root in (await act(http, "GetRole", RoleName="trainer")).text


async def test_a_complete_listing_in_xml_has_no_is_truncated(http: httpx.AsyncClient) -> None:
    """The example of ListRoles has an empty Marker and nothing else (apis.md 2.6)."""
    await create(http)
    text = (await act(http, "ListRoles", "application/xml")).text
    assert "</Roles><Marker></Marker></ListRolesResult>" in text
    assert "IsTruncated" not in text


async def test_a_listing_in_json_is_cut_by_marker(http: httpx.AsyncClient) -> None:
    """`IsTruncated` and `Marker` stand beside the roles (apis.md 2.6)."""
    for name in ("a", "b", "c"):
        await create(http, name)
    first = (await act(http, "ListRoles", MaxItems="2")).json()["ListRolesResult"]
    assert ([role["RoleName"] for role in first["Roles"]], first["IsTruncated"]) == (["a", "b"], True)
    last = (await act(http, "ListRoles", MaxItems="2", Marker=first["Marker"])).json()["ListRolesResult"]
    assert ([role["RoleName"] for role in last["Roles"]], last["IsTruncated"], last["Marker"]) == (["c"], False, "")


async def test_names_are_unique_without_case_and_within_the_namespace(http: httpx.AsyncClient) -> None:
    """A role made in another case collides, in another namespace it does not (apis.md 2.4)."""
    await create(http, "Trainer")
    answer = await create(http, "tRAINER")
    assert (answer.status_code, answer.json()["Error"]["Code"]) == (409, "EntityAlreadyExists")
    assert (await read(http, "TRAINER"))["RoleName"] == "Trainer"
    http.headers["x-emc-namespace"] = "ns2"
    assert (await create(http, "trainer")).status_code == 200


async def test_a_namespace_that_does_not_exist_has_no_roles(http: httpx.AsyncClient) -> None:
    """An empty listing proves nothing about the namespace (apis.md 2.8)."""
    http.headers["x-emc-namespace"] = "nowhere"
    assert (await act(http, "ListRoles")).json()["ListRolesResult"]["Roles"] == []


async def test_a_management_user_must_name_the_namespace(http: httpx.AsyncClient) -> None:
    """Without the header the server cannot know it (apis.md 2.2)."""
    del http.headers["x-emc-namespace"]
    answer = await act(http, "GetRole", RoleName="trainer")
    assert (answer.status_code, answer.json()["Error"]["Code"]) == (400, "ValidationError")


@pytest.mark.parametrize(("variant", "status"), [("missing_status=0", 404), ("missing_status=400", 400)])
async def test_a_missing_role_is_told_by_its_code(variant: str, status: int) -> None:
    """The status is 404 in one place and 400 in another, so the code decides (apis.md 2.8)."""
    async with connect(
        emulate("ecs", variant, keys=frozenset({"t"})), X_SDS_AUTH_TOKEN="t", x_emc_namespace="n"
    ) as http:
        answer = await act(http, "GetRole", RoleName="nobody")
        as_xml = await act(http, "GetRole", "application/xml", RoleName="nobody")
    assert (answer.status_code, answer.json()["Error"]["Code"]) == (status, "NoSuchEntity")
    assert "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>" in as_xml.text


@pytest.mark.parametrize(("shape", "path"), [("nested", ("ErrorResponse", "Error", "Code")), ("flat", ("Code",))])
async def test_errors_may_be_nested_otherwise(
    http: httpx.AsyncClient, emulator: Emulator, shape: str, path: tuple[str, ...]
) -> None:
    """No vendor page shows the document, so the code may stand in three places (apis.md 2.8)."""
    emulator.vary(f"error_shape={shape}")
    found = (await act(http, "GetRole", RoleName="nobody")).json()
    for step in path:
        found = found[step]
    assert found == "NoSuchEntity"


async def test_update_role_resets_what_it_is_not_told(http: httpx.AsyncClient) -> None:
    """An omitted duration means the default, so a caller must always send both values (apis.md 2.12, quirk 4)."""
    await create(http, MaxSessionDuration="7200", Description="old")
    answer = await act(http, "UpdateRole", RoleName="trainer", Description="new")
    assert answer.json()["UpdateRoleResult"]["Role"]["MaxSessionDuration"] == 3600
    assert (await read(http))["Description"] == "new"


async def test_the_other_actions_answer_metadata_only(http: httpx.AsyncClient) -> None:
    """Trust policy, boundary and tags are changed one by one (apis.md 2.5)."""
    await create(http, Tags__member__1__Key="old", Tags__member__1__Value="1")
    other = TRUST.replace("user/ana", "user/bob")
    for action, fields in (
        ("UpdateAssumeRolePolicy", {"PolicyDocument": other}),
        ("PutRolePermissionsBoundary", {"PermissionsBoundary": BOUND}),
        ("UntagRole", {"TagKeys__member__1": "old"}),
        ("TagRole", {"Tags__member__1__Key": "new", "Tags__member__1__Value": "2"}),
    ):
        assert set((await act(http, action, RoleName="trainer", **fields)).json()) == {"ResponseMetadata"}
    role = await read(http)
    assert role["AssumeRolePolicyDocument"] == other
    assert role["PermissionsBoundary"] == {"PermissionsBoundaryArn": BOUND, "PermissionsBoundaryType": "Policy"}
    assert role["Tags"] == [{"Key": "new", "Value": "2"}]


async def test_a_cleared_boundary_is_absent(http: httpx.AsyncClient) -> None:
    """Absent is how "none" reads (apis.md 2.4)."""
    await create(http, PermissionsBoundary=BOUND)
    await act(http, "DeleteRolePermissionsBoundary", RoleName="trainer")
    assert "PermissionsBoundary" not in await read(http)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"PermissionsBoundary": ""}, "ValidationError"),
        ({"MaxSessionDuration": "60"}, "ValidationError"),
        ({"MaxSessionDuration": "long"}, "ValidationError"),
        ({"Path": "/team/"}, "ValidationError"),
        ({"AssumeRolePolicyDocument": "{"}, "MalformedPolicyDocument"),
        ({f"Tags.member.{n}.{part}": f"{n}" for n in range(1, 52) for part in ("Key", "Value")}, "LimitExceeded"),
    ],
)
async def test_a_wrong_value_has_the_code_of_its_kind(
    http: httpx.AsyncClient, fields: dict[str, str], code: str
) -> None:
    """Callers decide on the code, so it must be the right one (apis.md 2.8, 2.12)."""
    whole = {"Action": "CreateRole", "RoleName": "trainer", "AssumeRolePolicyDocument": TRUST, **fields}
    answer = await http.post("/iam", data=whole)
    assert (answer.status_code // 100, answer.json()["Error"]["Code"]) == (4, code)


async def test_a_boundary_that_does_not_exist_is_no_missing_role(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """The same code with another message: whoever reads "gone" here loses a role (apis.md 2.8)."""
    emulator.vary("known_policies=urn:ecs:iam:::policy/*")
    answer = await create(http, PermissionsBoundary="urn:ecs:iam::ns1:policy/Mine")
    assert answer.json()["Error"] == {
        "Code": "NoSuchEntity",
        "Message": "Policy urn:ecs:iam::ns1:policy/Mine not found in the namespace",
    }
    assert (await create(http, PermissionsBoundary=BOUND)).status_code == 200


async def test_trust_policies_come_back_in_other_words(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """Minified, verbatim, percent-encoded or rewritten: the meaning stays (apis.md 2.12, quirks 1 and 2)."""
    spaced = json.dumps(json.loads(TRUST), indent=2)
    await act(http, "CreateRole", RoleName="trainer", AssumeRolePolicyDocument=spaced)
    texts = {}
    for manner in ("minified", "verbatim", "encoded", "rewritten"):
        emulator.vary(f"policies={manner}")
        texts[manner] = str((await read(http))["AssumeRolePolicyDocument"])
    assert (texts["minified"], texts["verbatim"]) == (TRUST, spaced)
    assert texts["encoded"].startswith("%7B%22Version")
    assert unquote(texts["encoded"]) == TRUST
    assert '"Action":["sts:AssumeRole"]' in texts["rewritten"]


async def test_an_empty_description_may_be_refused(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """Whether a description can be cleared is unknown (apis.md 2.12, quirk 7)."""
    await create(http)
    emulator.vary("refuse_empty")
    fields = {"RoleName": "trainer", "Description": "", "MaxSessionDuration": "3600"}
    assert (await act(http, "UpdateRole", **fields)).json()["Error"]["Code"] == "ValidationError"


async def test_a_full_namespace_refuses_roles(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """A quota is no conflict: asking again does not help (apis.md 2.7)."""
    emulator.vary("role_quota=1")
    await create(http, "a")
    answer = await create(http, "b")
    assert (answer.status_code, answer.json()["Error"]["Code"]) == (409, "LimitExceeded")


async def test_a_role_made_anew_has_another_id(http: httpx.AsyncClient) -> None:
    """A changed id with the same name tells that the role was recreated (apis.md 2.11)."""
    first = (await create(http)).json()["CreateRoleResult"]["Role"]["RoleId"]
    assert set((await act(http, "DeleteRole", RoleName="trainer")).json()) == {"ResponseMetadata"}
    assert (await create(http)).json()["CreateRoleResult"]["Role"]["RoleId"] != first


async def test_an_unknown_action_is_an_error(http: httpx.AsyncClient) -> None:
    """A misspelt action must not look like success."""
    assert (await act(http, "RenameRole", RoleName="trainer")).json()["Error"]["Code"] == "InvalidAction"


async def test_a_trust_policy_that_names_nobody_is_refused(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """On creating and on updating, in the words that IAM has for it; everybody, `*`, always exists (promise 45)."""
    emulator.vary("known_principals=*:user/ana")
    await create(http)
    other = TRUST.replace("user/ana", "user/anna")
    refused = await act(http, "UpdateAssumeRolePolicy", RoleName="trainer", PolicyDocument=other)
    again = await act(http, "CreateRole", RoleName="reader", AssumeRolePolicyDocument=other)
    message = 'Invalid principal in policy: "AWS":"urn:ecs:iam::ns1:user/anna"'
    said = {"Code": "MalformedPolicyDocument", "Message": message}
    assert [(each.status_code, each.json()["Error"]) for each in (refused, again)] == [(400, said), (400, said)]
    opened = TRUST.replace("urn:ecs:iam::ns1:user/ana", "*")
    changed = await act(http, "UpdateAssumeRolePolicy", RoleName="trainer", PolicyDocument=opened)
    assert (changed.status_code, (await read(http))["RoleName"]) == (200, "trainer")
