"""Every type that an attribute can have becomes a Python type, an attribute and a page's words."""

from __future__ import annotations

import ast

import pytest

from terrabind.constructs.description import Description
from terrabind.generate.modules import Element, render_element
from terrabind.generate.nested import argument_type, find_nested, member_of, render_dictionary
from terrabind.generate.tables import argument_tables, type_words
from terrabind.spec.attribute import computed, obj, optional, required
from terrabind.spec.types import BOOL, DYNAMIC, NUMBER, STRING, Attribute, ListOf, MapOf, SetOf, Type

INNER = obj(name=required(STRING, "A name."), sizes=optional(ListOf(NUMBER), "Sizes."))


@pytest.mark.parametrize(
    ("type_", "argument", "member", "words"),
    [
        (DYNAMIC, "Json", "AnythingArgument()", "dynamic"),
        (ListOf(STRING), "Sequence[str]", "TextsArgument()", "list of string"),
        (ListOf(NUMBER), "Sequence[float]", "NumbersArgument()", "list of number"),
        (SetOf(STRING), "Collection[str]", "WholeArgument[Collection[str]]()", "set of string"),
        (MapOf(STRING), "Mapping[str, str]", "MapArgument()", "map of string"),
        (MapOf(NUMBER), "Mapping[str, float]", "WholeArgument[Mapping[str, float]]()", "map of number"),
        (
            MapOf(ListOf(STRING)),
            "Mapping[str, Sequence[str]]",
            "WholeArgument[Mapping[str, Sequence[str]]]()",
            "map of list of string",
        ),
        (INNER, "TX | TXReference", "ObjectArgument( TXReference, TX, )", "object"),
        (ListOf(INNER), "Sequence[TX | TXReference]", "ObjectsArgument( TXReference, TX, )", "list of objects"),
        (
            MapOf(INNER),
            "Mapping[str, TX | TXReference]",
            "ObjectsByNameArgument( TXReference, TX, )",
            "map of objects",
        ),
    ],
)
def test_each_type_has_its_argument_its_attribute_and_its_words(
    type_: Type, argument: str, member: str, words: str
) -> None:
    """A type without them would stop generation."""
    attributes = {"x": optional(type_, "Something.")}
    assert argument_type(attributes, "T", "x") == argument
    written = " ".join(member_of(attributes, "T", "x", settable=True).expression)
    assert " ".join(written.split()) == member
    assert type_words(type_) == words


def test_a_type_that_no_construct_can_take_stops_generation() -> None:
    """Better than a class that cannot be filled."""
    with pytest.raises(TypeError, match=r"T\.x: constructs have no argument of type ListOf"):
        argument_type({"x": optional(ListOf(DYNAMIC), "Terraform has no such type either.")}, "T", "x")


def test_like_siblings_share_a_class() -> None:
    """The provider's `auth` and each of its `credentials` are one type to an author."""
    attributes = {"one": optional(INNER, "One."), "many": optional(MapOf(INNER), "Many."), "flag": optional(BOOL, "F.")}
    assert [each.class_name for each in find_nested(attributes, "T")] == ["TOne"]
    assert argument_type(attributes, "T", "many", referable=False) == "Mapping[str, TOne]"


def test_a_member_named_by_a_word_of_python_can_be_given() -> None:
    """A class body could not hold a member called `in`."""
    attributes = {"key": optional(obj(**{"in": required(STRING, "Where."), "as": optional(STRING, "How.")}), "A key.")}
    (nested,) = find_nested(attributes, "T")
    text = "\n".join(render_dictionary(nested))
    assert text.startswith('TKey = TypedDict("TKey", {"in": str, "as": NotRequired[str | None]})\n"""A key.')
    assert ast.parse(text).body


def test_a_long_module_is_written_as_three() -> None:
    """Nobody reads a thousand lines of classes, and no file here has them."""
    fields = {f"field_{number}": optional(STRING, "A field.") for number in range(80)}
    attributes: dict[str, Attribute] = {"x": optional(obj(**fields), "Many."), "out": computed(DYNAMIC, "Out.")}
    element = Element("terrabind.cdktf.t", "thing", True, Description("t_thing", attributes), ("A.",), "D", {}, "s")
    modules = render_element(element)
    assert [each.name for each in modules] == ["thing", "thing_given", "thing_references"]
    assert [each.classes for each in modules] == [("Thing",), ("ThingX",), ("ThingXReference",)]
    assert "from terrabind.cdktf.t.thing_references import ThingXReference" in modules[0].text


def test_no_module_is_too_long_however_much_there_is() -> None:
    """An attribute more must not be what breaks the rule of the house."""
    some = {
        f"x_{number}": optional(
            obj(**{f"field_{number}_{each}": optional(STRING, "A field.") for each in range(40)}), "X."
        )
        for number in range(9)
    }
    element = Element("terrabind.cdktf.t", "thing", True, Description("t_thing", some), ("A.",), "D", {}, "s")
    modules = render_element(element)
    assert {"thing_references", "thing_references_2"} < {each.name for each in modules}
    assert all(len(each.text.splitlines()) <= 400 for each in modules)
    assert len({name for each in modules for name in each.classes}) == 19


def test_nested_objects_have_sections_on_the_page() -> None:
    """A reader finds them by their path."""
    page = "\n".join(argument_tables({"x": optional(MapOf(obj(y=optional(ListOf(INNER), "Y."))), "X.")}))
    assert '<a id="nested-x-y"></a>\n### `x.y`' in page
    assert "| `name` | string | required | A name. |" in page
