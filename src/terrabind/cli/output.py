"""What a verb says: results on stdout, for programs and people; narration on stderr, for people."""

from __future__ import annotations

import click

__all__ = ["narrate", "warn", "write", "write_json"]


def write(text: str) -> None:
    """A result, as text that ends with one newline."""
    click.echo(text.rstrip("\n"))


def write_json(value: object) -> None:
    """A result, as one indented JSON document."""
    import json

    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def narrate(text: str) -> None:
    """A sentence about what is being done."""
    click.echo(text, err=True)


def warn(text: str) -> None:
    """A sentence about what will go wrong although this command did not."""
    click.echo(click.style("Warning: ", fg="yellow") + text, err=True)
