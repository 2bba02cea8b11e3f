"""Values survive the way through Terraform's MessagePack: every type, null, unknown, every digit."""

from __future__ import annotations

from decimal import Decimal

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.plugin.cty.codec import NULL, Codec, decode_value, encode_value
from terrabind.plugin.cty.kinds import WrongKindError, kind_of_type
from terrabind.spec.attribute import computed, obj, optional
from terrabind.spec.types import BOOL, DYNAMIC, NUMBER, STRING, ListOf, MapOf, SetOf, Type
from terrabind.spec.values import UNKNOWN, Value

REFINED = msgpack.ExtType(12, msgpack.packb({1: False, 2: "urn:"}))
PERSON = obj(name=optional(STRING, ""), tags=optional(MapOf(STRING), ""), age=optional(NUMBER, ""))

scalars: dict[str, st.SearchStrategy[Value]] = {
    "string": st.text(),
    "bool": st.booleans(),
    "number": st.integers() | st.decimals(allow_nan=False, allow_infinity=False),
}
leaves = st.sampled_from([STRING, BOOL, NUMBER])
types: st.SearchStrategy[Type] = st.recursive(
    leaves,
    lambda inner: (
        inner.map(ListOf)
        | inner.map(SetOf)
        | inner.map(MapOf)
        | st.dictionaries(st.sampled_from("abc"), inner.map(lambda type_: optional(type_, "")), max_size=3).map(
            lambda members: obj(**members)
        )
    ),
    max_leaves=5,
)


def values_of(type_: Type) -> st.SearchStrategy[Value]:
    """Any value of a type: known, null, or unknown, at every depth."""
    kind = kind_of_type(type_)
    known: st.SearchStrategy[Value]
    if isinstance(kind, str):
        known = scalars[kind]
    elif isinstance(type_, ListOf | SetOf):
        known = st.lists(values_of(type_.element), max_size=3)
    elif isinstance(type_, MapOf):
        known = st.dictionaries(st.text(max_size=3), values_of(type_.element), max_size=3)
    else:
        members = {name: values_of(each.type) for name, each in type_.attributes.items()}  # type: ignore[union-attr]  # only objects are left
        known = st.fixed_dictionaries(members)
    return st.none() | st.just(UNKNOWN) | known


@pytest.mark.promise(24)
@given(data=st.data(), type_=types)
def test_every_value_comes_back_as_it_went(data: st.DataObject, type_: Type) -> None:
    """A value that changes on the way plans a difference that nobody made."""
    value = data.draw(values_of(type_))
    assert decode_value(type_, encode_value(type_, value)) == value


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        (1, 1),
        (1.5, 1.5),
        (1e20, 10**20),
        (2**53 + 1, 2**53 + 1),
        ("0.1", Decimal("0.1")),
        ("12345678901234567890123", 12345678901234567890123),
        ("1e3", 1000),
        (0.1, Decimal("0.1000000000000000055511151231257827021181583404541015625")),
    ],
)
def test_numbers_arrive_with_every_digit_in_all_of_their_forms(wire: object, value: Value) -> None:
    """Terraform sends what no double holds as text, and doubles for what they hold exactly."""
    decoded = decode_value(NUMBER, msgpack.packb(wire))
    assert decoded == value
    assert type(decoded) is type(value)


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (1, 1),
        (2**64, str(2**64)),
        (Decimal("1E+22"), "10000000000000000000000"),
        (2**64 + 1, str(2**64 + 1)),
        (0.1, "0.1"),
        (2.0, 2),
        (1.5, 1.5),
        (Decimal("1E+3"), 1000),
        (Decimal("0.30"), "0.30"),
        (Decimal("12345678901234567890.123456789"), "12345678901234567890.123456789"),
    ],
)
def test_numbers_leave_in_the_form_in_which_terraform_writes_them(value: Value, wire: object) -> None:
    """A double on the wire would be 0.1000000000000000055 in Terraform, which is not 0.1."""
    assert msgpack.unpackb(encode_value(NUMBER, value)) == wire


