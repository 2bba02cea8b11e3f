"""The control endpoint: state, faults, calls, clock and variants, for tests and people outside of the process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from terrabind.emulator import Emulator
from tests.emulator.in_process import CATALOGUE, connect, emulate

PATH = "/v1/accounts/acme/awsIamRoleBindings"
TYPE = "terrabind_fireworks_aws_iam_role_binding"
ANA = {"principal": "ana@example.com", "role": "arn:aws:iam::123456789012:role/Trainer", "account_id": "acme"}
BOB = {**ANA, "principal": "bob@example.com"}


@pytest.fixture
def emulator() -> Emulator:
    """A server without variants."""
    return emulate("fireworks")


@pytest.fixture
async def http(emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    """A caller with a key; the control endpoint asks for none."""
    async with connect(emulator, authorization="Bearer k") as client:
        yield client


async def control(http: httpx.AsyncClient, method: str, what: str, body: object = None) -> Any:
    """Make a control request that must succeed."""
    answer = await http.request(method, f"/_control/{what}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_seeded_object_is_served_like_any_other(http: httpx.AsyncClient) -> None:
    """A grant made by hand is how drift and imports begin."""
    await control(http, "POST", "state", {TYPE: [ANA]})
    served = (await http.get(PATH)).json()["awsIamRoleBindings"]
    assert [(row["principal"], row["accountId"]) for row in served] == [("ana@example.com", "acme")]
    assert [row["principal"] for row in (await control(http, "GET", "state"))[TYPE]] == ["ana@example.com"]


async def test_seeding_the_same_key_changes_the_object() -> None:
    """An edit behind everybody's back keeps what the server made."""
    emulator = emulate("ecs")
    role = CATALOGUE.resources["terrabind_ecs_iam_role"]
    async with connect(emulator) as http:
        row = {**role.example, "namespace": "ns1", "description": "old"}
        made = await control(http, "POST", "state", {"iam_role": [row]})
        await control(http, "POST", "state", {"iam_role": [{**row, "description": "new"}]})
    (held,) = emulator.state["terrabind_ecs_iam_role"]
    assert (held["description"], held["role_id"]) == ("new", made["iam_role"][0]["role_id"])


async def test_objects_are_removed_all_or_by_value(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """One that vanishes elsewhere, and a fresh start for the next test."""
    await control(http, "POST", "state", {TYPE: [ANA, BOB]})
    assert await control(http, "DELETE", f"state?resource={TYPE}&principal=BOB@example.com") == {"removed": 1}
    assert [row["principal"] for row in emulator.state[TYPE]] == ["ana@example.com"]
    await control(http, "DELETE", "state")
    assert emulator.state[TYPE] == []


async def test_calls_are_counted_without_their_secrets(http: httpx.AsyncClient) -> None:
    """A listing's number of calls is a promise, and a log must not keep what it must not tell (promise 17)."""
    await http.get(PATH, params={"pageSize": 1})
    await http.get(PATH)
    await http.post(PATH, json=ANA)
    report = await control(http, "GET", "calls")
    assert report["by_call"] == {f"GET {PATH}": 2, f"POST {PATH}": 1}
    assert (report["count"], report["by_status"], report["most_at_once"]) == (3, {"200": 3}, 1)
    assert set(report["calls"][0]) == {"method", "path", "action", "at", "status", "faults"}
    assert "Bearer" not in str(report)
    assert (await control(http, "DELETE", "calls")) == {"count": 0}
    assert (await control(http, "GET", "calls"))["calls"] == []


async def test_faults_are_armed_reported_and_disarmed(http: httpx.AsyncClient) -> None:
    """Each tells how many calls matched it and how many it struck."""
    await control(http, "POST", "faults", {"faults": ["GET */awsIamRoleBindings:503@2"]})
    statuses = [(await http.get(PATH)).status_code for _ in range(3)]
    assert statuses == [200, 503, 200]
    assert (await control(http, "GET", "faults"))["faults"] == [
        {"fault": "GET */awsIamRoleBindings:503@2", "matched": 3, "struck": 1}
    ]
    assert (await control(http, "DELETE", "faults")) == {"faults": []}
    assert (await control(http, "GET", "calls"))["calls"][1]["faults"] == ["GET */awsIamRoleBindings:503@2"]


async def test_the_clock_is_advanced(http: httpx.AsyncClient) -> None:
    """Lengths are written as everywhere, or as seconds; time goes forward only."""
    before = (await control(http, "GET", "clock"))["now"]
    await control(http, "POST", "clock", {"advance": "24h"})
    assert (await control(http, "POST", "clock", {"advance": 1.5}))["now"][:10] > before[:10]
    assert (await http.post("/_control/clock", json={"advance": -1})).status_code == 400


async def test_variants_are_changed_while_it_runs(http: httpx.AsyncClient) -> None:
    """Only what is named changes."""
    await control(http, "POST", "variants", {"account_prefix": True, "duplicates": "accept", "role_quota": 3})
    variants = await control(http, "GET", "variants")
    assert (variants["account_prefix"], variants["duplicates"], variants["role_quota"]) == (True, "accept", 3)
    assert variants["tokens"] == "offset"


@pytest.mark.parametrize(
    ("method", "what", "body"),
    [
        ("POST", "state", {"nothing": [{}]}),
        ("POST", "state", {TYPE: {}}),
        ("POST", "state", {TYPE: [{"principal": "ana"}]}),
        ("POST", "state", [1]),
        ("DELETE", f"state?resource={TYPE}&colour=red", None),
        ("POST", "faults", {"faults": ["GET *:explode"]}),
        ("POST", "faults", {}),
        ("POST", "clock", {"advance": "soon"}),
        ("POST", "variants", {"colour": "red"}),
        ("POST", "variants", {"duplicates": "perhaps"}),
        ("POST", "variants", {"wrapped": "perhaps"}),
        ("POST", "variants", {"role_quota": "many"}),
    ],
)
async def test_a_wrong_control_request_says_what_is_accepted(
    http: httpx.AsyncClient, method: str, what: str, body: object
) -> None:
    """A set-up that is silently ignored makes the test after it worthless."""
    answer = await http.request(method, f"/_control/{what}", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


async def test_the_overview_names_routes_faults_and_endpoints(http: httpx.AsyncClient) -> None:
    """Whoever opens the address sees what can be done there."""
    overview = await control(http, "GET", "")
    assert f"POST {PATH.replace('acme', '{account_id}')}" in overview["routes"]
    assert "lost_reply" in overview["faults"]
    unknown = await http.get("/_control/nothing")
    assert (unknown.status_code, "POST /_control/clock" in unknown.json()["known"]) == (404, True)
