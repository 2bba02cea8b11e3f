"""Verbs that end in each of the ways in which a verb can end; run as a program, one that talks to a closed pipe."""

from __future__ import annotations

import sys

import click

from terrabind.cli import group
from terrabind.terraform import TerraformNotFoundError


@click.command()
def without_terraform() -> None:
    """Fail as a verb without a Terraform does."""
    raise TerraformNotFoundError("no Terraform found")


@click.command()
def with_bug() -> float:
    """Fail as nobody expects."""
    return 1 / 0


@click.command()
def with_exit_code() -> int:
    """End with a code of the verb's own."""
    return 4


@click.command()
def talking() -> None:
    """Print more than a pipe holds."""
    for _ in range(100_000):
        click.echo("line")


if __name__ == "__main__":
    group.VERBS = {"talk": group.Verb("tests.cli.broken_verbs:talking", "")}
    sys.exit(group.main(["talk"]))
