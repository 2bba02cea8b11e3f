"""Which of the browser tests this machine can run; a plugin, so that every run says what it went without."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.review.browser.chromium import find

AXE: Final = Path(__file__).parents[3] / ".venv" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
"""The accessibility checker, as make installs it from npm."""


def list_missing() -> tuple[str, ...]:
    """Return what keeps tests away."""
    return tuple(name for name, lacks in (("chromium", not find()), ("axe-core", not AXE.is_file())) if lacks)


def pytest_report_header() -> str:
    """Say in one line whether the review page is opened in a browser."""
    missing = list_missing()
    return f"browser: {'without ' + ', '.join(missing) if missing else 'chromium, axe-core'}"
