"""Nested objects in construct modules: a dictionary type to give one, a reference class to refer to one."""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from terrabind.generate.prose import remarks
from terrabind.generate.words import class_name, docstring, literal_text, sentence
from terrabind.spec.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Attribute,
    ListOf,
    MapOf,
    ObjectOf,
    Presence,
    Scalar,
    SetOf,
    Type,
)

__all__ = [
    "Member",
    "Nested",
    "argument_type",
    "find_nested",
    "inner_object",
    "member_of",
    "render_dictionary",
    "render_reference",
]

_ARGUMENTS: Final[Mapping[Scalar, str]] = {STRING: "str", NUMBER: "float", BOOL: "bool | Resolvable", DYNAMIC: "Json"}
_MEMBERS: Final[Mapping[Type, str]] = {
    STRING: "Text",
    NUMBER: "Number",
    BOOL: "Flag",
    DYNAMIC: "Anything",
    MapOf(STRING): "Map",
    ListOf(STRING): "Texts",
    ListOf(NUMBER): "Numbers",
}


@dataclass(frozen=True, slots=True)
class Member:
    """How an attribute appears in a class: the lines after `=`, and the type of what is given, without null."""

    expression: tuple[str, ...]
    given: str

    def assigned(self, name: str) -> list[str]:
        """Return the statement of the class's body."""
        first, *rest = self.expression
        return [f"    {name} = {first}", *(f"    {line}" for line in rest)]


@dataclass(frozen=True, slots=True)
class Nested:
    """A nested object: its class's name, the attribute that holds it or several of it, and its type."""

    class_name: str
    name: str
    attribute: Attribute
    type: ObjectOf


def inner_object(type_: Type) -> ObjectOf | None:
    """Return the object that a type is, or is a collection of."""
    element = type_.element if isinstance(type_, (ListOf, SetOf, MapOf)) else type_
    return element if isinstance(element, ObjectOf) else None


def argument_type(attributes: Mapping[str, Attribute], prefix: str, name: str, *, referable: bool = True) -> str:
    """Return the Python type that an argument takes; a nested object's reference only where it is `referable`.

    Raises `TypeError` for a type that constructs cannot take.
    """
    type_ = attributes[name].type
    if inner_object(type_) is None:
        return _python_type(type_, f"{prefix}.{name}")
    nested = _class_of(attributes, prefix, name)
    return _collect(type_, f"{nested} | {nested}Reference" if referable else nested)


def member_of(attributes: Mapping[str, Attribute], prefix: str, name: str, *, settable: bool) -> Member:
    """Return how the attribute appears. Raises `TypeError` for a type that constructs do not have."""
    type_ = attributes[name].type
    given = argument_type(attributes, prefix, name)
    suffix = "Argument" if settable else "Token"
    if inner_object(type_) is None:
        whole = f"WholeArgument[{given}]()" if settable else "WholeToken()"
        return Member((f"{_MEMBERS[type_]}{suffix}()" if type_ in _MEMBERS else whole,), given)
    word = {ListOf: "Objects", SetOf: "Objects", MapOf: "ObjectsByName"}.get(type(type_), "Object")
    nested = _class_of(attributes, prefix, name)
    if settable:
        return Member((f"{word}Argument(", f"    {nested}Reference,", f"    {nested},", ")"), given)
    return Member((f"{word}Token({nested}Reference)",), given)


def find_nested(attributes: Mapping[str, Attribute], prefix: str) -> list[Nested]:
    """List all nested objects, innermost first; one that is like a sibling before it has no class of its own."""
    found: list[Nested] = []
    for name, attribute in attributes.items():
        inner = inner_object(attribute.type)
        own = f"{prefix}{class_name(name)}"
        if inner is not None and _class_of(attributes, prefix, name) == own:
            found += find_nested(inner.attributes, own)
            found.append(Nested(own, name, attribute, inner))
    return found


