"""(b) A plan with nothing to change, (c) the list calls that it makes, (e) the plugin's CPU per call and its memory.

The floor is the same number of built-in `terraform_data`. CPU and memory are read from a provider process that
Terraform is attached to, because its own provider processes are gone when it ends.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from terrabind.terraform import find
from tests.bench.figures import interleave, write_table
from tests.e2e.workspace import Apis, Workspace, prepare_environment, serve_apis

TYPE = "terrabind_fireworks_aws_iam_role_binding"
RPCS_PER_RESOURCE = 4  # upgrade, read, validate, plan


def bindings(count: int) -> dict[str, Any]:
    """The configuration of `count` bindings as separate resources."""
    role = "arn:aws:iam::123456789012:role/Trainer"
    return {"resource": {TYPE: {f"b{n}": {"principal": f"person{n}@example.com", "role": role} for n in range(count)}}}


def floor(count: int) -> dict[str, Any]:
    """As many resources without a plugin, with as many values."""
    values = {f"b{n}": {"input": {"principal": f"person{n}@example.com", "role": "Trainer"}} for n in range(count)}
    return {"resource": {"terraform_data": values}}


def time_plan(workspace: Workspace) -> float:
    """The wall seconds of one plan that must be empty."""
    began = time.perf_counter()
    workspace.run("plan", "-input=false", "-no-color", "-detailed-exitcode")
    return time.perf_counter() - began


def prepare(root: Path, name: str, document: dict[str, Any], apis: Apis) -> Workspace:
    """A working folder in which `document` is applied."""
    folder = root / name
    folder.mkdir(parents=True)
    workspace = Workspace(folder, find(), apis, prepare_environment(root / name, apis))
    if TYPE in document["resource"]:
        workspace.configure(document)
    else:
        workspace.write(document)  # without even requiring the provider: Terraform would start it for its schema
    workspace.init()
    workspace.apply("-parallelism=10")
    return workspace


def measure(counts: tuple[int, ...] = (1, 100, 1000), runs: int = 5) -> str:
    """Return the tables."""
    said: list[str] = []
    with tempfile.TemporaryDirectory() as folder, serve_apis(Path(folder)) as apis:
        rows, calls, processes = [], [], []
        for count in counts:
            apis.reset()
            root = Path(folder) / str(count)
            ours = prepare(root, "bindings", bindings(count), apis)
            base = prepare(root, "floor", floor(count), apis)

            def planned(delay: float, ours: Workspace = ours) -> float:
                apis.control("fireworks", "DELETE", "faults")
                if delay:
                    apis.control("fireworks", "POST", "faults", {"faults": [f"* *:delay={delay * 1000:.0f}ms"]})
                return time_plan(ours)

            figures = interleave(
                {
                    "terraform_data": functools.partial(time_plan, base),
                    "0 ms": functools.partial(planned, 0.0),
                    "20 ms": functools.partial(planned, 0.02),
                },
                runs if count >= 100 else 2 * runs,
            )
            for name, figure in figures.items():
                ratio = f"{figure.ratio(figures['terraform_data']):.2f}"
                rows.append([str(count), name, f"{figure.median:.2f} s", ratio])
            apis.control("fireworks", "DELETE", "faults")
            apis.control("fireworks", "DELETE", "calls")
            time_plan(ours)
            lists = [call for call in ours.calls("fireworks") if call["method"] == "GET"]
            calls.append([str(count), str(len(lists))])
            processes.append([str(count), *measure_process(ours, count)])
        said.append(write_table("(b) plan with nothing to change", ["N", "contender", "median", "x floor"], rows))
        said.append(write_table("(c) list calls of one plan, page size 200", ["N", "calls"], calls))
        head = ["N", "CPU of a plan", "CPU per call", "peak memory"]
        said.append(write_table("(e) the plugin's own CPU and memory", head, processes))
    return "\n".join(said)


def measure_process(workspace: Workspace, count: int) -> list[str]:
    """CPU of one plan, CPU per call and peak memory of an attached provider process, which has planned once before."""
    with attach(workspace.environment) as (process, variable):
        attached = Workspace(
            workspace.directory,
            workspace.terraform,
            workspace.apis,
            {**workspace.environment, "TF_REATTACH_PROVIDERS": variable},
        )
        time_plan(attached)
        before = read_cpu(process.pid)
        time_plan(attached)
        seconds = read_cpu(process.pid) - before
        status = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        memory = next(int(row.split()[1]) / 1024 for row in status if row.startswith("VmHWM"))
    return [f"{seconds:.2f} s", f"{seconds / (RPCS_PER_RESOURCE * count) * 1e6:.0f} us", f"{memory:.0f} MB"]


@contextmanager
def attach(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A provider process that Terraform attaches to, and the value of TF_REATTACH_PROVIDERS that leads to it."""
    command = [sys.executable, "-I", "-m", "terrabind.plugin.main", "--reattach"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        yield process, line.partition("=")[2].strip("'") if line.startswith("TF_REATTACH") else line
    finally:
        process.terminate()
        process.wait(10)


def read_cpu(pid: int) -> float:
    """The user and system seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
