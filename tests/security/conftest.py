"""The emulators and working folders of the end-to-end tests, used here too."""

from __future__ import annotations

from tests.e2e.conftest import apis, modern, shared_apis, workspace

__all__ = ["apis", "modern", "shared_apis", "workspace"]
