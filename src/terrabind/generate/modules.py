"""The module of one construct: a class, and one or two for each of its nested objects.

What would be longer than a head can hold becomes several modules: nested objects as they are given, and as others
refer to them, stand in modules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from terrabind.constructs.description import Description
from terrabind.generate.nested import (
    Nested,
    argument_type,
    find_nested,
    inner_object,
    member_of,
    render_dictionary,
    render_reference,
)
from terrabind.generate.prose import remarks
from terrabind.generate.words import class_name, docstring, import_line, indent, literal_text, sentence
from terrabind.spec.types import Attribute, Presence

__all__ = ["RESERVED", "Element", "Module", "render_element", "stop_at_reserved"]

RESERVED: Final = frozenset(
    (
        "add_move_target",
        "add_override",
        "assign",
        "cdktf_stack",
        "connection",
        "construct_node_metadata",
        "count",
        "depends_on",
        "for_each",
        "fqn",
        "friendly_unique_id",
        "generate_config_for_import",
        "has_resource_move",
        "id_",
        "import_from",
        "input_of",
        "interpolation_for_attribute",
        "is_construct",
        "is_terraform_data_source",
        "is_terraform_element",
        "is_terraform_resource",
        "lifecycle",
        "meta",
        "move_from_id",
        "move_to",
        "move_to_id",
        "node",
        "override_logical_id",
        "provider",
        "provisioners",
        "raw_overrides",
        "reset_override_logical_id",
        "self",
        "terraform_generator_metadata",
        "terraform_meta_arguments",
        "terraform_resource_type",
        "to_hcl_terraform",
        "to_metadata",
        "to_string",
        "to_terraform",
        "token_at",
        "with_",
    )
)
"""Names that the kit or the base classes have: as an attribute, each would silently replace the kit's own member."""

_GETTER: Final = re.compile(r"get_\w*attribute|_\w*")

_LONGEST: Final = 400
_HEAD: Final = 50
"""The lines that are kept for a module's imports and its list of names."""

_MEMBERS: Final = [
    f"{word}{suffix}"
    for word in ("Text", "Texts", "Number", "Numbers", "Flag", "Map", "Whole", "Object", "Objects", "ObjectsByName")
    for suffix in ("Argument", "Token")
]
_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "collections.abc": ("Collection", "Mapping", "Sequence"),
    "typing": ("ClassVar", "NotRequired", "TypedDict", "Unpack"),
    "terrabind.cdktf.base": ("Construct", "DataMeta", "DataSource", "Meta", "Resource"),
    "terrabind.constructs.anything": ("AnythingArgument", "AnythingToken", "Json"),
    "terrabind.constructs.description": ("Description",),
    "terrabind.constructs.members": ("Given", "ObjectReference", *_MEMBERS),
    "terrabind.constructs.tokens": ("Resolvable",),
}
"""Where the names come from that the text of a module may use."""


@dataclass(frozen=True, slots=True)
class Module:
    """One generated module: its name, its public classes, the main one first, and its text."""

    name: str
    classes: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Element:
    """What is written about one construct.

    `package` and `name` are those of its module. `introduction` are the paragraphs of its docstring. `expression`
    makes its description anew where the module runs, with names that `places` says where to find. `source` is said
    to be what the module is generated from.
    """

    package: str
    name: str
    managed: bool
    description: Description
    introduction: tuple[str, ...]
    expression: str
    places: Mapping[str, tuple[str, ...]]
    source: str

    @property
    def class_name(self) -> str:
        """The name of the construct's class."""
        return class_name(self.name)


def stop_at_reserved(owner: str, attributes: Mapping[str, Attribute]) -> None:
    """Raise `ValueError` when an attribute's name belongs to the kit."""
    for name in attributes:
        if name in RESERVED or _GETTER.fullmatch(name):
            raise ValueError(f"{owner}.{name}: the construct kit needs this name; choose another")


def render_element(element: Element) -> list[Module]:
    """Write the modules of a construct, its own first.

    Raises `ValueError` when an attribute has a reserved name, `TypeError` for a type that constructs do not have.
    """
    description = element.description
    stop_at_reserved(description.type_name, description.attributes)
    nested = find_nested(description.attributes, element.class_name)
    given = {each.class_name for each in find_nested(dict(description.arguments), element.class_name)}
    dictionaries = {each.class_name: render_dictionary(each) for each in nested if each.class_name in given}
    references = {f"{each.class_name}Reference": render_reference(each) for each in nested}
    main = {element.class_name: _render_class(element)}
    whole = _write(element, element.name, [*_together(nested, dictionaries, references), main], {})
    if whole.text.count("\n") <= _LONGEST:
        return [whole]
    parts = {**_cut(f"{element.name}_references", references), **_cut(f"{element.name}_given", dictionaries)}
    places = {f"{element.package}.{name}": tuple(texts) for name, texts in parts.items()}
    return [
        _write(element, element.name, [main], places),
        *(_write(element, name, [texts], places) for name, texts in sorted(parts.items())),
    ]


