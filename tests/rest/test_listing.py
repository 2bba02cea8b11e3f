"""Listings are complete, shared, and prove absence only when they can."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from terrabind.rest import errors
from tests.rest.fakes import (
    ANA,
    GRANT,
    POLICY,
    POOL_BINDING,
    ROLE,
    ROLE_BINDING,
    Bindings,
    FakeClock,
    Server,
    client,
)

COLLECTION = "awsIamRoleBindings"


def row(number: int) -> dict[str, Any]:
    """One stored binding."""
    return {
        "principal": f"p{number}@example.com",
        "role": "arn:aws:iam::123456789012:role/Trainer",
        "accountId": "accounts/acme",
        "createTime": f"t{number}",
    }


def asked(number: int) -> dict[str, Any]:
    """The values that name a stored binding."""
    return {"principal": f"P{number}@example.com", "role": row(0)["role"], "account_id": "acme"}


def pages(*bodies: Any) -> Server:
    """A server that answers these pages in turn, and the last one for ever."""
    left = [body if isinstance(body, httpx.Response) else httpx.Response(200, json=body) for body in bodies]
    return Server(lambda _: left.pop(0) if len(left) > 1 else left[0])


@pytest.mark.promise(17)
async def test_a_thousand_reads_cost_five_calls() -> None:
    """One walk of Terraform reads every binding; the collection is listed once (promise 17)."""
    server = Server(Bindings(rows=[row(number) for number in range(1000)]))
    async with client("fireworks", server) as rest:
        found = await asyncio.gather(*(rest.read(ROLE_BINDING, asked(number)) for number in range(1000)))
    assert [each and each["create_time"] for each in found] == [f"t{number}" for number in range(1000)]
    assert server.count("GET") == 5


async def test_a_listing_is_used_again_for_half_a_minute() -> None:
    """Reads come in waves; a long apply must still see what others do."""
    server, clock = Server(Bindings(rows=[row(1)])), FakeClock()
    async with client("fireworks", server, clock) as rest:
        await rest.read(ROLE_BINDING, asked(1))
        clock.seconds += 30
        await rest.read(ROLE_BINDING, asked(1))
        assert server.count("GET") == 1
        clock.seconds += 1
        await rest.read(ROLE_BINDING, asked(1))
        assert server.count("GET") == 2


@pytest.mark.promise(16)
async def test_a_read_after_a_write_never_uses_an_older_listing() -> None:
    """Not even one that is still under way when the write ends (promise 16)."""
    bindings = Bindings(rows=[row(1)])
    waiting, go_on = asyncio.Event(), asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        answer = bindings(request)
        if request.method == "GET" and not waiting.is_set():
            waiting.set()
            await go_on.wait()
        return answer

    async with client("fireworks", slow) as rest:  # type: ignore[arg-type]  # httpx takes coroutines as well
        older = asyncio.ensure_future(rest.read(ROLE_BINDING, asked(1)))
        await waiting.wait()
        await rest.delete(ROLE_BINDING, asked(1))
        younger = asyncio.ensure_future(rest.read(ROLE_BINDING, asked(1)))
        go_on.set()
        assert await older is not None
        assert await younger is None


@pytest.mark.promise(17)
async def test_a_write_to_one_object_leaves_the_listing_good_for_the_others() -> None:
    """Forty creates that look first need one listing, and one each to see themselves."""
    server = Server(Bindings(rows=[row(number) for number in range(40)]))
    async with client("fireworks", server) as rest:
        await rest.read(ROLE_BINDING, asked(0))
        await rest.delete(ROLE_BINDING, asked(0))
        for number in range(1, 40):
            assert await rest.read(ROLE_BINDING, asked(number)) is not None
    assert server.count("GET") == 1


@pytest.mark.promise(13)
@pytest.mark.parametrize("empty", [{}, {COLLECTION: []}, {COLLECTION: None}, {"nextPageToken": ""}, {"totalSize": 0}])
async def test_an_empty_page_in_any_spelling_proves_absence(empty: Any) -> None:
    """Empty lists are left out by some servers (apis.md 1.5)."""
    server = pages(empty)
    async with client("fireworks", server) as rest:
        assert await rest.read(ROLE_BINDING, asked(1)) is None
    assert server.count("GET") == 1


@pytest.mark.promise(13)
async def test_a_page_that_is_empty_but_has_a_next_one_is_followed() -> None:
    """Filters run after paging on some servers (promise 13)."""
    server = pages({"nextPageToken": "a"}, {COLLECTION: [row(1)]})
    async with client("fireworks", server) as rest:
        assert await rest.read(ROLE_BINDING, asked(1)) is not None


@pytest.mark.promise(12)
async def test_absence_from_several_pages_is_confirmed_by_a_second_listing() -> None:
    """A row can slip between two pages while another is deleted (apis.md 1.5)."""
    server = pages({COLLECTION: [row(1)], "nextPageToken": "1"}, {COLLECTION: [row(2)]}, {COLLECTION: [row(3)]})
    async with client("fireworks", server) as rest:
        assert await rest.read(ROLE_BINDING, asked(3)) is not None
        assert await rest.read(ROLE_BINDING, asked(4)) is None
    assert server.count("GET") == 3


@pytest.mark.promise(12, 13)
async def test_a_row_that_only_the_first_listing_showed_is_not_gone() -> None:
    """Each of the two may have missed one."""
    server = pages({COLLECTION: [row(1)], "nextPageToken": "1"}, {COLLECTION: [row(2)]}, {COLLECTION: [row(3)]})
    async with client("fireworks", server) as rest:
        assert await rest.read(ROLE_BINDING, asked(4)) is None
        assert await rest.read(ROLE_BINDING, asked(1)) is not None


@pytest.mark.promise(12)
@pytest.mark.parametrize(
    "spoilt",
    [
        {COLLECTION: [row(1)], "nextPageToken": "same"},
        {COLLECTION: [row(1)], "totalSize": 2},
        {COLLECTION: [row(1)], "totalSize": "7"},
        {COLLECTION: [row(1), row(1)], "totalSize": 2},
    ],
)
async def test_a_listing_that_contradicts_itself_twice_proves_nothing(spoilt: Any) -> None:
    """A repeated token or a total that is not reached means rows are missing (promise 12)."""
    server = pages(spoilt)
    async with client("fireworks", server) as rest:
        assert await rest.read(ROLE_BINDING, asked(1)) is not None
        with pytest.raises(errors.DoubtfulListingError, match="contradicts itself"):
            await rest.read(ROLE_BINDING, asked(2))
        with pytest.raises(errors.DoubtfulListingError):
            await rest.list(ROLE_BINDING)


@pytest.mark.promise(12)
async def test_a_doubt_that_a_second_listing_clears_is_none() -> None:
    """Somebody was writing while we read."""
    server = pages({COLLECTION: [row(1)], "totalSize": 2}, {COLLECTION: [row(1)], "totalSize": 1})
    async with client("fireworks", server) as rest:
        assert await rest.read(ROLE_BINDING, asked(2)) is None
        assert len(await rest.list(ROLE_BINDING)) == 1


@pytest.mark.promise(12)
@pytest.mark.parametrize(
    "broken",
    [
        httpx.Response(500),
        httpx.Response(401),
        httpx.Response(403),
        httpx.Response(404),
        httpx.Response(501),
        httpx.Response(200, text="<html>sign in</html>", headers={"Content-Type": "text/html"}),
        httpx.Response(200, text="{", headers={"Content-Type": "application/json"}),
        httpx.Response(200, json={"status": "ok"}),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={COLLECTION: {}}),
        httpx.Response(200, json={COLLECTION: ["text"]}),
        httpx.Response(200, json={COLLECTION: [{"principal": {}}]}),
    ],
)
async def test_a_page_that_fails_is_an_error_and_never_an_absence(broken: httpx.Response) -> None:
    """A faulty read that says "gone" makes Terraform create again (promise 11)."""
    for server in (pages(broken), pages({COLLECTION: [row(1)], "nextPageToken": "1"}, broken)):
        async with client("fireworks", server) as rest:
            with pytest.raises(errors.RestError):
                await rest.read(ROLE_BINDING, asked(2))


async def test_a_failed_listing_is_tried_anew_by_the_next_reader() -> None:
    """A failure is shared by those who waited for it and by nobody else."""
    server = pages(httpx.Response(403), {COLLECTION: [row(1)]})
    async with client("fireworks", server) as rest:
        with pytest.raises(errors.NotOfferedError):
            await rest.read(ROLE_BINDING, asked(1))
        assert await rest.read(ROLE_BINDING, asked(1)) is not None


@pytest.mark.promise(12)
async def test_a_row_without_a_part_of_its_key_is_a_doubt() -> None:
    """It may be the very binding that is looked for."""
    bare = {"principal": "ana@example.com", "nodePoolId": "p"}
    values = {"principal": "ana@example.com", "cluster_id": "c", "node_pool_id": "p"}
    async with client("fireworks", pages({"nodePoolBindings": [bare]})) as rest:
        with pytest.raises(errors.DoubtfulListingError, match="does not say its cluster_id"):
            await rest.read(POOL_BINDING, values)
        assert await rest.read(POOL_BINDING, {**values, "node_pool_id": "q"}) is None


async def test_the_exact_spelling_is_found_before_another() -> None:
    """Whether two addresses that differ in case are one is the server's secret (apis.md 1.9, quirk 4)."""
    lower, upper = {**row(1), "createTime": "lower"}, {**row(1), "principal": "P1@example.com", "createTime": "upper"}
    async with client("fireworks", pages({COLLECTION: [lower, upper]})) as rest:
        exact = await rest.read(ROLE_BINDING, asked(1))
        other = await rest.read(ROLE_BINDING, {**asked(1), "principal": "P1@EXAMPLE.com"})
    assert exact is not None
    assert exact["create_time"] == "upper"
    assert other is not None
    assert other["principal"] == "P1@EXAMPLE.com"


