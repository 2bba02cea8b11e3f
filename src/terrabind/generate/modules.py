"""The construct modules of one resource: the resource itself and its two data sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from terrabind.constructs.description import Description, describe_list, describe_one, describe_resource
from terrabind.generate.nested import (
    argument_type,
    find_nested,
    member_of,
    render_dictionary,
    render_reference,
)
from terrabind.generate.prose import remarks
from terrabind.generate.words import class_name, docstring, import_line, indent, literal_text, sentence
from terrabind.spec.resource import Resource
from terrabind.spec.types import Attribute, ObjectOf, Presence

__all__ = ["RESERVED", "Module", "modules_of", "stop_at_reserved"]

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

_ANGLES: Final = str.maketrans("{}", "<>")
_GETTER: Final = re.compile(r"get_\w*attribute|_\w*")


@dataclass(frozen=True, slots=True)
class Module:
    """One generated module: its name, its public classes, the main one first, and its text."""

    name: str
    classes: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the three elements that a resource gives rise to."""

    base: str
    meta: str
    describe: Callable[[Resource], Description]
    opening: Callable[[Resource], str]


_MANAGED: Final = _Kind("Resource", "Meta", describe_resource, lambda resource: sentence(resource.doc))
_ONE: Final = _Kind(
    "DataSource",
    "DataMeta",
    describe_one,
    lambda resource: f"Finds one {_spoken(resource.name)} of {resource.api.title}.",
)
_LIST: Final = _Kind(
    "DataSource",
    "DataMeta",
    describe_list,
    lambda resource: f"Lists the {_spoken(resource.plural)} of {resource.api.title} that match all filters.",
)


def modules_of(resource: Resource) -> list[Module]:
    """Write the modules. Raises `ValueError` when an attribute has a reserved name, `TypeError` for an unknown type."""
    return [
        _render(resource, resource.name, _MANAGED),
        _render(resource, f"data_{resource.name}", _ONE),
        _render(resource, f"data_{resource.plural}", _LIST),
    ]


def stop_at_reserved(owner: str, attributes: Mapping[str, Attribute]) -> None:
    """Raise `ValueError` when an attribute's name belongs to the kit."""
    for name in attributes:
        if name in RESERVED or _GETTER.fullmatch(name):
            raise ValueError(f"{owner}.{name}: the construct kit needs this name; choose another")


def _render(resource: Resource, name: str, kind: _Kind) -> Module:
    description = kind.describe(resource)
    stop_at_reserved(description.type_name, description.attributes)
    main = class_name(name)
    given = dict(description.arguments)
    nested = find_nested(description.attributes, main)
    arguments = {(prefix, each) for prefix, each, _, _ in find_nested(given, main)}
    body: list[str] = []
    classes = [main]
    for prefix, each, attribute, type_ in nested:
        if (prefix, each) in arguments:
            body += [*render_dictionary(prefix, each, attribute, type_), "", ""]
            classes.append(f"{prefix}{class_name(each)}")
        body += [*render_reference(prefix, each, attribute, type_), "", ""]
        classes.append(f"{prefix}{class_name(each)}Reference")
    body += _render_class(resource, main, kind, description)
    source = f"terrabind.apis.{resource.api.name}.{resource.name}"
    head = [
        f'"""Generated from `{source}` by `python -m terrabind.generate`: do not edit."""',
        "",
        "from __future__ import annotations",
        "",
        *_imports(source, kind, "\n".join(body)),
        "",
        "__all__ = [",
        *(f'    "{each}",' for each in sorted(classes)),
        "]",
        "",
        "",
    ]
    return Module(name, tuple(classes), "\n".join([*head, *body, ""]))


