"""Arguments become what a configuration holds, or are refused with the argument's name."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum, StrEnum
from pathlib import PurePosixPath

import pytest

from terrabind.apis.ecs.iam_role import RESOURCE as ROLE
from terrabind.apis.k0rdent.iam_policy_binding import RESOURCE as POLICY_BINDING
from terrabind.constructs.description import Description, describe_resource
from terrabind.constructs.error import MisfitError
from terrabind.constructs.preparation import prepare
from terrabind.spec.attribute import obj, optional, required
from terrabind.spec.check import length, one_of
from terrabind.spec.types import BOOL, DYNAMIC, NUMBER, STRING, ListOf, MapOf, SetOf

TOKEN = "${TfToken[TOKEN.0]}"
EVERYTHING = Description(
    "terrabind_test_everything",
    {
        "text": optional(STRING, "Text.", checks=(length(1, 8),)),
        "number": optional(NUMBER, "Number."),
        "flag": optional(BOOL, "Flag."),
        "anything": optional(DYNAMIC, "Anything."),
        "texts": optional(ListOf(STRING), "Texts."),
        "unique": optional(SetOf(STRING), "Unique texts."),
        "tags": optional(MapOf(STRING), "Tags."),
        "secret": optional(STRING, "Secret.", sensitive=True, checks=(one_of("a", "b"),)),
        "inner": optional(obj(kind=required(STRING, "Kind."), size=optional(NUMBER, "Size.")), "Inner."),
    },
)


class Colour(StrEnum):
    """A text enumeration, as a stack may use one for its roles."""

    RED = "red"


class Size(Enum):
    """A plain enumeration."""

    LARGE = 3


@pytest.mark.parametrize(
    ("name", "given", "rendered"),
    [
        ("number", 2**53, 2**53),
        ("number", 2**53 + 1, "9007199254740993"),
        ("number", -(2**64), "-18446744073709551616"),
        ("number", Decimal("0.10"), "0.10"),
        ("number", 1.5, 1.5),
        ("number", Size.LARGE, 3),
        ("number", TOKEN, TOKEN),
        ("text", Colour.RED, "red"),
        ("text", PurePosixPath("/etc/ca"), "/etc/ca"),
        ("flag", False, False),
        ("flag", TOKEN, TOKEN),
        ("texts", ("b", "a"), ["b", "a"]),
        ("texts", TOKEN, TOKEN),
        ("unique", frozenset({"b", "a"}), ["a", "b"]),
        ("tags", {"a": Colour.RED}, {"a": "red"}),
        ("inner", {"kind": "x", "size": None}, {"kind": "x"}),
        ("anything", {"a": (1, True, {"b": 2**53})}, {"a": [1, True, {"b": 2**53}]}),
        ("anything", [2**60, -(2**60)], ["${1152921504606846976}", "${-1152921504606846976}"]),
        ("anything", [Decimal("0.10"), Decimal("1E+30"), 0.1], ["${0.10}", "${1E+30}", 0.1]),
        ("anything", {"a": None, "b": [None, {"c": None}]}, {"a": "${null}", "b": ["${null}", {"c": "${null}"}]}),
        ("anything", {"a": TOKEN, TOKEN: [Size.LARGE]}, {"a": TOKEN, TOKEN: [3]}),
        ("anything", TOKEN, TOKEN),
        ("anything", "42", "42"),
    ],
)
def test_values_become_what_the_kit_can_carry(name: str, given: object, rendered: object) -> None:
    """Node reads numbers as doubles, and knows no tuple, set, Decimal, path or enumeration."""
    assert prepare(EVERYTHING, {name: given}) == {name: rendered}


@pytest.mark.parametrize(
    ("name", "given", "argument", "said"),
    [
        ("text", b"x", "text", "a text is expected, not bytes"),
        ("text", 5, "text", "not int 5"),
        ("text", "", "text", "The text has 0 characters; 1 to 8 are accepted."),
        ("number", True, "number", "not bool True"),
        ("number", "5", "number", 'not the text "5"'),
        ("number", float("nan"), "number", "a finite number is expected"),
        ("number", Decimal("Infinity"), "number", "a finite number is expected"),
        ("flag", 1, "flag", "true or false is expected"),
        ("texts", "abc", "texts", "a list is expected"),
        ("texts", ["a", None], "texts[1]", "Token.null_value()"),
        ("tags", {"a": None}, 'tags["a"]', "Token.null_value()"),
        ("tags", {1: "a"}, "tags", "keys are texts"),
        ("tags", ["a"], "tags", "a dictionary is expected"),
        ("inner", {}, "inner.kind", "it is required. Kind."),
        ("inner", {"kind": "x", "sise": 1}, "inner.sise", "inner has kind, size"),
        ("inner", [], "inner", "a dictionary with kind, size is expected"),
        ("anything", [b"x"], "anything[0]", "a text is expected, not bytes"),
        ("anything", {"a": {1: 2}}, 'anything["a"]', "keys are texts"),
        ("anything", {"__proto__": 1}, "anything", "the construct kit cannot carry"),
        ("anything", {"a": [float("inf")]}, 'anything["a"][0]', "a finite number is expected"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(name: str, given: object, argument: str, said: str) -> None:
    """An error that names no argument sends a stack's author through the whole file."""
    with pytest.raises(MisfitError) as refused:
        prepare(EVERYTHING, {name: given})
    assert refused.value.argument == argument
    assert said in refused.value.reason


@pytest.mark.parametrize("secret", ["hunter2", 1234])
def test_a_refused_secret_is_never_repeated(secret: object) -> None:
    """Error messages end up in logs of pipelines."""
    with pytest.raises(MisfitError) as refused:
        prepare(EVERYTHING, {"secret": secret})
    assert str(secret) not in str(refused.value)
    assert 'one of "a", "b"' in refused.value.reason


def test_null_arguments_are_left_out_and_required_ones_demanded() -> None:
    """`None` means "not given" in Python, and Terraform's defaults then apply."""
    assert prepare(EVERYTHING, {"text": None, "tags": None}) == {}
    with pytest.raises(MisfitError, match="name: it is required"):
        prepare(describe_resource(ROLE), {"name": None})


def test_a_token_passes_every_check_and_rule() -> None:
    """Nobody knows its value before Terraform runs."""
    given = {"role": TOKEN, "principal": {"type": "user", "id": TOKEN}, "scope": {"type": TOKEN, "resource": TOKEN}}
    assert prepare(describe_resource(POLICY_BINDING), given) == given


def test_a_rule_names_the_nested_argument_that_it_wants() -> None:
    """The same rules run in the provider; here they run before anything is synthesized."""
    given = {"role": "r", "principal": {"type": "user", "id": "ana"}, "scope": {"type": "project"}}
    with pytest.raises(MisfitError) as refused:
        prepare(describe_resource(POLICY_BINDING), given)
    assert refused.value.argument == "scope.resource"


def test_escaped_text_is_judged_as_terraform_will_read_it() -> None:
    """`$${` counts as two characters once Terraform has read it."""
    assert prepare(EVERYTHING, {"text": "$${abcd}"}) == {"text": "$${abcd}"}


def test_a_malformed_policy_is_refused_with_line_and_column() -> None:
    """Trust policies are written by hand, and JSON errors are hard to find."""
    with pytest.raises(MisfitError, match="line 2, column 3"):
        prepare(describe_resource(ROLE), {"name": "x", "assume_role_policy": '{\n  "a'})
