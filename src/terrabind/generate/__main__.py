"""`python -m terrabind.generate [--check] [ROOT]`: write the derived files, or name those that are stale."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from terrabind.apis import load_catalogue
from terrabind.generate.tree import find_stale, generate, write


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the result is its exit code: 1 when `--check` found something stale."""
    parser = argparse.ArgumentParser(prog="python -m terrabind.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is stale")
    parser.add_argument("root", nargs="?", type=Path, default=_project(), help="the project's folder")
    chosen = parser.parse_args(arguments)
    files = generate(load_catalogue())
    stale = find_stale(chosen.root, files)
    if not chosen.check:
        write(chosen.root, files)
    for each in stale:
        sys.stderr.write(f"{each.path}: {each.reason}\n")
    verdict = "are stale" if chosen.check else "were brought up to date"
    advice = "; run: python -m terrabind.generate" if chosen.check and stale else ""
    sys.stderr.write(f"{len(stale)} of {len(files)} derived files {verdict}{advice}\n")
    return 1 if chosen.check and stale else 0


def _project() -> Path:
    """The folder that holds `src`."""
    return Path(__file__).resolve().parents[3]


if __name__ == "__main__":
    sys.exit(main())
