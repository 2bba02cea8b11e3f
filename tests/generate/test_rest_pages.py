"""The pages about any HTTP API name every attribute, and their Python can be copied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from terrabind.apis import load_catalogue
from terrabind.cdktf import TerrabindProvider, TerraformStack, Testing
from terrabind.constructs.rest import describe_rest_request, describe_rest_resource
from terrabind.generate.nested import inner_object
from terrabind.generate.pages import pages
from terrabind.generic.api import BLOCK
from terrabind.spec.types import Attribute

# pytest takes every class whose name begins so for a group of tests.
Testing.__test__ = False

PAGES = pages(load_catalogue())
ABOUT = {
    "docs/resources/rest_resource.md": describe_rest_resource().attributes,
    "docs/data-sources/rest_request.md": describe_rest_request().attributes,
    "docs/ephemeral-resources/rest_request.md": describe_rest_request().attributes,
    "docs/index.md": BLOCK,
}


def walk(attributes: Mapping[str, Attribute], path: str = "") -> Iterator[tuple[str, str, Attribute]]:
    """Every attribute at any depth: the path of its object, its name, and itself."""
    for name, attribute in attributes.items():
        yield path, name, attribute
        inner = inner_object(attribute.type)
        if inner is not None:
            yield from walk(inner.attributes, f"{path}.{name}" if path else name)


@pytest.mark.parametrize("path", ABOUT)
def test_every_attribute_at_any_depth_is_on_the_page(path: str) -> None:
    """What is not on the page does not exist for a reader."""
    prefix = "rest" if path == "docs/index.md" else ""
    sections = dict(re.findall(r"^### `([\w.]+)`\n(.*?)(?=^#|\Z)", PAGES[path], re.MULTILINE | re.DOTALL))
    for place, name, attribute in walk(ABOUT[path], prefix):
        section = sections[place] if place else PAGES[path]
        assert f"| `{name}` |" in section
        if attribute.configurable:
            assert all(check.accepts in section for check in attribute.checks)


def python_blocks() -> list[str]:
    """The Python of the pages of all types, as far as it is more than one call."""
    found = [each for page in PAGES.values() for each in re.findall(r"```python\n(.*?)```", page, re.DOTALL)]
    return [each for each in found if "import " in each]


def test_every_python_example_runs_in_a_stack(tmp_path: Path) -> None:
    """Examples are copied: what a constructor would refuse must not stand there."""
    blocks = python_blocks()
    app = Testing.app(outdir=str(tmp_path))
    for number, block in enumerate(blocks):
        stack = TerraformStack(app, f"stack{number}")
        if "TerrabindProvider" not in block:
            TerrabindProvider(stack)
        exec(compile(block, "example", "exec"), {"self": stack})  # noqa: S102  # our own pages
        assert Testing.synth(stack)
    assert len(blocks) > 15
