"""A plural listing is whole or an error: several pages that nothing counts are read until two walks agree."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from terrabind.rest import errors
from tests.rest.fakes import GRANT, POLICY, ROLE, ROLE_BINDING, Bindings, Server, client

pytestmark = pytest.mark.promise(12, 13)
SIZE = 4
"""Policies a page."""


@dataclass
class Tenant:
    """k0rdent policies in pages of four and without a total; `hidden` rows are left out of walk number so and so."""

    count: int = 10
    hidden: dict[int, set[int]] = field(default_factory=dict)
    walks: int = 0
    pages: int = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one page, short of what is hidden in this walk."""
        start = int(request.url.params.get("pageToken", "0"))
        self.walks += start == 0
        self.pages += 1
        shown = [row(n) for n in range(start, min(start + SIZE, self.count)) if n not in self._missing()]
        page: dict[str, Any] = {"policies": shown}
        if start + SIZE < self.count:
            page["nextPageToken"] = str(start + SIZE)
        return httpx.Response(200, json=page)

    def _missing(self) -> set[int]:
        return self.hidden.get(self.walks, self.hidden.get(0, set()))


def row(number: int) -> dict[str, Any]:
    """One stored policy."""
    principal = {"type": "user", "id": f"u{number}"}
    return {**GRANT, "principal": principal, "id": f"p-{number}", "uid": "u", "createdAt": "t"}


def named(found: list[dict[str, Any]]) -> list[int]:
    """The numbers of the policies that were listed."""
    return sorted(int(str(each["policy_id"]).removeprefix("p-")) for each in found)


@pytest.mark.parametrize(
    ("hidden", "walks"),
    [
        ({}, 2),
        ({1: {5}}, 3),
        ({2: {5}}, 4),
        ({1: {1, 5, 9}}, 3),
        ({1: {5}, 2: {6}}, 4),
        ({1: {0, 1, 2, 3}}, 3),
    ],
)
async def test_rows_that_slip_between_pages_are_found_by_another_walk(hidden: dict[int, set[int]], walks: int) -> None:
    """A page token without a total cannot tell that a row is missing: only a second walk can."""
    tenant = Tenant(hidden=hidden)
    async with client("k0rdent", tenant) as rest:
        assert named(await rest.list(POLICY)) == list(range(10))
    assert tenant.walks == walks


@pytest.mark.parametrize("hidden", [{n: {n} for n in range(1, 9)}, {n: {5} for n in (1, 3, 5, 7)}])
async def test_walks_that_never_agree_are_an_error(hidden: dict[int, set[int]]) -> None:
    """Half a list of grants would be taken for all of them."""
    tenant = Tenant(hidden=hidden)
    async with client("k0rdent", tenant) as rest:
        with pytest.raises(errors.DoubtfulListingError, match="4 times") as caught:
            await rest.list(POLICY)
    assert tenant.walks == 4
    assert "not the same" in caught.value.detail
    assert "while others change it" in caught.value.detail


@pytest.mark.promise(17)
@pytest.mark.parametrize("count", [0, 1, SIZE])
async def test_a_single_page_is_read_once(count: int) -> None:
    """Nothing can slip between pages where there is one."""
    tenant = Tenant(count=count)
    async with client("k0rdent", tenant) as rest:
        assert named(await rest.list(POLICY)) == list(range(count))
    assert tenant.pages == 1


@pytest.mark.promise(17)
@pytest.mark.parametrize(("count", "calls"), [(200, 1), (201, 2), (1000, 5)])
async def test_pages_that_reach_their_total_are_read_once(count: int, calls: int) -> None:
    """N bindings cost N divided by the page size, rounded up."""
    rows = [{"principal": f"p{n}@example.com", "role": "arn:aws:iam::1:role/T"} for n in range(count)]
    server = Server(Bindings(rows=rows))
    async with client("fireworks", server) as rest:
        assert len(await rest.list(ROLE_BINDING)) == count
        assert len(await rest.list(ROLE_BINDING)) == count
    assert server.count("GET") == calls


