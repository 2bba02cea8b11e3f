"""The verbs that review a plan and answer with an exit code: the default one, `check`, `fingerprint` and `verify`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from terrabind.cli import output
from terrabind.cli.review_options import Gate, Inputs, Outputs, gate_options, input_options, output_options
from terrabind.cli.review_outputs import cover_names, parse_targets, write_json, write_report, write_result
from terrabind.cli.review_words import say_check

if TYPE_CHECKING:
    from terrabind.cli.review_outputs import Target
    from terrabind.cli.review_reading import Reviewed
    from terrabind.review.report import Report

__all__ = ["check", "fingerprint", "read_approved", "run", "verify"]


def run(given: Mapping[str, Any], on_unknown: str) -> int:
    """Review, write the report and return the exit code; `on_unknown` is the verb's own default."""
    from terrabind.cli.review_reading import obtain

    wanted, gate = Outputs.take(given), Gate.take(given)
    targets = parse_targets(wanted)
    approved = read_approved(gate.approved)
    reviewed = obtain(Inputs.take(given), on_unknown)
    code = decide(reviewed, gate, approved)
    tell(cover_names(reviewed.report, wanted), targets, wanted, code)
    return code


def tell(report: Report, targets: Sequence[Target], wanted: Outputs, code: int) -> None:
    """Write the report, and say in a line what became of it where all of it went into files."""
    write_report(report, targets, wanted, code)
    if all(target.path is not None for target in targets):
        output.narrate(f"{report.verdict.value}: {report.sentence}")
        output.narrate(f"Written: {', '.join(str(target.path) for target in targets)}")


@click.command(short_help="Judge the plan: the gate of a pipeline, in few words.")
@input_options
@output_options
@gate_options
@click.option(
    "--conftest",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Rego policies that judge the report as well; needs conftest on PATH.",
)
def check(conftest: Path | None, **given: object) -> int:
    """Judge the plan: the gate of a pipeline, in few words.

    Without --format, the verdict and one line for each open finding. Grants that cannot be told fail here, unless
    --on-unknown says otherwise. What a Rego policy denies counts as a blocking finding.
    """
    from terrabind.cli.review_reading import obtain

    wanted, gate = Outputs.take(given), Gate.take(given)
    targets = parse_targets(wanted) if wanted.formats or wanted.as_json else ()
    approved = read_approved(gate.approved)
    reviewed = obtain(Inputs.take(given), "fail")
    code, said = decide(reviewed, gate, approved), []
    shown = cover_names(reviewed.report, wanted)
    if conftest is not None:
        from terrabind.cli.review_conftest import ask_conftest

        answer = ask_conftest(shown, conftest)
        said = answer.lines
        code = max(code, 3) if answer.failures and not gate.exit_zero else code
    if targets:
        tell(shown, targets, wanted, code)
        for line in said:
            output.narrate(line)
    else:
        first, *lines = say_check(shown, code, wanted.min_severity).split("\n")
        write_result("\n".join([first, *said, *lines]))
    return code


@click.command(short_help="Print the name of what the plan means for access.")
@input_options
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def fingerprint(as_json: bool, **given: object) -> int:
    """Print the name of what the plan means for access.

    It is the same for every plan that changes the same access under the same rules, in whatever order or place.
    """
    from terrabind.cli.review_reading import obtain

    report = obtain(Inputs.take(given), "warn").report
    if as_json:
        write_json({"fingerprint": report.fingerprint, "verdict": report.verdict.value})
    else:
        output.write(report.fingerprint)
    return 0


@click.command(short_help="Tell whether the plan still means what was approved.")
@input_options
@gate_options
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def verify(as_json: bool, **given: object) -> int:
    """Tell whether the plan still means what was approved.

    --approved holds the fingerprint that somebody approved. Exit code 5 when it is missing or another one, and when the
    plan holds grants that nobody can tell, for nobody can have approved those.
    """
    from terrabind.cli.review_reading import obtain
    from terrabind.review.fingerprint import verify as compare

    gate = Gate.take(given)
    approved = read_approved(gate.approved) or ""
    reviewed = obtain(Inputs.take(given), "fail")
    report = reviewed.report
    found = compare(report, approved)
    code = decide(reviewed, gate, approved)
    if as_json:
        said = {"approved": found.approved, "reason": found.reason, "exit_code": code, "verdict": report.verdict.value}
        write_json({**said, "approved_fingerprint": approved or None, "fingerprint": report.fingerprint})
    else:
        output.write(found.reason or f"The plan means what was approved: {report.fingerprint}.")
    if code == 3:
        output.narrate(f"{report.verdict.value}: {report.sentence}")
    return code


def decide(reviewed: Reviewed, gate: Gate, approved: str | None) -> int:
    """Return the exit code: the highest that applies."""
    from terrabind.review.report import Severity
    from terrabind.review.verdict import exit_code

    return exit_code(
        reviewed.report,
        on_unknown=reviewed.on_unknown,
        fail_on=Severity(gate.fail_on) if gate.fail_on else reviewed.fail_on,
        detailed=gate.detailed_exitcode,
        exit_zero=gate.exit_zero,
        approved=approved,
    )


def read_approved(given: str | None) -> str | None:
    """Return the fingerprint that `--approved` holds, null without the option.

    It is empty where the file is missing or empty: then nothing was approved. click.UsageError where the file holds
    something else.
    """
    from terrabind.review.fingerprint import read_fingerprint

    if given is None:
        return None
    file = Path(given)
    if not file.exists():
        return read_fingerprint(given)
    if file.is_dir():
        raise click.UsageError(f"--approved: {given} is a folder; name the file in it that holds the fingerprint")
    text = file.read_text(encoding="utf-8", errors="replace").strip()
    found = read_fingerprint(text)
    if text and not found:
        raise click.UsageError(
            f"--approved: {given} holds no fingerprint; write one with: terrabind review fingerprint"
        )
    return found
