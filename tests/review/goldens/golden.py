"""A golden file is what one format says of one scenario, as it was when somebody last looked at it.

What is longer than `LONGEST` is kept as its length and digest: nobody reads that much in a change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from terrabind import __version__
from terrabind.review.plan import PlanError
from terrabind.review.render import FORMATS, Style
from terrabind.review.report import Report
from tests.review.scenarios.scenario import Scenario

FOLDER = Path(__file__).parent
LONGEST = 60_000
GOLDENS = {
    "report.txt": ("text", Style(width=100)),
    "github.md": ("markdown", Style(flavour="github")),
    "gitlab.md": ("markdown", Style(flavour="gitlab")),
    "report.json": ("json", Style()),
    "report.sarif": ("sarif", Style()),
    "junit.xml": ("junit", Style()),
    "report.csv": ("csv", Style()),
}
"""Format and style of each golden file, by its name."""

ERROR = "error.txt"


def render(report: Report, name: str) -> str:
    """What the golden file of this name is to hold: all of the report but the version of the tool."""
    form, style = GOLDENS[name]
    return FORMATS[form](report, style).replace(f'"{__version__}"', '"VERSION"')


def shorten(text: str) -> str:
    """A text as it is kept."""
    if len(text) <= LONGEST:
        return text if text.endswith("\n") else text + "\n"
    return f"{len(text)} characters, SHA-256 {hashlib.sha256(text.encode()).hexdigest()}\n"


def make(scenario: Scenario) -> dict[str, str]:
    """All golden files of a scenario, or the error that stands in their place."""
    try:
        report = scenario.review()
    except PlanError as error:
        return {ERROR: f"{error}\n"}
    return {name: shorten(render(report, name)) for name in GOLDENS}


def write_goldens(scenarios: Iterable[Scenario]) -> None:
    """Write the golden files of these scenarios."""
    for scenario in scenarios:
        folder = FOLDER / scenario.name
        folder.mkdir(parents=True, exist_ok=True)
        for file in folder.iterdir():
            file.unlink()
        for name, text in make(scenario).items():
            with (folder / name).open("w", encoding="utf-8", newline="") as opened:
                opened.write(text)