def render_dictionary(nested: Nested, *, referable: bool = True, note: str = "") -> list[str]:
    """Write the dictionary type in which a nested object is given; `note` is a paragraph of its docstring."""
    attributes = nested.type.attributes
    loose = all(member.presence is not Presence.REQUIRED for member in attributes.values())
    entries = [
        " ".join([f"{each}: {sentence(member.doc)}", *remarks(member, replaces=False)])
        for each, member in attributes.items()
    ]
    paragraphs = [sentence(nested.attribute.doc), *([note] if note else []), entries]
    given: dict[str, str] = {}
    for each, member in attributes.items():
        type_ = argument_type(attributes, nested.class_name, each, referable=referable)
        optional = f"{type_} | None" if loose else f"NotRequired[{type_} | None]"
        given[each] = type_ if member.presence is Presence.REQUIRED else optional
    if any(keyword.iskeyword(each) for each in given):
        return _render_call(nested.class_name, given, paragraphs, loose=loose)
    lines = [f"class {nested.class_name}(TypedDict{', total=False' if loose else ''}):", *docstring(paragraphs, 1), ""]
    return lines + [f"    {each}: {type_}" for each, type_ in given.items()]


def render_reference(nested: Nested) -> list[str]:
    """Write the class through which others refer to a nested object.

    Raises `ValueError` when a member's name is a word of Python, which no attribute can have.
    """
    attributes = nested.type.attributes
    lines = [f"class {nested.class_name}Reference(ObjectReference):", *docstring([_refer(nested)], 1)]
    for each, member in attributes.items():
        if keyword.iskeyword(each):
            raise ValueError(f"{nested.class_name}.{each}: this is a word of Python; choose another")
        assigned = member_of(attributes, nested.class_name, each, settable=False).assigned(each)
        lines += ["", *assigned, *docstring([sentence(member.doc)], 1)]
    return lines


def _render_call(
    name: str, given: Mapping[str, str], paragraphs: Sequence[str | Sequence[str]], *, loose: bool
) -> list[str]:
    """Write the type as a call, because one of its names is a word of Python."""
    members = ", ".join(f"{literal_text(each)}: {type_}" for each, type_ in given.items())
    total = ", total=False" if loose else ""
    return [f"{name} = TypedDict({literal_text(name)}, {{{members}}}{total})", *docstring(paragraphs, 0)]


def _python_type(type_: Type, place: str) -> str:
    if isinstance(type_, (ListOf, SetOf, MapOf)) and type_.element != DYNAMIC:
        return _collect(type_, _python_type(type_.element, place))
    if isinstance(type_, Scalar):
        return _ARGUMENTS[type_]
    raise TypeError(f"{place}: constructs have no argument of type {type_}")


def _collect(type_: Type, element: str) -> str:
    """Return the type of a collection of elements, or of one that is no collection."""
    match type_:
        case ListOf():
            return f"Sequence[{element}]"
        case SetOf():
            return f"Collection[{element}]"
        case MapOf():
            return f"Mapping[str, {element}]"
        case _:
            return element


def _class_of(attributes: Mapping[str, Attribute], prefix: str, name: str) -> str:
    """Return the class of a nested object: that of the first sibling that looks and reads the same."""
    wanted = _shape(attributes[name].type)
    return next(
        f"{prefix}{class_name(other)}"
        for other, sibling in attributes.items()
        if other == name or (inner_object(sibling.type) is not None and _shape(sibling.type) == wanted)
    )


def _shape(type_: Type) -> object:
    """Return what two object types have in common when the same class can stand for both."""
    inner = inner_object(type_)
    if inner is None:
        return type_
    return {name: (_shape(each.type), each.presence, each.doc) for name, each in inner.attributes.items()}


def _refer(nested: Nested) -> str:
    doc = nested.attribute.doc
    if isinstance(nested.attribute.type, ObjectOf):
        return f"Tokens of `{nested.name}`: {doc[:1].lower()}{sentence(doc[1:])}"
    return f"Tokens of one object of `{nested.name}`."
