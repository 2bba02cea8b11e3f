"""The index of the rules' pages is written from the rules: `python -m terrabind.review.rules.index docs/rules`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from terrabind.review.rules.catalogue import load_rules
from terrabind.review.rules.rule import Rule

_HEAD = """# Rules of the access review

Each rule looks at what a plan changes, never at what merely stays: tightening raises nothing, and what was there before
is silent unless `--all` asks for it. [The configuration](configuration.md) changes how much a rule matters, leaves
rules out, adds a team's own, and accepts single findings for a reason and a time.

An id never changes its meaning. `terrabind review rules AR402` shows a rule in the terminal.
"""


def write_index(rules: Sequence[Rule]) -> str:
    """Return the index page of these rules, family by family."""
    parts = [_HEAD]
    for family, members in groupby(rules, key=lambda rule: rule.family):
        rows = [f"| [{rule.id}]({rule.id}.md) | {rule.severity.value} | {rule.title} |" for rule in members]
        parts.append(f"## {family[0].upper()}{family[1:]}\n")
        parts.append("\n".join(["| rule | severity | finds that |", "| --- | --- | --- |", *rows, ""]))
    return "\n".join(parts)


if __name__ == "__main__":
    (Path(sys.argv[1]) / "index.md").write_text(write_index(load_rules()), encoding="utf-8")