async def test_one_of_several_is_not_guessed() -> None:
    """A read by half a key must not pick one (promise: singular lookups fail on several)."""
    rows = [{"principal": "a@b.c", "clusterId": c, "nodePoolId": "p", "accountId": "acme"} for c in "xy"]
    async with client("fireworks", pages({"nodePoolBindings": rows})) as rest:
        with pytest.raises(errors.DoubtfulListingError, match="several objects"):
            await rest.read(POOL_BINDING, {"principal": "a@b.c"})


async def test_a_listing_goes_on_by_offset_where_the_api_counts_so() -> None:
    """Newer k0rdent answers have a total and no token (apis.md 3.5)."""
    rows = [{**GRANT, "id": f"p-{number}", "uid": "u", "createdAt": "t"} for number in range(5)]

    def by_offset(request: httpx.Request) -> httpx.Response:
        start = int(request.url.params.get("offset", 0))
        return httpx.Response(200, json={"policies": rows[start : start + 2], "total": 5})

    server = Server(by_offset)
    async with client("k0rdent", server) as rest:
        assert [each["policy_id"] for each in await rest.list(POLICY)] == [f"p-{n}" for n in range(5)]
    assert [str(request.url.query, "ascii") for request in server.asked] == [
        "pageSize=500",
        "pageSize=500&offset=2",
        "pageSize=500&offset=4",
    ]


