"""The recorded plans, the golden files and the report that the guide shows are written anew here.

`python -m tests.review.regenerate [NAME...]` plans the scenarios (all, or those) with a real Terraform and writes their
golden files; `--terraform PROGRAM` takes another Terraform than the embedded one; `--goldens` leaves the plans alone.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from terrabind.terraform import Terraform, embedded
from tests.review.goldens.golden import FOLDER, write_goldens
from tests.review.scenarios import SCENARIOS
from tests.review.scenarios.recording import needs_provider, prepare, write
from tests.review.scenarios.scenario import Scenario

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guides" / "review.md"
SCHEMA = ROOT / "docs" / "schemas" / "review-1.schema.json"
PACKED = ROOT / "src" / "terrabind" / "review" / "render" / SCHEMA.name


def record(scenarios: Sequence[Scenario], terraform: Terraform) -> None:
    """Plan these scenarios and write their plans."""
    own = [each for each in scenarios if each.stacks]
    ours = any(needs_provider(each) for each in own)
    with tempfile.TemporaryDirectory() as folder, prepare(Path(folder), terraform, provider=ours) as recorder:
        for scenario in own:
            write(scenario.folder, recorder.record(scenario))
            sys.stderr.write(f"{scenario.name}\n")


def show_in_guide() -> None:
    """Write the report of the guide's configuration into the guide."""
    report = (FOLDER / "first_review" / "report.txt").read_text(encoding="utf-8")
    text = GUIDE.read_text(encoding="utf-8")
    shown = re.sub(r"(?<=^```text\n).*?(?=^```$)", lambda _: report, text, count=1, flags=re.DOTALL | re.MULTILINE)
    GUIDE.write_text(shown, encoding="utf-8")


def copy_schema() -> None:
    """Put the published schema beside the render, where `terrabind review schema` finds it."""
    PACKED.write_text(SCHEMA.read_text(encoding="utf-8"), encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description="Plan the scenarios anew, and write what their reviews say.")
    parser.add_argument("names", nargs="*", choices=[[], *SCENARIOS], default=[], metavar="NAME")
    parser.add_argument("--goldens", action="store_true", help="leave the plans alone")
    parser.add_argument("--terraform", metavar="PROGRAM", help="the Terraform to plan with")
    given = parser.parse_args(arguments)
    chosen = [SCENARIOS[name] for name in given.names] or list(SCENARIOS.values())
    if not given.goldens:
        program = given.terraform
        record(chosen, Terraform((program,), program) if program else embedded())
    write_goldens(chosen)
    show_in_guide()
    copy_schema()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
