"""Attributes pass to the wire and back by their description alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.apis import load_catalogue
from terrabind.codec import attributes
from terrabind.codec.errors import MalformedBodyError
from terrabind.spec.resource import Resource
from terrabind.spec.types import BOOL, NUMBER, STRING, Attribute, ListOf, MapOf, Presence, SetOf, Type
from terrabind.spec.values import Value

RESOURCES = load_catalogue().resources
ROLE = RESOURCES["terrabind_ecs_iam_role"]
POLICY = RESOURCES["terrabind_k0rdent_iam_policy_binding"]
TAGS = st.dictionaries(st.text(min_size=1), st.text(), min_size=1)


def one(type_: Type) -> dict[str, Attribute]:
    """A single attribute of a type."""
    return {"a": Attribute(type=type_, doc="", presence=Presence.OPTIONAL, wire="A")}


def test_a_map_travels_as_pairs_and_null_does_not_travel() -> None:
    """ECS takes tags as a list of Key and Value."""
    values: dict[str, Value] = {"name": "r", "tags": {"b": "2", "a": "1"}, "permissions_boundary": None}
    pairs = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
    assert attributes.dump(ROLE, ROLE.create, values) == {"RoleName": "r", "Tags": pairs}


@given(TAGS, TAGS)
def test_untagging_and_tagging_turn_one_map_into_another(before: dict[str, str], after: dict[str, str]) -> None:
    """An update sends the difference, and the difference must be the whole of it."""
    untag, tag = ROLE.steps[4].operation, ROLE.steps[5].operation
    removed: Any = attributes.dump(ROLE, untag, {"tags": after}, {"tags": before}).get("TagKeys", [])
    added: Any = attributes.dump(ROLE, tag, {"tags": after}, {"tags": before}).get("Tags", [])
    kept = {key: value for key, value in before.items() if key not in removed}
    assert {**kept, **{pair["Key"]: pair["Value"] for pair in added}} == after


def test_a_nested_object_travels_without_its_nulls() -> None:
    """An organisation-wide binding has no resource: not an empty one."""
    values: dict[str, Value] = {"role": "v", "scope": {"type": "org", "resource": None}}
    assert attributes.dump(POLICY, POLICY.create, values) == {"role": "v", "scope": {"type": "org"}}


@pytest.mark.parametrize("scope", [{"type": "org"}, {"type": "org", "resource": None}, {"type": "org", "resource": ""}])
def test_an_absent_an_empty_and_a_null_resource_read_alike(scope: dict[str, Value]) -> None:
    """All three occur (apis.md 3.9, quirk 4)."""
    assert attributes.load(POLICY, {"scope": scope})["scope"] == {"type": "org", "resource": None}


@pytest.mark.parametrize(
    ("tags", "read"),
    [
        ([{"Key": "a", "Value": "1"}], {"a": "1"}),
        ({"Key": "a", "Value": "1"}, {"a": "1"}),
        ({"a": "1"}, {"a": "1"}),
        ("", None),
        ([], None),
        (None, None),
    ],
)
def test_tags_read_from_every_way_of_writing_them(tags: Value, read: Value) -> None:
    """XML has an empty element where JSON has an empty list."""
    assert attributes.load(ROLE, {"Tags": tags})["tags"] == read


def test_what_an_answer_leaves_out_is_the_default_where_there_is_one() -> None:
    """A server that leaves Path out means "/", and must not cause a replacement."""
    loaded = attributes.load(ROLE, {"RoleName": "r"})
    assert (loaded["path"], loaded["max_session_duration"], loaded["description"]) == ("/", 3600, "")
    assert loaded["permissions_boundary"] is None


def test_a_value_is_read_where_the_answer_has_it() -> None:
    """The boundary is sent as text and answered as an object (apis.md 2.4)."""
    answer = {"PermissionsBoundary": {"PermissionsBoundaryArn": "urn:b", "PermissionsBoundaryType": "Policy"}}
    assert attributes.load(ROLE, answer)["permissions_boundary"] == "urn:b"


@pytest.mark.parametrize(
    ("type_", "wire", "read"),
    [
        (STRING, 12, "12"),
        (STRING, True, "true"),
        (NUMBER, " 1.50 ", Decimal("1.50")),
        (BOOL, "false", False),
        (MapOf(NUMBER), {"k": "1"}, {"k": Decimal(1)}),
        (MapOf(STRING), "", {}),
        (SetOf(STRING), "", []),
        (ListOf(STRING), ["a", 1], ["a", "1"]),
    ],
)
def test_scalars_written_as_text_are_read_as_what_they_are(type_: Type, wire: Value, read: Value) -> None:
    """XML knows only text, and some servers quote numbers."""
    assert attributes.load_attributes(one(type_), {"A": wire}) == {"a": read}


@pytest.mark.parametrize(
    ("type_", "wire"),
    [
        (STRING, {}),
        (NUMBER, "x"),
        (NUMBER, True),
        (BOOL, "maybe"),
        (BOOL, []),
        (MapOf(STRING), []),
        (ListOf(STRING), "x"),
        (NUMBER, []),
    ],
)
def test_another_type_than_described_names_the_attribute(type_: Type, wire: Value) -> None:
    """A stack trace from deep inside the plugin would name nothing."""
    with pytest.raises(MalformedBodyError, match=r"^a "):
        attributes.load_attributes(one(type_), {"A": wire})


@pytest.mark.parametrize("data", [None, [], "text", 3])
@pytest.mark.parametrize("resource", RESOURCES.values(), ids=list(RESOURCES))
def test_an_answer_that_is_no_object_is_refused(resource: Resource, data: Value) -> None:
    """Garbage must never read as an object whose every attribute is null."""
    with pytest.raises(MalformedBodyError, match="not an object"):
        attributes.load(resource, data)


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=list(RESOURCES))
def test_every_example_survives_the_passage(resource: Resource) -> None:
    """What a description sends, its own reading understands, for every resource of the catalogue."""
    sent = attributes.dump(resource, resource.create, resource.example)
    loaded = attributes.load(resource, sent)
    assert {name: loaded[name] for name in resource.example} == resource.example