def _imports(source: str, kind: _Kind, body: str) -> list[str]:
    def used(*names: str) -> list[str]:
        return [name for name in names if re.search(rf"\b{name}\b", body)]

    members = [
        f"{word}{suffix}" for word in ("Text", "Number", "Flag", "Map", "Object") for suffix in ("Argument", "Token")
    ]
    lines = import_line("collections.abc", ["Mapping"]) if used("Mapping") else []
    lines += import_line("typing", ["ClassVar", "Unpack", *used("NotRequired", "TypedDict")])
    lines += ["", *import_line(source, ["RESOURCE"])]
    lines += import_line("terrabind.cdktf.base", ["Construct", kind.meta, kind.base])
    lines += import_line("terrabind.constructs.description", ["Description", kind.describe.__name__])
    found = used("Given", "ObjectReference", "ObjectsToken", *members)
    lines += import_line("terrabind.constructs.members", found)
    return lines + (import_line("terrabind.constructs.tokens", ["Resolvable"]) if used("Resolvable") else [])


def _render_class(resource: Resource, main: str, kind: _Kind, description: Description) -> list[str]:
    lines = [f"class {main}({kind.base}):", *docstring(_introduce(resource, kind, description), 1), ""]
    lines += [
        f"    TF_RESOURCE_TYPE: ClassVar[str] = {literal_text(description.type_name)}",
        f"    DESCRIPTION: ClassVar[Description] = {kind.describe.__name__}(RESOURCE)",
    ]
    for name, attribute in description.attributes.items():
        settable = name in description.arguments
        member = member_of(attribute, main, name, settable=settable)
        lines += ["", *member.assigned(name), *docstring([sentence(attribute.doc)], 1)]
        if settable:
            lines += [f"    {name}_input = Given[{member.given}]()", f'    """What was given as `{name}`."""']
    return [*lines, "", *indent(_render_constructor(main, kind, description), 1)]


def _introduce(resource: Resource, kind: _Kind, description: Description) -> list[str]:
    block = "resource" if kind is _MANAGED else "data source"
    paragraphs = [kind.opening(resource), f"The {block} `{description.type_name}` of Terraform."]
    if kind is _MANAGED:
        forms = " or ".join(f"`{form.translate(_ANGLES)}`" for form in resource.imports)
        paragraphs += [f"Import id: {forms}.", *resource.notes]
    return [*paragraphs, f"Reference: {resource.reference}"]


def _render_constructor(main: str, kind: _Kind, description: Description) -> list[str]:
    arguments = dict(sorted(description.arguments.items(), key=lambda pair: pair[1].presence is not Presence.REQUIRED))
    scope = "scope_" if "scope" in arguments else "scope"
    entries = [
        f"{scope}: the construct that this one belongs to; give it by position.",
        "id_: its name there, unique; by position.",
    ]
    lines = ["def __init__(", "    self,", f"    {scope}: Construct,", "    id_: str,", "    *,"]
    for name, attribute in arguments.items():
        needed = attribute.presence is Presence.REQUIRED
        type_ = argument_type(attribute.type, main, name)
        lines.append(f"    {name}: {type_}," if needed else f"    {name}: {type_} | None = None,")
        need = "" if needed else "Optional. "
        entries.append(" ".join([f"{name}: {need}{sentence(attribute.doc)}", *_remark(attribute)]))
    meta = "connection, count, depends_on, for_each, lifecycle, provider, provisioners"
    if kind is not _MANAGED:
        meta = "count, depends_on, for_each, lifecycle, provider"
    entries.append(f"meta: Terraform's own arguments: {meta}.")
    lines += [f"    **meta: Unpack[{kind.meta}],", ") -> None:"]
    lines += docstring(
        ["Check the arguments; raises `ArgumentError` for the first that is not acceptable.", entries], 1
    )
    lines += ["    super().__init__(", f"        {scope},", "        id_,", "        {"]
    lines += [f"            {literal_text(name)}: {name}," for name in arguments]
    return [*lines, "        },", "        meta,", "    )"]


def _remark(attribute: Attribute) -> list[str]:
    return remarks(attribute) if not isinstance(attribute.type, ObjectOf) else remarks(attribute)[:1]


def _spoken(words: str) -> str:
    return words.replace("_", " ").replace("aws iam", "AWS IAM").replace("iam ", "IAM ")
