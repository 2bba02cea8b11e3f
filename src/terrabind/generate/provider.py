"""The module of the provider construct."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from terrabind.apis import Catalogue
from terrabind.constructs.description import describe_provider
from terrabind.generate.nested import argument_type, find_nested, render_dictionary
from terrabind.generate.prose import remarks
from terrabind.generate.words import docstring, import_line, indent, literal_text, sentence
from terrabind.generic.api import API as REST
from terrabind.spec.api import Api
from terrabind.spec.types import Attribute

__all__ = ["render_provider"]

_INTRODUCTION: Final = (
    "Where the APIs are and how terrabind gets in.",
    (
        "Every argument is optional: what is left out comes from the environment of `terraform`, which is also the "
        "best place for secrets. A secret in code ends up in the synthesized configuration; give it from a sensitive "
        "`TerraformVariable` instead."
    ),
    "Several providers in one stack need an `alias` each, all but one; resources choose with `provider=`.",
)


def render_provider(catalogue: Catalogue) -> dict[str, str]:
    """Write the modules by name: the provider, which offers all, and what its nested objects are given as."""
    description = describe_provider(catalogue.apis)
    arguments = description.arguments
    nested = find_nested(arguments, "Terrabind")
    names = sorted(each.class_name for each in nested)
    apis = {**catalogue.apis, REST.name: REST}
    body: list[str] = []
    for each in nested:
        body += render_dictionary(each, referable=False, note=_name_variables(apis.get(each.name)))
        body += ["", ""]
    own = [
        *import_line("terrabind.apis", ["load_catalogue"]),
        *import_line("terrabind.cdktf.base", ["Construct", "Provider"]),
        *import_line("terrabind.cdktf.provider_given", names),
        *import_line("terrabind.constructs.description", ["Description", "describe_provider"]),
        *import_line("terrabind.constructs.members", ["Given"]),
    ]
    return {
        "provider": _module([*names, "TerrabindProvider"], _render_class(arguments), own),
        "provider_given": _module(names, body[:-2], []),
    }


def _module(names: Sequence[str], body: Sequence[str], own: Sequence[str]) -> str:
    text = "\n".join(body)
    typing = [name for name in ("ClassVar", "NotRequired", "TypedDict") if re.search(rf"\b{name}\b", text)]
    collections = [name for name in ("Mapping", "Sequence") if f"{name}[" in text]
    tokens = import_line("terrabind.constructs.tokens", ["Resolvable"]) if re.search(r"\bResolvable\b", text) else []
    head = [
        '"""Generated from `terrabind.apis` by `python -m terrabind.generate`: do not edit."""',
        "",
        "from __future__ import annotations",
        "",
        *(import_line("collections.abc", collections) if collections else []),
        *import_line("typing", typing),
        "",
        *own,
        *tokens,
        "",
        "__all__ = [",
        *(f'    "{each}",' for each in sorted(names)),
        "]",
        "",
        "",
    ]
    return "\n".join([*head, *body, ""])


def _render_class(arguments: Mapping[str, Attribute]) -> list[str]:
    lines = ["class TerrabindProvider(Provider):", *docstring(_INTRODUCTION, 1), ""]
    lines.append("    DESCRIPTION: ClassVar[Description] = describe_provider(load_catalogue().apis)")
    for name in arguments:
        lines += [
            "",
            f"    {name}_input = Given[{_given(arguments, name)}]()",
            f'    """What was given as `{name}`."""',
        ]
    return [*lines, "", *indent(_render_constructor(arguments), 1)]


def _render_constructor(arguments: Mapping[str, Attribute]) -> list[str]:
    lines = ["def __init__(", "    self,", "    scope: Construct,", '    id_: str = "terrabind",', "    *,"]
    entries = ["scope: the stack; give it by position.", "id_: the construct's name there; by position."]
    for name, attribute in arguments.items():
        lines.append(f"    {name}: {_given(arguments, name)} | None = None,")
        entries.append(" ".join([f"{name}: {sentence(attribute.doc)}", *remarks(attribute)]))
    entries.append("alias: the name by which resources choose this provider; none for the stack's default one.")
    lines += ["    alias: str | None = None,", ") -> None:"]
    lines += docstring(
        ["Check the arguments; raises `ArgumentError` for the first that is not acceptable.", entries], 1
    )
    lines += ["    super().__init__(", "        scope,", "        id_,", "        {"]
    lines += [f"            {literal_text(name)}: {name}," for name in arguments]
    return [*lines, "        },", "        alias,", "    )"]


def _given(arguments: Mapping[str, Attribute], name: str) -> str:
    return argument_type(arguments, "Terrabind", name, referable=False)


def _name_variables(api: Api | None) -> str:
    if api is None:
        return ""
    variables = ", ".join(f"`{each.environment}`" for each in api.settings.values() if each.environment)
    return f"What is left out comes from the environment: {variables}."
