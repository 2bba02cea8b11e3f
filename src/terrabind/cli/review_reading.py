"""Plans, saved reports and everything beside them are read here, and made into one report.

What users can mend is a click.ClickException that says what, where, why and what to do next.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from terrabind.cli import output
from terrabind.cli.review_options import Inputs
from terrabind.cli.review_words import explain_error

if TYPE_CHECKING:
    from datetime import datetime

    from terrabind.review.configuration import Configuration
    from terrabind.review.realms import Realms
    from terrabind.review.report import Report, Severity

__all__ = ["Reviewed", "obtain", "read_moment", "read_plan_document", "read_saved"]

_HERE: Final = (".",)
_PIPE: Final = "-"
_FRAME: Final = str.maketrans(dict.fromkeys("╷│╵", " "))
"""What Terraform draws around its messages."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A report, and how the configuration wants its exit code to be made."""

    report: Report
    on_unknown: Literal["fail", "warn"]
    fail_on: Severity


def obtain(inputs: Inputs, on_unknown: str) -> Reviewed:
    """Review the plans, or take the report that the only argument names. `on_unknown` is the verb's own default."""
    from terrabind.review.report import Severity

    with _explained():
        arguments = inputs.plans or _HERE
        piped = _read_pipe(arguments)
        configuration = _configure(inputs)
        fails = (inputs.on_unknown or configuration.on_unknown or on_unknown) == "fail"
        doubt: Literal["fail", "warn"] = "fail" if fails else "warn"
        report = _find_saved(arguments, piped)
        if report is None:
            report = _review(arguments, inputs, configuration, doubt, piped)
        return Reviewed(report, doubt, configuration.fail_on or Severity.BLOCK)


def read_saved(path: Path) -> Report:
    """Return the report that a file holds."""
    from terrabind.review.render.document import from_document

    with _explained():
        try:
            return from_document(json.loads(path.read_text(encoding="utf-8")))
        except json.JSONDecodeError as error:
            raise explain_error(f"{path} is no whole JSON: {error}; save the report again") from error
        except ValueError as error:
            raise explain_error(f"{path}: {error}") from error


def read_plan_document(argument: str) -> Any:
    """Return one plan as the JSON that it is, secrets included."""
    from terrabind.review.sources import load_document

    with _explained():
        piped = io.StringIO(_read_pipe((argument,)))
        return load_document(argument, standard_input=piped, show=_show)


def read_moment(text: str) -> datetime | None:
    """Return the moment of a report."""
    from terrabind.review.qualifiers import moment

    return moment(text)


def _review(
    arguments: Sequence[str],
    inputs: Inputs,
    configuration: Configuration,
    on_unknown: Literal["fail", "warn"],
    piped: str,
) -> Report:
    from terrabind.review.reviewing import Options, review
    from terrabind.review.sources import load

    plans = load(arguments, standard_input=io.StringIO(piped), show=_show, source_root=inputs.source_root)
    options = Options(
        now=inputs.now or _now(),
        configuration=configuration,
        realms=_know(inputs, configuration),
        author=inputs.author,
        deployer=inputs.deployer,
        on_unknown=on_unknown,
        baseline=None if inputs.baseline is None else read_saved(inputs.baseline),
        everything=inputs.all_findings,
    )
    return review(plans, options)


def _configure(inputs: Inputs) -> Configuration:
    from terrabind.review.configuration import load

    return load(inputs.config, Path.cwd())


def _know(inputs: Inputs, configuration: Configuration) -> Realms:
    """Who is one of ours: what the options say, and what the configuration says."""
    from terrabind.review.directory import Directory, load_directory
    from terrabind.review.realms import Realms

    file = inputs.directory
    if file is None and configuration.directory:
        file = Path(configuration.path or ".").parent / configuration.directory
    return Realms(
        internal_domains=frozenset((*configuration.internal_domains, *inputs.internal_domain)),
        internal_accounts=frozenset((*configuration.internal_accounts, *inputs.internal_account)),
        directory=Directory() if file is None else load_directory(file),
    )


def _now() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _read_pipe(arguments: Sequence[str]) -> str:
    """All of standard input if an argument asks for it: it can be a plan or a saved report, and is there only once."""
    if not any(argument == _PIPE or argument.endswith(f"={_PIPE}") for argument in arguments):
        return ""
    if sys.stdin.isatty():
        output.narrate("Reading a plan from the terminal; end it with Ctrl-D.")
    data = sys.stdin.buffer.read()
    return data.decode(json.detect_encoding(data), "replace")


def _find_saved(arguments: Sequence[str], piped: str) -> Report | None:
    """The report that the only argument is, or none. Its first line says so, and a plan is not read twice for it."""
    from terrabind.review.render.document import FORMAT, from_document, is_document

    if len(arguments) != 1:
        return None
    file = Path(arguments[0])
    if arguments[0] == _PIPE:
        text = piped
    elif file.is_file():
        with file.open(encoding="utf-8", errors="replace") as opened:
            begins = opened.read(1_000)
            if FORMAT not in begins:
                return None
            text = begins + opened.read()
    else:
        return None
    if FORMAT not in text[:1_000]:
        return None
    try:
        document = json.loads(text)
        return from_document(document) if is_document(document) else None
    except json.JSONDecodeError as error:
        raise explain_error(f"{arguments[0]} is no whole JSON: {error}; save the report again") from error
    except ValueError as error:
        raise explain_error(f"{arguments[0]}: {error}") from error


def _show(path: Path) -> str:
    """A binary plan as JSON, by a Terraform at hand, in the plan's own folder, where its providers are.

    A plan is read by the program that wrote it and by no other, so each of them has its turn.
    """
    import asyncio

    from terrabind.review.plan import PlanError
    from terrabind.terraform import TerraformError, find_all

    place = path.resolve()
    arguments = ("show", "-json", "-no-color", place.name)
    failures: list[str] = []
    try:
        for terraform in find_all():
            output.narrate(f"Showing {path} with {terraform.origin}")
            completed = asyncio.run(terraform.run(arguments, place.parent))
            if completed.returncode == 0:
                return completed.stdout
            failures.append(" ".join((completed.stderr or completed.stdout).translate(_FRAME)[-1_500:].split()))
    except TerraformError as error:
        raise PlanError(f"{path} is a binary plan", str(error)) from error
    raise PlanError(
        f"Terraform cannot show {path}",
        f"It says: {failures[0]} Show it where it was made: terraform show -json {path.name} > plan.json"
        " (tofu for a plan of OpenTofu)",
    )


@contextmanager
def _explained() -> Iterator[None]:
    """Errors that the review raises for users to read become click's."""
    from terrabind.review.configuration import ConfigurationError
    from terrabind.review.directory import DirectoryError
    from terrabind.review.plan import PlanError

    try:
        yield
    except (PlanError, ConfigurationError, DirectoryError) as error:
        raise explain_error(error) from error
