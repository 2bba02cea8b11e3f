"""The pages of ephemeral resources: what is asked for while Terraform runs, and kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from terrabind.constructs.rest import REQUEST
from terrabind.generate.page_head import join, title
from terrabind.generate.rest_pages import REQUEST_DOC, SUBCATEGORY
from terrabind.generate.tables import argument_tables, attribute_tables
from terrabind.generate.terraform_text import hcl_block
from terrabind.generic.attributes import ATTRIBUTES, REQUEST_ATTRIBUTES
from terrabind.plugin.ephemeral import TOKENS
from terrabind.spec.api import Api
from terrabind.spec.data import TOKEN_ATTRIBUTES
from terrabind.spec.types import Attribute
from terrabind.spec.values import Value

__all__ = ["ephemeral_pages"]


@dataclass(frozen=True, slots=True)
class _Ephemeral:
    """One ephemeral resource: its Terraform type, what it has, what is said about it, and an example.

    `notes` are further sentences. `use` is the attribute that the example goes on with.
    """

    type_name: str
    attributes: Mapping[str, Attribute]
    subcategory: str
    doc: str
    example: Mapping[str, Value]
    use: str
    notes: tuple[str, ...] = ()


_SESSION: Final = (
    "Each has a session of its own, which ends when Terraform is done with it. A token cannot be prolonged: shortly "
    "before its end comes a warning."
)

_REQUEST: Final = _Ephemeral(
    REQUEST,
    REQUEST_ATTRIBUTES,
    SUBCATEGORY,
    REQUEST_DOC,
    {"path": "/v1/tokens", "method": "POST", "body": {"ttl_seconds": 600}, "select": "token"},
    "output",
)


def ephemeral_pages(apis: Mapping[str, Api]) -> dict[str, str]:
    """Write the pages, by their paths below the project."""
    every = [_REQUEST, *(_describe_token(type_name, apis[name]) for type_name, name in TOKENS.items())]
    return {f"docs/ephemeral-resources/{each.type_name.removeprefix('terrabind_')}.md": _page(each) for each in every}


def _describe_token(type_name: str, api: Api) -> _Ephemeral:
    doc = f"A token of {api.title}, had with the provider's own credential for as long as Terraform runs."
    return _Ephemeral(
        type_name,
        TOKEN_ATTRIBUTES,
        api.title,
        doc,
        {},
        "token",
        (_SESSION,),
    )


def _page(each: _Ephemeral) -> str:
    given = any(attribute.configurable for attribute in each.attributes.values())
    notes = [line for note in each.notes for line in (note, "")]
    arguments = ["## Arguments", "", *argument_tables(each.attributes), ""]
    return join(
        title(each.type_name, "Ephemeral Resource", each.subcategory, each.doc),
        ["What it answers stands in no state and no saved plan. Needs Terraform 1.10.", "", *notes],
        ["## Example Usage", "", "```terraform", *_block(each)],
        ["", *_using(each), "```", ""],
        ["The construct kit knows no ephemeral resources yet; a Python stack writes the block itself:", ""],
        ["```python", "self.add_override(", f'    "ephemeral.{each.type_name}.example",'],
        [f"    {_python(each.example)},", ")", "```", ""],
        arguments if given else ["It takes no arguments.", ""],
        ["## Attributes", "", *attribute_tables(each.attributes)],
    )


def _block(each: _Ephemeral) -> list[str]:
    header = f'ephemeral "{each.type_name}" "example"'
    return hcl_block(header, each.attributes, each.example) if each.example else [f"{header} {{}}"]


def _using(each: _Ephemeral) -> list[str]:
    """Return what goes on with the answer: a write-only argument, which no state holds either."""
    values: dict[str, Value] = {
        "path": "/v1/secrets",
        "body": {"name": "pipeline"},
        "write_only_body": {"value": "@"},
        "write_only_version": 1,
    }
    reference = f"ephemeral.{each.type_name}.example.{each.use}"
    return [
        line.replace('"@"', reference)
        for line in hcl_block('resource "terrabind_rest_resource" "secret"', ATTRIBUTES, values)
    ]


def _python(values: Mapping[str, Value]) -> str:
    return repr(dict(values)).replace("'", '"')
