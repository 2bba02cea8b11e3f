"""k0rdent AI as apis.md chapter 3 has it: every exchange is written out, nothing is computed from the description."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from terrabind.emulator import Emulator
from tests.emulator.in_process import connect, emulate

POLICIES = "/v1/regions/global/iam/policies"
VIEWER = {"role": "viewer", "principal": {"type": "user", "id": "ana"}, "scope": {"type": "org"}}
MAINTAINER = {
    "role": "maintainer",
    "principal": {"type": "serviceAccount", "id": "ci"},
    "scope": {"type": "project", "resource": "vision"},
}


@pytest.fixture
def emulator() -> Emulator:
    """A server without variants."""
    return emulate("k0rdent")


@pytest.fixture
async def http(emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    """A caller with a token."""
    async with connect(emulator, authorization="Bearer token") as client:
        yield client


async def test_a_create_answers_201_with_the_policy(http: httpx.AsyncClient) -> None:
    """Server-made id, uid, times and link; no `orgId`, which is in requests only (apis.md 3.3, 3.4)."""
    answer = await http.post(POLICIES, json={**MAINTAINER, "orgId": "org-9"})
    policy = answer.json()
    assert answer.status_code == 201
    assert re.fullmatch("[a-z]([-a-z0-9]{0,61}[a-z0-9])?", policy["id"])
    assert policy == {
        **MAINTAINER,
        "id": policy["id"],
        "uid": policy["uid"],
        "createdAt": policy["createdAt"],
        "updatedAt": policy["createdAt"],
        "selfLink": f"{POLICIES}/{policy['id']}",
    }


async def test_a_policy_is_read_and_deleted_by_id(http: httpx.AsyncClient) -> None:
    """200 with the policy, 204 without a body, 404 afterwards (apis.md 3.4)."""
    made = (await http.post(POLICIES, json=VIEWER)).json()
    assert (await http.get(f"{POLICIES}/{made['id']}")).json() == made
    gone = await http.delete(f"{POLICIES}/{made['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    missing = await http.get(f"{POLICIES}/{made['id']}")
    assert missing.status_code == 404
    assert missing.json() == {
        "error": {"code": 404, "message": f"iam_policy_binding {made['id']} cannot be found", "details": []}
    }


async def test_a_repeated_create_makes_a_second_binding(http: httpx.AsyncClient) -> None:
    """No conflict is declared, which is why nobody may repeat a create blindly (apis.md 3.9, quirk 2)."""
    first, second = [(await http.post(POLICIES, json=VIEWER)).json() for _ in range(2)]
    assert first["id"] != second["id"]
    assert len((await http.get(POLICIES)).json()["policies"]) == 2


async def test_a_repeated_create_may_be_a_conflict(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """The draft's own example of a 409 is flat (apis.md 3.6)."""
    emulator.vary("duplicates=conflict", "error_shape=flat")
    await http.post(POLICIES, json=VIEWER)
    answer = await http.post(POLICIES, json=VIEWER)
    assert answer.status_code == 409
    assert answer.json() == {"code": "CONFLICT", "message": "iam_policy_binding viewer, user, ana, org already exists"}


async def test_a_listing_filters_by_scope(http: httpx.AsyncClient) -> None:
    """`scope` and `resource` filter; role and principal cannot (apis.md 3.4)."""
    for body in (VIEWER, MAINTAINER):
        await http.post(POLICIES, json=body)
    found = (await http.get(POLICIES, params={"scope": "project", "resource": "vision"})).json()["policies"]
    assert [policy["role"] for policy in found] == ["maintainer"]


async def test_organisations_do_not_see_each_other(http: httpx.AsyncClient) -> None:
    """`orgId` of a listing defaults to the caller's own organisation (apis.md 3.4)."""
    await http.post(POLICIES, json={**VIEWER, "orgId": "org-9"})
    assert (await http.get(POLICIES)).json() == {"policies": []}
    assert len((await http.get(POLICIES, params={"orgId": "org-9"})).json()["policies"]) == 1


