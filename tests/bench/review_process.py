"""One process at a time: how long it takes, and how much memory at its peak."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

COMMAND = [sys.executable, "-I", "-c", "import sys; from terrabind.cli import main; sys.exit(main())"]
LAUNCHER = """
import os, sys
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(process, 0)
print(usage.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def time_run(command: list[str], folder: Path, memory: list[float]) -> float:
    """The wall seconds of a process; notes its peak memory in MB."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-I", "-c", LAUNCHER, *command], cwd=folder, stdout=subprocess.PIPE, check=True
    )
    seconds = time.perf_counter() - began
    memory.append(float(done.stdout.split()[-1]))
    return seconds
