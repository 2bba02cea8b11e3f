"""Attributes as Markdown tables: what may be given, and what can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from terrabind.generate.prose import remarks
from terrabind.generate.words import sentence
from terrabind.spec.types import Attribute, ListOf, MapOf, ObjectOf, Presence, Scalar, SetOf, Type

__all__ = ["argument_tables", "attribute_tables", "type_words"]

_PRESENCE = {
    Presence.REQUIRED: "required",
    Presence.OPTIONAL: "optional",
    Presence.SERVER_DEFAULT: "optional",
    Presence.COMPUTED: "computed",
}


def argument_tables(attributes: Mapping[str, Attribute], extra: Mapping[str, str] | None = None) -> list[str]:
    """Return a table of what may be given and one for each nested object; required ones come first.

    `extra` adds a sentence to attributes by their dotted path.
    """
    given = {name: each for name, each in attributes.items() if each.configurable}
    return _tables(given, "", extra or {}, replaces=True)


def attribute_tables(attributes: Mapping[str, Attribute]) -> list[str]:
    """Return a table of what the server or the provider fills in, and one for each nested object."""
    return _tables({name: each for name, each in attributes.items() if not each.configurable}, "", {}, replaces=False)


def type_words(type_: Type) -> str:
    """Return a type in words: "string", "map of string", "list of objects"."""
    match type_:
        case Scalar(name):
            return name
        case ObjectOf():
            return "object"
        case ListOf(ObjectOf()) | SetOf(ObjectOf()):
            return "list of objects"
        case MapOf(ObjectOf()):
            return "map of objects"
        case ListOf(element):
            return f"list of {type_words(element)}"
        case SetOf(element):
            return f"set of {type_words(element)}"
        case MapOf(element):
            return f"map of {type_words(element)}"


def _tables(attributes: Mapping[str, Attribute], path: str, extra: Mapping[str, str], *, replaces: bool) -> list[str]:
    lines = ["| name | type | | meaning |", "| --- | --- | --- | --- |"]
    ordered = sorted(attributes.items(), key=lambda pair: pair[1].presence is not Presence.REQUIRED)
    for name, attribute in ordered:
        link = _inner(attribute.type)
        meaning = [sentence(attribute.doc), *(remarks(attribute, replaces=replaces) if attribute.configurable else [])]
        meaning += [extra[f"{path}{name}"]] if f"{path}{name}" in extra else []
        meaning += [f"See [below](#{_anchor(path + name)})."] if link else []
        presence = _PRESENCE[attribute.presence]
        lines.append(f"| `{name}` | {type_words(attribute.type)} | {presence} | {_cell(meaning)} |")
    for name, attribute in ordered:
        inner = _inner(attribute.type)
        if inner is not None:
            lines += ["", f'<a id="{_anchor(path + name)}"></a>', f"### `{path}{name}`", ""]
            lines += _tables(inner.attributes, f"{path}{name}.", extra, replaces=replaces)
    return lines


def _inner(type_: Type) -> ObjectOf | None:
    element = type_.element if isinstance(type_, (ListOf, SetOf, MapOf)) else type_
    return element if isinstance(element, ObjectOf) else None


def _anchor(path: str) -> str:
    return f"nested-{path.replace('.', '-')}"


def _cell(sentences: Sequence[str]) -> str:
    return " ".join(sentences).replace("|", "\\|")
