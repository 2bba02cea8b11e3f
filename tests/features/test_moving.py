"""Objects of the two other generic providers come here by a `moved` block, as the comparison page says."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from terrabind.plugin.provider import Transport
from terrabind.rest import Client
from terrabind.spec.api import Api
from terrabind.spec.values import Values
from tests.plugin.rig import TYPES, Connection, Held
from tests.rest.fakes import FakeClock, Server

TYPE = "terrabind_rest_resource"
DOG: dict[str, Any] = {"name": "Rex", "weight": 12.5}
STATES: dict[str, dict[str, Any]] = {
    "restapi_object": {
        "create_path": None,
        "read_search": None,
        "force_new": None,
        "id_attribute": None,
        "debug": False,
        "path": "/dogs",
        "id": "42",
        "data": '{"name":"Rex","weight":12.5}',
        "api_response": '{"id":42,"name":"Rex","weight":12.5}',
    },
    "restful_resource": {
        "create_method": None,
        "read_selector": None,
        "query": None,
        "poll_create": None,
        "force_new_attrs": None,
        "path": "/dogs",
        "id": "/dogs/42",
        "read_path": "$(path)/$(body.id)",
        "body": {"value": DOG, "type": ["object", {"name": "string", "weight": "number"}]},
    },
}


@pytest.fixture
async def connection() -> AsyncIterator[Connection]:
    """A plugin whose network leads to the one dog that there is."""
    dogs = Server(lambda _: httpx.Response(200, json={"id": 42, **DOG, "owner": "Ana"}))

    def connect(api: Api, settings: Values, transport: Transport) -> Client:
        del transport
        return Client(api, settings, transport=httpx.MockTransport(dogs), clock=FakeClock())

    connection = Connection(connect=connect)
    assert connection.configure({"rest": {"base_url": "http://api"}}) == []
    yield connection
    assert set(dogs.lines) == {"GET /dogs/42"}
    await connection.close()


async def test_an_object_that_was_put_into_its_collection_moves_with_its_own_address(connection: Connection) -> None:
    """There a PUT says nothing of where the object stands; here it would mean that the path is the object's own."""
    state = {**STATES["restapi_object"], "create_method": "PUT"}
    moved = connection.call(
        "MoveResourceState",
        source_provider_address="registry.terraform.io/somebody/else",
        source_type_name="restapi_object",
        source_state={"json": json.dumps(state).encode()},
        target_type_name=TYPE,
    )
    codec = TYPES.managed(TYPE).codec
    held = await connection.read(TYPE, Held(codec.decode(moved.target_state.msgpack), moved.target_private))
    own = {"path": "{path}/{id}"}
    config: Values = {
        "path": "/dogs",
        "body": DOG,
        "create": {"method": "PUT"},
        "read": own,
        "update": own,
        "delete": own,
    }
    planned = codec.decode(connection.plan(TYPE, held, config).planned_state.msgpack)
    assert planned is not None
    assert (planned["id"], planned["body"]) == ("42", DOG)
    assert planned == held.values


@pytest.mark.parametrize("source", STATES)
async def test_a_moved_object_plans_no_change(connection: Connection, source: str) -> None:
    """Nothing is sent but a read, and what the configuration says by the page's tables is what is there."""
    moved = connection.call(
        "MoveResourceState",
        source_provider_address="registry.terraform.io/somebody/else",
        source_type_name=source,
        source_state={"json": json.dumps(STATES[source]).encode()},
        target_type_name=TYPE,
    )
    assert moved.diagnostics == []
    codec = TYPES.managed(TYPE).codec
    held = await connection.read(TYPE, Held(codec.decode(moved.target_state.msgpack), moved.target_private))
    planned = connection.plan(TYPE, held, {"path": "/dogs", "body": DOG})
    assert (held.values["id"], held.values["body"]) == ("42", DOG)
    assert codec.decode(planned.planned_state.msgpack) == held.values
    assert (planned.diagnostics, planned.requires_replace) == ([], [])
