"""The verbs that look at documents: `compare` two reviews, `redact` a plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from terrabind.cli import output
from terrabind.cli.review_options import Inputs, knowledge_options
from terrabind.cli.review_outputs import write_file, write_json, write_result

if TYPE_CHECKING:
    from terrabind.review.comparison import Comparison

__all__ = ["compare", "redact"]


@click.command(short_help="Tell what changed between two plans or saved reports.")
@click.argument("old")
@click.argument("new")
@knowledge_options
@click.option("--detailed-exitcode", is_flag=True, help="Exit code 2 when they do not mean the same.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def compare(old: str, new: str, detailed_exitcode: bool, as_json: bool, **given: object) -> int:
    """Tell what changed between two plans or saved reports, such as those of two rounds of one pull request.

    An approval of OLD holds for NEW when both mean the same.
    """
    from terrabind.cli.review_reading import obtain
    from terrabind.review.comparison import compare_reports

    reports = [obtain(Inputs.take({**given, "plans": (plan,)}), "warn").report for plan in (old, new)]
    found = compare_reports(*reports)
    if as_json:
        write_json(_document(found))
    else:
        write_result("\n".join(_lines(found)))
    return 2 if detailed_exitcode and not found.same else 0


def _lines(found: Comparison) -> Iterator[str]:
    """The sentence, what is new, what is gone, and whether an approval still holds."""
    from terrabind.review.render.plain import SIGNS, one_line, say_edge, say_was

    yield found.sentence
    for word, deltas, findings in (
        ("new", found.deltas_new, found.findings_new),
        ("gone", found.deltas_gone, found.findings_gone),
    ):
        for delta in deltas:
            sign = SIGNS.get(delta.change, "=")
            was = say_was(delta)
            said = f"{delta.change.value}: {say_edge(delta.edge)}{f', was {was}' if was else ''}"
            yield one_line(f"  {word}: {sign} {said}  [{delta.edge.origin.address}]")
        for finding in findings:
            waived = f" (waived: {finding.waived})" if finding.waived else ""
            yield one_line(f"  {word}: {finding.rule} {finding.severity.value}: {finding.message}{waived}")
    if found.same:
        yield f"Both mean the same, an approval holds: {found.new_fingerprint}"
    else:
        yield f"Fingerprint {found.new_fingerprint}, was {found.old_fingerprint}"


def _document(found: Comparison) -> dict[str, Any]:
    from terrabind.review.render.document import write_delta, write_finding

    return {
        "same": found.same,
        "sentence": found.sentence,
        "old": {"fingerprint": found.old_fingerprint},
        "new": {"fingerprint": found.new_fingerprint},
        "deltas_new": [write_delta(each) for each in found.deltas_new],
        "deltas_gone": [write_delta(each) for each in found.deltas_gone],
        "findings_new": [write_finding(each) for each in found.findings_new],
        "findings_gone": [write_finding(each) for each in found.findings_gone],
    }


@click.command(short_help="Write a plan without its secrets, safe to attach.")
@click.argument("plan")
@click.option(
    "--output", "-o", "path", type=click.Path(path_type=Path, dir_okay=False), help="The file. Default: stdout."
)
def redact(plan: str, path: Path | None) -> int:
    """Write a plan without its secrets, safe to attach: its review is the same as the original's.

    PLAN is plan JSON, `-` for standard input, or a binary plan.
    """
    import json

    from terrabind.cli.review_reading import read_plan_document
    from terrabind.review.redaction import redact as cover

    if path is not None and not path.parent.is_dir():
        raise click.UsageError(f"there is no folder {path.parent}; make it with: mkdir -p {path.parent}")
    text = json.dumps(cover(read_plan_document(plan))) + "\n"
    if path is None:
        write_result(text)
    else:
        write_file(path, text)
        output.narrate(f"Written: {path}")
    return 0