@pytest.mark.parametrize("totals", [(3, 2), (2, 3), (1, 1), (None, None), (None, 9), ("x", None)])
async def test_a_total_that_is_not_the_number_of_rows_is_not_trusted(totals: tuple[Any, Any]) -> None:
    """A total that moved says that rows moved; one that is too small counts something else."""
    rows = [{"principal": f"p{n}@example.com", "role": "arn:aws:iam::1:role/T"} for n in range(3)]
    first, last = ({"awsIamRoleBindings": part} for part in (rows[:1], rows[1:2]))
    bodies = [{**first, "totalSize": totals[0], "nextPageToken": "1"}, {**last, "totalSize": totals[1]}]
    whole = {"awsIamRoleBindings": rows, "totalSize": 3}
    answers = iter([*bodies, whole])
    server = Server(lambda _: httpx.Response(200, json=next(answers)))
    async with client("fireworks", server) as rest:
        assert len(await rest.list(ROLE_BINDING)) == 3


async def test_truncated_pages_of_ecs_are_confirmed() -> None:
    """ECS tells no total at all (apis.md 2.6)."""
    roles = [{"RoleName": f"r{n}", "Arn": f"a{n}"} for n in range(2)]
    bodies = [({"Roles": roles[:1], "IsTruncated": True, "Marker": "m"}), {"Roles": roles[1:]}] * 2
    answers = iter(bodies)
    server = Server(lambda _: httpx.Response(200, json={"ListRolesResult": next(answers)}))
    async with client("ecs", server) as rest:
        assert len(await rest.list(ROLE)) == 2
    assert len(server.asked) == 4


@pytest.mark.promise(17)
async def test_what_is_confirmed_serves_everybody_for_a_while() -> None:
    """Fifty data sources over one collection are one listing, confirmed once."""
    tenant = Tenant()
    async with client("k0rdent", tenant) as rest:
        assert {len(found) for found in await asyncio.gather(*(rest.list(POLICY) for _ in range(50)))} == {10}
        await rest.list(POLICY)
    assert tenant.walks == 2


@pytest.mark.promise(17)
async def test_a_thousand_reads_of_what_is_there_cost_one_walk() -> None:
    """Only the plural listing pays for the proof: what is found needs none."""
    tenant = Tenant(count=1000)
    async with client("k0rdent", tenant) as rest:
        values = [{**GRANT, "principal": {"type": "user", "id": f"u{n}"}} for n in range(1000)]
        found = await asyncio.gather(*(rest.read(POLICY, each) for each in values))
    assert None not in found
    assert (tenant.walks, tenant.pages) == (1, 250)


@pytest.mark.parametrize("answered", [True, False])
async def test_ones_own_writes_meanwhile_are_no_disagreement(answered: bool) -> None:
    """A data source that is read in the middle of a thousand writes must not fail the apply."""
    tenant, release = Tenant(), asyncio.Event()
    deletes: list[asyncio.Task[None]] = []

    async def busy(request: httpx.Request) -> httpx.Response:
        """After each page the client deletes one more; the answers come at once, or only at the end."""
        if request.method == "GET":
            answer = tenant(request)
            values = {**GRANT, "principal": row(len(deletes))["principal"], "policy_id": f"p-{len(deletes)}"}
            deletes.append(asyncio.ensure_future(rest.delete(POLICY, values)))
            await asyncio.sleep(0.01)
            return answer
        tenant.hidden.setdefault(0, set()).add(int(request.url.path.rpartition("-")[2]))
        if not answered:
            await release.wait()
        return httpx.Response(204)

    async with client("k0rdent", busy) as rest:  # type: ignore[arg-type]  # httpx takes coroutines as well
        try:
            assert set(named(await rest.list(POLICY))) >= {6, 7, 8, 9}
        finally:
            release.set()
            await asyncio.gather(*deletes)
    assert tenant.walks == 2