@pytest.mark.parametrize(
    ("first", "calls"),
    [
        ({"IsTruncated": True, "Marker": "m"}, 3),
        ({"IsTruncated": "true", "Marker": "m"}, 3),
        ({"IsTruncated": False, "Marker": "m"}, 1),
        ({"Marker": "m"}, 1),
        ({"IsTruncated": True, "Marker": ""}, 1),
        ({"IsTruncated": True}, 1),
    ],
)
async def test_an_ecs_listing_ends_unless_it_is_truncated_and_marked(first: dict[str, Any], calls: int) -> None:
    """Dell's own clients use one half of the rule each (apis.md 2.6). Two pages are confirmed by another walk."""
    server = pages({"ListRolesResult": {"Roles": [], **first}}, {"ListRolesResult": {"Roles": []}})
    async with client("ecs", server) as rest:
        assert await rest.list(ROLE) == []
    assert len(server.asked) == calls


@pytest.mark.promise(16)
async def test_a_list_is_newer_than_every_write_of_the_client() -> None:
    """A data source that depends on a resource must see it."""
    bindings = Bindings()
    async with client("fireworks", bindings) as rest:
        assert await rest.list(ROLE_BINDING) == []
        await rest.create(ROLE_BINDING, ANA)
        assert [each["principal"] for each in await rest.list(ROLE_BINDING)] == ["ana@example.com"]


async def test_collections_of_different_scopes_are_different() -> None:
    """Two accounts must never answer for each other."""
    server = Server(
        lambda request: httpx.Response(200, json={COLLECTION: [row(1)] if "/a/" in str(request.url) else []})
    )
    async with client("fireworks", server) as rest:
        assert len(await rest.list(ROLE_BINDING, {"account_id": "a"})) == 1
        assert await rest.list(ROLE_BINDING, {"account_id": "b"}) == []


@pytest.mark.promise(29)
async def test_a_reader_whose_time_is_up_leaves_the_listing_to_the_others() -> None:
    """Each waits as long as it may, and no longer."""
    started, go_on = asyncio.Event(), asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        started.set()
        await go_on.wait()
        return httpx.Response(200, json={COLLECTION: [row(1)]})

    async with client("fireworks", slow) as rest:  # type: ignore[arg-type]  # httpx takes coroutines as well
        patient = asyncio.ensure_future(rest.read(ROLE_BINDING, asked(1)))
        await started.wait()
        with pytest.raises(errors.DeadlineError):
            await rest.read(ROLE_BINDING, asked(1), timeout=0.01)
        go_on.set()
        assert await patient is not None
