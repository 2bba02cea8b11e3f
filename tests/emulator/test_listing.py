"""Pages: sizes, tokens, and the ways in which a page can be wrong (apis.md 1.2, 1.5; promises 12 and 13)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from terrabind.emulator import Emulator
from tests.emulator.in_process import CATALOGUE, connect, emulate

PATH = "/v1/accounts/acme/nodePoolBindings"
BINDING = CATALOGUE.resources["terrabind_fireworks_node_pool_binding"]


@pytest.fixture
def emulator() -> Emulator:
    """A server with 450 bindings."""
    emulator = emulate("fireworks")
    for number in range(450):
        emulator.put(BINDING, {"principal": f"u{number}@example.com", "account_id": "acme"})
    return emulator


@pytest.fixture
async def http(emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    """A caller with a key."""
    async with connect(emulator, authorization="Bearer k") as client:
        yield client


async def page(http: httpx.AsyncClient, **query: str | int) -> dict[str, Any]:
    """Read one page."""
    found: dict[str, Any] = (await http.get(PATH, params=query)).json()
    return found


async def people(http: httpx.AsyncClient, size: int = 200) -> list[str]:
    """Read every page, and return the principals as they come."""
    found, token = [], ""
    while True:
        one = await page(http, pageSize=size, pageToken=token)
        found += [binding["principal"] for binding in one.get("nodePoolBindings", [])]
        token = one.get("nextPageToken", "")
        if not token:
            return found


@pytest.mark.parametrize(
    ("asked", "given"), [({}, 50), ({"pageSize": 0}, 50), ({"pageSize": 7}, 7), ({"pageSize": 900}, 200)]
)
async def test_a_page_has_50_rows_or_as_many_as_asked_up_to_200(
    http: httpx.AsyncClient, asked: dict[str, int], given: int
) -> None:
    """Larger sizes are coerced, not refused (apis.md 1.2)."""
    one = await page(http, **asked)
    assert (len(one["nodePoolBindings"]), one["totalSize"]) == (given, 450)


async def test_the_pages_together_are_everything_once(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """450 rows at 200 a page are three calls."""
    found = await people(http)
    assert found == [f"u{number}@example.com" for number in range(450)]
    assert emulator.calls.count("GET", PATH) == 3


@pytest.mark.parametrize("token", ["nonsense", "bnVsbA=="])
async def test_a_made_up_token_is_refused(http: httpx.AsyncClient, token: str) -> None:
    """Tokens are opaque."""
    assert (await http.get(PATH, params={"pageToken": token})).status_code == 400


async def test_a_token_belongs_to_its_parameters(http: httpx.AsyncClient) -> None:
    """Every other parameter must be what it was in the first call (apis.md 1.2)."""
    token = (await page(http, pageSize=10))["nextPageToken"]
    assert (await http.get(PATH, params={"pageSize": 11, "pageToken": token})).status_code == 400


@pytest.mark.parametrize(("tokens", "missed"), [("offset", 1), ("position", 0)])
async def test_a_row_deleted_between_pages_moves_the_rest(
    http: httpx.AsyncClient, emulator: Emulator, tokens: str, missed: int
) -> None:
    """Tokens that count rows make a reader skip one, and absence from that listing proves nothing (apis.md 1.5)."""
    emulator.vary(f"tokens={tokens}")
    token = (await page(http, pageSize=200))["nextPageToken"]
    first = emulator.store.committed(BINDING)[0]
    emulator.store.remove(BINDING, first)
    rest = await page(http, pageSize=200, pageToken=token)
    assert rest["nodePoolBindings"][0]["principal"] == f"u{200 + missed}@example.com"


async def test_the_end_may_be_an_empty_token_or_an_absent_list() -> None:
    """proto3 JSON leaves out empty lists, and an empty token ends as well as none (apis.md 1.5)."""
    async with connect(emulate("fireworks", "empty_token", "omit_empty"), authorization="Bearer k") as http:
        assert await page(http) == {"nextPageToken": "", "totalSize": 0}


async def test_pages_can_be_made_small() -> None:
    """A server may give fewer rows than asked although more exist (apis.md 2.6)."""
    emulator = emulate("fireworks", page_size=2)
    for number in range(3):
        emulator.put(BINDING, {"principal": f"u{number}@example.com", "account_id": "acme"})
    async with connect(emulator, authorization="Bearer k") as http:
        assert len((await page(http, pageSize=200))["nodePoolBindings"]) == 2
        assert len(await people(http)) == 3


async def test_a_token_can_repeat_for_ever(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """A reader that only follows tokens never ends."""
    emulator.faults.add("GET *:repeated_token")
    token = (await page(http))["nextPageToken"]
    assert (await page(http, pageToken=token))["nextPageToken"] == token


async def test_a_page_can_be_empty_and_not_the_last(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """Whoever stops at an empty page loses the rest."""
    emulator.faults.add("GET *:empty_page@2")
    assert len(await people(http)) == 450
    assert emulator.calls.count("GET", PATH) == 4


@pytest.mark.parametrize(
    ("fault", "rows", "total"),
    [
        ("missing_rows=3", 47, 450),
        ("repeated_rows=3", 53, 450),
        ("wrong_total=5", 50, 455),
        ("wrong_total=-450", 50, 0),
    ],
)
async def test_rows_and_total_can_disagree(
    http: httpx.AsyncClient, emulator: Emulator, fault: str, rows: int, total: int
) -> None:
    """A listing that contradicts itself proves no absence."""
    emulator.faults.add(f"GET *:{fault}")
    one = await page(http)
    assert (len(one["nodePoolBindings"]), one["totalSize"]) == (rows, total)


async def test_a_page_can_lack_its_list(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """On a page in the middle that is an error of the server, not the end."""
    emulator.faults.add("GET *:no_items")
    assert set(await page(http)) == {"nextPageToken", "totalSize"}


async def test_one_page_of_several_can_fail(http: httpx.AsyncClient, emulator: Emulator) -> None:
    """A pattern over the query strikes the later pages alone."""
    emulator.faults.add("GET *nodePoolBindings?*pageToken=?*:500")
    token = (await page(http))["nextPageToken"]
    assert (await http.get(PATH, params={"pageToken": token})).status_code == 500
