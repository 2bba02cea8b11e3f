"""Every value of every schema survives the way to Terraform and back, with nulls and unknowns at every depth."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.identity import identity_attributes
from terrabind.plugin.private import Private, read_private, write_private
from terrabind.spec.block import provider_attributes
from terrabind.spec.data import plural_attributes, singular_attributes
from terrabind.spec.standard import all_attributes
from tests.properties.values import CATALOGUE, RESOURCES, STEADY, WITH_GAPS, any_object

pytestmark = pytest.mark.promise(24)
SCHEMAS = {
    "provider": provider_attributes(CATALOGUE.apis),
    **{f"resource {name}": all_attributes(CATALOGUE.resources[name]) for name in RESOURCES},
    **{f"identity {name}": identity_attributes(CATALOGUE.resources[name]) for name in RESOURCES},
    **{f"data {name}": singular_attributes(CATALOGUE.resources[name]) for name in RESOURCES},
    **{f"list {name}": plural_attributes(CATALOGUE.resources[name]) for name in RESOURCES},
}


def in_digits(value: object) -> str | int:
    """How Terraform writes a number that is no double into a state file: as digits."""
    assert isinstance(value, Decimal)
    return int(value) if value == int(value) else str(value)


@pytest.mark.parametrize("schema", SCHEMAS)
@STEADY
@given(data=st.data())
def test_what_is_encoded_decodes_to_the_same(schema: str, data: st.DataObject) -> None:
    """A value that changed on the way would be drift that nobody made, or an unknown that becomes a secret null."""
    codec = Codec(SCHEMAS[schema])
    values: dict[str, Any] = data.draw(any_object(SCHEMAS[schema], *WITH_GAPS))
    decoded = codec.decode(codec.encode(values))
    assert decoded == values
    assert codec.decode(codec.encode(decoded)) == values


@pytest.mark.parametrize("schema", [name for name in SCHEMAS if name.startswith("resource")])
@STEADY
@given(data=st.data())
def test_what_stands_in_a_state_file_reads_the_same(schema: str, data: st.DataObject) -> None:
    """The next command reads the state from JSON, and the one after it from MessagePack."""
    codec = Codec(SCHEMAS[schema])
    values: dict[str, Any] = data.draw(any_object(SCHEMAS[schema], None))
    stored = codec.decode_state(json.dumps(values, default=in_digits).encode())
    assert stored == values
    assert codec.decode(codec.encode(stored)) == values


@pytest.mark.parametrize("schema", SCHEMAS)
def test_null_is_an_object_that_does_not_exist(schema: str) -> None:
    """An object of nulls and no object are not the same."""
    codec = Codec(SCHEMAS[schema])
    assert codec.decode(codec.encode(None)) is None
    assert codec.decode(codec.encode({})) == dict.fromkeys(SCHEMAS[schema])


@STEADY
@given(st.binary(max_size=60))
def test_any_bytes_are_an_object_or_a_value_error(data: bytes) -> None:
    """Whatever a host sends is answered with a diagnostic, which only ValueError becomes."""
    for schema in SCHEMAS.values():
        for read in (Codec(schema).decode, Codec(schema).decode_state):
            try:
                assert read(data) is None or isinstance(read(data), dict)
            except ValueError as error:
                assert str(error)  # noqa: PT017 - both outcomes are right


@STEADY
@given(st.booleans(), st.binary(max_size=40))
def test_private_state_survives_and_strangers_say_nothing(adopted: bool, stranger: bytes) -> None:
    """It travels through Terraform as bytes that other versions may have written."""
    assert read_private(write_private(Private(adopted=adopted))).adopted is adopted
    assert isinstance(read_private(stranger), Private)
