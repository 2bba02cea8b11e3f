"""The options that the verbs of `terrabind review` share, and what was given as frozen values. Imports click alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, TypeVar

import click

__all__ = ["Gate", "Inputs", "Outputs", "gate_options", "input_options", "knowledge_options", "output_options"]

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER: Final = click.Path(path_type=Path, exists=True, file_okay=False)
_SEVERITIES: Final = ("info", "warn", "approve", "block")
_CLASSES: Final = (
    "gained",
    "lost",
    "widened",
    "narrowed",
    "kept-unmanaged",
    "adopted",
    "interrupted",
    "overlapping",
    "drifted",
    "unresolved",
    "redundant-gain",
    "no-effective-loss",
    "unchanged",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What is reviewed, and what is known beside it."""

    plans: tuple[str, ...]
    config: Path | None
    directory: Path | None
    internal_domain: tuple[str, ...]
    internal_account: tuple[str, ...]
    author: str
    deployer: str
    on_unknown: str | None
    now: str | None
    baseline: Path | None
    all_findings: bool
    source_root: Path | None

    @classmethod
    def take(cls, given: Mapping[str, Any]) -> Inputs:
        """Return this part of a command's options."""
        return cls(**_pick(cls, given))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """What is written, and how."""

    formats: tuple[str, ...]
    as_json: bool
    group_by: str
    only: str
    min_severity: str
    flavour: str
    max_chars: int
    link: str
    target: str
    pseudonyms: bool
    ascii_only: bool
    color: str
    width: int

    @classmethod
    def take(cls, given: Mapping[str, Any]) -> Outputs:
        """Return this part of a command's options."""
        return cls(**_pick(cls, given))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the exit code says."""

    fail_on: str | None
    approved: str | None
    detailed_exitcode: bool
    exit_zero: bool

    @classmethod
    def take(cls, given: Mapping[str, Any]) -> Gate:
        """Return this part of a command's options."""
        return cls(**_pick(cls, given))


def _pick(kind: type[Any], given: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: given[field.name] for field in fields(kind)}


def _check_only(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """The classes, which are separated by commas and each known."""
    import difflib

    words = [word.strip().replace(" ", "-") for word in value.split(",") if word.strip()]
    for word in words:
        if word not in _CLASSES:
            near = difflib.get_close_matches(word, _CLASSES, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(_CLASSES)}."
            raise click.BadParameter(f'there is no class "{word}"; {hint}')
    return ",".join(words)


def _check_now(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """A moment with its zone, or a day."""
    from datetime import UTC, datetime

    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f'"{value}" is no moment; write it as 2026-11-21T12:00:00Z.') from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat().replace("+00:00", "Z")


_INPUT: Final = (
    click.argument("plans", nargs=-1, metavar="[PLAN]..."),
    click.option("--config", type=_FILE, help="Rules and waivers. Default: access-review.toml, or pyproject.toml."),
    click.option("--directory", type=_FILE, help="People and groups: names, members, employment (TOML or JSON)."),
    click.option("--internal-domain", multiple=True, metavar="DOMAIN", help="A domain of ours. Repeatable."),
    click.option("--internal-account", multiple=True, metavar="ACCOUNT", help="A cloud account of ours. Repeatable."),
    click.option("--author", default="", metavar="NAME", help="Who wrote the change, to find self-grants."),
    click.option("--deployer", default="", metavar="NAME", help="Who applies it, to find self-grants."),
    click.option(
        "--on-unknown",
        type=click.Choice(("fail", "warn")),
        help="What becomes of grants that cannot be told. Default: fail in check and verify, else warn.",
    ),
    click.option("--now", callback=_check_now, metavar="MOMENT", help="The moment for which ends are judged."),
    click.option("--baseline", type=_FILE, help="A saved report: only findings that it does not have."),
    click.option("--all", "all_findings", is_flag=True, help="Judge what merely stays, too."),
    click.option("--source-root", type=_FOLDER, help="Where the .tf files are, to name lines."),
)
_CHOICES: Final = (
    click.option(
        "--group-by",
        type=click.Choice(("principal", "scope", "role", "stack", "resource")),
        default="principal",
        help="What grants are gathered under.",
    ),
    click.option("--only", default="", callback=_check_only, metavar="CLASSES", help="Only these: gained,lost,..."),
    click.option("--min-severity", type=click.Choice(_SEVERITIES), default="info", help="The least finding shown."),
    click.option("--max-chars", type=click.IntRange(0), default=0, help="Budget of Markdown. Default: the forge's."),
    click.option("--link", default="", metavar="URL", help="Where the full report is."),
    click.option("--target", default="", metavar="NAME", help="Tells several reports in one conversation apart."),
    click.option(
        "--pseudonyms",
        is_flag=True,
        help="Other names for all principals; the same in every report with the same TERRABIND_PSEUDONYM_KEY.",
    ),
)
_OUTPUT: Final = (
    click.option(
        "--format",
        "formats",
        multiple=True,
        metavar="NAME[=PATH]",
        help="text, markdown, html, json, sarif, junit, csv, codequality, annotations, mermaid, dot or atlantis; with "
        "=PATH into a file. Repeatable. Default: text.",
    ),
    click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
    *_CHOICES,
    click.option(
        "--flavour",
        type=click.Choice(("github", "gitlab", "azure", "bitbucket")),
        default="github",
        help="Of Markdown.",
    ),
    click.option("--ascii", "ascii_only", is_flag=True, help="Nothing but ASCII in text."),
    click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="Colour in text."),
    click.option("--width", type=click.IntRange(0), default=0, help="Columns of text. Default: the terminal's."),
)
_GATE: Final = (
    click.option(
        "--fail-on", type=click.Choice(_SEVERITIES), help="The least finding that is exit code 3. Default: block."
    ),
    click.option("--approved", metavar="FILE", help="The approved fingerprint: a file, a saved report, or itself."),
    click.option("--detailed-exitcode", is_flag=True, help="Exit code 2 when access changes and nothing worse is."),
    click.option("--exit-zero", is_flag=True, help="Exit code 0 instead of 2 to 5. Errors stay 1."),
)


def _add(options: tuple[Callable[[Any], Any], ...], command: Command) -> Command:
    """Options in the order in which they are listed: click shows the decorator that is applied last first."""
    for option in reversed(options):
        command = option(command)
    return command


def input_options(command: Command) -> Command:
    """Give a command the options of `Inputs`."""
    return _add(_INPUT, command)


def knowledge_options(command: Command) -> Command:
    """Give a command the options of `Inputs` without the plans, which it names in its own way."""
    return _add(_INPUT[1:], command)


def output_options(command: Command) -> Command:
    """Give a command the options of `Outputs`."""
    return _add(_OUTPUT, command)


def choice_options(command: Command) -> Command:
    """Give a command the options of `Outputs` that matter to a comment."""
    return _add(_CHOICES, command)


def gate_options(command: Command) -> Command:
    """Give a command the options of `Gate`."""
    return _add(_GATE, command)
