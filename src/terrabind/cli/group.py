"""The ``terrabind`` command: its verbs, its exit codes, and what becomes of an error.

A verb is named in the table and imported when somebody calls it. It is a click command; what it returns, if
it is a whole number, is the exit code.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import click

from terrabind import __version__

__all__ = ["VERBS", "Verb", "main"]


@dataclass(frozen=True, slots=True)
class Verb:
    """Where a verb's click command is (``module:name``), what it does in a line, and the extra that it needs."""

    command: str
    summary: str
    extra: str = ""


VERBS: Mapping[str, Verb] = MappingProxyType(
    {
        "demo": Verb("terrabind.cli.demo:demo", "Tell the whole story on the embedded emulator.", "demo"),
        "install": Verb("terrabind.cli.install:install", "Put the provider where terraform init finds it."),
        "review": Verb("terrabind.cli.review:review", "Tell who gains and who loses which access in a plan."),
        "emulate": Verb("terrabind.cli.emulate:emulate", "Serve the emulators on loopback.", "emulator"),
        "completion": Verb(
            "terrabind.cli.completion:completion", "Print the script that makes a shell complete what is typed."
        ),
        "doctor": Verb("terrabind.cli.doctor:doctor", "Tell what is installed, what is missing, and the remedy."),
    }
)


class _Verbs(click.Group):
    """A group whose help needs no verb's module."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - same
        verb = VERBS.get(cmd_name)
        return None if verb is None else _load(cmd_name, verb)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - same
        with formatter.section("Commands"):
            formatter.write_dl([(name, verb.summary) for name, verb in VERBS.items()])


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="terrabind", message="%(prog)s %(version)s")
@click.pass_context
def _terrabind(context: click.Context) -> None:
    """Access bindings on Fireworks AI, Dell ECS and k0rdent AI, through Terraform."""
    if os.environ.get("NO_COLOR"):
        context.color = False


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of ``terrabind`` with these arguments (none given: the process's own). Nothing escapes but bugs.

    0 done; 1 an error, wrong usage and Ctrl-C included; more is a verb's own. An expected error is one
    message on stderr: a click exception, or one of the errors that the parts raise for users to read.
    """
    from terrabind.node import NodeNotFoundError
    from terrabind.terraform import TerraformError

    try:
        outcome = _terrabind.main(args=arguments, prog_name="terrabind", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
    except click.Abort:
        click.echo("Interrupted.", err=True)
    except BrokenPipeError:
        # Whoever read our output has left; the interpreter must not stumble over the same pipe when it closes
        # stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (TerraformError, NodeNotFoundError, OSError) as error:
        click.echo(f"Error: {error}", err=True)
    else:
        return outcome if isinstance(outcome, int) else 0
    return 1


def _load(name: str, verb: Verb) -> click.Command:
    """The verb's click command. A library that is not installed is a matter for pip, and the message says how."""
    module, _, attribute = verb.command.partition(":")
    try:
        command = getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if not verb.extra or missing in ("", "terrabind"):
            raise
        remedy = f"pip install 'terrabind[{verb.extra}]'"
        raise click.ClickException(f"`terrabind {name}` needs {missing}; run: {remedy}") from error
    if not isinstance(command, click.Command):
        raise TypeError(f"{verb.command} is not a click command")
    return command
