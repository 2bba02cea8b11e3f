"""The provider as Terraform finds it: a folder in the layout of an unpacked filesystem mirror.

Terraform hashes the folder of one platform (``HOST/NAMESPACE/TYPE/VERSION/OS_ARCH``) into a project's lock
file. What is in there is therefore the same everywhere: a shell script that starts the interpreter named in a
file one level up, outside the hash. So one lock file serves every machine and platform, and survives a move
to another interpreter.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from terrabind import __version__

__all__ = ["HOSTS", "PLATFORMS", "PROGRAM", "Mirror", "default_directory", "find_interpreter"]

HOSTS = ("registry.terraform.io", "registry.opentofu.org")
"""Where `terrabind/terrabind` is looked for: Terraform and OpenTofu each put their own registry's name before it."""

PLATFORMS = ("darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64")
"""Every platform that a shell script serves; all are written, so that a lock file can hold the hashes of all."""

PROGRAM = "terraform-provider-terrabind"
"""The name that Terraform looks for in a platform's folder."""

_ADDRESS = "terrabind/terrabind"
_NOTE = "interpreter"
_SCRIPT = """\
#!/bin/sh
# Starts the terrabind provider with the interpreter that the file beside this folder names.
# Written by `terrabind install`; the same bytes everywhere, so that lock files agree.
note="${0%/*}/../interpreter"
if { IFS= read -r python <"$note"; } 2>/dev/null && [ -x "$python" ]; then
  exec "$python" -I -m terrabind.plugin.main "$@"
fi
# Terraform shows the first line that a provider prints on stdout when it is not the line it expects.
message="terrabind: the Python interpreter ${python:-named in $note} is gone; run: terrabind install"
echo "$message"
echo "$message" >&2
exit 1
"""


@dataclass(frozen=True, slots=True)
class Mirror:
    """The provider's place below ``directory``, at one ``version``."""

    directory: Path
    version: str = __version__

    @property
    def programs(self) -> tuple[Path, ...]:
        """The script's path for each host and platform."""
        return tuple(folder / self.version / platform / PROGRAM for folder in self._folders() for platform in PLATFORMS)

    def read_interpreter(self) -> str | None:
        """The interpreter that starts this version, or none when this version is not installed here."""
        note = self._folders()[0] / self.version / _NOTE
        return note.read_text(encoding="utf-8").strip() if note.is_file() else None

    def write(self, interpreter: str) -> tuple[Path, ...]:
        """Makes ``interpreter`` start the provider; returns the files that were not so already.

        Each file is replaced in one step, so a Terraform running meanwhile reads the old one or the new one.
        """
        wanted = [(folder / self.version / _NOTE, f"{interpreter}\n", 0o644) for folder in self._folders()]
        wanted += [(program, _SCRIPT, 0o755) for program in self.programs]
        return tuple(path for path, text, mode in wanted if _replace(path, text, mode))

    def remove_replaced(self, interpreter: str) -> tuple[Path, ...]:
        """Removes the versions that ``interpreter`` no longer has, because it has this one; returns their folders.

        A version that another interpreter starts (another virtual environment) stays: its code is still
        there.
        """
        obsolete = tuple(
            folder
            for folder in self._list_versions()
            if folder.name != self.version and (folder / _NOTE).read_text(encoding="utf-8").strip() == interpreter
        )
        return _remove(obsolete)

    def remove(self) -> tuple[Path, ...]:
        """Removes every version that was installed here, and the folders that this leaves empty; returns them."""
        removed = _remove(tuple(self._list_versions()))
        for folder in self._folders():
            while folder != self.directory and folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
                folder = folder.parent  # noqa: PLW2901 - climbs until something else lives there
        return removed

    def _folders(self) -> tuple[Path, ...]:
        return tuple(self.directory / host / _ADDRESS for host in HOSTS)

    def _list_versions(self) -> Iterator[Path]:
        """The folders that we wrote: the note tells them from versions that came from elsewhere."""
        for folder in self._folders():
            yield from sorted(note.parent for note in folder.glob(f"*/{_NOTE}"))


def default_directory() -> Path:
    """The folder that both Terraform and OpenTofu search without being told to."""
    try:
        return Path.home() / ".terraform.d" / "plugins"
    except RuntimeError as error:
        raise click.ClickException("there is no home directory; name a folder with --dir") from error


def find_interpreter() -> str:
    """The absolute path of the Python that runs this, which is the one that the provider is to run on."""
    if sys.platform == "win32":
        raise click.ClickException("Windows is not supported; use the Windows Subsystem for Linux")
    if not sys.executable:
        raise click.ClickException("this Python does not know its own path, so the provider cannot be started with it")
    program = Path(sys.executable).absolute()
    # One interpreter has several names; the plainest is the one to compare and to keep.
    plain = program.with_name("python3")
    return str(plain if plain.exists() and plain.samefile(program) else program)


def _replace(path: Path, text: str, mode: int) -> bool:
    """Whether the file had to change. The new one is prepared outside the hashed folder."""
    if path.is_file() and path.read_text(encoding="utf-8") == text and path.stat().st_mode & 0o777 == mode:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    prepared = path.parent.parent / f".{path.parent.name}-{path.name}-{os.getpid()}"
    prepared.write_text(text, encoding="utf-8")
    prepared.chmod(mode)
    prepared.replace(path)
    return True


def _remove(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    for folder in folders:
        shutil.rmtree(folder)
    return folders
