"""(d) Construct and synthesize: ours, ours without its node side, and the peer, `cdktf get` output for our own schema.

Each run is a process of its own, since the kit never frees an object; it reports the time from the first construct to
the end of synthesis, so that starting Node and importing the kit, the same for all, do not blur the ratio.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from terrabind.node import find_node
from tests.bench.figures import interleave, write_table
from tests.cdktf.peer import PROGRAM, ROOT, generate_bindings

COUNTS = (100, 1000)
RUNS = 7
OURS, BARE, PEER = "terrabind.cdktf", "without node side", "cdktf get output"

_ARN = "arn:aws:iam::123456789012:role/Trainer"
_POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'


def elements(count: int) -> list[list[Any]]:
    """A mix of `count` resources: small ones, ones with nested objects, and ones with many arguments."""
    kinds: Sequence[tuple[str, dict[str, Any]]] = (
        ("terrabind_fireworks_aws_iam_role_binding", {"principal": "ada@example.com", "role": _ARN}),
        (
            "terrabind_k0rdent_iam_policy_binding",
            {
                "role": "viewer",
                "principal": {"type": "group", "id": "research"},
                "scope": {"type": "project", "resource": "vision"},
            },
        ),
        (
            "terrabind_ecs_iam_role",
            {
                "name": "trainer",
                "assume_role_policy": _POLICY,
                "description": "Trains.",
                "max_session_duration": 7200,
                "tags": {"team": "research"},
                "namespace": "ns1",
                "force_detach_policies": True,
                "timeouts": {"create": "5m"},
            },
        ),
    )
    return [["resource", *kinds[number % 3][:1], f"x{number}", kinds[number % 3][1]] for number in range(count)]


def run(program: Sequence[str], count: int, **settings: str) -> float:
    """Run one contender once; return the seconds that it reports."""
    answer = subprocess.run(
        [sys.executable, *program],
        cwd=ROOT,
        env={**find_node().environment(os.environ), **settings},
        input=json.dumps(elements(count)),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(json.loads(answer.stdout)["seconds"])


def measure(counts: Sequence[int] = COUNTS, runs: int = RUNS) -> str:
    """Return the table."""
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        peer = [str(PROGRAM), str(generate_bindings(Path(folder) / "peer"))]
        ours = ["-m", "tests.bench.synth_program"]
        for count in counts:
            figures = interleave(
                {
                    OURS: partial(run, ours, count),
                    BARE: partial(run, ours, count, TERRABIND_CDKTF_ASSEMBLY="off"),
                    PEER: partial(run, peer, count),
                },
                runs,
            )
            rows += [
                [str(count), name, f"{figure.median * 1000 / count:.3f}", f"{figure.ratio(figures[PEER]):.2f}"]
                for name, figure in figures.items()
            ]
    head = ["constructs", "contender", "ms per construct", "x peer"]
    return write_table("(d) construct and synthesize", head, rows)
