"""Writes: what is sent, how often, and what it is waited for."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from terrabind.rest.errors import IncompleteError, RestError
from terrabind.spec.values import Value
from tests.features.cases import Crowded, found_by, thing
from tests.rest.fakes import Exchange, FakeClock, Script, Server
from tests.rest.things import connect

LOST: dict[str, httpx.Response | Exception] = {
    "no answer": httpx.ReadTimeout("no answer"),
    "bad gateway": httpx.Response(502),
}


@pytest.mark.promise(25)
@pytest.mark.parametrize("lost", LOST)
async def test_a_post_whose_answer_is_lost_is_not_sent_again(lost: str) -> None:
    """The server may have made the object: a second POST would make a second one that nobody knows of."""
    server = Server(lambda _: httpx.Response(201, json={"id": "1"}), after=[LOST[lost]])
    made = thing(body={"name": "mine"})
    async with connect(server, None, clock=FakeClock()) as client:
        with pytest.raises(RestError):
            await client.create(made.resource, made.values)
    assert server.lines == ["POST /v1/things"]


@pytest.mark.promise(1, 25)
@pytest.mark.parametrize("lost", LOST)
async def test_a_post_whose_answer_is_lost_is_looked_up_where_there_is_a_search(lost: str) -> None:
    """With `read.search` the object is found by what the user wrote, and not made twice."""
    rows: list[dict[str, str]] = []

    def api(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            rows.append({"id": "9", "name": "mine"})
        return httpx.Response(200, json={"data": list(rows)})

    server, made = Server(api, after=[LOST[lost]]), found_by()
    async with connect(server, None, clock=FakeClock()) as client:
        outcome = await client.create(made.resource, {**made.values, "id": None})
    assert (outcome.values["id"], server.count("POST"), len(rows)) == ("9", 1, 1)


@pytest.mark.promise(27)
async def test_polling_ends_at_its_limit_and_tells_what_it_saw_last() -> None:
    """A job that never ends must not hold a pipeline for ever."""
    clock = FakeClock()
    states = {"POST": httpx.Response(202, json={"id": "1"}), "GET": httpx.Response(200, json={"state": "cooking"})}
    wait: Value = {
        "create": {"status_from": {"body": "state"}, "success": ["done"], "interval": "3s", "timeout": "20s"}
    }
    made = thing(body={"name": "mine"}, wait=wait)
    async with connect(lambda request: states[request.method], None, clock=clock) as client:
        started = clock.seconds
        with pytest.raises(IncompleteError, match="cooking") as failed:
            await client.create(made.resource, made.values)
    assert 17 <= clock.seconds - started <= 20
    assert failed.value.tainted


async def test_an_object_is_sent_and_read_as_xml() -> None:
    """Text is all that XML knows: what comes back as text is no change."""
    body: Value = {"user": {"@id": "7", "name": "Ana & Bo", "admin": True, "role": ["a", "b"]}}
    sent = '<user id="7"><name>Ana &amp; Bo</name><admin>true</admin><role>a</role><role>b</role></user>'
    script = Script(
        Exchange("GET", "/v1/users/7", status=404),
        Exchange("PUT", "/v1/users/7", body=sent, headers={"Content-Type": "application/xml"}, status=204),
        Exchange("GET", "/v1/users/7", answer=sent, kind="application/xml"),
    )
    made = thing(path="/users", body=body, format="xml", id_from={"value": "7"}, create={"method": "PUT"})
    async with connect(script, None) as client:
        outcome = await client.create(made.resource, made.values)
    assert outcome.values["body"] == body
    assert script.finished()


async def test_an_update_by_merge_patch_sends_only_the_difference() -> None:
    """RFC 7386: what is unchanged stays out, what is gone is null, a list is whole."""
    patch = '{"size":2,"labels":{"old":null},"ports":[1,3]}'
    kind = {"Content-Type": "application/merge-patch+json"}
    script = Script(
        Exchange("PATCH", "/v1/things/1", body=patch, headers=kind, status=204),
        Exchange("GET", "/v1/things/1", answer='{"id":"1","name":"x","size":2,"labels":{"new":"n"},"ports":[1,3]}'),
    )
    options: dict[str, Value] = {"update": {"strategy": "merge_patch"}, "id": "1"}
    prior = thing(body={"name": "x", "size": 1, "labels": {"old": "o", "new": "n"}, "ports": [1, 2]}, **options)
    planned = thing(body={"name": "x", "size": 2, "labels": {"new": "n"}, "ports": [1, 3]}, **options)
    async with connect(script, None) as client:
        outcome = await client.update(planned.resource, prior.values, planned.values)
    assert outcome.values["body"] == planned.values["body"]
    assert script.finished()


@pytest.mark.promise(29)
@pytest.mark.parametrize(("locks", "most"), [(("a", "a", "a"), 1), (("a", "b", None), 3)], ids=["one", "three"])
async def test_writes_under_one_lock_go_one_at_a_time(locks: tuple[str | None, ...], most: int) -> None:
    """Others do not wait for them."""
    network = Crowded()
    made = [thing(body={"id": str(number)}, lock=lock) for number, lock in enumerate(locks)]
    async with connect(network, None) as client:
        await asyncio.gather(*(client.create(each.resource, each.values) for each in made))
    assert network.most == most


async def test_each_operation_has_its_own_headers_and_query() -> None:
    """They come on top of the provider's, and their templates are filled with the object's own values."""
    body = '{"name":"a b"}'
    script = Script(
        Exchange("POST", "/v1/things?dry=no&v=1", body=body, headers={"X-Why": "made a b"}, answer='{"id":"1"}'),
        Exchange("GET", "/v1/things/1?full=a%20b&v=1", headers={"X-Why": "provider"}, answer='{"id":"1","name":"a b"}'),
        Exchange("DELETE", "/v1/things/1?v=1", headers={"X-Why": "gone 1", "X-All": "yes"}, status=204),
    )
    made = thing(
        body={"name": "a b"},
        headers={"X-All": "yes"},
        create={"query": {"dry": "no"}, "headers": {"X-Why": "made {body.name}"}},
        read={"query": {"full": "{body.name}"}},
        delete={"headers": {"X-Why": "gone {id}"}},
    )
    async with connect(script, None, block={"headers": {"X-Why": "provider"}, "query": {"v": "1"}}) as client:
        outcome = await client.create(made.resource, made.values)
        await client.delete(made.resource, outcome.values)
    assert script.finished()
