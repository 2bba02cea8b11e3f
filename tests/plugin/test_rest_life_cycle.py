"""The life of a generic object through protocol messages, against a small JSON API."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.spec.values import UNKNOWN, Values
from tests.plugin.fake_rest import GENERIC, FakeRest, thing
from tests.plugin.rig import TYPES, Connection, Held, config_message

READY: Values = {"create": {"status_from": {"body": "state"}, "success": ["ready"], "pending": ["pending"]}}


@pytest.fixture
def server() -> FakeRest:
    return FakeRest()


@pytest.fixture
def connection(server: FakeRest) -> Connection:
    return server.connection()


def answer_to(method: str, status: int, **body: object) -> FakeRest:
    """A server that answers one method with this alone."""

    def fault(request: httpx.Request) -> httpx.Response | None:
        headers = {"X-Request-Id": "r-7"}
        return httpx.Response(status, json=body, headers=headers) if request.method == method else None

    return FakeRest(fault=fault)


@pytest.mark.promise(6)
async def test_what_is_created_is_read_and_planned_as_it_is(connection: Connection, server: FakeRest) -> None:
    """What the server adds is no change, and what the user asked to see is shown."""
    config = thing(output_fields=["created"], sensitive_output_fields=["state"])
    held = await connection.apply(GENERIC, Held(), config)
    assert (held.values["output"], held.values["sensitive_output"]) == ({"created": "now"}, {"state": "ready"})
    assert (held.values["id"], held.identity) == ("1", {"path": "/things", "id": "1"})
    assert await connection.read(GENERIC, held) == held
    assert connection.planned(GENERIC, held, config) == (held.values, [])
    assert server.lines == ["POST /things", "GET /things/1", "GET /things/1"]


async def test_what_changed_elsewhere_is_shown_and_mended(connection: Connection, server: FakeRest) -> None:
    """Drift is shown in the user's own shape, and only of what the user set."""
    held = await connection.apply(GENERIC, Held(), thing())
    server.objects["/things/1"] |= {"size": 9, "colour": "red"}
    read = await connection.read(GENERIC, held)
    assert read.values["body"] == {"name": "one", "size": 9, "tags": ["a", "b"]}
    mended = await connection.apply(GENERIC, read, thing())
    assert (mended.values, server.objects["/things/1"]["size"]) == (held.values, 3)


@pytest.mark.promise(10)
@pytest.mark.promise(11)
async def test_only_a_proven_absence_leaves_the_state(connection: Connection, server: FakeRest) -> None:
    """A 404 does; a server that fails does not, and its own words are told without any secret."""
    held = await connection.apply(GENERIC, Held(), thing())
    server.fault = lambda _request: httpx.Response(403, json={"detail": "not you"}, headers={"X-Request-Id": "r-7"})
    failed = await connection.read(GENERIC, held)
    assert failed.failed
    for words in ("GET", "http://api.example/base/things/1", "403", "not you", "r-7"):
        assert words in failed.told
    assert "canary" not in failed.told
    server.fault = lambda _request: None
    server.objects.clear()
    assert (await connection.read(GENERIC, held)).state is None


@pytest.mark.promise(32)
async def test_what_is_write_only_is_sent_and_held_nowhere(connection: Connection, server: FakeRest) -> None:
    """Not in the plan, not in the state, not in private; and it is sent again when its version says so."""
    config = thing(write_only_body={"password": "canary-write-only"}, write_only_version=1)
    planned = connection.plan(GENERIC, Held(), config)
    held = await connection.apply(GENERIC, Held(), config)
    again = await connection.apply(GENERIC, held, {**config, "write_only_version": 2})
    assert [each["password"] for each in (*server.sent("POST"), *server.sent("PUT"))] == ["canary-write-only"] * 2
    texts = [planned.SerializeToString(), held.private, again.private]
    texts += [TYPES.managed(GENERIC).codec.encode(each.values) for each in (held, again)]
    assert not any(b"canary-write-only" in text for text in texts)


@pytest.mark.promise(32)
async def test_write_only_values_of_a_failed_create_are_not_kept_either(server: FakeRest) -> None:
    """What is saved of an object that is not complete goes another way."""
    server.added = {"state": "failed"}
    config = thing(write_only_body={"password": "canary-write-only"}, wait=READY)
    held = await server.connection().apply(GENERIC, Held(), config)
    assert (held.failed, held.values["write_only_body"]) == (True, None)
    assert "canary-write-only" not in str(held.values)


@pytest.mark.promise(32)
async def test_write_only_values_are_not_repeated_by_errors() -> None:
    """A server that refuses a password likes to say which."""
    server = answer_to("POST", 422, message="canary-write-only, or canary&more, is too short")
    config = thing(write_only_body={"users": [{"password": "canary-write-only"}], "key": "canary&more"})
    held = await server.connection().apply(GENERIC, Held(), config)
    assert ("too short" in held.told, "canary" in held.told) == (True, False)


