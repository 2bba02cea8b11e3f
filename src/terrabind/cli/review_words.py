"""The few words that `check` says, one finding a line; texts of a plan cannot become anything but words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from terrabind.review.report import Report

__all__ = ["explain_error", "say_check"]


def say_check(report: Report, code: int, min_severity: str = "info") -> str:
    """Return the verdict, a line for each open finding, the worst first, and the fingerprint.

    A line begins with its rule, which is stable, so that other tools can tell findings apart. `code` is the exit code;
    the last line of a failed check says so, and a passed one does not use that word: Atlantis looks for it.
    """
    from terrabind.review.render.atlantis import list_lines
    from terrabind.review.report import Severity

    return "\n".join(list_lines(report, code, Severity(min_severity)))


def explain_error(error: object) -> click.ClickException:
    """Return an error of the review as click's, in one line: its message may hold names of a plan."""
    from terrabind.review.render.plain import one_line

    return click.ClickException(one_line(str(error), 4_000))
