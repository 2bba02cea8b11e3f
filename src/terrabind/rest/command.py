"""A command that prints one line, run within limits: no shell, no input, and what takes too long is ended.

What it started along the way ends with it, unless it ends well: some commands leave an agent behind on purpose.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

SECONDS: Final = 30.0
"""The longest that a command may take."""

MOST: Final = 64 * 1024
"""The most bytes that a command may print; of its complaints that many are kept."""

_ENDING_SECONDS = 1.0


class EndlessError(Exception):
    """A command printed more than `MOST` bytes, and was ended."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command came to. `printed` may be a secret and `complaint` may repeat it, so neither shows itself."""

    code: int
    printed: bytes = field(repr=False)
    complaint: bytes = field(repr=False)


async def run(words: Sequence[str], seconds: float = SECONDS) -> Ran:
    """Run a command in the environment of this process, in a process group of its own.

    Raises `OSError` when it cannot be started, `TimeoutError` after `seconds`, `EndlessError` when it prints too much.
    """
    process = await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    printed = asyncio.ensure_future(_read_all(process.stdout))
    complaint = asyncio.ensure_future(_read_some(process.stderr))
    try:
        async with asyncio.timeout(seconds):
            await asyncio.gather(printed, complaint)
            return Ran(await process.wait(), printed.result(), complaint.result())
    except (TimeoutError, EndlessError, asyncio.CancelledError):
        printed.cancel()
        complaint.cancel()
        await asyncio.wait((printed, complaint))
        await _end(process)
        raise


async def _read_all(stream: asyncio.StreamReader | None) -> bytes:
    """Return what a stream holds until its end. Raises `EndlessError` when that is too much."""
    read = bytearray()
    while stream is not None and (chunk := await stream.read(MOST)):
        read += chunk
        if len(read) > MOST:
            raise EndlessError
    return bytes(read)


async def _read_some(stream: asyncio.StreamReader | None) -> bytes:
    """Read a stream until its end, so that nobody waits to write, and return the beginning."""
    read = bytearray()
    while stream is not None and (chunk := await stream.read(MOST)):
        read += chunk[: MOST - len(read)]
    return bytes(read)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill a command with its process group, and see it end."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_ENDING_SECONDS):
            # A process counts as ended only when its pipes are empty.
            await asyncio.gather(_read_some(process.stdout), _read_some(process.stderr), process.wait())
