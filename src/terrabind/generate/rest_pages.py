"""The pages of what speaks to any HTTP API: the resource, and the request as a data source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from terrabind.constructs.description import Description
from terrabind.constructs.rest import describe_rest_request, describe_rest_resource
from terrabind.generate.elements import REST_IMPORTS
from terrabind.generate.page_head import join, title
from terrabind.generate.tables import argument_tables, attribute_tables
from terrabind.generate.terraform_text import hcl_block, python_call
from terrabind.generate.words import sentence
from terrabind.generic.description import PROTOTYPE
from terrabind.spec.values import Value

__all__ = ["REQUEST_DOC", "REST_BLOCK", "SUBCATEGORY", "rest_pages", "with_variables"]

SUBCATEGORY: Final = "Any HTTP API"
REQUEST_DOC: Final = "Asks any HTTP API, page by page if need be, and answers with what `select` names."

REST_BLOCK: Final[Mapping[str, Value]] = {
    "base_url": "https://api.example.com",
    "auth": {"bearer": "@var.token@"},
    "credentials": {"admin": {"basic": {"username": "admin", "password": "@var.admin_password@"}}},
}
"""The provider's `rest` block in the example."""

_TEAM: Final[Mapping[str, Value]] = {
    "path": "/v1/teams",
    "body": {
        "name": "research",
        "seats": 12,
        "members": ["ada@example.com", "ben@example.com"],
        "labels": {"cost-centre": "0042"},
        "parent": None,
    },
    "read": {
        "search": {
            "items": "data",
            "match": {"name": "{body.name}"},
            "page": {"token_param": "page_token", "token_from": "next_page_token"},
        }
    },
    "update": {"strategy": "merge_patch"},
    "unordered": ["members"],
    "output_fields": ["created_at"],
}
_SETTING: Final[Mapping[str, Value]] = {
    "path": "/v1/settings/sessions",
    "create": {"method": "PUT"},
    "body": {"idle_minutes": 30},
    "on_destroy": "keep",
}
_DATABASE: Final[Mapping[str, Value]] = {
    "path": "/v1/databases",
    "body": {"name": "metrics", "size": "small"},
    "write_only_body": {"password": "@var.password@"},
    "write_only_version": 1,
    "id_from": {"header": "Location"},
    "wait": {
        "create": {"status_from": {"body": "status"}, "pending": ["creating"], "success": ["ready"], "interval": "5s"}
    },
    "credential": "admin",
    "timeouts": {"create": "20m"},
}
_TEAMS: Final[Mapping[str, Value]] = {
    "path": "/v1/teams",
    "query": {"state": "active"},
    "select": "data",
    "page": {"token_param": "page_token", "token_from": "next_page_token"},
}
_EXAMPLES: Final = (
    ("team", "One object of a collection, found by its name:", _TEAM),
    ("sessions", "The only one of its kind, which is there from the beginning and stays:", _SETTING),
    ("database", "An object with a secret that no state holds, which the server takes minutes to make:", _DATABASE),
)
_VARIABLE: Final = re.compile(r'"@var\.(\w+)@"')


def rest_pages() -> dict[str, str]:
    """Write the pages, by their paths below the project."""
    return {"docs/resources/rest_resource.md": _resource_page(), "docs/data-sources/rest_request.md": _request_page()}


def with_variables(lines: Sequence[str]) -> list[str]:
    """Return lines of HCL in which texts that stand for variables are references to them."""
    return [_VARIABLE.sub(r"var.\1", line) for line in lines]


def _resource_page() -> str:
    description = describe_rest_resource()
    return join(
        title(description.type_name, "Resource", SUBCATEGORY, PROTOTYPE.doc),
        ["Where the API is and how it lets callers in stands in the provider's `rest` block.", ""],
        ["## Example Usage", "", *_examples(description), *_referring()],
        _rules(description),
        ["## Arguments", "", *argument_tables(description.attributes), ""],
        ["## Attributes", "", *attribute_tables(description.attributes), ""],
        _BODIES,
        _PATHS,
        ["## Notes", "", *(f"- {note}" for note in PROTOTYPE.notes), ""],
        _importing(description),
    )


def _examples(description: Description) -> list[str]:
    lines: list[str] = []
    for name, told, values in _EXAMPLES:
        block = hcl_block(f'resource "{description.type_name}" "{name}"', description.attributes, values)
        lines += [told, "", "```terraform", *with_variables(block), "```", ""]
        call = python_call("RestResource", name, description.attributes, values)
        variables = sorted({each for line in call for each in _VARIABLE.findall(line)})
        kit = [*(["TerraformVariable"] if variables else [])]
        lines += ["```python", *([f"from terrabind.cdktf import {', '.join(kit)}"] if kit else [])]
        lines += ["from terrabind.cdktf.rest import RestResource", ""]
        lines += [f'{each} = TerraformVariable(self, "{each}", type="string", sensitive=True)' for each in variables]
        lines += [*(_VARIABLE.sub(r"\1.string_value", line) for line in call), "```", ""]
    return lines


