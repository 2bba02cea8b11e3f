"""`terrabind review comment`: the report as one comment of a pull or merge request, kept up to date from then on."""

from __future__ import annotations

import os
from pathlib import Path

import click

from terrabind.cli import output
from terrabind.cli.review_options import Inputs, Outputs, choice_options, input_options
from terrabind.cli.review_outputs import cover_names, make_style, write_json, write_result
from terrabind.cli.review_words import explain_error

__all__ = ["comment"]


@click.command(short_help="Write the report into a pull or merge request.")
@click.argument("forge", type=click.Choice(("github", "gitlab", "azure", "bitbucket")))
@input_options
@choice_options
@click.option(
    "--repository",
    default="",
    metavar="NAME",
    help="owner/name, GitLab's project, or Azure's repository. Default: the job's.",
)
@click.option("--number", type=click.IntRange(1), help="Of the pull or merge request. Default: the job's.")
@click.option("--dry-run", is_flag=True, help="Print the exact body, and write nothing anywhere.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def comment(forge: str, repository: str, number: int | None, dry_run: bool, as_json: bool, **given: object) -> int:
    """Write the report into a pull or merge request: one comment for each --target, written over when it changes.

    The token comes from GITHUB_TOKEN, GITLAB_TOKEN, SYSTEM_ACCESSTOKEN (Azure) or BITBUCKET_TOKEN. Where nothing
    changes no comment is made, and one that is there says so. PLAN may be a report that an earlier job saved with
    --format json=FILE. The exit code says whether this worked, not what the review found: that is what check is for.
    """
    from terrabind.cli.review_reading import obtain
    from terrabind.review.comment import CommentError, Forge, changes_access, find_destination, post, write_body

    terminal = {"formats": (), "as_json": False, "flavour": forge, "ascii_only": False, "color": "never", "width": 0}
    wanted = Outputs.take({**given, **terminal})
    style = make_style(wanted)
    try:
        # What is missing is told before the plans are read.
        destination = (
            None
            if dry_run
            else find_destination(Forge(forge), os.environ, event=_read_event(), project=repository, number=number or 0)
        )
        report = cover_names(obtain(Inputs.take(given), "warn").report, wanted)
        body, needed = write_body(report, style, Forge(forge)), changes_access(report)
        outcome = None if destination is None else post(body, destination, needed=needed)
    except CommentError as error:
        raise explain_error(error) from error
    if outcome is not None:
        return _tell(outcome.done.value, outcome.address, as_json)
    if as_json:
        write_json({"body": body, "needed": needed})
    else:
        write_result(body)
    if not needed:
        output.narrate("Nothing changes: this is written only over an earlier comment.")
    return 0


def _tell(done: str, address: str, as_json: bool) -> int:
    if as_json:
        write_json({"done": done, "address": address})
    else:
        output.write(f"Comment {done}{f': {address}' if address else ''}")
    return 0


def _read_event() -> str:
    """What started the job, as GitHub tells it; nothing elsewhere."""
    path = os.environ.get("GITHUB_EVENT_PATH", "")
    return Path(path).read_text(encoding="utf-8") if path and Path(path).is_file() else ""