async def test_pages_go_by_token_or_by_offset(http: httpx.AsyncClient) -> None:
    """Both ways exist, they exclude each other, and only the offset tells the total (apis.md 3.5)."""
    for name in "abc":
        await http.post(POLICIES, json={**VIEWER, "role": name})
    first = (await http.get(POLICIES, params={"pageSize": 2})).json()
    rest = (await http.get(POLICIES, params={"pageSize": 2, "pageToken": first["nextPageToken"]})).json()
    assert ([policy["role"] for policy in rest["policies"]], set(rest)) == (["c"], {"policies"})
    by_offset = (await http.get(POLICIES, params={"offset": 1, "pageSize": 2})).json()
    assert ([policy["role"] for policy in by_offset["policies"]], by_offset["total"]) == (["b", "c"], 3)
    both = await http.get(POLICIES, params={"offset": 1, "pageToken": first["nextPageToken"]})
    assert both.status_code == 400


@pytest.mark.parametrize("size", ["0", "501", "many"])
async def test_a_page_size_beyond_1_to_500_is_refused(http: httpx.AsyncClient, size: str) -> None:
    """The limits are part of the schema (apis.md 3.5)."""
    assert (await http.get(POLICIES, params={"pageSize": size})).status_code == 400


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": None}, "role"),
        ({"principal": {"type": "robot", "id": "r2"}}, "principal.type"),
        ({"principal": {"type": "user"}}, "principal.id"),
        ({"scope": {"type": "project"}}, "scope.resource"),
        ({"scope": {"type": "org", "resource": "vision"}}, "scope.resource"),
    ],
)
async def test_a_wrong_value_is_named(http: httpx.AsyncClient, changes: dict[str, object], field: str) -> None:
    """Enumerations and required fields are the schema's (apis.md 3.3)."""
    answer = await http.post(POLICIES, json={**VIEWER, **changes})
    assert (answer.status_code, answer.json()["error"]["details"]) == (400, [{"field": field}])


async def test_answers_may_be_wrapped(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """The prose pages show `{success, data, meta}` (apis.md 3.6)."""
    emulator.vary("wrapped", "error_shape=prose")
    wrapped = (await http.post(POLICIES, json=VIEWER)).json()
    assert (wrapped["success"], wrapped["data"]["role"]) == (True, "viewer")
    listing = (await http.get(POLICIES)).json()
    assert listing["data"] == {"policies": [wrapped["data"]]}
    missing = (await http.get(f"{POLICIES}/none")).json()
    assert (missing["success"], missing["error"]["code"], set(missing["meta"])) == (
        False,
        "NOT_FOUND",
        {"requestId", "timestamp"},
    )


async def test_every_answer_names_its_request(http: httpx.AsyncClient) -> None:
    """`req_<region>-<ms>-<hex>` is what support asks for (apis.md 3.6)."""
    made = await http.post(POLICIES, json=VIEWER)
    others = [await http.get(f"{POLICIES}/none"), await http.delete(f"{POLICIES}/{made.json()['id']}")]
    names = [answer.headers["x-request-id"] for answer in (made, *others)]
    assert all(re.fullmatch(r"req_[a-z]+-\d+-[0-9a-f]+", name) for name in names)
    assert len(set(names)) == 3


@pytest.mark.parametrize(("manner", "written"), [("null", None), ("empty", "")])
async def test_an_absent_resource_may_be_written(
    http: httpx.AsyncClient, emulator: Emulator, manner: str, written: str | None
) -> None:
    """`scope.resource` of an organisation may be absent, null or empty (apis.md 3.9, quirk 4)."""
    emulator.vary(f"nulls={manner}")
    assert (await http.post(POLICIES, json=VIEWER)).json()["scope"] == {"type": "org", "resource": written}
