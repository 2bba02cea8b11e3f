"""Fireworks AI as apis.md chapter 1 has it: every exchange is written out, nothing is computed from the description."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from terrabind.emulator import Emulator
from tests.emulator.in_process import connect, emulate

ROLES = "/v1/accounts/acme/awsIamRoleBindings"
POOLS = "/v1/accounts/acme/nodePoolBindings"
ANA = {"principal": "ana@example.com", "role": "arn:aws:iam::123456789012:role/Trainer"}


@pytest.fixture
def emulator() -> Emulator:
    """A server without variants."""
    return emulate("fireworks")


@pytest.fixture
async def http(emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    """A caller with a key."""
    async with connect(emulator, authorization="Bearer fw-key") as client:
        yield client


async def test_a_create_answers_200_with_the_four_fields(http: httpx.AsyncClient) -> None:
    """The status is 200, not 201, and there is no name, id or etag (apis.md 1.2)."""
    answer = await http.post(ROLES, json=ANA)
    binding = answer.json()
    assert answer.status_code == 200
    assert binding == {**ANA, "accountId": "acme", "createTime": binding["createTime"]}
    assert binding["createTime"].endswith("Z")


async def test_a_listing_holds_the_bindings_under_their_plural(http: httpx.AsyncClient) -> None:
    """A reader finds `awsIamRoleBindings` and `totalSize`, and no token on the last page (apis.md 1.2)."""
    made = (await http.post(ROLES, json=ANA)).json()
    assert (await http.get(ROLES)).json() == {"awsIamRoleBindings": [made], "totalSize": 1}


async def test_a_delete_is_a_post_with_a_body(http: httpx.AsyncClient) -> None:
    """Account, principal and role name the binding; the answer is an empty object (apis.md 1.2)."""
    await http.post(ROLES, json=ANA)
    answer = await http.post(f"{ROLES}:delete", json=ANA)
    assert (answer.status_code, answer.json()) == (200, {})
    assert (await http.get(ROLES)).json() == {"awsIamRoleBindings": [], "totalSize": 0}


async def test_an_escaped_colon_is_another_path(http: httpx.AsyncClient) -> None:
    """Some URL builders escape the colon of `:delete`; the gateway does not know that path (apis.md 1.9, quirk 2)."""
    answer = await http.post(f"{ROLES}%3Adelete", json=ANA)
    assert (answer.status_code, answer.json()["code"]) == (404, 5)


async def test_a_duplicate_is_a_conflict_with_code_6(http: httpx.AsyncClient) -> None:
    """409 alone is ambiguous: the code tells a duplicate from an aborted transaction (apis.md 1.6)."""
    await http.post(ROLES, json=ANA)
    answer = await http.post(ROLES, json={**ANA, "principal": "Ana@Example.com"})
    assert answer.status_code == 409
    assert answer.json() == {
        "code": 6,
        "message": "aws_iam_role_binding acme, Ana@Example.com, arn:aws:iam::123456789012:role/Trainer already exists",
        "details": [],
    }


async def test_a_duplicate_may_be_answered_with_the_first(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """What a duplicate gets is not documented, so callers must bear both (apis.md 1.2)."""
    made = (await http.post(ROLES, json=ANA)).json()
    emulator.vary("duplicates=return")
    answer = await http.post(ROLES, json=ANA)
    assert (answer.status_code, answer.json()) == (200, made)


async def test_deleting_what_is_not_there_is_code_5(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """Expected but not documented, hence the other outcome as a variant (apis.md 1.2)."""
    answer = await http.post(f"{ROLES}:delete", json=ANA)
    assert (answer.status_code, answer.json()["code"]) == (404, 5)
    emulator.vary("missing_delete=accept")
    assert (await http.post(f"{ROLES}:delete", json=ANA)).json() == {}


@pytest.mark.parametrize("body", [{"principal": "ana"}, {**ANA, "role": 5}, [ANA], {**ANA, "principal": "ana"}])
async def test_a_wrong_body_is_code_3(http: httpx.AsyncClient, body: object) -> None:
    """A caller's mistake is INVALID_ARGUMENT, whatever the mistake (apis.md 1.6)."""
    answer = await http.post(ROLES, json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, 3)


async def test_a_node_pool_binding_honours_cluster_and_pool(http: httpx.AsyncClient) -> None:
    """A transcoder accepts the two fields that the published schema leaves out (apis.md 1.3)."""
    asked = {"principal": "ana@example.com", "clusterId": "research", "nodePoolId": "h100-a"}
    made = (await http.post(POOLS, json=asked)).json()
    assert made == {**asked, "accountId": "acme", "createTime": made["createTime"]}
    assert (await http.get(POOLS)).json() == {"nodePoolBindings": [made], "totalSize": 1}
    assert (await http.post(f"{POOLS}:delete", json=asked)).json() == {}


