"""The pages of the functions, from the table by which the plugin answers their calls."""

from __future__ import annotations

from typing import Final

from terrabind.generate.page_head import front_matter
from terrabind.generate.tables import type_words
from terrabind.generate.words import sentence
from terrabind.plugin.functions import FUNCTIONS, Function

__all__ = ["function_pages"]

_EXAMPLES: Final = {
    "import_id": (
        'output "id" {\n'
        '  value = provider::terrabind::import_id("terrabind_ecs_iam_role", {\n'
        '    namespace = "ns1"\n'
        '    name      = "trainer"\n'
        "  })\n"
        "}"
    ),
}


def function_pages() -> dict[str, str]:
    """Write a page for each function, by its path below the project."""
    return {f"docs/functions/{name}.md": _page(name, function) for name, function in FUNCTIONS.items()}


def _page(name: str, function: Function) -> str:
    parameters = ", ".join(f"{each.name} {type_words(each.type)}" for each in function.parameters)
    lines = [
        *front_matter(f"{name} function - terrabind", "", sentence(function.doc)),
        f"# function: {name}",
        "",
        sentence(function.doc),
        "",
        "Needs no configuration of the provider, and Terraform 1.8 or later.",
        "",
        "## Example Usage",
        "",
        "```terraform",
        *_EXAMPLES.get(name, _example(name, function)).split("\n"),
        "```",
        "",
        "## Signature",
        "",
        "```text",
        f"{name}({parameters}) {type_words(function.returns)}",
        "```",
        "",
        "## Arguments",
        "",
        *(f"1. `{each.name}` ({type_words(each.type)}) {sentence(each.doc)}" for each in function.parameters),
    ]
    return "\n".join(lines) + "\n"


def _example(name: str, function: Function) -> str:
    arguments = ", ".join(f"var.{each.name}" for each in function.parameters)
    return f'output "result" {{\n  value = provider::terrabind::{name}({arguments})\n}}'
