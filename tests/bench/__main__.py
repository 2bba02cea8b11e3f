"""Runs the benchmarks that are named, or all of them, and prints Markdown."""

from __future__ import annotations

import importlib
import sys

PARTS = ("startup", "plan", "synth", "review")


def main(names: list[str]) -> int:
    """Run each part; an unknown name is an error."""
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}\n")
        return 1
    for name in names or PARTS:
        sys.stderr.write(f"measuring {name} …\n")
        sys.stdout.write(importlib.import_module(f"tests.bench.{name}").measure() + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