def _cut(name: str, texts: Mapping[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    """Return the classes by module: as many in each as it can hold. None refers to one in a later module."""
    modules: list[dict[str, list[str]]] = [{}]
    for each, lines in texts.items():
        held = sum(len(other) + 2 for other in modules[-1].values())
        if modules[-1] and held + len(lines) > _LONGEST - _HEAD:
            modules.append({})
        modules[-1][each] = lines
    return {name if not number else f"{name}_{number + 1}": held for number, held in enumerate(modules) if held}


def _together(
    nested: Sequence[Nested], dictionaries: Mapping[str, list[str]], references: Mapping[str, list[str]]
) -> list[dict[str, list[str]]]:
    """Return the classes with both of each nested object beside each other."""
    texts = {**dictionaries, **references}
    names = [(each.class_name, f"{each.class_name}Reference") for each in nested]
    return [{name: texts[name] for name in pair if name in texts} for pair in names]


def _write(
    element: Element, name: str, parts: Sequence[Mapping[str, list[str]]], places: Mapping[str, tuple[str, ...]]
) -> Module:
    """Write a module that holds these classes, and imports what they use."""
    texts = {each: lines for part in parts for each, lines in part.items()}
    body = "\n\n\n".join("\n".join(lines) for lines in texts.values())
    others = {place: names for place, names in places.items() if place != f"{element.package}.{name}"}
    head = [
        f'"""Generated from `{element.source}` by `python -m terrabind.generate`: do not edit."""',
        "",
        "from __future__ import annotations",
        "",
        *_imports(body, {**_PLACES, **element.places, **others}),
        "",
        "__all__ = [",
        *(f'    "{each}",' for each in sorted(texts)),
        "]",
        "",
        "",
    ]
    ordered = sorted(texts, key=lambda each: each != element.class_name)
    return Module(name, tuple(ordered), "\n".join([*head, body, ""]))


def _imports(body: str, places: Mapping[str, tuple[str, ...]]) -> list[str]:
    standard: list[str] = []
    own: list[str] = []
    for module in sorted(places):
        used = {name for name in places[module] if re.search(rf"\b{name}\b", body)}
        if used:
            (own if module.startswith("terrabind") else standard).extend(import_line(module, used))
    return [*standard, *([""] if standard and own else []), *own]


def _render_class(element: Element) -> list[str]:
    description = element.description
    base = "Resource" if element.managed else "DataSource"
    lines = [f"class {element.class_name}({base}):", *docstring(element.introduction, 1), ""]
    lines += [
        f"    TF_RESOURCE_TYPE: ClassVar[str] = {literal_text(description.type_name)}",
        f"    DESCRIPTION: ClassVar[Description] = {element.expression}",
    ]
    for name, attribute in description.attributes.items():
        settable = name in description.arguments
        member = member_of(description.attributes, element.class_name, name, settable=settable)
        lines += ["", *member.assigned(name), *docstring([sentence(attribute.doc)], 1)]
        if settable:
            lines += [f"    {name}_input = Given[{member.given}]()", f'    """What was given as `{name}`."""']
    return [*lines, "", *indent(_render_constructor(element), 1)]


def _render_constructor(element: Element) -> list[str]:
    given = element.description.arguments
    arguments = dict(sorted(given.items(), key=lambda pair: pair[1].presence is not Presence.REQUIRED))
    scope = "scope_" if "scope" in arguments else "scope"
    entries = [
        f"{scope}: the construct that this one belongs to; give it by position.",
        "id_: its name there, unique; by position.",
    ]
    lines = ["def __init__(", "    self,", f"    {scope}: Construct,", "    id_: str,", "    *,"]
    for name, attribute in arguments.items():
        needed = attribute.presence is Presence.REQUIRED
        type_ = argument_type(element.description.attributes, element.class_name, name)
        lines.append(f"    {name}: {type_}," if needed else f"    {name}: {type_} | None = None,")
        need = "" if needed else "Optional. "
        entries.append(" ".join([f"{name}: {need}{sentence(attribute.doc)}", *_remark(attribute)]))
    meta = "count, depends_on, for_each, lifecycle, provider"
    if element.managed:
        meta = "connection, count, depends_on, for_each, lifecycle, provider, provisioners"
    entries.append(f"meta: Terraform's own arguments: {meta}.")
    lines += [f"    **meta: Unpack[{'Meta' if element.managed else 'DataMeta'}],", ") -> None:"]
    lines += docstring(
        ["Check the arguments; raises `ArgumentError` for the first that is not acceptable.", entries], 1
    )
    lines += ["    super().__init__(", f"        {scope},", "        id_,", "        {"]
    lines += [f"            {literal_text(name)}: {name}," for name in arguments]
    return [*lines, "        },", "        meta,", "    )"]


def _remark(attribute: Attribute) -> list[str]:
    return remarks(attribute) if inner_object(attribute.type) is None else remarks(attribute)[:1]
