"""The documented exchanges of k0rdent AI's policy bindings, letter by letter.

Transcribed from "K0rdent AI API 0.2.0-draft" and the vendor's pages (apis.md 3.2 to 3.6): paths, bodies, statuses,
and all three shapes of errors and both of successes.
"""

from __future__ import annotations

import httpx
import pytest

from terrabind.rest import Client, errors
from terrabind.spec.values import Value
from tests.rest.fakes import K0RDENT, POLICY, Exchange, FakeClock, Script, client

COLLECTION = "/v1/regions/global/iam/policies"
ID = "binding-viewer-research"
WANTED: dict[str, Value] = {
    "role": "viewer",
    "principal": {"type": "group", "id": "research"},
    "scope": {"type": "project", "resource": "vision"},
}
BODY = '{"role":"viewer","principal":{"type":"group","id":"research"},"scope":{"type":"project","resource":"vision"}}'
BINDING = (
    f'{{"id": "{ID}", "uid": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "role": "viewer", '
    '"principal": {"type": "group", "id": "research"}, "scope": {"type": "project", "resource": "vision"}, '
    '"displayName": "Viewers", "description": null, "createdAt": "2026-01-15T10:30:00Z", '
    f'"updatedAt": "2026-01-15T10:30:00Z", "selfLink": "{COLLECTION}/{ID}"}}'
)
META = '"meta": {"requestId": "req_eu-1736937000000-ab12", "timestamp": "2026-01-15T10:30:00Z"}'
WRAPPED = f'{{"success": true, "data": {BINDING}, {META}}}'
EMPTY = Exchange("GET", f"{COLLECTION}?pageSize=500", '{"policies": []}')
VALUES: dict[str, Value] = {
    **WANTED,
    "org_id": None,
    "policy_id": ID,
    "uid": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "display_name": "Viewers",
    "description": None,
    "created_at": "2026-01-15T10:30:00Z",
    "updated_at": "2026-01-15T10:30:00Z",
    "self_link": f"{COLLECTION}/{ID}",
}


@pytest.mark.parametrize("answer", [BINDING, WRAPPED])
async def test_create_looks_first_and_answers_201(answer: str) -> None:
    """No conflict is declared, so the list is searched; answers may be wrapped (apis.md 3.6). Then it is waited for."""
    made, seen = Exchange("POST", COLLECTION, answer, BODY, status=201), Exchange("GET", f"{COLLECTION}/{ID}", answer)
    script = Script(EMPTY, made, seen)
    async with client("k0rdent", script) as rest:
        assert (await rest.create(POLICY, WANTED)).values == VALUES
    assert script.finished()


async def test_an_organisation_is_sent_and_never_read_back() -> None:
    """`orgId` is in the request alone (apis.md 3.3); an organisation-wide scope has no resource."""
    body = '{"role":"viewer","principal":{"type":"group","id":"research"},"scope":{"type":"org"},"orgId":"org-1"}'
    answer = BINDING.replace('{"type": "project", "resource": "vision"}', '{"type": "org", "resource": ""}')
    empty = Exchange("GET", f"{COLLECTION}?orgId=org-1&pageSize=500", "{}")
    made, seen = Exchange("POST", COLLECTION, answer, body, status=201), Exchange("GET", f"{COLLECTION}/{ID}", answer)
    script = Script(empty, made, seen)
    wanted: dict[str, Value] = {**WANTED, "scope": {"type": "org", "resource": None}, "org_id": "org-1"}
    async with client("k0rdent", script) as rest:
        assert (await rest.create(POLICY, wanted)).values == {**VALUES, **wanted}


@pytest.mark.parametrize("answer", [BINDING, WRAPPED])
async def test_read_is_a_get_by_id(answer: str) -> None:
    """An import knows nothing but the id."""
    async with client("k0rdent", Script(Exchange("GET", f"{COLLECTION}/{ID}", answer))) as rest:
        assert await rest.read(POLICY, {"policy_id": ID}) == VALUES


async def test_delete_answers_204_without_a_body() -> None:
    """No PATCH is foreseen, so this and create are all there is."""
    script = Script(Exchange("DELETE", f"{COLLECTION}/{ID}", status=204))
    async with client("k0rdent", script) as rest:
        await rest.delete(POLICY, VALUES)
    assert script.finished()


async def test_a_list_follows_the_page_token() -> None:
    """Absent at the end; up to 500 a page (apis.md 3.5). Pages without a total are walked a second time."""
    first = Exchange("GET", f"{COLLECTION}?pageSize=500", f'{{"policies": [{BINDING}], "nextPageToken": "t1"}}')
    second = Exchange("GET", f"{COLLECTION}?pageSize=500&pageToken=t1", '{"policies": []}')
    async with client("k0rdent", Script(first, second, first, second)) as rest:
        assert await rest.list(POLICY) == [VALUES]


@pytest.mark.parametrize(
    "body",
    [
        '{"error": {"code": 404, "message": "policy not found", "details": []}}',
        f'{{"success": false, "error": {{"code": "NOT_FOUND", "message": "policy not found"}}, {META}}}',
        '{"code": "NOT_FOUND", "message": "policy not found"}',
    ],
)
async def test_a_missing_binding_is_told_in_any_of_three_shapes(body: str) -> None:
    """Schema, prose and example of the draft disagree (apis.md 3.6)."""
    async with client("k0rdent", Script(Exchange("GET", f"{COLLECTION}/{ID}", body, status=404))) as rest:
        assert await rest.read(POLICY, {"policy_id": ID}) is None


async def test_the_request_id_is_in_the_error() -> None:
    """Every response carries one (apis.md 3.6)."""
    refused = Exchange(
        "GET",
        f"{COLLECTION}/{ID}",
        '{"error": {"code": 403, "message": "no"}}',
        status=403,
        answer_headers={"X-Request-Id": "req_eu-1736937000000-ab12"},
    )
    async with client("k0rdent", Script(refused)) as rest:
        with pytest.raises(errors.ForbiddenError, match="req_eu-1736937000000-ab12") as caught:
            await rest.read(POLICY, {"policy_id": ID})
    assert caught.value.request_id == "req_eu-1736937000000-ab12"


@pytest.mark.parametrize(
    ("settings", "body"),
    [
        (
            {"client_id": "sa-pipeline-prod@myorg.iam", "client_secret": "plt_cs_1"},
            '{"grant_type":"client_credentials","client_id":"sa-pipeline-prod@myorg.iam","client_secret":"plt_cs_1"}',
        ),
        ({"api_key": "plt_sk_1"}, '{"grant_type":"api_key","api_key":"plt_sk_1"}'),
    ],
)
async def test_a_token_is_minted_by_a_json_body(settings: dict[str, str], body: str) -> None:
    """Not a form; no bearer is sent with it (apis.md 3.2)."""
    token = '{"access_token": "eyJ.a.b", "token_type": "Bearer", "expires_in": 900}'
    mint = Exchange("POST", "/v1/regions/global/auth/token", token, body, headers={"content-type": "application/json"})
    read = Exchange("GET", f"{COLLECTION}/{ID}", BINDING, headers={"authorization": "Bearer eyJ.a.b"})
    script = Script(mint, read)
    async with Client(K0RDENT, settings, transport=httpx.MockTransport(script), clock=FakeClock()) as rest:
        assert await rest.read(POLICY, {"policy_id": ID}) == VALUES
    assert script.finished()
