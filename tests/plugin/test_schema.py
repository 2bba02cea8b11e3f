"""Terraform sees the catalogue as schemas, and everything that it may call is named."""

from __future__ import annotations

import pytest

from terrabind.plugin.managed import GENERIC
from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.plugin.schema import schema_of
from terrabind.spec.attribute import computed, obj, optional, required, server_default
from terrabind.spec.check import one_of
from terrabind.spec.types import STRING, Attribute, ListOf, MapOf, SetOf, Type
from tests.plugin.rig import CATALOGUE, ROLE, Connection

PERSON = obj(name=required(STRING, ""))


def attribute_of(attribute: Attribute) -> pb.Schema.Attribute:
    """The one attribute of a schema."""
    (found,) = schema_of({"it": attribute}, "").block.attributes
    return found


@pytest.mark.parametrize(
    ("attribute", "flags"),
    [
        (required(STRING, ""), (True, False, False)),
        (optional(STRING, ""), (False, True, False)),
        (optional(STRING, "", default="x"), (False, True, True)),
        (server_default(STRING, ""), (False, True, True)),
        (computed(STRING, ""), (False, False, True)),
    ],
)
def test_the_four_words_become_terraforms_three_flags(attribute: Attribute, flags: tuple[bool, bool, bool]) -> None:
    """A default that is not also computed would make Terraform refuse the plan that fills it in."""
    found = attribute_of(attribute)
    assert (found.required, found.optional, found.computed) == flags


@pytest.mark.parametrize(
    ("type_", "nesting"),
    [
        (PERSON, pb.Schema.Object.SINGLE),
        (ListOf(PERSON), pb.Schema.Object.LIST),
        (SetOf(PERSON), pb.Schema.Object.SET),
        (MapOf(PERSON), pb.Schema.Object.MAP),
    ],
)
def test_objects_become_nested_attributes(type_: Type, nesting: int) -> None:
    """So that each member has its own documentation, requirement and path."""
    found = attribute_of(optional(type_, ""))
    assert found.type == b""
    assert found.nested_type.nesting == nesting
    assert [member.name for member in found.nested_type.attributes] == ["name"]


def test_a_description_says_what_is_accepted() -> None:
    """Editors show it beside the attribute."""
    found = attribute_of(optional(STRING, "A word.", default="a", replace=True, checks=(one_of("a", "b"),)))
    assert found.description == ('A word. Accepted: one of "a", "b". Default: `"a"`. Changing it replaces the object.')
    assert found.description_kind == pb.MARKDOWN


def test_secrets_are_sensitive_and_write_only_is_said() -> None:
    """Terraform masks what is marked, and only that."""
    found = attribute_of(optional(STRING, "", sensitive=True, write_only=True))
    assert (found.sensitive, found.write_only) == (True, True)
    schema = Connection().call("GetProviderSchema")
    blocks = {each.name: each.nested_type.attributes for each in schema.provider.block.attributes}
    sensitive = {each.name for name in CATALOGUE.apis for each in blocks[name] if each.sensitive}
    assert sensitive == {"api_key", "password", "token", "client_secret"}


def test_metadata_names_what_the_schema_describes() -> None:
    """Two lists of the same things must not drift apart."""
    connection = Connection()
    schema, metadata = connection.call("GetProviderSchema"), connection.call("GetMetadata")
    offered = {*CATALOGUE.resources, GENERIC}
    assert {each.type_name for each in metadata.resources} == set(schema.resource_schemas) == offered
    assert {each.type_name for each in metadata.ephemeral_resources} == set(schema.ephemeral_resource_schemas)
    assert {each.type_name for each in metadata.data_sources} == set(schema.data_source_schemas)
    assert {each.name for each in metadata.functions} == set(schema.functions)
    assert {each.type_name for each in metadata.list_resources} == set(schema.list_resource_schemas)
    assert set(connection.call("GetResourceIdentitySchemas").identity_schemas) == set(schema.resource_schemas)
    assert set(connection.call("GetFunctions").functions) == set(schema.functions)
    assert schema.server_capabilities.get_provider_schema_optional
    assert schema.server_capabilities.plan_destroy


def test_an_identity_needs_only_what_the_provider_does_not_know() -> None:
    """An import block by identity is as short as one by id."""
    schemas = Connection().call("GetResourceIdentitySchemas").identity_schemas
    needed = {each.name: each.required_for_import for each in schemas[ROLE].identity_attributes}
    assert needed == {"namespace": False, "name": True}
