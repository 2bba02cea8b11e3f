"""What the guides print is true: their programs run, their configurations plan, their commands exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from terrabind.cli.group import VERBS
from terrabind.rest.errors import RestError
from tests.e2e.workspace import Workspace

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *GUIDES]}


def find_blocks(language: str, having: str) -> list[tuple[str, str]]:
    """The code blocks of one language that hold these words: complete ones, not fragments. With the guides' names."""
    fence = re.compile(rf"^```{language}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
    return [(name, block) for name, text in TEXTS.items() for block in fence.findall(text) if having in block]


PROGRAMS = find_blocks("python", "import ")
# A recipe is applied as a whole, by tests.e2e.test_recipes.
CONFIGURATIONS = [
    (name, block)
    for name, block in find_blocks("(?:terraform|hcl)", "required_providers")
    if not name.startswith("recipe-")
]
COMMANDS = sorted({line[2:] for _, block in find_blocks("console", "$ ") for line in block.splitlines() if line})


@pytest.mark.parametrize(("guide", "program"), PROGRAMS, ids=[name for name, _ in PROGRAMS])
def test_a_guides_program_runs(guide: str, program: str, tmp_path: Path) -> None:
    """Readers paste it into a file and start it. Nothing on stderr: no warning of Node, of jsii or of Python."""
    (tmp_path / "main.py").write_text(program)
    command = [sys.executable, "-W", "error", "main.py"]
    completed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (completed.returncode, completed.stderr) == (0, "")


@pytest.mark.e2e
@pytest.mark.parametrize(("guide", "configuration"), CONFIGURATIONS, ids=[name for name, _ in CONFIGURATIONS])
def test_a_guides_configuration_plans(guide: str, configuration: str, modern: Workspace) -> None:
    """All of it is to be made, and nothing is refused."""
    (modern.directory / "main.tf").write_text(configuration)
    modern.init()
    assert set(modern.plan()) == {"create"}


def find_words(command: str) -> Iterator[list[str]]:
    """The words after `terrabind` in a line of a shell, without comments and redirections."""
    words = shlex.split(command, comments=True)
    if words[:1] == ["terrabind"]:
        yield [word for word in words[1:] if not word.startswith(">")]


@pytest.mark.parametrize("words", [each for command in COMMANDS for each in find_words(command)], ids=" ".join)
def test_a_guides_command_exists(words: list[str]) -> None:
    """Verb, options and arguments are ones that the command line knows."""
    module, _, name = VERBS[words[0]].command.partition(":")
    command = getattr(__import__(module, fromlist=[name]), name)
    assert isinstance(command, click.Command)
    assert command.make_context(words[0], words[1:]).info_name == words[0]


def test_every_reason_of_an_error_is_explained() -> None:
    """A reader searches the errors guide for the words that stand in the message."""
    kinds: list[type[RestError]] = [RestError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    assert [kind.reason for kind in kinds if kind.reason not in TEXTS["errors.md"]] == []


def test_the_guides_name_no_machine() -> None:
    """A path that exists on one computer is a command that fails on all others."""
    assert [name for name, text in TEXTS.items() if re.search(r"/(?:Users|home|opt|root|tmp|var)/", text)] == []
