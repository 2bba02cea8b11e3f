"""All derived files as texts by path, and how they compare with what lies on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from terrabind.apis import Catalogue
from terrabind.generate.elements import elements_of, elements_of_rest
from terrabind.generate.exports import render_api_package, render_package
from terrabind.generate.modules import render_element
from terrabind.generate.pages import pages
from terrabind.generate.provider import render_provider
from terrabind.generic.api import API as REST

__all__ = ["Stale", "find_stale", "generate", "write"]

_CONSTRUCTS: Final = PurePosixPath("src/terrabind/cdktf")
_OWNED: Final = ("docs/resources", "docs/data-sources", "docs/ephemeral-resources", "docs/functions")
"""Folders in which every file is derived, so that one too many is stale as well."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A derived file that is not as it should be: its path below the project, and why."""

    path: str
    reason: str


def generate(catalogue: Catalogue) -> dict[str, str]:
    """Return every derived file by its path below the project."""
    files: dict[str, str] = {str(_CONSTRUCTS / "__init__.py"): render_package(catalogue)}
    files |= {str(_CONSTRUCTS / f"{name}.py"): text for name, text in render_provider(catalogue).items()}
    for api in (*catalogue.apis.values(), REST):
        resources = [each for each in catalogue.resources.values() if each.api.name == api.name]
        elements = elements_of_rest() if api is REST else [each for one in resources for each in elements_of(one)]
        modules = [module for element in elements for module in render_element(element)]
        files[str(_CONSTRUCTS / api.name / "__init__.py")] = render_api_package(api, modules)
        files.update({str(_CONSTRUCTS / api.name / f"{each.name}.py"): each.text for each in modules})
    return {**files, **pages(catalogue)}


def find_stale(root: Path, files: Mapping[str, str]) -> list[Stale]:
    """List what is missing, different or left over below `root`."""
    found = [Stale(path, reason) for path, text in files.items() if (reason := _judge(root / path, text))]
    return found + [Stale(path, "left over; nothing derives it") for path in _left_over(root, files)]


def write(root: Path, files: Mapping[str, str]) -> None:
    """Write every file below `root` that differs, and remove what is left over."""
    for path, text in files.items():
        target = root / path
        if _judge(target, text):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    for path in _left_over(root, files):
        (root / path).unlink()


def _judge(target: Path, text: str) -> str:
    if not target.is_file():
        return "missing"
    return "" if target.read_text(encoding="utf-8") == text else "differs from what the catalogue says"


def _left_over(root: Path, files: Mapping[str, str]) -> list[str]:
    packages = [str(PurePosixPath(path).parent) for path in files if path.startswith(f"{_CONSTRUCTS}/")]
    folders = {*_OWNED, *packages} - {str(_CONSTRUCTS)}
    return sorted(
        relative
        for folder in folders
        for path in (root / folder).glob("*.*")
        if (relative := path.relative_to(root).as_posix()) not in files
    )
