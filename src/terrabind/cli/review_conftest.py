"""`check --conftest`: a folder of Rego policies judges the JSON report, where the conftest binary is there.

The report is what the policies see (`input.deltas`, `input.grants`, `input.findings`); samples are in `docs/rego`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from terrabind.cli.review_words import explain_error

if TYPE_CHECKING:
    from terrabind.review.report import Report

__all__ = ["Said", "ask_conftest"]

PATIENCE: Final = 300
"""Seconds that the policies may take."""

_LONGEST: Final = 1_000


class Said:
    """What the policies said, one line each: what fails, then what is only a warning."""

    __slots__ = ("failures", "warnings")

    def __init__(self, failures: list[str], warnings: list[str]) -> None:
        self.failures = failures
        self.warnings = warnings

    @property
    def lines(self) -> list[str]:
        """Return all lines, each beginning with a stable word."""
        return [f"REGO block: {each}" for each in self.failures] + [f"REGO warn: {each}" for each in self.warnings]


def ask_conftest(report: Report, folder: Path) -> Said:
    """Return what the policies in a folder say about a report.

    click.ClickException when conftest is not there or does not answer: a gate whose policies did not run stands open.
    """
    from terrabind.review.render.document import render

    program = shutil.which("conftest")
    if program is None:
        raise click.ClickException(
            "--conftest: there is no conftest on PATH; install it (conftest.dev), or leave it out"
        )
    command = [
        program,
        "test",
        "--policy",
        str(folder),
        "--all-namespaces",
        "--parser",
        "json",
        "--output",
        "json",
        "-",
    ]
    try:
        answer = subprocess.run(
            command, input=render(report), capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise click.ClickException(f"--conftest: no answer in {PATIENCE} s; try the policies by themselves") from error
    try:
        results = json.loads(answer.stdout)
        failures, warnings = list(_list(results, "failures")), list(_list(results, "warnings"))
    except (ValueError, TypeError) as error:
        raise explain_error(f"--conftest: conftest could not judge: {answer.stderr or answer.stdout}") from error
    if answer.returncode != 0 and not failures:
        raise explain_error(f"--conftest: conftest ended with {answer.returncode}: {answer.stderr or answer.stdout}")
    if not results:
        raise click.ClickException(f"--conftest: no policy in {folder} looked at the report")
    return Said(failures, warnings)


def _list(results: Any, kind: str) -> Iterator[str]:
    """The messages of one kind; TypeError where the answer has another form."""
    from terrabind.review.render.plain import one_line

    if not isinstance(results, list):
        raise TypeError("the answer is no list")
    for result in results:
        if not isinstance(result, dict):
            raise TypeError("a result is no object")
        for each in result.get(kind) or []:
            said = each.get("msg", "") if isinstance(each, dict) else each
            yield one_line(str(said), _LONGEST).replace("##[", "# #[")