@pytest.mark.promise(24)
@pytest.mark.parametrize("unknown", [msgpack.ExtType(0, b"\0"), REFINED])
def test_an_unknown_value_is_unknown_whatever_terraform_knows_about_it(unknown: object) -> None:
    """Refined unknowns are common inside lists, and a decoder that fails on them fails the plan."""
    assert decode_value(ListOf(STRING), msgpack.packb(["a", unknown])) == ["a", UNKNOWN]


@pytest.mark.parametrize(
    "wire",
    [
        [b'["object",{"a":"string","n":"number"}]', {"a": "x", "n": "0.10"}],
        [b'["list","string"]', ["x", "y"]],
        [b'["set","number"]', [1, 2]],
        [b'["map",["tuple",["bool","string"]]]', {"k": [True, "x"]}],
        [b'["object",{"any":"dynamic"}]', {"any": [b'"string"', "x"]}],
        [b'["object",{"any":"dynamic"}]', {"any": None}],
        [b'["object",{"later":"string"}]', {"later": msgpack.ExtType(0, b"\0")}],
        [b'"string"', "x"],
        [b'"bool"', True],
    ],
)
def test_a_dynamic_value_goes_back_with_the_type_it_came_with(wire: object) -> None:
    """Terraform compares types too: a list that returns as a tuple is another value."""
    packed = msgpack.packb(wire)
    assert encode_value(DYNAMIC, decode_value(DYNAMIC, packed)) == packed


@pytest.mark.parametrize("value", [None, UNKNOWN, "x", 3, True, ["a", 1, None], {"a": {"b": [Decimal("0.1")]}}])
def test_a_value_made_here_can_be_dynamic(value: Value) -> None:
    """What an API answers has no type of Terraform's; its form is enough to make one."""
    assert decode_value(DYNAMIC, encode_value(DYNAMIC, value)) == value


def test_write_only_values_are_read_and_never_written() -> None:
    """They exist in a configuration only; Terraform refuses a plan or a state that holds one."""
    attributes = {"name": optional(STRING, ""), "secret": optional(STRING, "", write_only=True)}
    packed = msgpack.packb({"name": "a", "secret": "s"})
    assert Codec(attributes).decode(packed) == {"name": "a", "secret": "s"}
    assert msgpack.unpackb(Codec(attributes).encode({"name": "a", "secret": "s"})) == {"name": "a", "secret": None}


def test_absent_members_are_null_and_surplus_ones_are_dropped() -> None:
    """Encoders need no complete objects, and a newer Terraform may send more than is asked for."""
    codec = Codec({"a": optional(STRING, ""), "b": computed(PERSON, "")})
    assert codec.decode(msgpack.packb({"a": "x", "z": 1})) == {"a": "x", "b": None}
    assert msgpack.unpackb(codec.encode({"b": {"name": "n"}})) == {
        "a": None,
        "b": {"name": "n", "tags": None, "age": None},
    }


@pytest.mark.promise(24)
def test_an_object_that_does_not_exist_is_null_both_ways() -> None:
    """Null is how a create has no past and a delete no future."""
    codec = Codec({"a": optional(STRING, "")})
    assert codec.encode(None) == NULL
    assert codec.decode(NULL) is None
    assert codec.decode(b"") is None


def test_a_value_of_another_type_is_named_with_its_path() -> None:
    """An API that answers a number for a name is reported where it happened."""
    codec = Codec({"people": optional(ListOf(PERSON), "")})
    with pytest.raises(WrongKindError, match=r"^people\.1\.name should be a string, but is int$"):
        codec.encode({"people": [{"name": "a"}, {"name": 3}]})


@pytest.mark.parametrize("data", [b"\xc1", b"\x93\x01", b"\x01\x02"])
def test_broken_messagepack_is_a_value_error(data: bytes) -> None:
    """The one exception that callers expect from a decoder."""
    with pytest.raises(ValueError, match=r"\S"):
        Codec({"a": optional(STRING, "")}).decode(data)
