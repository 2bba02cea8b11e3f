"""`terraform query` lists the collections of any API, each object by what imports it."""

from __future__ import annotations

from typing import Any

import pytest

from terrabind.generic.listing import LIST_ATTRIBUTES
from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.managed import GENERIC
from terrabind.spec.values import Value, Values
from tests.plugin.fake_rest import FakeRest
from tests.plugin.rig import TYPES, Connection, Held, message

CODEC = Codec(LIST_ATTRIBUTES)
ROWS: Values = {"path": "/rows", "items": "data", "page": {"token_param": "start", "token_from": "next"}}


@pytest.fixture
def server() -> FakeRest:
    return FakeRest(objects={f"/rows/{number}": {"id": number, "name": f"row {number}"} for number in (1, 2, 3)})


async def listed(connection: Connection, config: Values, **options: Value) -> list[Any]:
    """The events of a list."""
    return await connection.stream("ListResource", type_name=GENERIC, config=message(CODEC, config), **options)


async def test_every_object_of_a_collection_is_listed_by_what_imports_it(server: FakeRest) -> None:
    """On all pages, and with the name that the user asked for."""
    kind, connection = TYPES.managed(GENERIC), server.connection()
    events = await listed(connection, {**ROWS, "name_from": "name"}, include_resource_object=True)
    identities = [kind.identity_codec.decode(each.identity.identity_data.msgpack) for each in events]
    assert identities == [{"path": "/rows", "id": str(number)} for number in (1, 2, 3)]
    assert [each.display_name for each in events] == ["row 1", "row 2", "row 3"]
    state = kind.codec.decode(events[0].resource_object.msgpack)
    assert state == (await connection.import_id(GENERIC, "/rows#1")).values


async def test_a_listed_object_is_planned_as_it_is(server: FakeRest) -> None:
    """What `terraform query` writes as configuration shall be an empty plan."""
    kind, connection = TYPES.managed(GENERIC), server.connection()
    (event,) = await listed(connection, ROWS, include_resource_object=True, limit=1)
    state = kind.codec.decode(event.resource_object.msgpack)
    assert state is not None
    config = {name: value for name, value in state.items() if name != "id"}
    planned, replaced = connection.planned(GENERIC, Held(state), config)
    assert (planned, replaced) == (state, [])


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"path": "/none"}, "no such thing"),
        ({**ROWS, "id_from": "uid"}, "nothing at uid"),
        ({"path": "/rows"}, "an object with data, next: say with `items`"),
        ({"path": "/rows", "items": "next"}, "next is no list"),
    ],
)
async def test_a_list_that_cannot_be_had_says_why(server: FakeRest, config: Values, told: str) -> None:
    """An empty list would look like nothing being there."""
    (event,) = await listed(server.connection(), config)
    assert told in event.diagnostic[0].detail


def test_what_is_wrong_in_a_list_is_told_before_it_is_asked_for(server: FakeRest) -> None:
    """As everywhere."""
    config = message(CODEC, {**ROWS, "page": {"token_param": "start"}})
    (told,) = server.connection().call("ValidateListResourceConfig", type_name=GENERIC, config=config).diagnostics
    assert told.attribute.steps[0].attribute_name == "page"
