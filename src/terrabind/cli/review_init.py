"""The verbs that bring something to start with: `init` writes a template, `schema` prints the form of reports."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import click

from terrabind.cli import output
from terrabind.cli.review_outputs import write_file, write_result

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STARTERS", "Starter", "init", "schema"]


@dataclass(frozen=True, slots=True)
class Starter:
    """One template: its file in this package, where it belongs in a project, what it is, and what is left to do."""

    file: str
    place: str
    summary: str
    left: str = ""


_OURS: Final = "Put the owner of the repository that holds terrabind's action in place of YOUR-ORGANISATION."

STARTERS: Final[Mapping[str, Starter]] = MappingProxyType(
    {
        "github": Starter("github.yml", ".github/workflows/access.yml", "a workflow of GitHub Actions", _OURS),
        "gitlab": Starter("gitlab.yml", "access-review.gitlab-ci.yml", "a job of GitLab",
                          "Include it in .gitlab-ci.yml."),
        "azure": Starter("azure.yml", "access-review.azure.yml", "the steps of an Azure pipeline"),
        "bitbucket": Starter("bitbucket.yml", "access-review.bitbucket.yml", "a step of Bitbucket Pipelines",
                             "Copy it into bitbucket-pipelines.yml."),
        "atlantis": Starter("atlantis.yaml", "repos.yaml", "a policy check of Atlantis", "It belongs to the server."),
        "policy": Starter("policy.toml", "access-review.toml", "rules and waivers"),
        "directory": Starter("directory.toml", "directory.toml", "people and groups"),
    }
)  # fmt: skip
"""The templates by name; those of pipelines are the ones that docs/guides/ci.md shows."""


@click.command(short_help="Write a starting point: a pipeline's job, rules, a directory file.")
@click.argument("name", required=False, type=click.Choice(tuple(STARTERS)))
@click.option("--output", "-o", "path", metavar="FILE", help="Another file than the usual one; - for stdout.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def init(name: str | None, path: str | None, force: bool) -> int:
    """Write a starting point: a pipeline's job, rules, a directory file.

    Without a name, the templates are listed. A file that is there stays as it is, unless --force is given.
    """
    if name is None:
        for each, starter in STARTERS.items():
            output.write(f"{each:10} {starter.place:30} {starter.summary}")
        return 0
    starter = STARTERS[name]
    text = resources.files("terrabind.cli").joinpath("starters", starter.file).read_text(encoding="utf-8")
    if path == "-":
        write_result(text)
        return 0
    file = Path(path or starter.place)
    if file.exists() and not force:
        raise click.ClickException(f"{file} is there already; write over it with --force, or elsewhere with --output")
    file.parent.mkdir(parents=True, exist_ok=True)
    write_file(file, text)
    output.narrate(f"Written: {file}. {starter.left}".rstrip())
    return 0


@click.command(short_help="Print the JSON schema of a report.")
def schema() -> int:
    """Print the JSON schema of a report, as --format json writes it."""
    folder = resources.files("terrabind.review.render")
    write_result(folder.joinpath("review-1.schema.json").read_text(encoding="utf-8"))
    return 0
