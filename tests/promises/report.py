"""Writes docs/guides/reliability.md from a recorded test run: `python -m tests.promises.report build/promises.json`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tests.promises.recording import Record, read_record
from tests.promises.sentences import NOT_CLAIMED, PROMISES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guides" / "reliability.md"
_ROW = re.compile(r"^\| (\d+) \|[^|]*\| (\d+) \|", re.MULTILINE)
_ON_PATH = re.compile(r"[\[-](?:path|tofu)[\]-]")
_SHOWN = 3

_HEAD = """---
page_title: "Reliability"
description: |-
  What was promised to hold under faults, and how often each promise was tried.
---

# Reliability

{promises} promises, {claimed} of them claimed and tried by {tests} test cases. `make reliability` runs every one of
them and writes this page from what came of it; nothing here but the sentences was written by hand. A case that shows
several promises counts for each of them. Cases on a Terraform or an OpenTofu that is on PATH come on top where there is
one.

The faults are those of the [emulator](emulator.md), so that you can have them too:
`terrabind emulate --fault 'POST */awsIamRoleBindings:lost_reply@2'`.

| No. | Promise | Cases | Result | Shown by |
| ---: | --- | ---: | --- | --- |
"""


def everywhere(test: str) -> bool:
    """Tell whether a test exists on every machine, as those for what is on PATH do not."""
    return not _ON_PATH.search(test)


def collect() -> Record:
    """Return every test that shows a promise, as pytest collects them now. Raises `CalledProcessError`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "collected.json"
        command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-p", "no:cacheprovider"]
        subprocess.run([*command, f"--promises={file}"], cwd=ROOT, check=True, capture_output=True)
        return {test: entry for test, entry in read_record(file).items() if everywhere(test)}


def counts(collected: Record) -> dict[int, int]:
    """Return the number of cases of every promise that is known, none included."""
    found = Counter(number for entry in collected.values() for number in entry["promises"])
    return {number: found[number] for number in PROMISES}


def counts_on(page: str) -> dict[int, int]:
    """Return the number of cases that a page tells of each promise."""
    return {int(number): int(cases) for number, cases in _ROW.findall(page)}


def render(collected: Record, ran: Record) -> str:
    """Return the page: the tests that exist, with what came of them where they ran."""
    tried = counts(collected)
    head = _HEAD.format(promises=len(PROMISES), claimed=len(PROMISES) - len(NOT_CLAIMED), tests=len(collected))
    return head + "".join(_row(number, tried[number], collected, ran) for number in PROMISES)


def _row(number: int, tried: int, collected: Record, ran: Record) -> str:
    tests = [test for test, entry in collected.items() if number in entry["promises"]]
    outcomes = Counter(ran[test]["outcome"] or "not run" if test in ran else "not run" for test in tests)
    result = f"not claimed: {NOT_CLAIMED[number]}" if number in NOT_CLAIMED else _result(outcomes)
    files = Counter(test.split("::")[0].removeprefix("tests/") for test in tests)
    return f"| {number} | {PROMISES[number]} | {tried} | {result} | {_files(files)} |\n"


def _result(outcomes: Mapping[str, int]) -> str:
    if set(outcomes) == {"passed"}:
        return "all pass"
    return ", ".join(f"{times} {outcome}" for outcome, times in sorted(outcomes.items())) or "no test"


def _files(files: Counter[str]) -> str:
    shown = [f"`{name}`" for name, _ in sorted(files.most_common(_SHOWN))]
    more = len(files) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


if __name__ == "__main__":
    PAGE.write_text(render(collect(), read_record(Path(sys.argv[1]))))
