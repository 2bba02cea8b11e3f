"""Which Terraforms this machine has; a plugin, so that every run says what it went without."""

from __future__ import annotations

from tests.e2e.workspace import PROGRAMS, list_terraforms


def pytest_report_header() -> str:
    """Say in one line which Terraforms the end-to-end tests run."""
    found = list_terraforms()
    missing = [program for name, program in PROGRAMS.items() if name not in found]
    there = ", ".join(each.origin for each in found.values())
    return f"terraform: {there}" + (f"; without {' and '.join(missing)} on PATH" if missing else "")
