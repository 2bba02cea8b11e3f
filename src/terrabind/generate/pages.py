"""The pages of the Terraform Registry: the provider, each resource, each data source, each function."""

from __future__ import annotations

import json
from collections.abc import Mapping

from terrabind.apis import Catalogue
from terrabind.constructs.description import (
    Description,
    describe_list,
    describe_one,
    describe_provider,
    describe_resource,
)
from terrabind.generate.ephemeral import ephemeral_pages
from terrabind.generate.functions import function_pages
from terrabind.generate.page_head import front_matter, join, title
from terrabind.generate.rest_pages import REST_BLOCK, rest_pages, with_variables
from terrabind.generate.samples import import_ids, key_values, sample_values
from terrabind.generate.tables import argument_tables, attribute_tables
from terrabind.generate.terraform_text import hcl_block, hcl_body, python_call
from terrabind.generate.words import class_name, sentence
from terrabind.generic.api import API as REST
from terrabind.spec.access import Access
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value

__all__ = ["pages"]


def pages(catalogue: Catalogue) -> dict[str, str]:
    """Write every page, by its path below the project."""
    files = {"docs/index.md": _index(catalogue)}
    for resource in catalogue.resources.values():
        name, plural = (each.removeprefix("terrabind_") for each in (resource.type_name, resource.plural_type_name))
        files[f"docs/resources/{name}.md"] = _resource_page(resource)
        files[f"docs/data-sources/{name}.md"] = _one_page(resource)
        files[f"docs/data-sources/{plural}.md"] = _list_page(resource)
    return {**files, **rest_pages(), **ephemeral_pages(catalogue.apis), **function_pages()}


def _index(catalogue: Catalogue) -> str:
    attributes = describe_provider(catalogue.apis).attributes
    extra = {
        f"{api.name}.{name}": f"Environment: `{setting.environment}`."
        for api in (*catalogue.apis.values(), REST)
        for name, setting in api.settings.items()
        if setting.environment
    }
    summary = (
        "Access bindings on Fireworks AI, Dell ECS and k0rdent AI, and objects of any other HTTP API, with constructs "
        "for the CDK for Terraform."
    )
    apis = [f"- **{api.title}**: {sentence(api.doc)} Reference: {api.reference}" for api in catalogue.apis.values()]
    apis += [f"- **Any other API**: {sentence(REST.doc)}"]
    return join(
        front_matter("terrabind Provider", "", summary),
        ["# terrabind Provider", "", summary, "", *apis, ""],
        ["An API needs its object here, or its environment variables, only if resources of it are used."],
        ["Values that are unknown while planning are tolerated until a request needs them.", ""],
        ["## Example Usage", "", "```terraform", *_provider_hcl(catalogue), "```", ""],
        ["In a Python stack, with the settings from the environment:", "", "```python"],
        ["from terrabind.cdktf import TerrabindProvider", "", "TerrabindProvider(self)", "```", ""],
        ["## Schema", "", *argument_tables(attributes, extra)],
    )


def _provider_hcl(catalogue: Catalogue) -> list[str]:
    lines = ["terraform {", "  required_providers {", "    terrabind = {", '      source = "terrabind/terrabind"']
    lines += ["    }", "  }", "}", ""]
    values: dict[str, Value] = {}
    for api in catalogue.apis.values():
        shown = {name: setting.example for name, setting in api.settings.items() if setting.example}
        values[api.name] = shown
    values[REST.name] = REST_BLOCK
    return [*lines, *with_variables(hcl_block('provider "terrabind"', {}, values))]


def _resource_page(resource: Resource) -> str:
    description = describe_resource(resource)
    call = python_call(class_name(resource.name), "example", resource.attributes, resource.example)
    return join(
        title(description.type_name, "Resource", resource.api.title, resource.doc),
        ["## Example Usage", "", "```terraform"],
        hcl_block(f'resource "{resource.type_name}" "example"', resource.attributes, resource.example),
        ["```", "", "```python", *_python_import(resource, class_name(resource.name), call), "```", ""],
        _rules(description),
        ["## Arguments", "", *argument_tables(description.attributes), ""],
        ["## Attributes", "", *attribute_tables(description.attributes), ""],
        ["## Meaning", "", _meaning(resource.access), ""],
        _importing(resource),
        _moving(resource),
        _notes(resource),
        [f"Reference: {resource.reference}"],
    )


