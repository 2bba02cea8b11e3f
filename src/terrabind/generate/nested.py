"""Nested objects in construct modules: a dictionary type to give one, a reference class to refer to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from terrabind.generate.prose import remarks
from terrabind.generate.words import class_name, docstring, sentence
from terrabind.spec.types import (
    BOOL,
    NUMBER,
    STRING,
    Attribute,
    ListOf,
    MapOf,
    ObjectOf,
    Presence,
    SetOf,
    Type,
)

__all__ = ["Member", "argument_type", "find_nested", "member_of", "render_dictionary", "render_reference"]

_ARGUMENTS = {STRING: "str", NUMBER: "float", BOOL: "bool | Resolvable", MapOf(STRING): "Mapping[str, str]"}
_MEMBERS = {STRING: "Text", NUMBER: "Number", BOOL: "Flag", MapOf(STRING): "Map"}


@dataclass(frozen=True, slots=True)
class Member:
    """How an attribute appears in a class: the lines after `=`, and the type of what is given, without null."""

    expression: tuple[str, ...]
    given: str

    def assigned(self, name: str) -> list[str]:
        """Return the statement of the class's body."""
        first, *rest = self.expression
        return [f"    {name} = {first}", *(f"    {line}" for line in rest)]


def argument_type(type_: Type, prefix: str, name: str, *, referable: bool = True) -> str:
    """Return the Python type that an argument takes; a nested object's reference only where it is `referable`.

    Raises `TypeError` for a type that constructs cannot take.
    """
    if isinstance(type_, ObjectOf):
        nested = f"{prefix}{class_name(name)}"
        return f"{nested} | {nested}Reference" if referable else nested
    if type_ in _ARGUMENTS:
        return _ARGUMENTS[type_]
    raise TypeError(f"{prefix}.{name}: constructs have no argument of type {type_}")


def member_of(attribute: Attribute, prefix: str, name: str, *, settable: bool) -> Member:
    """Return how the attribute appears. Raises `TypeError` for a type that constructs do not have."""
    type_ = attribute.type
    if isinstance(type_, (ListOf, SetOf)) and isinstance(type_.element, ObjectOf):
        return Member((f"ObjectsToken({prefix}{class_name(name)}Reference)",), "")
    given = argument_type(type_, prefix, name)
    if isinstance(type_, ObjectOf):
        nested = f"{prefix}{class_name(name)}"
        both = ("ObjectArgument(", f"    {nested}Reference,", f"    {nested},", ")")
        return Member(both if settable else (f"ObjectToken({nested}Reference)",), given)
    return Member((f"{_MEMBERS[type_]}{'Argument' if settable else 'Token'}()",), given)


def find_nested(attributes: Mapping[str, Attribute], prefix: str) -> list[tuple[str, str, Attribute, ObjectOf]]:
    """List all nested objects as (class prefix, name, attribute, type), innermost first."""
    found: list[tuple[str, str, Attribute, ObjectOf]] = []
    for name, attribute in attributes.items():
        type_ = attribute.type
        inner = type_.element if isinstance(type_, (ListOf, SetOf)) else type_
        if isinstance(inner, ObjectOf):
            found += find_nested(inner.attributes, f"{prefix}{class_name(name)}")
            found.append((prefix, name, attribute, inner))
    return found


def render_dictionary(
    prefix: str, name: str, attribute: Attribute, type_: ObjectOf, *, referable: bool = True, note: str = ""
) -> list[str]:
    """Write the dictionary type in which a nested object is given; `note` is a paragraph of its docstring."""
    members = type_.attributes.items()
    loose = all(member.presence is not Presence.REQUIRED for _, member in members)
    nested = f"{prefix}{class_name(name)}"
    lines = [f"class {nested}(TypedDict, total=False):" if loose else f"class {nested}(TypedDict):"]
    entries = [
        " ".join([f"{each}: {sentence(member.doc)}", *remarks(member, replaces=False)]) for each, member in members
    ]
    paragraphs = [sentence(attribute.doc), *([note] if note else []), entries]
    lines += [*docstring(paragraphs, 1), ""]
    for each, member in members:
        given = argument_type(member.type, nested, each, referable=referable)
        if loose or member.presence is Presence.REQUIRED:
            lines.append(f"    {each}: {given}{' | None' if loose else ''}")
        else:
            lines.append(f"    {each}: NotRequired[{given} | None]")
    return lines


def render_reference(prefix: str, name: str, attribute: Attribute, type_: ObjectOf) -> list[str]:
    """Write the class through which others refer to a nested object."""
    nested = f"{prefix}{class_name(name)}"
    lines = [f"class {nested}Reference(ObjectReference):", *docstring([_refer(attribute, name)], 1)]
    for each, member in type_.attributes.items():
        assigned = member_of(member, nested, each, settable=False).assigned(each)
        lines += ["", *assigned, *docstring([sentence(member.doc)], 1)]
    return lines


def _refer(attribute: Attribute, name: str) -> str:
    if isinstance(attribute.type, ObjectOf):
        return f"Tokens of `{name}`: {attribute.doc[:1].lower()}{sentence(attribute.doc[1:])}"
    return f"Tokens of one object of `{name}`."
