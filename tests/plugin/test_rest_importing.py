"""Generic objects that come from elsewhere: imported, moved from other providers, stored by an older version."""

from __future__ import annotations

import json
from collections.abc import Mapping

import httpx
import pytest

from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.spec.values import Value, Values, look_up
from tests.plugin.fake_rest import GENERIC, FakeRest, thing
from tests.plugin.rig import TYPES, Connection, Held

CODEC = TYPES.managed(GENERIC).codec
BODY: Values = {"name": "one", "size": 3, "tags": ["a", "b"]}


@pytest.fixture
def server() -> FakeRest:
    return FakeRest(objects={"/things/7": {**BODY, "id": 7, "created": "now"}})


@pytest.fixture
def connection(server: FakeRest) -> Connection:
    return server.connection()


async def imported_by(connection: Connection, by: str) -> Held:
    """Import in one of the three ways."""
    if by != "identity":
        return await connection.import_id(GENERIC, by)
    codec = TYPES.managed(GENERIC).identity_codec
    value = pb.DynamicValue(msgpack=codec.encode({"path": "/things", "id": "7"}))
    answer = connection.call(
        "ImportResourceState", type_name=GENERIC, identity=pb.ResourceIdentityData(identity_data=value)
    )
    (found,) = answer.imported_resources
    return await connection.read(GENERIC, Held(CODEC.decode(found.state.msgpack), found.private))


@pytest.mark.promise(21)
@pytest.mark.parametrize("by", ["/things#7", '{"path": "/things", "id": "7", "lock": "all"}', "identity"])
async def test_an_imported_object_plans_empty_for_a_body_that_it_has(
    connection: Connection, server: FakeRest, by: str
) -> None:
    """However it is named, and however much more the server has."""
    held = await imported_by(connection, by)
    assert held.values["body"] == server.objects["/things/7"]
    lock = "all" if "lock" in by else None
    assert connection.planned(GENERIC, held, thing(lock=lock)) == (held.values, [])
    assert connection.planned(GENERIC, held, thing(lock=lock, body={"name": "one"})) == (held.values, [])


async def test_the_first_update_ends_what_is_special_about_an_imported_object(
    connection: Connection, server: FakeRest
) -> None:
    """From then on its body is what the user wrote, and members that the user takes out are taken out."""
    held = await connection.import_id(GENERIC, "/things#7")
    updated = await connection.apply(GENERIC, held, thing(body={"name": "two", "size": 3}))
    assert updated.values["body"] == {"name": "two", "size": 3}
    planned, _ = connection.planned(GENERIC, updated, thing(body={"name": "two"}))
    assert planned["body"] == {"name": "two"}
    assert server.lines[-2:] == ["PUT /things/7", "GET /things/7"]


@pytest.mark.parametrize("strategy", ["merge_patch", "json_patch"])
async def test_a_patch_takes_nothing_away_that_was_only_imported(
    connection: Connection, server: FakeRest, strategy: str
) -> None:
    """The state holds all that the server has, and nobody ever meant to set or clear the rest of it."""
    server.fault = lambda request: httpx.Response(200, json={}) if request.method == "PATCH" else None
    held = await connection.import_id(GENERIC, "/things#7")
    config = thing(update={"strategy": strategy}, body={"name": "two", "size": 3})
    await connection.apply(GENERIC, held, config)
    merge, operations = {"name": "two"}, [{"op": "replace", "path": "/name", "value": "two"}]
    assert server.sent("PATCH") == [merge if strategy == "merge_patch" else operations]


async def test_an_import_id_that_says_too_little_is_refused(connection: Connection) -> None:
    """The accepted forms are shown."""
    told = (await connection.import_id(GENERIC, "things#7")).told
    assert "<path>#<id>" in told


def moved(connection: Connection, type_name: str, state: dict[str, object]) -> Values:
    """Move a stored object of another type here."""
    answer = connection.call(
        "MoveResourceState",
        source_provider_address="registry.terraform.io/other/other",
        source_type_name=type_name,
        source_state=pb.RawState(json=json.dumps(state).encode()),
        target_type_name=GENERIC,
    )
    assert not answer.diagnostics, answer.diagnostics
    found = CODEC.decode(answer.target_state.msgpack)
    assert found is not None
    return found


