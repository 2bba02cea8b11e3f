"""`terrabind review doctor`: whether a review can run here, what it would read, and where it could comment."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from terrabind.cli import output
from terrabind.cli.review_outputs import write_json

if TYPE_CHECKING:
    from terrabind.review.configuration import Configuration

__all__ = ["Point", "doctor"]

OLD: Final = 90
"""Days after which a directory file is called old: people come and go faster."""

_DAY: Final = 86_400
_FORGES: Final = {
    "GITHUB_ACTIONS": "github",
    "GITLAB_CI": "gitlab",
    "TF_BUILD": "azure",
    "BITBUCKET_BUILD_NUMBER": "bitbucket",
}


@dataclass(frozen=True, slots=True)
class Point:
    """What is so about one subject; `needed` tells whether a review can run without it."""

    subject: str
    good: bool
    needed: bool
    detail: str
    remedy: str = ""


@click.command(short_help="Tell whether a review can run here, and what it would read.")
@click.option("--json", "as_json", is_flag=True, help="Print the points as JSON.")
def doctor(as_json: bool) -> int:
    """Tell whether a review can run here, and what it would read.

    Looks at the rules, the directory file, the plans of this folder, Terraform and conftest, and at the pipeline and
    its token, of which only the presence is told. Talks to nobody. Exit code 1 when something that a review needs is
    wrong.
    """
    points = list(_examine())
    wrong = [point for point in points if point.needed and not point.good]
    if as_json:
        write_json({"healthy": not wrong, "points": [asdict(point) for point in points]})
        return 1 if wrong else 0
    from terrabind.review.render.plain import one_line

    for point in points:
        state, colour = ("ok", "green") if point.good else ("wrong", "red") if point.needed else ("absent", "yellow")
        output.write(
            f"{click.style(state.ljust(7), fg=colour)} {point.subject.ljust(10)} {one_line(point.detail, 500)}"
        )
        if point.remedy and not point.good:
            output.write(f"{'':18} mend it with: {point.remedy}")
    return 1 if wrong else 0


def _examine() -> Iterator[Point]:
    from terrabind.review.configuration import ConfigurationError, load

    try:
        configuration = load(None, Path.cwd())
    except ConfigurationError as error:
        yield Point("rules", good=False, needed=True, detail=str(error), remedy="edit the line that it names")
    else:
        own = len(configuration.rules) + len(configuration.plugins)
        said = f"{configuration.path}: {own} own, {len(configuration.waivers)} waivers"
        nothing = "no access-review.toml here: the built-in rules, and nobody is a stranger"
        remedy = "terrabind review init policy"
        yield Point("rules", bool(configuration.path), False, said if configuration.path else nothing, remedy)
        if configuration.directory:
            yield _check_directory(configuration)
    yield _check_plans()
    yield _check_terraform()
    program = shutil.which("conftest")
    yield Point("conftest", program is not None, False, program or "not on PATH: --conftest cannot be used",
                "install it (conftest.dev)")  # fmt: skip
    yield _check_pipeline()


def _check_directory(configuration: Configuration) -> Point:
    from terrabind.review.directory import DirectoryError, load_directory

    file = Path(configuration.path).parent / configuration.directory
    try:
        found = load_directory(file)
    except DirectoryError as error:
        return Point("directory", good=False, needed=True, detail=str(error), remedy="terrabind review init directory")
    days = int((time.time() - file.stat().st_mtime) / _DAY)
    said = f"{file}: {len(found.people)} names, {len(found.groups)} groups, {days} days old"
    return Point("directory", days <= OLD, False, said, "write it anew; who left since is still in it")


def _check_plans() -> Point:
    import io

    from terrabind.review.plan import PlanError
    from terrabind.review.sources import load

    try:
        plans = load((".",), standard_input=io.StringIO(), show=None)
    except PlanError as error:
        return Point("plans", good=False, needed=False, detail=str(error))
    return Point("plans", True, False, ", ".join(f"{plan.label} (Terraform {plan.terraform})" for plan in plans))


def _check_terraform() -> Point:
    from terrabind.terraform import TerraformError, find

    try:
        terraform = find()
    except TerraformError as error:
        return Point("terraform", False, False, f"{error}; plan JSON needs none", "pip install 'terrabind[terraform]'")
    return Point("terraform", True, False, f"{terraform.origin}, for binary plans")


def _check_pipeline() -> Point:
    """Whether a comment could be written: where to, and whether there is a token; never what it is."""
    from terrabind.review.comment import CommentError, Forge, find_destination

    forge = next((forge for variable, forge in _FORGES.items() if os.environ.get(variable)), "")
    if not forge:
        return Point("pipeline", True, False, "none is found here; comments are written from one")
    event = Path(os.environ.get("GITHUB_EVENT_PATH") or os.devnull)
    text = event.read_text(encoding="utf-8") if event.is_file() else ""
    try:
        there = find_destination(Forge(forge), os.environ, event=text)
    except CommentError as error:
        return Point("pipeline", False, False, f"{forge}: {error.summary}", error.detail)
    return Point("pipeline", True, False, f"{forge}: request {there.number} of {there.project}, with a token")
