"""A report is written here, in every format: for people, for programs, for the tools of a forge.

Each module has `render(report, style) -> str` and is imported when its format is asked for. A render reads the report
and the style and nothing else: no file, no clock, no environment. Every text that comes from a plan is hostile, and
every format guards itself against it. May import: `terrabind.review`'s values and `terrabind.spec`. Does not belong
here: what a change means, which is settled before anything is written.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from terrabind.review.render.style import PLAIN, GroupBy, Style
from terrabind.review.report import Report

__all__ = ["FORMATS", "PLAIN", "GroupBy", "Render", "Style"]

Render: TypeAlias = Callable[[Report, Style], str]
"""Writes a report as the whole text of one file."""


def _late(module: str) -> Render:
    """The render of a module that is imported when something is to be written."""

    def render(report: Report, style: Style = PLAIN) -> str:
        written: str = importlib.import_module(f"{__name__}.{module}").render(report, style)
        return written

    return render


FORMATS: Final[Mapping[str, Render]] = MappingProxyType(
    {
        "text": _late("text"),
        "markdown": _late("markdown"),
        "html": _late("html"),
        "json": _late("document"),
        "sarif": _late("sarif"),
        "junit": _late("junit"),
        "csv": _late("csv"),
        "codequality": _late("codequality"),
        "annotations": _late("annotations"),
        "mermaid": _late("mermaid"),
        "dot": _late("dot"),
        "atlantis": _late("atlantis"),
    }
)
"""Every format by the name that `--format` takes."""