async def test_a_merge_patch_is_the_difference_and_nothing_else(connection: Connection, server: FakeRest) -> None:
    """What somebody else changed beside it survives."""
    config = thing(update={"strategy": "merge_patch"}, write_only_body={"key": "k"})
    held = await connection.apply(GENERIC, Held(), config)
    body: Values = {"name": "one", "size": 4}
    await connection.apply(GENERIC, held, {**config, "body": body})
    (patch,) = (each for each in server.asked if each.method == "PATCH")
    assert server.sent("PATCH") == [{"size": 4, "tags": None, "key": "k"}]
    assert patch.headers["Content-Type"] == "application/merge-patch+json"


async def test_a_merge_patch_that_is_not_taken_is_told_with_what_helps() -> None:
    """Express drops bodies of a type that it does not know, and answers 200."""
    server = FakeRest(fault=lambda request: httpx.Response(200, json={}) if request.method == "PATCH" else None)
    connection = server.connection()
    config = thing(update={"strategy": "merge_patch"})
    held = await connection.apply(GENERIC, Held(), config)
    changed = await connection.apply(GENERIC, held, {**config, "body": {"name": "two"}})
    assert '{ "Content-Type" = "application/json" }' in changed.told


@pytest.mark.promise(19)
@pytest.mark.parametrize(
    ("steering", "body", "replaced"),
    [
        ({"update": {"strategy": "none"}}, {"name": "one", "size": 4, "tags": ["a", "b"]}, ["body"]),
        ({"replace_on": ["name"]}, {"name": "two", "size": 3, "tags": ["a", "b"]}, ["body"]),
        ({"replace_on": ["name"]}, {"name": "one", "size": 4, "tags": ["a", "b"]}, []),
        ({"unordered": ["tags"], "update": {"strategy": "none"}}, {"name": "one", "size": 3, "tags": ["b", "a"]}, []),
    ],
)
async def test_what_cannot_be_updated_is_replaced(
    connection: Connection, steering: Values, body: Values, replaced: list[str]
) -> None:
    """And what means the same is not."""
    held = await connection.apply(GENERIC, Held(), thing(**steering))
    assert connection.planned(GENERIC, held, thing(**steering, body=body))[1] == replaced


@pytest.mark.promise(4)
async def test_a_create_that_ends_badly_is_in_the_state_to_be_made_anew(server: FakeRest) -> None:
    """An object that nobody knows any more can never be deleted."""
    server.added = {"state": "failed"}
    connection = server.connection()
    held = await connection.apply(GENERIC, Held(), thing(wait=READY))
    assert (held.failed, held.values["id"]) == (True, "1")
    assert "failed" in held.told
    assert (await connection.apply(GENERIC, held, None)).state is None
    assert server.objects == {}


@pytest.mark.promise(4)
async def test_an_interrupted_wait_leaves_the_object_in_the_state(server: FakeRest) -> None:
    """Whoever presses Ctrl-C while a server works still owns what it makes."""
    server.added = {"state": "pending"}
    connection = server.connection()

    def stop(request: httpx.Request) -> None:
        if len(server.asked) == 3:
            connection.call("StopProvider")

    server.fault = stop
    held = await connection.apply(GENERIC, Held(), thing(wait=READY))
    assert (held.failed, held.values["id"]) == (True, "1")


async def test_an_update_that_fails_leaves_the_truth_in_the_state(connection: Connection, server: FakeRest) -> None:
    """The next plan then shows what is still to be done."""
    held = await connection.apply(GENERIC, Held(), thing())
    server.fault = answer_to("PUT", 422, errors=[{"message": "size is too large"}]).fault
    failed = await connection.apply(GENERIC, held, thing(body={"name": "one", "size": 99, "tags": ["a", "b"]}))
    assert (failed.failed, failed.values) == (True, held.values)
    assert "size is too large" in failed.told
    assert "r-7" in failed.told


async def test_what_a_failed_update_would_have_taken_away_is_still_to_be_taken() -> None:
    """A state without it would never ask for it again, and the server would have it for ever."""
    server = FakeRest()
    connection = server.connection()
    config = thing(update={"strategy": "merge_patch"})
    held = await connection.apply(GENERIC, Held(), config)
    server.fault = lambda request: httpx.Response(400) if request.method == "PATCH" else None
    less: Values = {**config, "body": {"name": "one", "size": 3}}
    failed = await connection.apply(GENERIC, held, less)
    assert (failed.failed, failed.values["body"]) == (True, held.values["body"])
    server.fault = lambda _request: None
    await connection.apply(GENERIC, failed, less)
    assert server.sent("PATCH")[-1] == {"tags": None}