def _referring() -> list[str]:
    return [
        *["Others refer to the id and to what `output_fields` select:", "", "```terraform"],
        *['output "since" {', "  value = terrabind_rest_resource.team.output.created_at", "}", "```", ""],
        *[
            "```python",
            "from terrabind.cdktf import TerraformOutput",
            "from terrabind.cdktf.rest import RestResource",
            "",
        ],
        'team = RestResource(self, "team", path="/v1/teams", body={"name": "ops"}, output_fields=["created_at"])',
        'RestResource(self, "quota", path="/v1/quotas", body={"team": team.id, "gigabytes": 500})',
        'TerraformOutput(self, "since", value=team.output.get("created_at").text)',
        *["```", ""],
    ]


_BODIES: Final = [
    "## Bodies",
    "",
    "- `body` is a value, not JSON text: no `jsonencode`. Only what it sets is compared with the server's object.",
    "- Numbers keep every digit, up to 150 of them. In Python, give an `int` or a `Decimal` where a `float` would not.",
    "- `null` is sent as null; leave a member out if it shall not be sent. In Python `None` inside a body is null.",
    "- `${...}` in a text is Terraform's interpolation; write `$${...}`, in Python `terrabind.cdktf.literal(text)`.",
    "- `write_only_body` reaches no state and no saved plan. What a Python program gives it as a text does stand in",
    "  the synthesized file, so give it from a sensitive `TerraformVariable`.",
    "",
]

_PATHS: Final = [
    "## Paths and templates",
    "",
    "- A path into a document is names joined by dots: `metadata.labels`. Digits count in a list from 0, and `*`",
    "  stands for every member: `items.*.name`. Where a name holds dots, write a JSON pointer: `/metadata/a.b`.",
    "- A template is filled from `{path}`, `{id}`, `{body.x}` and `{output.x}`, percent-encoded as its place demands.",
    "",
]


def _importing(description: Description) -> list[str]:
    to = f"  to = {description.type_name}.team"
    by_id = hcl_block("import", {}, {"id": "/v1/teams#42"})
    by_identity = hcl_block("import", {}, {"identity": {"path": "/v1/teams", "id": "42"}})
    by_json = [
        *["import {", to, "  id = jsonencode({", '    path = "/v1/teams"', '    id   = "42"'],
        *["    read = {", '      select = "data"', "    }", "  })", "}"],
    ]
    for block in (by_id, by_identity):
        block.insert(1, to)
    return [
        *["## Import", "", sentence(f"Accepted import ids: {REST_IMPORTS}"), ""],
        *["```terraform", *by_id, "```", "", "With the arguments that reading needs:", ""],
        *["```terraform", *by_json, "```", "", "By resource identity, with Terraform 1.12 and later:", ""],
        *["```terraform", *by_identity, "```", "", "On the command line:", "", "```shell"],
        f"terraform import {description.type_name}.team '/v1/teams#42'",
        *["```", "", "In a Python stack; an existing construct takes `import_from` instead:", "", "```python"],
        'RestResource.generate_config_for_import(self, "team", "/v1/teams#42")',
        *[
            "```",
            "",
            "The first plan after an import is empty where `body` says nothing that the object is not already.",
        ],
    ]


def _request_page() -> str:
    description = describe_rest_request()
    call = python_call("DataRestRequest", "teams", description.attributes, _TEAMS)
    return join(
        title(description.type_name, "Data Source", SUBCATEGORY, REQUEST_DOC),
        ["## Example Usage", "", "```terraform"],
        hcl_block(f'data "{description.type_name}" "teams"', description.attributes, _TEAMS),
        ["", 'output "names" {', f"  value = data.{description.type_name}.teams.output[*].name", "}", "```", ""],
        ["```python", "from terrabind.cdktf import Fn, TerraformOutput"],
        ["from terrabind.cdktf.rest import DataRestRequest", "", f"teams = {call[0]}", *call[1:]],
        ['TerraformOutput(self, "first", value=teams.output.get(0, "name").text)'],
        ['TerraformOutput(self, "number", value=Fn.length_of(teams.output.token))', "```", ""],
        ["## Arguments", "", *argument_tables(description.attributes), ""],
        ["## Attributes", "", *attribute_tables(description.attributes), ""],
        ["A method other than `GET` or `HEAD` is for queries that change nothing: plans ask it too."],
    )


def _rules(description: Description) -> list[str]:
    if not description.rules:
        return []
    return ["## Rules", "", *(f"- {sentence(rule.accepts)}" for rule in description.rules), ""]
