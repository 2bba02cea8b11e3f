"""Stored state is read by the present schema, whatever older schema wrote it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.cty.kinds import WrongKindError
from terrabind.spec.attribute import obj, optional
from terrabind.spec.types import BOOL, DYNAMIC, NUMBER, STRING, MapOf, SetOf, Type
from terrabind.spec.values import Value


def read(type_: Type, text: str) -> Value:
    """Read one attribute's JSON."""
    state = Codec({"it": optional(type_, "")}).decode_state(b'{"it":' + text.encode() + b"}")
    assert state is not None
    return state["it"]


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (STRING, '"x"', "x"),
        (STRING, "7", "7"),
        (STRING, "true", "true"),
        (BOOL, '"false"', False),
        (NUMBER, "0.10000000000000000001", Decimal("0.10000000000000000001")),
        (NUMBER, '"3"', 3),
        (SetOf(NUMBER), "[1,2]", [1, 2]),
        (MapOf(STRING), '{"k":"v"}', {"k": "v"}),
        (obj(a=optional(STRING, "")), '{"a":"x","gone":1}', {"a": "x"}),
        (STRING, "null", None),
    ],
)
def test_json_becomes_the_value_that_the_schema_asks_for(type_: Type, text: str, value: Value) -> None:
    """Terraform hands over raw JSON even when nothing changed; the provider must read it by schema."""
    assert read(type_, text) == value


@pytest.mark.parametrize(
    ("document", "value"),
    [
        ({"type": "string", "value": "x"}, "x"),
        ({"type": ["object", {"a": "number"}], "value": {"a": 1}}, {"a": 1}),
        ({"type": ["tuple", ["string", "bool"]], "value": ["x", True]}, ["x", True]),
        ({"type": ["list", "dynamic"], "value": [{"type": "bool", "value": True}]}, [True]),
        ({"type": ["map", "string"], "value": None}, None),
    ],
)
def test_dynamic_values_bring_their_type_in_json(document: object, value: Value) -> None:
    """In state a dynamic value is an object of value and type, unlike on calls."""
    assert read(DYNAMIC, json.dumps(document)) == value


def test_dropped_attributes_vanish_and_new_ones_are_null() -> None:
    """A schema may grow and shrink without breaking any state."""
    codec = Codec({"kept": optional(STRING, ""), "new": optional(STRING, "")})
    assert codec.decode_state(b'{"kept":"x","dropped":[1]}') == {"kept": "x", "new": None}


@pytest.mark.parametrize(("type_", "text"), [(STRING, "[]"), (NUMBER, '"x"'), (MapOf(STRING), "[]"), (DYNAMIC, "1")])
def test_what_cannot_be_read_is_named(type_: Type, text: str) -> None:
    """The message leads to the attribute in the state file."""
    with pytest.raises(WrongKindError, match=r"^it should be"):
        read(type_, text)
