"""``terrabind doctor``: what is installed, what is missing, and the command that mends it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from terrabind.cli import output

if TYPE_CHECKING:
    from terrabind.cli.checks import Finding

__all__ = ["doctor"]


@click.command(short_help="Tell what is installed, what is missing, and the remedy.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> int:
    """Tell what is installed, what is missing, and the command that mends it.

    Terraform really starts the provider for this, in an empty folder. The exit code is 1 if something is
    missing that terrabind cannot do without.
    """
    from terrabind.cli.checks import examine

    findings = asyncio.run(examine())
    missing = [finding for finding in findings if finding.needed and not finding.good]
    if as_json:
        from dataclasses import asdict

        output.write_json({"healthy": not missing, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            output.write(_draw(finding))
        output.narrate(f"{len(missing)} needed thing(s) missing" if missing else "All that is needed is here")
    return 1 if missing else 0


def _draw(finding: Finding) -> str:
    """A row of the table, and below it the remedy if one is needed."""
    state, colour = ("ok", "green") if finding.good else ("missing", "red") if finding.needed else ("absent", "yellow")
    row = f"{click.style(state.ljust(8), fg=colour)} {finding.subject.ljust(19)} {finding.detail}"
    return row if finding.good else f"{row}\n{'':28} mend it with: {finding.remedy}"
