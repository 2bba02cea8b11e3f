"""Values of type dynamic go back with the types they came with, nulls, unknowns and changed bodies included."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, TypeAlias

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.cty.kinds import DynamicMap, Kind, fitting_kind
from terrabind.spec.attribute import obj, optional, required
from terrabind.spec.types import DYNAMIC, NUMBER, STRING, ListOf, MapOf
from terrabind.spec.values import UNKNOWN, Value

OPERATION = obj(
    body=optional(DYNAMIC, ""), success_codes=optional(ListOf(NUMBER), ""), query=optional(MapOf(STRING), "")
)
CODEC = Codec(
    {
        "body": required(DYNAMIC, ""),
        "update": optional(OPERATION, ""),
        "steps": optional(MapOf(OPERATION), ""),
        "tries": optional(ListOf(OPERATION), ""),
        "secret": optional(DYNAMIC, "", write_only=True),
    }
)
EXACT = "12345678901234567890.123456789"
PLAIN = msgpack.ExtType(0, b"\0")
REFINED = msgpack.ExtType(12, msgpack.packb({1: False, 2: "urn:"}))

Typed: TypeAlias = tuple[Kind, Any]
"""A type in JSON and a value of it in MessagePack."""
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.sampled_from([0.5, str(2**70), EXACT, "0.1", str(2**64 + 1)])
PAYLOADS = {"string": st.text(), "bool": st.booleans(), "number": NUMBERS}
KINDS: st.SearchStrategy[Kind] = st.recursive(
    st.sampled_from(sorted(PAYLOADS)),
    lambda inner: (
        st.tuples(st.sampled_from(["list", "set", "map"]), inner).map(list)
        | st.lists(inner, max_size=3).map(lambda members: ["tuple", members])
        | st.dictionaries(st.sampled_from("abc"), inner).map(lambda members: ["object", dict(sorted(members.items()))])
    ),
    max_leaves=6,
)


def payload_of(kind: Kind) -> st.SearchStrategy[Any]:
    """Any value of a type as Terraform writes it: known, null or unknown at every depth."""
    match kind:
        case ["list" | "set", element]:
            known: st.SearchStrategy[Any] = st.lists(payload_of(element), max_size=3)
        case ["map", element]:
            known = st.dictionaries(st.text(max_size=3), payload_of(element), max_size=3)
        case ["tuple", members]:
            known = st.tuples(*map(payload_of, members)).map(list)
        case [_, members]:
            parts = st.fixed_dictionaries({name: payload_of(member) for name, member in members.items()})
            known = parts.map(lambda found: {name: found[name] for name in members})
        case _:
            known = PAYLOADS[str(kind)]
    return known | st.sampled_from([None, PLAIN])


DYNAMICS: st.SearchStrategy[Typed] = KINDS.flatmap(lambda kind: st.tuples(st.just(kind), payload_of(kind)))


def dynamic(typed: Typed) -> list[Any]:
    """A value of type dynamic as Terraform writes it."""
    return [json.dumps(typed[0], separators=(",", ":")).encode(), typed[1]]


def wire(body: Any, inner: Any = None) -> bytes:
    """An object as Terraform writes it, with dynamic values at every depth that a schema has."""
    operation = {"body": inner, "success_codes": [200, 0.5], "query": {"q": "x"}}
    nested = {"update": operation, "steps": {"k": operation}, "tries": [operation]}
    return bytes(msgpack.packb({"body": body, **nested, "secret": None}))


@pytest.mark.promise(24)
@given(body=DYNAMICS, inner=DYNAMICS)
def test_every_dynamic_value_goes_back_in_the_same_bytes(body: Typed, inner: Typed) -> None:
    """Terraform calls a plan invalid that answers a list as a tuple, or the null of a string as a null of nothing."""
    packed = wire(dynamic(body), dynamic(inner))
    assert CODEC.encode(CODEC.decode(packed)) == packed


@pytest.mark.promise(24)
@given(DYNAMICS)
def test_a_copied_object_gets_its_types_back_from_what_it_was_copied_from(typed: Typed) -> None:
    """Plans and answers are built anew from plain lists and mappings, which bring no types."""
    packed = wire(dynamic(typed), dynamic(typed))
    decoded = CODEC.decode(packed)
    assert CODEC.encode(plain(decoded), like=decoded) == packed


def plain(value: Any) -> Any:
    """A copy of nothing but Python's own lists and mappings."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    return [plain(member) for member in value] if isinstance(value, list) else value


@pytest.mark.parametrize("blank", [None, PLAIN])
def test_a_blank_without_a_type_stays_without_one(blank: object) -> None:
    """The null that a user writes literally has no type, and must not get one."""
    packed = wire(blank, blank)
    assert CODEC.encode(CODEC.decode(packed)) == packed


@pytest.mark.parametrize("kind", ["string", ["object", {"a": "string"}]])
def test_a_refined_unknown_goes_back_as_an_unknown_of_its_type(kind: Kind) -> None:
    """Terraform compares plans without refinements, so only the type has to be right."""
    answered = CODEC.encode(CODEC.decode(wire(dynamic((kind, REFINED)))))
    assert answered == wire(dynamic((kind, PLAIN)))


