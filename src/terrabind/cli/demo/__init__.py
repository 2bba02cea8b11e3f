"""`terrabind demo`: the whole story on the emulators, from a Python stack to live APIs and back.

May import: everything below the command line. Does not belong here: how a part works; the demo only uses parts as a
user would.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import tempfile
from pathlib import Path

import click

from terrabind.cli import output
from terrabind.cli.demo.report import Narrator, document, table
from terrabind.cli.demo.stage import DemoError, Stage, prepare_environment, start_emulators
from terrabind.cli.demo.story import STORY, find_stacks

__all__ = ["demo"]


@click.command(short_help="Tell the whole story on the embedded emulator.")
@click.option("--keep", is_flag=True, help="Leave the emulators and the working folder, and say how to go on by hand.")
@click.option("--stacks", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The stacks to deploy.")
@click.option("--review", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write the plan's review here.")
@click.option("--json", "as_json", is_flag=True, help="Print what happened as JSON.")
def demo(keep: bool, stacks: Path | None, page: Path | None, as_json: bool) -> int:
    """Synthesize, plan, review, apply, plan again, drift, repair, import and destroy, on emulated APIs.

    Needs no account, no network and no Terraform of your own. Ends with exit code 1 and the reason if any step is
    not as it should be.
    """
    return asyncio.run(_play(keep, stacks, page, as_json))


async def _play(keep: bool, stacks: Path | None, page: Path | None, as_json: bool) -> int:
    from terrabind.terraform import find

    directory = Path(tempfile.mkdtemp(prefix="terrabind-demo-"))
    narrator = Narrator(len(STORY) + 1)
    narrator.begin("start the emulators")
    emulators = await start_emulators(directory)
    narrator.finish(", ".join(value for value in emulators.environment.values() if "://" in value))
    environment = prepare_environment(directory, emulators, os.environ)
    stage = Stage(
        directory,
        stacks or find_stacks(Path.cwd()),
        find(),
        emulators,
        environment,
        narrator.progress,
        _ignore if as_json else narrator.show,
        page,
    )
    failure = ""
    try:
        for step in STORY if not keep else STORY[:-1]:
            narrator.begin(step.title)
            narrator.finish(await step.run(stage))
    except DemoError as error:
        failure = str(error)
    finally:
        if not keep:
            await emulators.stop()
    if as_json:
        output.write(document(narrator.done))
    else:
        output.write(table(narrator.done))
    if keep:
        _explain(narrator, stage)
    if failure:
        narrator.say(f"Error: {failure}\nThe working folder is kept: {directory}")
        return 1
    if not keep:
        _remove(directory)
    return 0


def _ignore(_text: str) -> None:
    """Leave stdout to the JSON document."""


def _explain(narrator: Narrator, stage: Stage) -> None:
    """Say how to go on by hand."""
    names = sorted(
        {*stage.emulators.environment, "TF_CLI_CONFIG_FILE"}
        | {n for n in stage.environment if n.startswith(("FIREWORKS_", "ECS_", "K0RDENT_"))}
    )
    exports = "\n".join(f"  export {name}={shlex.quote(stage.environment[name])}" for name in names)
    narrator.say(
        f"\nThe emulators run on (process {stage.emulators.process}). To go on by hand:\n{exports}\n"
        f"  cd {shlex.quote(str(stage.output))}\n  {shlex.join(stage.terraform.command)} plan\n"
        f"To end it:\n  kill {stage.emulators.process} && rm -r {shlex.quote(str(stage.directory))}"
    )


def _remove(directory: Path) -> None:
    import shutil

    shutil.rmtree(directory)
