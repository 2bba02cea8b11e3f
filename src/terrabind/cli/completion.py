"""``terrabind completion``: the script that makes a shell complete verbs, options and their values."""

from __future__ import annotations

import click

from terrabind.cli import output

__all__ = ["completion"]


@click.command(short_help="Print the script that makes a shell complete what is typed.")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the script that makes a shell complete what is typed.

    For bash: eval "$(terrabind completion bash)" in ~/.bashrc; for zsh the same in ~/.zshrc; for fish: terrabind
    completion fish > ~/.config/fish/completions/terrabind.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.ClickException(f"there is no completion for {shell}")
    output.write(kind(context.find_root().command, {}, "terrabind", "_TERRABIND_COMPLETE").source())
    return 0
