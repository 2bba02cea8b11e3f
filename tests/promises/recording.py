"""A pytest plugin that records which test shows which promise, and what came of it.

A test shows a promise by `@pytest.mark.promise(12)` or by a name that begins with `test_promise_12_`. With
`--promises FILE` the outcomes are written to FILE, merged with what earlier runs of other tests wrote there; under
xdist the workers report and the controller writes.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TypedDict

import pytest

_NAMED = re.compile(r"test_promise_(\d+)_")
_PROPERTY = "promises"


class Entry(TypedDict):
    """One test: the promises that it shows and its outcome, empty when it was only collected."""

    promises: list[int]
    outcome: str


Record = dict[str, Entry]
"""Tests by their id."""


class Recorder:
    """Collects the entries of one session and writes them at its end."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._entries: Record = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note what was collected, and let each test's reports carry its promises."""
        for item in items:
            numbers = promises_of(item)
            if numbers:
                item.user_properties.append((_PROPERTY, numbers))
                self._entries[item.nodeid] = {"promises": numbers, "outcome": ""}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note an outcome; a test passes when its call does and nothing around it fails."""
        numbers = next((value for name, value in report.user_properties if name == _PROPERTY), None)
        if not isinstance(numbers, list):
            return
        entry = self._entries.setdefault(report.nodeid, {"promises": numbers, "outcome": ""})
        if report.failed or (report.skipped and entry["outcome"] != "failed"):
            entry["outcome"] = report.outcome
        elif report.when == "call" and not entry["outcome"]:
            entry["outcome"] = "passed"

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the record, unless this is a worker."""
        if hasattr(session.config, "workerinput"):
            return
        known = read_record(self._file)
        for test, entry in self._entries.items():
            if entry["outcome"] or test not in known:
                known[test] = entry
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n")


def promises_of(item: pytest.Item) -> list[int]:
    """Return the numbers of the promises that a test shows."""
    return sorted({number for mark in item.iter_markers("promise") for number in mark.args})


def read_record(file: Path) -> Record:
    """Return what was recorded in a file, nothing when there is none."""
    found: Record = json.loads(file.read_text()) if file.exists() else {}
    return found


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that are named after a promise, so that `-m promise` finds them too."""
    for item in items:
        named = _NAMED.match(item.name)
        if named:
            item.add_marker(pytest.mark.promise(int(named[1])))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer `--promises FILE`."""
    parser.addoption("--promises", metavar="FILE", type=Path, help="record the outcomes of tests that show a promise")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to record where that is asked for."""
    file = config.getoption("promises")
    if file is not None:
        config.pluginmanager.register(Recorder(Path(file)), "promise-recorder")