@pytest.mark.parametrize(
    ("value", "kind", "fitting"),
    [
        (["a"], ["list", "string"], ["list", "string"]),
        ([], ["set", "number"], ["set", "number"]),
        (["a", 1], ["list", "string"], ["tuple", ["string", "number"]]),
        (["a", None], ["tuple", ["string", "bool"]], ["tuple", ["string", "bool"]]),
        (["a", "b"], ["tuple", ["string"]], ["tuple", ["string", "string"]]),
        ({"a": "x", "b": None}, ["map", "string"], ["map", "string"]),
        ({"a": "x", "b": 1}, ["map", "string"], ["object", {"a": "string", "b": "number"}]),
        ({"a": [1]}, ["object", {"a": ["list", "number"], "b": "bool"}], ["object", {"a": ["list", "number"]}]),
        (
            {"n": {"l": ["x"]}, "new": True},
            ["object", {"n": ["object", {"l": ["set", "string"]}]}],
            ["object", {"n": ["object", {"l": ["set", "string"]}], "new": "bool"}],
        ),
        ("5", "number", "string"),
        (None, "number", "number"),
        (UNKNOWN, ["map", "bool"], ["map", "bool"]),
        ([None, {}], "dynamic", ["tuple", ["dynamic", ["object", {}]]]),
    ],
)
def test_a_changed_value_keeps_every_type_that_still_fits(value: Value, kind: Kind, fitting: Kind) -> None:
    """Drift in one member of a body may show as this member's alone."""
    assert fitting_kind(value, kind) == fitting


def test_members_that_were_added_to_or_taken_from_a_dynamic_object_are_not_lost() -> None:
    """A type that is remembered beside a value must never decide what is in the value."""
    body = DynamicMap({"a": "x", "b": ["y"]}, ["object", {"a": "string", "b": ["list", "string"], "gone": "bool"}])
    body["c"] = 1
    kind = ["object", {"a": "string", "b": ["list", "string"], "c": "number"}]
    assert msgpack.unpackb(CODEC.encode({"body": body}))["body"] == dynamic((kind, {"a": "x", "b": ["y"], "c": 1}))


def test_a_write_only_value_stays_null_whatever_the_configuration_has_there() -> None:
    """Terraform refuses a plan that holds one, and its type alone would make it one."""
    config = CODEC.decode(msgpack.packb({"body": [b'"string"', "x"], "secret": dynamic((["list", "string"], ["s"]))}))
    assert config is not None
    assert config["secret"] == ["s"]
    assert msgpack.unpackb(CODEC.encode(config, like=config))["secret"] is None


@pytest.mark.promise(24)
@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (f'{{"type":"number","value":{EXACT}}}', ("number", EXACT)),
        ('{"type":"string","value":null}', ("string", None)),
        ('{"type":["map","string"],"value":null}', (["map", "string"], None)),
        ('{"type":["list","number"],"value":[1,0.1]}', (["list", "number"], [1, "0.1"])),
        (
            '{"type":["object",{"a":["set","string"]}],"value":{"a":[]}}',
            (["object", {"a": ["set", "string"]}], {"a": []}),
        ),
        ('{"type":["tuple",["string","number"]],"value":["x",null]}', (["tuple", ["string", "number"]], ["x", None])),
    ],
)
def test_a_state_is_answered_with_its_types_and_every_digit(text: str, typed: Typed) -> None:
    """Terraform hands over the JSON of its state before every plan; what comes back is the prior state."""
    operation = f'{{"body":{text},"success_codes":[200,0.5],"query":{{"q":"x"}}}}'
    nested = f'"update":{operation},"steps":{{"k":{operation}}},"tries":[{operation}]'
    state = CODEC.decode_state(f'{{"body":{text},{nested},"secret":null}}'.encode())
    assert CODEC.encode(state) == wire(dynamic(typed), dynamic(typed))


def test_a_number_in_a_body_keeps_every_digit() -> None:
    """An id of twenty digits that loses one is another object's."""
    decoded = CODEC.decode(wire(dynamic((["object", {"n": "number"}], {"n": EXACT}))))
    assert decoded is not None
    assert decoded["body"] == {"n": Decimal(EXACT)}


@pytest.mark.parametrize("kind", ["text", ["list"], ["object", []], 3])
def test_a_type_that_is_none_is_a_value_error(kind: Any) -> None:
    """The one exception that callers expect from a decoder."""
    with pytest.raises(ValueError, match=r"should be"):
        CODEC.decode(wire(dynamic((kind, "x"))))


@pytest.mark.parametrize(("depth", "word"), [(100, "list"), (20_000, "list"), (100, "object"), (100, "tuple")])
def test_a_body_that_nests_too_deeply_is_refused(depth: int, word: str) -> None:
    """It could not be read back from any server, and would end Python's stack on its way there."""
    opening, end = {"list": ('["list",', "]"), "object": ('["object",{"a":', "}]"), "tuple": ('["tuple",[', "]]")}[word]
    text = opening * depth + '"string"' + end * depth
    with pytest.raises(ValueError, match="at most 64 levels"):
        CODEC.decode(wire([text.encode(), None]))
