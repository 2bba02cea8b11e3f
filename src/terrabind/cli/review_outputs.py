"""What `--format` asks for is parsed and written here: one report, many formats, and nothing half written."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from terrabind.cli.review_options import Outputs

if TYPE_CHECKING:
    from terrabind.review.render import Style
    from terrabind.review.report import Report

__all__ = ["PSEUDONYM_KEY", "Target", "cover_names", "make_style", "parse_targets", "write_file", "write_json",
           "write_report", "write_result"]  # fmt: skip

PSEUDONYM_KEY: Final = "TERRABIND_PSEUDONYM_KEY"
"""The variable whose text makes pseudonyms the same from report to report."""

_ALIASES: Final = {
    "md": "markdown",
    "github": "annotations",
    "gitlab-codequality": "codequality",
    "code-quality": "codequality",
}


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to write: a format, and the file, or none for stdout."""

    format: str
    path: Path | None


def parse_targets(wanted: Outputs, default: str = "text") -> tuple[Target, ...]:
    """Return what is to be written where. click.UsageError, before anything is read, when that cannot be."""
    words = [*wanted.formats, *(["json"] if wanted.as_json else [])] or [default]
    targets = tuple(_parse(word) for word in words)
    if sum(target.path is None for target in targets) > 1:
        raise click.UsageError("only one format can go to stdout; give the others a file: --format NAME=PATH")
    taken: set[Path] = set()
    for path in (_follow(target.path) for target in targets if target.path is not None):
        if path in taken:
            raise click.UsageError(f"two formats would be written to {path}")
        taken.add(path)
    return targets


def _parse(word: str) -> Target:
    from terrabind.review.render import FORMATS

    name, separator, path = word.partition("=")
    name = _ALIASES.get(name, name)
    if name not in FORMATS:
        near = difflib.get_close_matches(name, [*FORMATS, *_ALIASES], n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(FORMATS)}."
        raise click.UsageError(f'there is no format "{name}"; {hint}')
    if not separator or path == "-":
        return Target(name, None)
    file = Path(path)
    if not path or file.is_dir():
        raise click.UsageError(f'--format {word}: "{path}" is not the name of a file')
    if not file.parent.is_dir():
        raise click.UsageError(
            f"--format {word}: there is no folder {file.parent}; make it with: mkdir -p {file.parent}"
        )
    return Target(name, file)


def make_style(wanted: Outputs) -> Style:
    """Return the style for stdout."""
    from terrabind.review.render import GroupBy, Style
    from terrabind.review.report import ChangeClass, Severity

    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    return Style(
        color=_wants_color(wanted.color),
        ascii=wanted.ascii_only or not encoding.startswith("utf"),
        width=wanted.width or _columns(),
        group_by=GroupBy(wanted.group_by),
        only=frozenset(ChangeClass(word.replace("-", " ")) for word in wanted.only.split(",") if word),
        min_severity=Severity(wanted.min_severity),
        max_chars=wanted.max_chars,
        flavour=wanted.flavour,
        target=wanted.target,
        link=wanted.link,
    )


def _wants_color(color: str) -> bool:
    if color != "auto":
        return color == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _columns() -> int:
    """The terminal's columns; none where stdout is no terminal and nobody says how wide it is meant to be."""
    import shutil

    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        return shutil.get_terminal_size().columns
    return 0


def cover_names(report: Report, wanted: Outputs) -> Report:
    """Return the report as it may be shown: with other names where they were asked for.

    They are made with the key in the environment; without one they are other ones in every run.
    """
    if not wanted.pseudonyms:
        return report
    from terrabind.review.pseudonyms import conceal

    key = os.environ.get(PSEUDONYM_KEY, "").encode("utf-8", "surrogateescape")
    return conceal(report, key or os.urandom(32))


def write_report(report: Report, targets: Sequence[Target], wanted: Outputs, code: int | None = None) -> None:
    """Write a report in every wanted format: all are rendered before the first is written, files before stdout.

    `code` is the exit code, which some formats tell.
    """
    from terrabind.review.render import FORMATS

    style = replace(make_style(wanted), code=code)
    filed = replace(style, color=False, ascii=wanted.ascii_only, width=wanted.width)
    texts = [(target, FORMATS[target.format](report, style if target.path is None else filed)) for target in targets]
    _write_files([(target.path, text) for target, text in texts if target.path is not None])
    for target, text in texts:
        if target.path is None:
            write_result(text, color=style.color)


def write_result(text: str, *, color: bool = False) -> None:
    """Write a text to stdout as it is; what its encoding cannot say is written as numbers."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    safe = text.encode(encoding, "backslashreplace").decode(encoding)
    click.echo(safe, nl=not safe.endswith("\n"), color=color)


def write_json(value: object) -> None:
    """Write an answer to stdout as JSON in ASCII: a name of a plan reaches no terminal as anything but letters."""
    import json

    click.echo(json.dumps(value, indent=2))


def write_file(path: Path, text: str) -> None:
    """Write a text to a file, whole or not at all. OSError."""
    _write_files([(path, text)])


def _write_files(texts: Sequence[tuple[Path, str]]) -> None:
    """Write beside each file first, then put all in their places; what is no plain file (a pipe) is written to."""
    beside: list[tuple[Path, Path]] = []
    try:
        for path, text in texts:
            data = text.encode("utf-8", "backslashreplace")
            if path.exists() and not path.is_file():
                path.write_bytes(data)
                continue
            place = _follow(path)  # a link stays a link
            new = place.with_name(f".{place.name[:100]}.{os.getpid()}.{len(beside)}.new")
            beside.append((new, place))
            new.write_bytes(data)
            if place.exists():
                new.chmod(place.stat().st_mode & 0o777)
        for new, place in beside:
            new.replace(place)
    finally:
        for new in _left(beside):
            with suppress(FileNotFoundError):
                new.unlink()


def _follow(path: Path) -> Path:
    """Where a path leads; links in a ring lead nowhere, and nothing is raised for them."""
    return Path(os.path.realpath(path))


def _left(beside: Sequence[tuple[Path, Path]]) -> Iterator[Path]:
    """The files that were to be renamed and were not."""
    return (new for new, _ in beside if new.exists())
