"""The reliability page is what the tests are, and the record of a run is what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises.recording import Record, read_record
from tests.promises.report import PAGE, collect, counts, counts_on, render
from tests.promises.sentences import NOT_CLAIMED, PROMISES

pytest_plugins = ["pytester"]
SAMPLE = """
import pytest

@pytest.mark.promise(2)
@pytest.mark.parametrize("n", [1, 2])
def test_marked(n):
    assert n == 1

def test_promise_03_named():
    pass
"""


@pytest.fixture(scope="module")
def collected() -> Record:
    """Every test that shows a promise."""
    return collect()


def test_the_page_tells_every_case_that_exists(collected: Record) -> None:
    """A page that was written before the last test would tell of another program (`make reliability` writes it)."""
    assert counts_on(PAGE.read_text()) == counts(collected)


def test_every_promise_is_shown_or_said_not_to_be_claimed(collected: Record) -> None:
    """A promise that nobody tries must not be missing in silence."""
    untried = {number for number, tried in counts(collected).items() if not tried}
    assert untried == set(NOT_CLAIMED)
    assert list(PROMISES) == list(range(1, 49))


def test_no_case_on_the_page_failed() -> None:
    """The page is committed from a run in which everything passed, and everything ran."""
    page = PAGE.read_text()
    assert page.count("all pass") == len(PROMISES) - len(NOT_CLAIMED)


@pytest.mark.parametrize("arguments", [[], ["-n1"]], ids=["alone", "with-workers"])
def test_outcomes_are_recorded_and_merged(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]
) -> None:
    """The full run has workers, and a second run of a few tests must not forget the others."""
    monkeypatch.setenv("PYTHONPATH", str(PAGE.parents[2]))
    pytester.makeini("[pytest]\nmarkers = promise(number): shown")
    test = pytester.makepyfile(SAMPLE)
    file = tmp_path / "promises.json"
    plugins = ("-p", "tests.promises.recording", f"--promises={file}")
    pytester.runpytest_subprocess(*plugins, *arguments, test)
    pytester.runpytest_subprocess(*plugins, *arguments, f"{test}::test_promise_03_named")
    outcomes = {name.split("::")[1]: entry["outcome"] for name, entry in read_record(file).items()}
    assert outcomes == {"test_marked[1]": "passed", "test_marked[2]": "failed", "test_promise_03_named": "passed"}


def test_a_page_shows_what_failed_and_what_did_not_run() -> None:
    """A promise is kept when every case of it passed, and not otherwise."""
    found: Record = {f"tests/a.py::t{n}": {"promises": [1], "outcome": ""} for n in (1, 2, 3)}
    ran: Record = {
        "tests/a.py::t1": {"promises": [1], "outcome": "passed"},
        "tests/a.py::t2": {"promises": [1], "outcome": "failed"},
    }
    assert f"| 1 | {PROMISES[1]} | 3 | 1 failed, 1 not run, 1 passed | `a.py` |" in render(found, ran)
