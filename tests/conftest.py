"""What every test stands on: asyncio alone, and none of the user's own settings."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import hypothesis
import pytest

# How long an example takes is the machine's business: a busy one must not fail a test.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")

pytest_plugins = [
    "tests.e2e.availability",
    "tests.promises.recording",
    "tests.review.browser.availability",
    "tests.servers.catalogue",
]

_PRIVATE = ("TF_", "TOFU_", "TERRABIND_", "FIREWORKS_", "ECS_", "K0RDENT_", "REST_", "CDKTF_")
_LONG = ("slow", "cdktf_cli", "e2e")
"""The marks of long tests, the longest first."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with long tests come first, so that no worker is alone with one in the end."""
    ranks: dict[Path, int] = {}
    for item in items:
        rank = next((rank for rank, mark in enumerate(_LONG) if item.get_closest_marker(mark)), len(_LONG))
        ranks[item.path] = min(rank, ranks.get(item.path, rank))
    items.sort(key=lambda item: ranks[item.path])


def pytest_collection_finish() -> None:
    """What collecting leaves stays to the end: looking through it for garbage again and again is a tenth of the run."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asyncio is the one event loop that terrabind runs on."""
    return "asyncio"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No credential and no Terraform setting of a developer reaches a test, and no test the network."""
    for name in os.environ:
        if name.startswith(_PRIVATE):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CHECKPOINT_DISABLE", "1")
