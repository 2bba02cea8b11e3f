"""`terrabind review`: who gains and who loses which access in a plan; a group of verbs of which one is the default.

`terrabind review plan.json` needs no verb: what follows `review` belongs to the default unless it is the name of one.
"""

from __future__ import annotations

import difflib
import gc
import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import click

from terrabind.cli.review_options import gate_options, input_options, output_options

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["VERBS", "review"]

VERBS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "check": ("review_gate:check", "Judge the plan: the gate of a pipeline, in few words."),
        "explain": ("review_queries:explain", "Tell why somebody has an access, or what a rule means."),
        "who-can": ("review_queries:who_can", "List who has access to a scope once the plan is applied."),
        "can": ("review_queries:can", "List what a principal has access to once the plan is applied."),
        "compare": ("review_compare:compare", "Tell what changed between two plans or saved reports."),
        "fingerprint": ("review_gate:fingerprint", "Print the name of what the plan means for access."),
        "verify": ("review_gate:verify", "Tell whether the plan still means what was approved."),
        "redact": ("review_compare:redact", "Write a plan without its secrets, safe to attach."),
        "rules": ("review_rules:rules", "List the rules, or tell about one."),
        "init": ("review_init:init", "Write a starting point: a pipeline's job, rules, a directory file."),
        "schema": ("review_init:schema", "Print the JSON schema of a report."),
        "doctor": ("review_doctor:doctor", "Tell whether a review can run here, and what it would read."),
        "comment": ("review_comment:comment", "Write the report into a pull or merge request."),
    }
)
"""Each verb's command (below `terrabind.cli`), and what it does in a line."""

_DEFAULT: Final = ""
_HELP: Final = ("-h", "--help")


class _Reviews(click.Group):
    """A group with a default verb, whose help shows the default's options and needs no other verb's module."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Send whatever does not begin with a verb to the default."""
        named = bool(args) and (args[0] in VERBS or args[0] in _HELP)
        completing = ctx.resilient_parsing and not args
        return super().parse_args(ctx, args if named or completing else [_DEFAULT, *args])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete verbs, and the default's options."""
        return [*super().shell_complete(ctx, incomplete), *_report.shell_complete(ctx, incomplete)]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - same
        if cmd_name == _DEFAULT:
            return _report
        if cmd_name not in VERBS:
            return None
        module, _, attribute = VERBS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(f"terrabind.cli.{module}"), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is not a click command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run without looking for garbage: a review makes many objects, drops few, and ties none of them in rings."""
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            return super().invoke(ctx)
        finally:
            if was_enabled:
                gc.enable()

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[OPTIONS] [PLAN]...")
        formatter.write_usage(ctx.command_path, "VERB [OPTIONS] ...", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(name, summary) for name, (_, summary) in VERBS.items()])
        click.Command.format_options(_report, ctx, formatter)


@click.group(cls=_Reviews, short_help="Tell who gains and who loses which access in a plan.")
def review() -> None:
    """Tell who gains and who loses which access in a plan, before it is applied.

    A PLAN is plan JSON (terraform show -json), `-` for standard input, a binary plan (Terraform shows it), a folder
    such as cdktf.out, a pattern, or LABEL=PLAN; several are reviewed as one change. Without one, the current folder's.
    Plan JSON needs no Terraform, no network and no credentials. A report saved with --format json=FILE is a PLAN too.

    Exit codes: 0 done; 1 an error; 2 access changes (with --detailed-exitcode); 3 a blocking rule matched; 4 cannot
    decide (with --on-unknown fail); 5 approval missing or different. The highest counts, except that 1 always wins.
    """


class _Nameless(click.Context):
    """The context of the default verb, which users know by the group's name alone."""

    @property
    def command_path(self) -> str:
        return self.parent.command_path if self.parent else ""


class _Report(click.Command):
    """The default verb."""

    context_class = _Nameless


@click.command(name=_DEFAULT, cls=_Report)
@input_options
@output_options
@gate_options
def _report(**given: object) -> int:
    """Tell who gains and who loses which access in a plan, before it is applied."""
    from terrabind.cli.review_gate import run
    from terrabind.cli.review_options import Inputs

    _check_verb(Inputs.take(given).plans)
    return run(given, on_unknown="warn")


def _check_verb(plans: tuple[str, ...]) -> None:
    """Fail helpfully when the first plan is no file but nearly a verb, or a verb that came too late."""
    from pathlib import Path

    for number, name in enumerate(plans):
        if Path(name).exists():
            continue
        near = difflib.get_close_matches(name, VERBS, n=1, cutoff=0.75)
        if number == 0 and near and near[0] != name:
            raise click.UsageError(f'there is no plan and no verb "{name}"; did you mean "{near[0]}"?')
        if name in VERBS:
            raise click.UsageError(f'"{name}" is a verb and comes first: terrabind review {name} ...')
