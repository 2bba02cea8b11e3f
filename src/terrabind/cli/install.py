"""``terrabind install``: the provider goes where ``terraform init`` finds it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import click

from terrabind.cli import configuration, output
from terrabind.cli.mirror import PLATFORMS, Mirror, default_directory, find_interpreter

__all__ = ["install"]


@click.command(short_help="Put the provider where terraform init finds it.")
@click.option(
    "--dir",
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    help="A filesystem mirror to install into, for example one inside a project. "
    "Default: the folder that Terraform searches anyway, ~/.terraform.d/plugins.",
)
@click.option(
    "--write-config",
    "configuration_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Put the CLI configuration into this file (for TF_CLI_CONFIG_FILE) instead of printing it.",
)
@click.option("--remove", "removing", is_flag=True, help="Take away what install put there.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def install(directory: Path | None, configuration_file: Path | None, removing: bool, as_json: bool) -> None:
    """Put the provider where `terraform init` finds it, and print the CLI configuration.

    Without options no configuration is needed: Terraform and OpenTofu search ~/.terraform.d/plugins by
    themselves. Run it again after an upgrade of terrabind; running it twice changes nothing.
    """
    mirror = Mirror((directory or default_directory()).expanduser().absolute())
    if removing:
        _remove(mirror, configuration_file, as_json=as_json)
    else:
        _install(mirror, configuration_file, implicit=directory is None, as_json=as_json)


def _install(mirror: Mirror, configuration_file: Path | None, *, implicit: bool, as_json: bool) -> None:
    interpreter = find_interpreter()
    _require_importable(interpreter)
    block = configuration.render(mirror.directory)
    # Merged before anything is written: a file that cannot take the block stops the whole command.
    merged = None if configuration_file is None else configuration.insert(_read(configuration_file), block)
    eclipsed = configuration.find_eclipsed(os.environ, Path.home()) if implicit else ()
    changed = mirror.write(interpreter)
    replaced = mirror.remove_replaced(interpreter)
    if configuration_file is not None and merged is not None:
        configuration_file.parent.mkdir(parents=True, exist_ok=True)
        configuration_file.write_text(merged, encoding="utf-8")
    hiding = () if configuration_file else configuration.find_hiding(mirror.directory, os.environ, Path.home())
    warnings = (*hiding, *eclipsed)
    output.narrate(_tell_outcome(mirror, changed=bool(changed), interpreter=interpreter))
    for folder in replaced:
        output.narrate(f"Removed {folder.name}; projects locked to it need: terraform init -upgrade")
    output.narrate(_tell_next(configuration_file, implicit=implicit))
    for warning in warnings:
        output.warn(warning)
    if as_json:
        output.write_json(
            {
                "version": mirror.version,
                "directory": mirror.directory,
                "interpreter": interpreter,
                "platforms": PLATFORMS,
                "changed": changed,
                "removed": replaced,
                "configuration": block,
                "configuration_file": configuration_file,
                "warnings": warnings,
            }
        )
    elif configuration_file is None:
        output.write(block)


def _remove(mirror: Mirror, configuration_file: Path | None, *, as_json: bool) -> None:
    removed = mirror.remove()
    if configuration_file is not None and configuration_file.is_file():
        configuration_file.write_text(configuration.remove(_read(configuration_file)), encoding="utf-8")
    output.narrate(f"Removed terrabind from {mirror.directory}" if removed else "There was nothing to remove")
    if as_json:
        output.write_json({"directory": mirror.directory, "removed": removed})


def _require_importable(interpreter: str) -> None:
    """The script starts Python isolated; a terrabind that is only on PYTHONPATH would not be there."""
    answer = subprocess.run([interpreter, "-I", "-c", "import terrabind"], capture_output=True, check=False)
    if answer.returncode != 0:
        raise click.ClickException(f"{interpreter} does not have terrabind installed; run: pip install terrabind")


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _tell_outcome(mirror: Mirror, *, changed: bool, interpreter: str) -> str:
    state = "Installed" if changed else "Already installed:"
    return f"{state} terrabind {mirror.version} in {mirror.directory}, run by {interpreter}"


def _tell_next(configuration_file: Path | None, *, implicit: bool) -> str:
    if configuration_file is not None:
        return f"Use it with: export TF_CLI_CONFIG_FILE={configuration_file.absolute()}"
    if implicit:
        return "terraform init finds it there; with a CLI configuration of your own, add this:"
    return "Put this into the file that TF_CLI_CONFIG_FILE names:"
