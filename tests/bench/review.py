"""(f) The review: 10,000 grants in 6 stacks, 1,000 changes against `json.load`, and how soon its help is there.

Terraform plans bindings of ours to be created. For the grants that stay, their rows are turned into rows without a
change (applying so many takes minutes), and each stack gets the plan with projects of its own.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from terrabind.review.reading import read_document
from terrabind.review.reviewing import Options, review
from terrabind.terraform import find
from tests.bench.figures import Figure, interleave, write_table
from tests.bench.review_peer import find_peer, measure_peer
from tests.bench.review_process import COMMAND, time_run
from tests.review.scenarios.own import bind
from tests.review.scenarios.recording import lay_out, prepare
from tests.review.scenarios.scenario import NOW, Scenario, Stack

STACKS = 6
GRANTS = 10_000
CHANGED = 120
CHANGES = 1_000
FLOOR = [sys.executable, "-I", "-c", "import click, pathlib, dataclasses"]


def record(folder: Path, count: int, staying: int = 0) -> str:
    """A plan that gives something to `count` members, `staying` of whom have it already, as text."""
    bindings = (
        bind(f"b{number}", f"p{number}@a.example", f"service{number % 40}-viewer", project=f"project-{number % 30}")
        for number in range(count)
    )
    scenario = Scenario(name="members", stacks={"stack": Stack(after="".join(bindings))})
    with prepare(folder, find(), provider=True) as recorder:
        (document,) = recorder.record(scenario).values()
    for row in document["resource_changes"][:staying]:
        known = row["change"]["after"]
        row["change"] |= {"actions": ["no-op"], "before": known, "after_unknown": {}, "before_sensitive": {}}
    return lay_out(document)


def time_start(command: list[str]) -> float:
    """The wall seconds of a process that says little."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=dict(os.environ))
    return time.perf_counter() - began


def time_load(file: Path) -> float:
    """The seconds of `json.load` alone."""
    began = time.perf_counter()
    with file.open(encoding="utf-8") as opened:
        json.load(opened)
    return time.perf_counter() - began


def time_review(file: Path) -> float:
    """The seconds of `json.load` and the whole review of what it loads."""
    began = time.perf_counter()
    with file.open(encoding="utf-8") as opened:
        document = json.load(opened)
    report = review([read_document(document, "stack", file.name)], Options(now=NOW))
    seconds = time.perf_counter() - began
    assert len(report.deltas) == CHANGES
    return seconds


def measure_grants(folder: Path, runs: int) -> str:
    """10,000 grants in six stacks, of which some change, through the command line."""
    each = GRANTS // STACKS + 1
    text = record(folder, each, each - CHANGED // STACKS)
    names = []
    for number in range(STACKS):
        file = folder / f"stack{number}.json"
        file.write_text(text.replace("project-", f"project-{number}-"), encoding="utf-8")
        names.append(file.name)
    rows = []
    for form in ("text", "markdown", "json", "html"):
        memory: list[float] = []
        command = [*COMMAND, "review", "--now", NOW, f"--format={form}=report", *names]
        times = [time_run(command, folder, memory) for _ in range(runs)]
        size = (folder / "report").stat().st_size / 1e6
        rows.append([form, f"{Figure(form, tuple(times)).median:.2f} s", f"{max(memory):.0f} MB", f"{size:.2f} MB"])
    title = f"(f) review of {each * STACKS:,} grants in {STACKS} stacks, {CHANGED} of them new"
    return write_table(title, ["format", "median of the whole process", "peak memory", "size"], rows)


def measure_changes(folder: Path, runs: int) -> str:
    """A plan of 1,000 changes, beside reading its JSON."""
    place = folder / "changes"
    place.mkdir()
    file = place / "plan.json"
    file.write_text(record(place, CHANGES), encoding="utf-8")
    figures = interleave({"json.load": lambda: time_load(file), "review": lambda: time_review(file)}, runs)
    rows = [
        [name, f"{figure.median * 1000:.1f} ms", f"{figure.ratio(figures['json.load']):.2f}"]
        for name, figure in figures.items()
    ]
    title = f"(f) review of {CHANGES:,} changes ({file.stat().st_size / 1e6:.1f} MB of plan)"
    table = write_table(title, ["what", "median", "x json.load"], rows)
    return f"{table}\n{measure_peer(file, runs, find_peer(os.environ))}"


def measure_start(runs: int) -> str:
    """How soon help is there; the floor is a Python that imports click."""
    contenders = {"floor": FLOOR, "terrabind review --help": [*COMMAND, "review", "--help"]}
    starts = {name: functools.partial(time_start, command) for name, command in contenders.items()}
    figures = interleave(starts, runs)
    rows = [
        [name, f"{figure.median * 1000:.0f} ms", f"{min(figure.runs) * 1000:.0f} ms"]
        for name, figure in figures.items()
    ]
    return write_table("(f) start of the review's command line", ["process", "median", "least"], rows)


def measure(runs: int = 7) -> str:
    """Return the tables."""
    with tempfile.TemporaryDirectory() as folder:
        tables = [measure_grants(Path(folder), runs), measure_changes(Path(folder), 3 * runs), measure_start(3 * runs)]
    return "\n".join(tables)