async def test_attributes_that_only_steer_are_changed_without_a_request(
    connection: Connection, server: FakeRest
) -> None:
    """Writing an object again because of a header for later reads could restart what it stands for."""
    held = await connection.apply(GENERIC, Held(), thing())
    before = len(server.asked)
    changed = await connection.apply(GENERIC, held, thing(lock="all", headers={"X-Team": "search"}))
    assert (changed.values["lock"], len(server.asked)) == ("all", before)
    shown = await connection.apply(GENERIC, changed, thing(output_fields=["created"]))
    assert (shown.values["output"], server.lines[before:]) == ({"created": "now"}, ["GET /things/1"])


async def test_a_body_that_is_not_known_yet_is_planned_as_it_is_written(connection: Connection) -> None:
    """Terraform holds the provider to it when the rest becomes known."""
    body: Values = {"name": UNKNOWN, "size": 3, "tags": ["a", UNKNOWN]}
    planned, _ = connection.planned(GENERIC, Held(), thing(body=body))
    assert (planned["body"], planned["id"]) == (body, UNKNOWN)
    held = await connection.apply(GENERIC, Held(), thing())
    changed, replaced = connection.planned(GENERIC, held, thing(body=UNKNOWN, output_fields=["created"]))
    assert (changed["body"], changed["output"], changed["id"], replaced) == (UNKNOWN, UNKNOWN, "1", [])


def test_an_id_is_planned_where_the_user_decides_it(connection: Connection) -> None:
    """So that other resources can be planned by it."""
    named, _ = connection.planned(GENERIC, Held(), thing(id_from={"value": "{body.name}"}, create={"method": "PUT"}))
    alone, _ = connection.planned(GENERIC, Held(), thing(create={"method": "PUT"}))
    counted, _ = connection.planned(GENERIC, Held(), thing())
    late, _ = connection.planned(GENERIC, Held(), thing(id_from={"value": "{body.name}"}, body={"name": UNKNOWN}))
    assert [each["id"] for each in (named, alone, counted, late)] == ["one", "/things", UNKNOWN, UNKNOWN]
    assert (alone["output"], alone["sensitive_output"]) == (None, None)


async def test_a_change_of_the_path_replaces(connection: Connection) -> None:
    """The collection is part of what the object is."""
    held = await connection.apply(GENERIC, Held(), thing())
    assert connection.planned(GENERIC, held, thing(path="/others"))[1] == ["path"]


@pytest.mark.promise(3)
async def test_an_object_that_is_there_already_is_refused_or_taken_over(server: FakeRest) -> None:
    """A PUT would overwrite it without a word."""
    server.objects["/things/one"] = {"name": "one", "size": 1}
    config = thing(id_from={"value": "{body.name}"}, create={"method": "PUT"})
    connection = server.connection()
    refused = await connection.apply(GENERIC, Held(), config)
    assert (refused.state, server.objects["/things/one"]["size"]) == (None, 1)
    adopted = await connection.apply(GENERIC, Held(), {**config, "on_existing": "adopt"})
    assert (adopted.failed, server.objects["/things/one"]["size"]) == (False, 3)


async def test_destroying_may_keep_the_object(connection: Connection, server: FakeRest) -> None:
    """As with every other resource."""
    held = await connection.apply(GENERIC, Held(), thing(on_destroy="keep"))
    assert (await connection.apply(GENERIC, held, None)).state is None
    assert list(server.objects) == ["/things/1"]


async def test_an_object_that_changes_its_address_is_handed_over(connection: Connection, server: FakeRest) -> None:
    """Without a moved block, Terraform destroys at the one and creates at the other, and nothing is taken away."""
    config = thing(id_from={"value": "{body.name}"}, create={"method": "PUT"})
    held = await connection.apply(GENERIC, Held(), config)
    received, gone = await asyncio.gather(
        connection.apply(GENERIC, Held(), config), connection.apply(GENERIC, held, None)
    )
    assert (received.failed, received.values["id"], gone.failed, gone.state) == (False, "one", False, None)
    assert (list(server.objects), "DELETE /things/one" in server.lines) == (["/things/one"], False)


def test_write_only_values_are_refused_by_terraform_versions_that_would_keep_them(connection: Connection) -> None:
    """Before 1.11 the secret would end up in the plan and the state."""
    config = config_message(GENERIC, thing(write_only_body={"password": "p"}))
    (told,) = connection.call("ValidateResourceConfig", type_name=GENERIC, config=config).diagnostics
    assert (told.attribute.steps[0].attribute_name, "1.11" in told.detail) == ("write_only_body", True)
    able = pb.ClientCapabilities(write_only_attributes_allowed=True)
    answer = connection.call("ValidateResourceConfig", type_name=GENERIC, config=config, client_capabilities=able)
    assert list(answer.diagnostics) == []