def _one_page(resource: Resource) -> str:
    description = describe_one(resource)
    values = key_values(resource)
    name = f"Data{class_name(resource.name)}"
    call = python_call(name, "example", resource.attributes, values)
    what = f"Finds one object. {sentence(resource.doc)} Give `id`, or enough of the arguments that one object matches."
    return join(
        title(description.type_name, "Data Source", resource.api.title, what),
        ["## Example Usage", "", "```terraform"],
        hcl_block(f'data "{resource.type_name}" "example"', resource.attributes, values),
        ["```", "", "```python", *_python_import(resource, name, call), "```", ""],
        ["## Arguments", "", *argument_tables(description.attributes), ""],
        ["Arguments that are left out are filled in.", ""],
        _computed(description),
        [f"Reference: {resource.reference}"],
    )


def _list_page(resource: Resource) -> str:
    description = describe_list(resource)
    first = resource.key[-1].partition(".")[0]
    values = {first: resource.example[first]} if first in resource.example else {}
    name = f"Data{class_name(resource.plural)}"
    call = python_call(name, "example", resource.attributes, values)
    what = f"Lists every object that matches all given arguments. {sentence(resource.doc)}"
    output = f"data.{resource.plural_type_name}.example.{resource.items_name}[*].id"
    return join(
        title(description.type_name, "Data Source", resource.api.title, what),
        ["## Example Usage", "", "```terraform"],
        hcl_block(f'data "{resource.plural_type_name}" "example"', resource.attributes, values),
        ["", 'output "ids" {', f"  value = {output}", "}", "```", ""],
        ["```python", *_python_import(resource, name, call), "```", ""],
        ["## Arguments", "", *argument_tables(description.attributes), ""],
        _computed(description),
        [f"Reference: {resource.reference}"],
    )


def _computed(description: Description) -> list[str]:
    if all(attribute.configurable for attribute in description.attributes.values()):
        return []
    return ["## Attributes", "", *attribute_tables(description.attributes), ""]


def _python_import(resource: Resource, name: str, call: list[str]) -> list[str]:
    head = ["import json", ""] if any("json." in line for line in call) else []
    return [*head, f"from terrabind.cdktf.{resource.api.name} import {name}", "", *call]


def _rules(description: Description) -> list[str]:
    if not description.rules:
        return []
    return ["## Rules", "", *(f"- {sentence(rule.accepts)}" for rule in description.rules), ""]


def _meaning(access: Access) -> str:
    who = f"every principal of `{access.trust_policy}`" if access.trust_policy else f"`{access.principal}`"
    said = f"For review, one object says: {who} {access.relation} `{access.role}` within `{access.scope}`."
    if access.qualifiers:
        said += " Narrowed or bounded by " + ", ".join(f"`{each}`" for each in access.qualifiers) + "."
    return said


def _importing(resource: Resource) -> list[str]:
    ids = import_ids(resource)
    values = sample_values(resource)
    forms = [f"- `{form.translate(str.maketrans('{}', '<>'))}`" for form in resource.imports]
    by_id: Mapping[str, Value] = {"id": ids[0]}
    block = hcl_block("import", {}, by_id)
    block.insert(1, f"  to = {resource.type_name}.example")
    identity = {name: values[name] for name in resource.identity if name in values}
    by_identity = hcl_block("import", {}, {"identity": identity})
    by_identity.insert(1, f"  to = {resource.type_name}.example")
    name = class_name(resource.name)
    python = [f'{name}.generate_config_for_import(self, "example", {json.dumps(ids[0])})']
    return [
        *["## Import", "", "Accepted import ids:", "", *forms, "", "```terraform", *block, "```", ""],
        *["By resource identity, with Terraform 1.12 and later:", "", "```terraform", *by_identity, "```", ""],
        *["On the command line:", "", "```shell"],
        f"terraform import {resource.type_name}.example '{ids[0]}'",
        *["```", "", "In a Python stack; an existing construct takes `import_from` instead:", "", "```python", *python],
        *["```", ""],
    ]


def _moving(resource: Resource) -> list[str]:
    if not resource.moves:
        return []
    lines = ["## Moving from another provider", "", "A `moved` block takes over what another provider manages:", ""]
    for other in resource.moves:
        block = hcl_body({"from": [f"{other}.example"], "to": [f"{resource.type_name}.example"]})
        lines += ["```terraform", "moved {", *block, "}", "```", ""]
    return lines


def _notes(resource: Resource) -> list[str]:
    return ["## Notes", "", *(f"- {note}" for note in resource.notes), ""] if resource.notes else []