async def test_a_node_pool_is_chosen_by_the_server_when_none_is_named(http: httpx.AsyncClient) -> None:
    """The documented body has the principal alone (apis.md 1.3)."""
    made = (await http.post(POOLS, json={"principal": "ana@example.com"})).json()
    assert (made["clusterId"], made["nodePoolId"]) == ("default-cluster", "default-pool")


async def test_a_server_may_bind_another_pool_than_asked(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """Whether create honours the pool is unknown, and a grant on the wrong pool must be noticed (apis.md 1.3)."""
    emulator.vary("ignore_pool")
    asked = {"principal": "ana@example.com", "clusterId": "research", "nodePoolId": "h100-a"}
    assert (await http.post(POOLS, json=asked)).json()["nodePoolId"] == "default-pool"


async def test_a_node_pool_delete_names_all_three(http: httpx.AsyncClient) -> None:
    """The page says that cluster, pool and principal must be specified (apis.md 1.3)."""
    answer = await http.post(f"{POOLS}:delete", json={"principal": "ana@example.com"})
    assert (answer.status_code, answer.json()["message"]) == (400, "clusterId is required")


async def test_the_account_may_come_back_as_a_resource_name(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """The delete rule binds the field to `accounts/*` (apis.md 1.9, quirk 3)."""
    emulator.vary("account_prefix")
    assert (await http.post(ROLES, json=ANA)).json()["accountId"] == "accounts/acme"


async def test_names_may_come_back_in_lower_case(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """Case folding is not documented (apis.md 1.9, quirk 4)."""
    emulator.vary("fold_case", "extra_fields")
    made = (await http.post(ROLES, json={**ANA, "principal": "Ana@Example.com"})).json()
    assert made["principal"] == "ana@example.com"
    assert "etag" in made


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("nested", {"error": {"code": 16, "message": "the credential is missing", "details": []}}),
        ("text", {"error": "the credential is missing"}),
    ],
)
async def test_errors_have_the_other_shapes_that_the_vendor_reads(shape: str, expected: object) -> None:
    """The vendor's own parser accepts three documents (apis.md 1.6)."""
    async with connect(emulate("fireworks", f"error_shape={shape}")) as http:
        answer = await http.get(ROLES)
    assert (answer.status_code, answer.json()) == (401, expected)


async def test_an_older_gateway_maps_exhausted_to_403() -> None:
    """Which release runs is unknown, so the code must decide before the status (apis.md 1.6)."""
    emulator = emulate("fireworks", "old_statuses", faults=("GET *:error=RESOURCE_EXHAUSTED",))
    async with connect(emulator, authorization="Bearer k") as http:
        answer = await http.get(ROLES)
    assert (answer.status_code, answer.json()["code"]) == (403, 8)


async def test_an_unknown_principal_is_refused_until_it_is_known(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """A person made seconds ago may not be visible yet (promise 45)."""
    emulator.vary("known_principals=bob@*")
    refused = await http.post(ROLES, json=ANA)
    assert (refused.status_code, refused.json()["message"]) == (400, "the principal ana@example.com is not known")
    emulator.vary("known_principals=bob@*,ana@*")
    assert (await http.post(ROLES, json=ANA)).status_code == 200


async def test_a_principal_becomes_known_some_time_after_it_was_first_named(
    http: httpx.AsyncClient, emulator: Emulator
) -> None:
    """So that a stack that makes a person and grants in one run can be tried (promise 45)."""
    emulator.vary("unknown_for=2")
    assert [(await http.post(ROLES, json=ANA)).status_code for _ in range(2)] == [400, 400]
    emulator.clock.advance(2)
    assert (await http.post(ROLES, json=ANA)).status_code == 200
    assert (await http.post(ROLES, json={**ANA, "principal": "ben@example.com"})).status_code == 400


async def test_a_key_tells_its_account(http: httpx.AsyncClient) -> None:
    """The vendor's client finds the account so (apis.md 1.1)."""
    assert (await http.get("/verifyApiKey")).headers["x-fireworks-account-id"] == "acme"


async def test_a_filter_is_refused_rather_than_guessed(http: httpx.AsyncClient) -> None:
    """The spelling of field names in filters is not documented (apis.md 1.5)."""
    assert (await http.get(ROLES, params={"filter": 'principal="ana"'})).status_code == 400


async def test_accounts_do_not_see_each_other(http: httpx.AsyncClient) -> None:
    """The account in the path is the scope of a listing and of a key."""
    await http.post(ROLES, json=ANA)
    assert (await http.get("/v1/accounts/other/awsIamRoleBindings")).json()["awsIamRoleBindings"] == []
    assert (await http.post("/v1/accounts/other/awsIamRoleBindings", json=ANA)).status_code == 200