def as_values(value: Value) -> Values:
    """An object inside of another."""
    assert isinstance(value, Mapping)
    return value


async def test_a_restapi_object_becomes_one_of_ours(connection: Connection) -> None:
    """Its JSON texts become values, so that a plan for the same object is empty."""
    stored = {"path": "/things", "id": "7", "data": json.dumps(BODY), "debug": False, "create_path": None}
    state = moved(connection, "restapi_object", {**stored, "api_data": {"id": "7"}, "api_response": "{}"})
    assert (state["path"], state["id"], state["body"], state["read"]) == ("/things", "7", BODY, None)
    read = await connection.read(GENERIC, Held(state))
    assert connection.planned(GENERIC, read, thing()) == (state, [])


def test_what_a_restapi_object_says_of_its_requests_is_taken_along(connection: Connection) -> None:
    """Paths and methods mean the same there and here."""
    stored: dict[str, object] = {"path": "/things", "id": "7", "data": '{"n": 0.10}', "force_new": ["name"]}
    stored |= {"update_method": "PATCH", "destroy_path": "/gone/{id}", "destroy_data": "{}", "query_string": "v=1"}
    search = {"search_key": "meta/name", "search_value": "one", "results_key": "data/rows"}
    state = moved(connection, "restapi_object", {**stored, "id_attribute": "data/id", "read_search": search})
    update, delete, read = (as_values(state[name]) for name in ("update", "delete", "read"))
    assert [look_up(update, "method"), look_up(delete, "path"), look_up(delete, "body")] == ["PATCH", "/gone/{id}", {}]
    assert [look_up(read, path) for path in ("search.items", "search.match", "query")] == [
        "data.rows",
        {"meta.name": "one"},
        {"v": "1"},
    ]
    assert (state["id_from"], state["replace_on"]) == (
        {"body": "data.id", "header": None, "path_segment": None, "value": None},
        ["name"],
    )


@pytest.mark.parametrize(
    ("stored", "id_", "read"),
    [
        ({"path": "/things", "id": "/things/7", "read_path": "$(path)/$(body.id)"}, "7", None),
        ({"path": "/things/7", "id": "/things/7", "create_method": "PUT"}, "/things/7", None),
        ({"path": "/things/7", "id": "/things/7"}, "/things/7", "{path}"),
        ({"path": "/make", "id": "/things/7"}, "7", "/things/{id}"),
    ],
)
def test_a_restful_resource_becomes_one_of_ours(
    connection: Connection, stored: dict[str, object], id_: str, read: str | None
) -> None:
    """Its id is the whole path of the object, which ours is not."""
    body = {"value": BODY, "type": ["object", {"name": "string", "size": "number", "tags": ["list", "string"]}]}
    state = moved(connection, "restful_resource", {**stored, "body": body, "output": None})
    found = state["read"]
    assert (state["id"], state["body"]) == (id_, BODY)
    assert (found["path"] if isinstance(found, dict) else None) == read


def test_nothing_else_can_become_a_generic_object(connection: Connection) -> None:
    """The answer names what can."""
    answer = connection.call(
        "MoveResourceState",
        source_provider_address="registry.terraform.io/hashicorp/null",
        source_type_name="null_resource",
        source_state=pb.RawState(json=b"{}"),
        target_type_name=GENERIC,
    )
    assert "restapi_object, restful_resource" in answer.diagnostics[0].detail


async def test_a_stored_state_is_read_as_it_was_written(connection: Connection) -> None:
    """Types included: Terraform compares them, too."""
    state = (await connection.apply(GENERIC, Held(), thing())).values
    text = json.dumps({**state, "body": {"type": ["object", {"name": "string"}], "value": {"name": "one"}}})
    answer = connection.call(
        "UpgradeResourceState", type_name=GENERIC, version=0, raw_state=pb.RawState(json=text.encode())
    )
    assert CODEC.decode(answer.upgraded_state.msgpack) == {**state, "body": {"name": "one"}}
