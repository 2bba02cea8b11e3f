"""(f) The review beside `tf-summarize`, where that is on this machine: whole processes, the same plan, the least said.

`tf-summarize` lists the resources of a plan and what is done to each; it knows nothing of access. It is the nearest
thing that others use, and so the yardstick for time. Name it in TF_SUMMARIZE, or have it on PATH.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.bench.figures import interleave, write_table
from tests.bench.review_process import COMMAND, time_run

SETTING = "TF_SUMMARIZE"
"""The environment variable that names the program; without it the one on PATH is taken."""

FLOOR = [sys.executable, "-I", "-c", "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"]


def find_peer(environ: Mapping[str, str]) -> str | None:
    """The program to compare with, or none."""
    return shutil.which(environ.get(SETTING) or "tf-summarize", path=environ.get("PATH", os.defpath))


def measure_peer(file: Path, runs: int, peer: str | None) -> str:
    """One plan read by three programs, from start to end; without the peer the table says so."""
    commands = {"json.load": FLOOR, "terrabind review": [*COMMAND, "review"]} | (
        {"tf-summarize": [peer]} if peer else {}
    )
    memory: dict[str, list[float]] = {name: [] for name in commands}
    contenders = {
        name: functools.partial(time_run, [*command, file.name], file.parent, memory[name])
        for name, command in commands.items()
    }
    figures = interleave(contenders, runs)
    rows = [
        [
            name,
            f"{figure.median * 1000:.0f} ms",
            f"{max(memory[name]):.0f} MB",
            f"{figure.ratio(figures['json.load']):.2f}",
        ]
        for name, figure in figures.items()
    ]
    title = f"(f) the same plan by whole processes ({file.stat().st_size / 1e6:.1f} MB)"
    table = write_table(title, ["process", "median", "peak memory", "x json.load"], rows)
    return table if peer else f"{table}\n\ntf-summarize was not found: put it on PATH, or name it in {SETTING}."
