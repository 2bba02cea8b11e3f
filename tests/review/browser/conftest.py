"""One browser for all tests of a file; where there is none, its tests are not collected, and the header says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from terrabind.review.render.html import write
from terrabind.review.report import Report
from tests.review.browser.availability import list_missing
from tests.review.browser.chromium import Browser, launch
from tests.review.browser.pages import make_report

collect_ignore_glob = ["test_*.py"] if "chromium" in list_missing() else ["test_axe.py"] if list_missing() else []


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, with a page that the test opens."""
    with launch(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(scope="module")
def save(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Report], Path]:
    """Writes a report's page to a file."""

    def save(report: Report) -> Path:
        file = tmp_path_factory.mktemp("page") / "review.html"
        file.write_text(write(report), encoding="utf-8")
        return file

    return save


@pytest.fixture(scope="module")
def page(save: Callable[[Report], Path]) -> Path:
    """The page on which a little of everything happens."""
    return save(make_report())
