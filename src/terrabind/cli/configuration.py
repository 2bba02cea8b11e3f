"""Terraform's CLI configuration: the part that names our mirror, and the part that can hide it.

Without a ``provider_installation`` block Terraform searches its plugin folders by itself; with one it looks
nowhere else. So a block is written only when it is asked for, between two marks that let it be replaced and
removed, and a block that somebody else wrote is left alone and reported. OpenTofu reads the same language, in files of
its own where there are any.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from terrabind.cli.mirror import HOSTS

__all__ = ["PROGRAMS", "Block", "find_blocks", "find_eclipsed", "find_hiding", "insert", "remove", "render"]

PROGRAMS = ("Terraform", "OpenTofu")
"""Who reads a CLI configuration."""

_BEGIN = "# terrabind install: begin"
_END = "# terrabind install: end"
_OURS = re.compile(rf"\n?^{_BEGIN}$.*?^{_END}$\n?", re.DOTALL | re.MULTILINE)
_COMMENT_OR_TEXT = re.compile(r'("(?:\\.|[^"\\\n])*")|#[^\n]*|//[^\n]*|/\*.*?\*/', re.DOTALL)
_INSTALLATION = re.compile(r'(?:^|[{,])\s*"?provider_installation"?\s*[:={]', re.MULTILINE)
_MIRROR = re.compile(r'\bfilesystem_mirror\s*\{[^}]*?\bpath\s*=\s*"((?:\\.|[^"\\])*)"')


def render(directory: Path) -> str:
    """A CLI configuration that takes our provider from ``directory`` and every other from its registry."""
    path = str(directory).replace("\\", "\\\\").replace('"', '\\"')
    addresses = ", ".join(f'"{host}/terrabind/terrabind"' for host in HOSTS)
    return (
        f"{_BEGIN}\n"
        "provider_installation {\n"
        "  filesystem_mirror {\n"
        f'    path    = "{path}"\n'
        f"    include = [{addresses}]\n"
        "  }\n"
        "  direct {\n"
        f"    exclude = [{addresses}]\n"
        "  }\n"
        "}\n"
        f"{_END}\n"
    )


def insert(text: str, block: str) -> str:
    """The configuration ``text`` with our ``block`` in it; ClickException if it already decides otherwise."""
    others = remove(text)
    if _INSTALLATION.search(_drop_comments(others)):
        raise click.ClickException(
            "the file has a provider_installation block of its own, and Terraform reads only one; "
            "add the filesystem_mirror that `terrabind install` prints to that block"
        )
    return block if not others.strip() else f"{others.rstrip()}\n\n{block}"


def remove(text: str) -> str:
    """The configuration ``text`` without the block that :func:`insert` put there."""
    return _OURS.sub("", text)


@dataclass(frozen=True, slots=True)
class Block:
    """A provider_installation block: the file that has it, and the mirrors that it names."""

    file: Path
    mirrors: tuple[Path, ...]


def find_blocks(environ: Mapping[str, str], home: Path, program: str = "Terraform") -> tuple[Block, ...]:
    """The blocks that ``program`` obeys in this environment; none means that it searches its plugin folders."""
    blocks = []
    for file in _find_files(environ, home, program):
        text = _drop_comments(file.read_text(encoding="utf-8", errors="replace"))
        if _INSTALLATION.search(text):
            blocks.append(Block(file, tuple(Path(path).expanduser() for path in _MIRROR.findall(text))))
    return tuple(blocks)


def find_hiding(directory: Path, environ: Mapping[str, str], home: Path) -> tuple[str, ...]:
    """Why Terraform or OpenTofu would not look into ``directory``: a sentence for each block that prevents it."""
    hiding: dict[Path, list[str]] = {}
    for program in PROGRAMS:
        for block in find_blocks(environ, home, program):
            if directory not in block.mirrors:
                hiding.setdefault(block.file, []).append(program)
    return tuple(
        f"{file} has a provider_installation block without a filesystem_mirror for {directory}, "
        f"so {' and '.join(programs)} {'does' if len(programs) == 1 else 'do'} not look there"
        for file, programs in hiding.items()
    )


def find_eclipsed(environ: Mapping[str, str], home: Path) -> tuple[str, ...]:
    """What making ~/.terraform.d takes from OpenTofu's sight: it reads the XDG folder only while that is not there."""
    _, searched = _find_tofu_places(environ, home)
    folder = home / ".terraform.d"
    if searched == folder:
        return ()
    return tuple(
        f"OpenTofu no longer reads {file}, because there is {folder} now; move it there, or install with --dir"
        for file in sorted((*searched.glob("*.tfrc"), *searched.glob("*.tfrc.json")))
    )


def _find_files(environ: Mapping[str, str], home: Path, program: str) -> tuple[Path, ...]:
    """The CLI configuration files that ``program`` reads under this environment, of those that exist."""
    explicit = environ.get("TF_CLI_CONFIG_FILE") or environ.get("TERRAFORM_CONFIG")
    if explicit:
        candidates = [Path(explicit)]
    else:
        place = _find_tofu_places if program == "OpenTofu" else _find_terraform_places
        file, folder = place(environ, home)
        candidates = [file, *sorted(folder.glob("*.tfrc")), *sorted(folder.glob("*.tfrc.json"))]
    return tuple(path for path in candidates if path.is_file())


def _find_terraform_places(_: Mapping[str, str], home: Path) -> tuple[Path, Path]:
    """The file and the folder of Terraform's CLI configuration."""
    return home / ".terraformrc", home / ".terraform.d"


def _find_tofu_places(environ: Mapping[str, str], home: Path) -> tuple[Path, Path]:
    """The same of OpenTofu 1.12, as its `cliconfig` package decides: its own file comes before Terraform's.

    The XDG folder counts only where there is nothing of the older names.
    """
    legacy, folder = _find_terraform_places(environ, home)
    own = home / ".tofurc"
    modern = environ.get("XDG_CONFIG_HOME")
    if modern and not own.exists() and not legacy.exists():
        file = Path(modern, "opentofu", "tofurc")
    else:
        file = legacy if legacy.exists() and not own.exists() else own
    return file, Path(modern, "opentofu") if modern and not folder.exists() else folder


def _drop_comments(text: str) -> str:
    """HCL without its comments; a quoted text may hold their signs and stays."""
    return _COMMENT_OR_TEXT.sub(lambda match: match.group(1) or " ", text)
