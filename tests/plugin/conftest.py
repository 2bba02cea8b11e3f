"""A configured connection to the servicer, with the emulated APIs behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.plugin.rig import Apis, Connection


@pytest.fixture
def apis() -> Apis:
    """The three APIs, empty."""
    return Apis()


@pytest.fixture
async def connection(apis: Apis) -> AsyncIterator[Connection]:
    """A connection whose provider is configured for all three."""
    made = Connection(connect=apis.connect)
    made.configure()
    yield made
    await made.close()
