"""Data sources find one object or list all that match; lists give identities."""

from __future__ import annotations

from typing import Any, cast

import pytest

from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.listresource import filter_attributes
from terrabind.spec.values import Value, Values
from tests.plugin.rig import BINDING, CATALOGUE, POLICY, POOL, ROLE, TYPES, Apis, Connection, Held, config_of, message

PEOPLE = ("ana@example.com", "bo@example.com", "cy@example.com")
each_type = pytest.mark.parametrize("type_name", CATALOGUE.resources)


async def data(connection: Connection, name: str, config: Values) -> Any:
    """Read a data source."""
    return await connection.ask("ReadDataSource", type_name=name, config=message(TYPES.data(name).codec, config))


async def found(connection: Connection, name: str, config: Values) -> Values:
    """Read a data source that succeeds."""
    answer = await data(connection, name, config)
    values = TYPES.data(name).codec.decode(answer.state.msgpack)
    assert values is not None, answer.diagnostics
    return values


@pytest.fixture
async def people(connection: Connection) -> list[Held]:
    """Three bindings."""
    return [await connection.apply(BINDING, Held(), config_of(BINDING, principal=name)) for name in PEOPLE]


@each_type
async def test_one_object_is_found_by_its_id_and_by_its_key(connection: Connection, type_name: str) -> None:
    """Both are at hand where somebody else made it."""
    held = (await connection.apply(type_name, Held(), config_of(type_name))).values
    resource = CATALOGUE.resources[type_name]
    key = {path.partition(".")[0] for path in resource.key}
    by_key: Values = {name: held[name] for name in key if name in resource.example}
    for config in ({"id": held["id"]}, by_key):
        values = await found(connection, type_name, config)
        assert {name: values[name] for name in values} == {name: held[name] for name in values}


async def test_the_users_spelling_is_kept(connection: Connection, people: list[Held]) -> None:
    """Terraform refuses a data source that answers another value than was asked with."""
    values = await found(connection, BINDING, {"principal": "ANA@example.com", "role": people[0].values["role"]})
    assert values["principal"] == "ANA@example.com"


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"principal": "di@example.com", "role": "arn:aws:iam::123456789012:role/Trainer"}, '"di@example.com"'),
        ({"role": "arn:aws:iam::123456789012:role/Trainer"}, "3 objects match"),
        ({"id": "acme/x", "principal": "y"}, "import id"),
        ({"id": "acme/ana@example.com/arn:aws:iam::123456789012:role/Trainer", "account_id": "x"}, "contradicts"),
    ],
)
async def test_none_several_or_contradictions_are_errors(
    connection: Connection, people: list[Held], config: Values, told: str
) -> None:
    """A lookup that guesses would hand out somebody else's access."""
    answer = await data(connection, BINDING, config)
    assert told in "".join(each.summary + each.detail for each in answer.diagnostics)


@pytest.mark.parametrize(
    ("config", "count"),
    [({}, 3), ({"principal": "BO@example.com"}, 1), ({"account_id": "other"}, 0), ({"principal": "x@y.z"}, 0)],
)
async def test_all_objects_are_listed_that_match_every_filter(
    connection: Connection, people: list[Held], config: Values, count: int
) -> None:
    """Filters compare as the API does: e-mail addresses without case."""
    values = await found(connection, "terrabind_fireworks_aws_iam_role_bindings", config)
    bindings = values["bindings"]
    assert isinstance(bindings, list)
    assert len(bindings) == count
    identifiers = [each["id"] for each in bindings]
    assert identifiers == sorted(identifiers)


@pytest.mark.parametrize(
    ("config", "count"),
    [
        ({"principal": {"type": "group"}}, 1),
        ({"principal": {"type": "user"}}, 0),
        ({"scope": {"resource": "vision"}, "role": "viewer"}, 1),
    ],
)
async def test_a_filter_may_name_part_of_an_object(connection: Connection, config: Values, count: int) -> None:
    """All groups' bindings, whatever the group."""
    await connection.apply(POLICY, Held(), config_of(POLICY))
    values = await found(connection, "terrabind_k0rdent_iam_policy_bindings", config)
    bindings = values["bindings"]
    assert isinstance(bindings, list)
    assert len(bindings) == count


@pytest.mark.parametrize(("config", "prefix"), [({}, ""), ({"org_id": "org-1"}, "org-1/")])
async def test_an_organisation_that_the_provider_names_is_no_part_of_what_is_listed(
    apis: Apis, config: Values, prefix: str
) -> None:
    """A listed id is the id that the resource itself would have with the same words in its configuration."""
    connection = Connection(connect=apis.connect)
    connection.configure({"k0rdent": {"base_url": "http://api", "token": "t", "org_id": "org-1"}})
    held = await connection.apply(POLICY, Held(), config_of(POLICY, **config))
    values = await found(connection, "terrabind_k0rdent_iam_policy_bindings", config)
    assert held.values["id"] == f"{prefix}{held.values['policy_id']}"
    assert [each["id"] for each in cast(list[Any], values["bindings"])] == [held.values["id"]]


@pytest.mark.parametrize(
    ("name", "config", "path"),
    [
        (BINDING, {"id": "nonsense"}, "id"),
        (BINDING, {"principal": "nonsense"}, "principal"),
        ("terrabind_ecs_iam_roles", {"max_session_duration": 1}, "max_session_duration"),
    ],
)
def test_what_is_wrong_in_a_search_is_told_with_its_path(name: str, config: Values, path: str) -> None:
    """Before any request is made."""
    codec = TYPES.data(name).codec
    answer = Connection().call("ValidateDataResourceConfig", type_name=name, config=message(codec, config))
    (complaint,) = answer.diagnostics
    assert complaint.attribute.steps[0].attribute_name == path


async def listed(connection: Connection, type_name: str, config: Values, **options: Value) -> list[Any]:
    """The events of a list."""
    codec = Codec(filter_attributes(CATALOGUE.resources[type_name]))
    return await connection.stream("ListResource", type_name=type_name, config=message(codec, config), **options)


@pytest.mark.promise(22)
@each_type
async def test_a_listed_object_is_imported_as_it_is(connection: Connection, type_name: str) -> None:
    """`terraform query` writes import blocks from these identities."""
    held = await connection.apply(type_name, Held(), config_of(type_name))
    (event,) = await listed(connection, type_name, {}, include_resource_object=True)
    kind = TYPES.managed(type_name)
    assert kind.identity_codec.decode(event.identity.identity_data.msgpack) == held.identity
    assert kind.codec.decode(event.resource_object.msgpack) == held.values
    assert event.display_name == held.values["id"]


async def test_a_list_has_a_limit_and_leaves_out_what_nobody_asked_for(
    connection: Connection, people: list[Held]
) -> None:
    """Terraform asks for as many as it shows."""
    events = await listed(connection, BINDING, {}, limit=2)
    assert len(events) == 2
    assert not events[0].HasField("resource_object")


async def test_a_list_that_fails_says_so_in_its_stream(apis: Apis, connection: Connection) -> None:
    """An empty list would look like nothing being there."""
    apis.of(ROLE).faults.add("* *ListRoles*:403")
    (event,) = await listed(connection, ROLE, {})
    assert event.diagnostic[0].summary


def test_filters_of_a_list_are_judged() -> None:
    """As the attributes that they compare with."""
    codec = Codec(filter_attributes(CATALOGUE.resources[POOL]))
    config = message(codec, {"principal": "nonsense"})
    (complaint,) = Connection().call("ValidateListResourceConfig", type_name=POOL, config=config).diagnostics
    assert complaint.attribute.steps[0].attribute_name == "principal"
