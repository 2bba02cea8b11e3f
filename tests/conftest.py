"""What every test stands on: asyncio alone, and none of the user's own settings."""

from __future__ import annotations

import os

import pytest

pytest_plugins = ["tests.promises.recording", "tests.review.browser.availability", "tests.servers.catalogue"]

_PRIVATE = ("TF_", "TOFU_", "TERRABIND_", "FIREWORKS_", "ECS_", "K0RDENT_", "REST_", "CDKTF_")


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
