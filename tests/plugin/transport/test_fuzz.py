"""Nonsense neither crashes nor hangs the transport: fifteen seconds of it, and sixty with `TERRABIND_CHAOS=full`."""

from __future__ import annotations

import asyncio
import os
import random
import time

import pytest

from terrabind.plugin.transport import Call
from tests.plugin.transport.fuzz import Conversation, converse, fuzz
from tests.plugin.transport.serving import serving
from tests.plugin.transport.wire import OPENING

FULL = os.environ.get("TERRABIND_CHAOS") == "full"
SHARDS = 3
SHARD_SECONDS = 16.0 if FULL else 4.0
SOCKET_SECONDS = 12.0 if FULL else 3.0
CONVERSATIONS_APART = 10**9


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_the_protocol_survives_a_fuzzer(shard: int) -> None:
    """What a peer sends is the one input nobody can review; each shard starts elsewhere on every day."""
    day = int(time.time()) // 86_400
    assert fuzz(SHARD_SECONDS, (day * SHARDS + shard) * CONVERSATIONS_APART) > 100


@pytest.mark.slow
async def test_the_server_survives_a_fuzzer_on_its_socket() -> None:
    """Tasks, timers and streams meet the same nonsense, and a proper client beside it notices nothing."""
    chosen = random.Random(int(time.time()) // 86_400)  # noqa: S311 - any numbers will do

    async def answer(payload: bytes, _call: Call) -> bytes:
        await asyncio.sleep(chosen.choice((0, 0, 0.001, 0.01)))
        return payload

    handlers = {f"/s/{number}": answer for number in range(8)}
    async with serving(handlers) as served, served.method("/s/1") as method:
        end = time.monotonic() + SOCKET_SECONDS
        while time.monotonic() < end:
            await asyncio.gather(*(talk(served.address, chosen.getrandbits(60)) for _ in range(10)))
            assert await asyncio.wait_for(method(b"still here"), 5) == b"still here"
        await settled(lambda: served.server.connections == 1)


def test_conversations_that_were_tried_before_stay_harmless() -> None:
    """The same three hundred on every run, so that a change is judged by the same measure."""
    for number in range(300):
        assert converse(number) > 0


async def talk(address: str, number: int) -> None:
    """Say what a conversation says over a real socket, and read for a moment or not at all."""
    conversation = Conversation(number)
    reader, writer = await asyncio.open_unix_connection(address)
    writer.write(conversation._damaged(OPENING + b"".join(conversation._frame() for _ in range(60))))
    try:
        async with asyncio.timeout(0.05 * (number % 3)):
            while await reader.read(65_536):
                pass
    except (TimeoutError, ConnectionError):
        pass  # most conversations end badly, which is their purpose
    finally:
        writer.transport.abort()


async def settled(condition: object) -> None:
    """Wait until `condition` holds; fails after five seconds."""
    assert callable(condition)
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the server has no event for this, and needs none
            await asyncio.sleep(0.01)
