"""Pages hold what a user looks for, and their examples are real."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from terrabind.apis import load_catalogue
from terrabind.constructs.description import describe_list, describe_one, describe_resource
from terrabind.generate.pages import pages
from terrabind.generate.terraform_text import hcl_block
from terrabind.generate.words import class_name
from terrabind.spec.resource import Resource
from terrabind.spec.values import Values

RESOURCES = list(load_catalogue().resources.values())
each_resource = pytest.mark.parametrize("resource", RESOURCES, ids=lambda each: each.type_name)


@pytest.fixture(scope="module")
def written() -> Mapping[str, str]:
    """All pages by path."""
    return pages(load_catalogue())


def short(type_name: str) -> str:
    """A type's word in file names."""
    return type_name.removeprefix("terrabind_")


@each_resource
def test_each_resource_has_its_three_pages_with_every_attribute(resource: Resource, written: Mapping[str, str]) -> None:
    """What is not on the page does not exist for a reader."""
    for path, description in (
        (f"docs/resources/{short(resource.type_name)}.md", describe_resource(resource)),
        (f"docs/data-sources/{short(resource.type_name)}.md", describe_one(resource)),
        (f"docs/data-sources/{short(resource.plural_type_name)}.md", describe_list(resource)),
    ):
        page = written[path]
        assert f"# {description.type_name} (" in page
        assert all(f"| `{name}` |" in page for name in description.attributes)
        assert all(rule.accepts in page for rule in description.rules)


@each_resource
def test_each_import_form_and_accepted_value_is_on_the_page(resource: Resource, written: Mapping[str, str]) -> None:
    """Both are asked for more often than anything else."""
    page = written[f"docs/resources/{short(resource.type_name)}.md"]
    assert all(form.replace("{", "<").replace("}", ">") in page for form in resource.imports)
    given = [attribute for attribute in resource.attributes.values() if attribute.configurable]
    assert all(check.accepts in page for attribute in given for check in attribute.checks)
    assert f"terraform import {resource.type_name}.example " in page


def test_the_index_names_every_setting_with_its_environment_variable(written: Mapping[str, str]) -> None:
    """Credentials are given by environment in most pipelines."""
    for api in load_catalogue().apis.values():
        for name, setting in api.settings.items():
            (row,) = re.findall(rf"^\| `{name}` \|.*`{setting.environment}`.*$", written["docs/index.md"], re.MULTILINE)
            assert ("Secret:" in row) == setting.attribute.sensitive


def test_every_page_begins_as_the_registry_wants(written: Mapping[str, str]) -> None:
    """Title, group and summary come from the head of a page."""
    for path, page in written.items():
        assert re.match(r'---\npage_title: ".*"\n(subcategory: ".*"\n)?description: \|-\n  .+\n---\n\n# ', page), path
        assert page.endswith("\n")
        assert not page.endswith("\n\n")


def test_every_python_example_is_python(written: Mapping[str, str]) -> None:
    """Examples are copied."""
    examples = [each for page in written.values() for each in re.findall(r"```python\n(.*?)```", page, re.DOTALL)]
    assert len(examples) >= len(RESOURCES) * 4
    assert all(ast.parse(each).body for each in examples)


def test_hcl_aligns_equal_signs_as_terraform_fmt_does() -> None:
    """Users format their files, and a copied example should not change."""
    values: Values = {
        "a": 1,
        "long_name": True,
        "inner": {"x": "y", "key-with-dash": [1, 2]},
        "list": [{"a": 1}],
        "z": "${q}",
    }
    assert hcl_block("resource", {}, values) == [
        "resource {",
        "  a         = 1",
        "  long_name = true",
        "  inner = {",
        '    x               = "y"',
        '    "key-with-dash" = [1, 2]',
        "  }",
        "  list = [",
        "    {",
        "      a = 1",
        "    },",
        "  ]",
        '  z = "$${q}"',
        "}",
    ]


def test_terraform_itself_would_not_reformat_an_example(written: Mapping[str, str]) -> None:
    """The judge of HCL's format is `terraform fmt`, where there is one; the test above holds without."""
    examples = [each for page in written.values() for each in re.findall(r"```terraform\n(.*?)```", page, re.DOTALL)]
    program = shutil.which("terraform") or shutil.which("tofu")
    assert examples
    if program is not None:
        text = "\n".join(examples)
        answer = subprocess.run([program, "fmt", "-"], input=text, capture_output=True, text=True, check=True)
        assert answer.stdout == text


def test_the_guide_names_every_resource() -> None:
    """It is written by hand, so a new resource would be missing there."""
    guide = (Path(__file__).parents[2] / "docs/guides/python.md").read_text(encoding="utf-8")
    for resource in RESOURCES:
        assert (
            f'`resource "{resource.type_name}"` | `terrabind.cdktf.{resource.api.name}.{class_name(resource.name)}`'
            in guide
        )
