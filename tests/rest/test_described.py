"""Objects of any API keep the promises that the typed ones keep, by the same engine."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from terrabind.generic.api import API
from terrabind.generic.description import describe
from terrabind.rest import Client, errors
from terrabind.spec.values import Value
from tests.rest.jobs import Desk, Teams

TEAM: dict[str, Value] = {"path": "/teams", "body": {"name": "red"}}
FOUND: dict[str, Value] = {**TEAM, "read": {"search": {"match": {"name": "{body.name}"}}}}
HELD: dict[str, Value] = {**TEAM, "id": "7"}


@pytest.mark.parametrize(
    ("created", "headers", "id_from"),
    [
        ({"id": 7}, {}, None),
        ({"data": {"id": "7"}}, {}, {"body": "data.id"}),
        ({"ref": "https://api.example/v1/teams/7"}, {}, {"body": "ref", "path_segment": -1}),
        ({"ok": True}, {"Location": "/v1/teams/7"}, {"header": "Location"}),
        ({"ok": True}, {"Location": "https://api.example/v1/teams/7/"}, {"header": "Location", "path_segment": 3}),
    ],
)
async def test_the_id_is_taken_where_the_api_tells_it(created: object, headers: object, id_from: Value) -> None:
    """Without it the object could neither be read nor deleted."""
    server = Teams(created=created, headers=headers)  # type: ignore[arg-type]  # as the parameters have it
    outcome = await Desk(server).create({**TEAM, "id_from": id_from})
    assert outcome.values["id"] == "7"
    assert server.lines == ["POST /teams", "GET /teams/7"]


async def test_an_object_without_a_name_is_an_error_that_says_how_to_find_it() -> None:
    """It exists, and nobody can address it: the worst that could be done is to say nothing."""
    server = Teams(created={"done": True})
    with pytest.raises(errors.IncompleteError, match="its id is not known") as caught:
        await Desk(server).create(TEAM)
    assert caught.value.values is None
    assert "id_from" in caught.value.detail


async def test_a_search_finds_the_id_that_no_answer_tells() -> None:
    """What the object is known by leads to it."""
    server = Teams(created={"done": True})
    outcome = await Desk(server).create(FOUND)
    assert (outcome.values["id"], outcome.notices) == ("7", ())


@pytest.mark.promise(1)
@pytest.mark.parametrize("fault", [httpx.ReadError("cut"), httpx.Response(502), httpx.Response(504)], ids=str)
async def test_a_lost_create_is_found_by_its_search(fault: httpx.Response | Exception) -> None:
    """The create is sent once, and the object is held by the id that the collection tells."""
    server = Teams(rows={"3": {"id": 3, "name": "blue"}}, answers={"POST /teams": [httpx.ReadError("cut")]})
    outcome = await Desk(server).create(FOUND)
    assert outcome.values["id"] == "8"
    assert server.lines.count("POST /teams") == 1


@pytest.mark.promise(1)
async def test_a_lost_create_that_cannot_be_looked_up_is_never_sent_again() -> None:
    """Two objects would be worse than a message that says exactly what may exist."""
    server = Teams(answers={"POST /teams": [httpx.ReadError("cut")]})
    with pytest.raises(errors.IncompleteError, match="may or may not") as caught:
        await Desk(server).create(TEAM)
    assert server.lines == ["POST /teams"]
    assert "read.search" in caught.value.detail


@pytest.mark.promise(1)
async def test_a_create_is_open_when_the_server_refuses_to_repeat_what_it_does_not_show() -> None:
    """It says that the object exists and that it is not there: to believe the second would be to lose the object."""
    taken, gone = httpx.Response(409, json={"message": "red is taken"}), httpx.Response(404, json={"error": "gone"})
    server = Teams(answers={"POST /teams": [httpx.ReadError("cut"), *[taken] * 9], "GET /teams/red": [gone] * 99})
    with pytest.raises(errors.IncompleteError, match="may or may not") as caught:
        await Desk(server).create({**TEAM, "id_from": {"value": "{body.name}"}})
    assert caught.value.values is not None
    assert "refuses to make it again" in caught.value.detail


@pytest.mark.promise(46)
async def test_a_team_that_is_listed_in_another_case_is_found() -> None:
    """Where the user says that case does not count, it does not count in a search either."""
    server = Teams(rows={"3": {"id": 3, "name": "Red"}})
    assert await Desk(server).read(FOUND) is None
    found = await Desk(server).read({**FOUND, "equal": {"name": "case"}})
    assert found is not None
    assert (found["id"], found["body"]) == ("3", {"name": "red"})


@pytest.mark.promise(11)
async def test_an_id_that_no_listed_object_tells_proves_no_absence() -> None:
    """After an import the id is all that is known, and nothing in the list could say whose it is."""
    server = Teams(rows={"3": {"id": 3, "name": "red"}})
    with pytest.raises(errors.RequestError, match="cannot be told from others"):
        await Desk(server).read({**FOUND, "id_from": {"header": "Location"}, "body": None, "id": "3"})


@pytest.mark.promise(3)
async def test_an_answer_without_the_list_is_an_empty_one_where_the_api_leaves_empty_lists_out() -> None:
    """So write the gateways of gRPC services; of any other API it proves no absence."""
    search: dict[str, Value] = {"items": "teams", "match": {"name": "{body.name}"}}
    nothing = httpx.Response(200, json={"header": {"revision": "1"}})
    desk = Desk(Teams(answers={"GET /teams": [nothing, nothing]}))
    assert await desk.read({**HELD, "read": {"search": {**search, "sparse": True}}}) is None
    with pytest.raises(errors.UnreadableAnswerError, match="cannot be read"):
        await desk.read({**HELD, "read": {"search": search}})


@pytest.mark.parametrize(("row", "where"), [("red", "name"), (["red", 7], "0")], ids=["texts", "lists"])
@pytest.mark.parametrize("by", ["{id}", "{body.name}"])
async def test_a_collection_of_texts_or_of_lists_is_searched_like_one_of_objects(row: Any, where: str, by: str) -> None:
    """So etcd lists its roles, by name alone, and InfluxDB its databases, as rows of a table."""
    held: dict[str, Value] = {**TEAM, "id": "red", "id_from": {"value": "{body.name}"}, "ignore_fields": ["name"]}
    held["read"] = {"search": {"match": {where: by}}}
    full, bare = (Desk(Teams(answers={"GET /teams": [httpx.Response(200, json=rows)]})) for rows in ([row], ["blue"]))
    found = await full.read(held)
    assert found is not None
    assert (found["id"], found["body"], await bare.read(held)) == ("red", TEAM["body"], None)


async def test_a_written_out_body_holds_the_whole_object_in_an_envelope() -> None:
    """So remote procedures want it, and nobody should have to name each member."""
    server = Teams()
    body: dict[str, Value] = {"name": "red", "seats": [1, 2]}
    call: dict[str, Value] = {"method": "team-add", "arguments": "{body}"}
    with pytest.raises(errors.RestError):
        await Desk(server).create({"path": "/teams", "body": body, "create": {"body": {"text": "a {body}"}}})
    assert server.asked == []
    await Desk(server).create({"path": "/teams", "body": body, "create": {"body": call}})
    assert json.loads(server.asked[0].content) == {"method": "team-add", "arguments": body}


async def test_a_written_out_body_takes_its_secrets_from_the_write_only_one() -> None:
    """It is sent in the place of `body`: without this the password would be lost on the way."""
    server = Teams()
    sent: dict[str, Value] = {"team": "{body.name}", "login": {"password": "{write_only_body.password}"}}
    secret: dict[str, Value] = {"write_only_body": {"password": "canary"}, "create": {"body": sent}}
    outcome = await Desk(server).create({**TEAM, **secret})
    assert json.loads(server.asked[0].content) == {"team": "red", "login": {"password": "canary"}}
    assert "canary" not in repr({**outcome.values, "write_only_body": None})


async def test_what_exists_already_is_refused_with_its_import_id() -> None:
    """Whoever made it may rely on it."""
    server = Teams(rows={"3": {"id": 3, "name": "red"}})
    with pytest.raises(errors.ExistsError, match="exists already") as caught:
        await Desk(server).create(FOUND)
    assert "to = terrabind_rest_resource.this" in caught.value.detail
    assert "POST /teams" not in server.lines


@pytest.mark.promise(3)
async def test_a_conflict_of_what_cannot_be_looked_up_is_told_in_the_servers_words() -> None:
    """Nothing says how the other object would be found."""
    server = Teams(answers={"POST /teams": [httpx.Response(409, json={"message": "red is taken"})]})
    with pytest.raises(errors.ExistsError, match="did not create") as caught:
        await Desk(server).create(TEAM)
    assert "red is taken" in caught.value.detail


@pytest.mark.parametrize(
    "answer",
    [
        {"content": b"no such colour", "headers": {"Content-Type": "text/plain; charset=utf-8"}},
        {"json": {"results": [{"code": 500, "errors": ["no such colour"], "status": "not made"}]}},
        {"json": {"results": [{"statement_id": 0, "error": "no such colour"}]}},
        {"json": {"error": 400, "status": "no such colour"}},
    ],
    ids=["text", "results-errors", "results-error", "status"],
)
async def test_what_a_server_says_of_a_failure_is_shown_in_its_own_words(answer: dict[str, Any]) -> None:
    """Syncthing answers in plain text, Icinga and InfluxDB in lists: who does not see it cannot put it right."""
    server = Teams(answers={"POST /teams": [httpx.Response(400, **answer)]})
    with pytest.raises(errors.AnswerError) as caught:
        await Desk(server).create(TEAM)
    assert "The server said: no such colour\n" in caught.value.detail


async def test_what_exists_already_is_taken_over_and_brought_to_the_plan() -> None:
    """Only the difference is sent, and nothing that the server added is taken away."""
    server = Teams(rows={"3": {"id": 3, "name": "red", "size": 1, "since": "May"}})
    wanted: dict[str, Value] = {**FOUND, "body": {"name": "red", "size": 2}, "update": {"strategy": "merge_patch"}}
    outcome = await Desk(server).create(wanted, "adopt")
    assert outcome.adopted
    assert server.rows["3"] == {"id": 3, "name": "red", "size": 2, "since": "May"}


@pytest.mark.promise(10)
@pytest.mark.parametrize(
    "answer",
    [httpx.Response(404, text="404 page not found"), httpx.Response(410), httpx.Response(404, json={"error": "gone"})],
    ids=["text", "410", "json"],
)
async def test_an_object_that_is_not_found_is_gone(answer: httpx.Response) -> None:
    """Servers say it in many ways."""
    assert await Desk(Teams(answers={"GET /teams/7": [answer]})).read(HELD) is None


@pytest.mark.promise(11)
@pytest.mark.parametrize("collection", [httpx.Response(404, html="<html>"), httpx.Response(503)], ids=["404", "503"])
async def test_a_page_of_html_proves_nothing_unless_the_collection_answers(collection: httpx.Response) -> None:
    """A proxy that lost its server answers 404 for everything."""
    page = httpx.Response(404, html="<html>no</html>")
    lost = Teams(answers={"GET /teams/7": [page], "GET /teams": [collection] * 5})
    with pytest.raises(errors.GoneError):
        await Desk(lost).read(HELD)
    assert await Desk(Teams(answers={"GET /teams/7": [page]})).read(HELD) is None


async def test_a_conflict_on_a_change_says_that_somebody_else_was_faster() -> None:
    """To be told that it exists already would send the reader the wrong way."""
    server = Teams(rows={"7": {"id": 7, "name": "red"}}, answers={"PUT /teams/7": [httpx.Response(409)]})
    with pytest.raises(errors.IncompleteError, match="changed meanwhile"):
        await Desk(server).update(HELD, {**HELD, "body": {"name": "blue"}})


async def test_a_change_that_the_server_does_not_take_is_told() -> None:
    """It answered 200 and did nothing: the next plan would otherwise come as a surprise."""
    server = Teams(rows={"7": {"id": 7, "name": "red"}}, answers={"PUT /teams/7": [httpx.Response(200, json={})]})
    outcome = await Desk(server).update(HELD, {**HELD, "body": {"name": "blue"}})
    assert "is not as it was sent" in outcome.notices[0].summary


async def test_creates_of_objects_that_the_server_names_go_at_once() -> None:
    """They have nothing in common, and one after the other they would take minutes."""
    server, all_here = Teams(), asyncio.Barrier(5)

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            await asyncio.wait_for(all_here.wait(), 5)
        return server(request)

    described = describe(TEAM)
    async with Client(API, {"base_url": "http://x/v1"}, transport=httpx.MockTransport(answer)) as client:
        await asyncio.gather(*(client.create(described.resource, described.values) for _ in range(5)))
    assert len(server.rows) == 5


async def test_an_object_that_somebody_made_anew_is_followed_to_its_new_id() -> None:
    """A delete at the old address would leave it where it is."""
    server = Teams(rows={"9": {"id": 9, "name": "red"}})
    found = await Desk(server).read({**FOUND, "id": "7"})
    assert found is not None
    assert found["id"] == "9"


async def test_a_list_in_the_place_of_an_object_is_an_error_that_names_the_search() -> None:
    """A collection is no team, whatever the address says."""
    with pytest.raises(errors.UnreadableAnswerError, match=r"read\.search"):
        await Desk(Teams()).read({**HELD, "read": {"path": "/teams"}})


@pytest.mark.promise(10)
async def test_an_object_is_gone_by_the_statuses_that_its_api_uses_for_that() -> None:
    """Some say 412 or 403, and then also to the delete of what is gone."""
    told = [httpx.Response(412, json={"message": "role name not found"})] * 2
    server = Teams(answers={"GET /teams/7": [*told], "DELETE /teams/7": [*told]})
    held = {**HELD, "read": {"gone_codes": [412]}}
    assert await Desk(server).read(held) is None
    await Desk(server).delete(held)


@pytest.mark.promise(10)
@pytest.mark.parametrize("answer", [{"json": None}, {"json": {}}, {"json": []}, {"text": ""}, {"json": {"data": None}}])
async def test_an_answer_without_an_object_means_gone_only_where_its_user_says_so(answer: dict[str, Any]) -> None:
    """Configuration trees and key-value stores answer null with 200; of others it proves nothing."""
    select: dict[str, Value] = {"select": "data"} if answer.get("json") else {}
    server = Teams(answers={"GET /teams/7": [httpx.Response(200, **answer)], "GET /teams": [httpx.Response(500)] * 9})
    assert await Desk(server).read({**HELD, "read": {**select, "gone_when_empty": True}}) is None
    broken = Teams(answers={"GET /teams/7": [httpx.Response(400)]})
    with pytest.raises(errors.InvalidError):
        await Desk(broken).read({**HELD, "read": {"gone_when_empty": True}})


async def test_an_object_without_members_is_one() -> None:
    """Settings that are all left out are there nevertheless."""
    found = await Desk(Teams(answers={"GET /teams/7": [httpx.Response(200, json={})]})).read({**HELD, "body": {}})
    assert found is not None
    assert found["body"] == {}


@pytest.mark.parametrize("shown", ['{"a": 1}\n', "<a>1</a>", "allow := true\r\n", ""])
async def test_a_text_is_sent_and_read_as_it_is(shown: str) -> None:
    """Policies, templates and configuration files are no JSON, whatever they look like; the end of a line is none."""
    server = Teams(answers={"PUT /policies/a": [httpx.Response(200)], "GET /policies/a": [httpx.Response(404)]})
    shows = httpx.Response(200, text=shown, headers={"Content-Type": "application/json"})
    server.answers["GET /policies/a"].append(shows)
    made: dict[str, Value] = {"path": "/policies/a", "format": "text", "body": shown.strip()}
    outcome = await Desk(server).create({**made, "create": {"method": "PUT"}})
    sent = server.asked[1]
    assert (sent.content.decode(), sent.headers["Content-Type"]) == (shown.strip(), "text/plain; charset=utf-8")
    assert (outcome.values["body"], outcome.notices) == (shown.strip(), ())


@pytest.mark.promise(10)
async def test_a_collection_that_is_gone_takes_its_objects_with_it_where_its_user_says_so() -> None:
    """A child whose parent was deleted would otherwise block every plan; a page of HTML still proves nothing."""
    searched: dict[str, Value] = {"search": {"match": {"name": "{body.name}"}}, "gone_codes": [404]}
    gone = Teams(answers={"GET /teams": [httpx.Response(404, json={"message": "no such zone"})]})
    assert await Desk(gone).read({**HELD, "read": searched}) is None
    unsaid = Teams(answers={"GET /teams": [httpx.Response(404, json={"message": "no such zone"})]})
    with pytest.raises(errors.NotOfferedError, match=r"let `read.gone_codes` hold 404.*-refresh=false"):
        await Desk(unsaid).read({**HELD, "read": {**searched, "gone_codes": None}})
    page = Teams(answers={"GET /teams": [httpx.Response(404, html="<html>")] * 3})
    with pytest.raises(errors.RestError):
        await Desk(page).read({**HELD, "read": searched})


@pytest.mark.promise(21)
async def test_the_import_id_of_a_refusal_says_how_the_object_is_handled() -> None:
    """Pasted as it stands, the plan that follows has nothing to do."""
    server = Teams(rows={"3": {"id": 3, "name": "red"}})
    with pytest.raises(errors.ExistsError) as caught:
        await Desk(server).create(FOUND)
    assert r'"{\"path\": \"/teams\", \"read\": {\"search\":' in caught.value.detail
    assert r'\"id\": \"3\"}"' in caught.value.detail


async def test_an_imported_object_is_read_at_an_address_made_of_its_id() -> None:
    """Where the address is made of the body, the id tells what the body is not known to hold yet."""
    kind = {"value": "{body.kind}/{body.name}"}
    read: Value = {
        "path": "/{body.kind}/{body.name}",
        "query": {"of": "{body.kind}"},
        "headers": {"X-N": "{body.name}"},
    }
    shown = httpx.Response(200, json={"kind": "red teams", "name": "a{b}"})
    server = Teams(answers={"GET /red%20teams/a%7Bb%7D?of=red%20teams": [shown]})
    found = await Desk(server).read({"path": "/teams", "id": "red teams/a{b}", "id_from": kind, "read": read})
    assert server.lines == list(server.answers)
    assert found is not None
    assert found["body"] == {"kind": "red teams", "name": "a{b}"}
    assert server.asked[0].headers["X-N"] == "a{b}"


async def test_an_object_may_stand_under_a_name_that_holds_a_dot() -> None:
    """Some APIs answer with the object under its own name, which may be any."""
    server = Teams(answers={"GET /teams/logs.reader": [httpx.Response(200, json={"logs.reader": {"a/b": {"x": 1}}})]})
    held: dict[str, Value] = {"path": "/teams", "id": "logs.reader", "body": {"x": 2}}
    found = await Desk(server).read({**held, "read": {"select": "/logs.reader/a~1b"}})
    assert found is not None
    assert found["body"] == {"x": 1}


async def test_a_put_to_a_collection_that_answers_with_the_id_makes_one_of_many() -> None:
    """Some APIs make by PUT what they name themselves; its own address is below the collection all the same."""
    server = Teams(rows={"7": {"id": 7}}, answers={"PUT /teams": [httpx.Response(200, json={"ID": "7"})]})
    made: dict[str, Value] = {**TEAM, "body": {}, "create": {"method": "PUT"}, "id_from": {"body": "ID"}}
    outcome = await Desk(server).create(made)
    await Desk(server).delete({**made, "id": outcome.values["id"]})
    assert server.lines == ["PUT /teams", "GET /teams/7", "DELETE /teams/7"]


async def test_a_singleton_is_put_to_its_own_address() -> None:
    """Settings have no collection, and their path is their id."""
    server = Teams()
    one: dict[str, Value] = {"path": "/teams/main", "body": {"name": "red"}, "create": {"method": "PUT"}}
    outcome = await Desk(server).create(one)
    assert outcome.values["id"] == "/teams/main"
    assert server.lines == ["GET /teams/main", "PUT /teams/main", "GET /teams/main"]


async def test_success_codes_decide_what_success_is() -> None:
    """An API that answers 404 to a second delete means that it is done; one that answers 200 for 201 means trouble."""
    server = Teams(answers={"DELETE /teams/7": [httpx.Response(418)], "POST /teams": [httpx.Response(200, json={})]})
    await Desk(server).delete({**HELD, "delete": {"success_codes": [418]}})
    with pytest.raises(errors.AnswerError, match="Only 201"):
        await Desk(server).create({**TEAM, "create": {"success_codes": [201]}})


@pytest.mark.promise(34)
async def test_an_address_of_another_host_is_not_followed() -> None:
    """The credential would go there."""
    server = Teams(rows={"7": {"id": 7, "self": "https://evil.example/teams/7", "name": "red"}})
    held = {**HELD, "output_fields": ["self"], "output": {"self": "https://evil.example/x"}}
    with pytest.raises(errors.RequestError, match="another host"):
        await Desk(server).delete({**held, "delete": {"path": "{output.self}"}})
    assert server.lines == []
