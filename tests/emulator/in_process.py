"""An emulator without sockets: httpx talks to its application, and a cut connection is an error of httpx's.

`httpx.ASGITransport` alone would let the emulator's `ConnectionCutError` through, which no network ever raises, and
knows no timeouts. `InProcess` turns the one into `RemoteProtocolError`, as a server that closes does, and has the
read timeout.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from terrabind.apis import load_catalogue
from terrabind.emulator import SYSTEM_CLOCK, Clock, ConnectionCutError, Emulator, EmulatorOptions
from terrabind.emulator.variants import parse_variants

CATALOGUE = load_catalogue()


class InProcess(httpx.AsyncBaseTransport):
    """A transport into one emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self._inner = httpx.ASGITransport(app=emulator.asgi)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Serve one request. Raises httpx's errors where a real connection would have them."""
        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("read")):
                return await self._inner.handle_async_request(request)
        except TimeoutError as error:
            raise httpx.ReadTimeout("the emulator did not answer in time", request=request) from error
        except ConnectionCutError as error:
            raise httpx.RemoteProtocolError(str(error), request=request) from error


def emulate(api: str, *variants: str, clock: Clock = SYSTEM_CLOCK, **options: Any) -> Emulator:
    """Build the emulator of an API of the catalogue with these variants; `options` are `EmulatorOptions` fields."""
    chosen = EmulatorOptions(variants=parse_variants(variants), **options)
    return Emulator(CATALOGUE.apis[api], tuple(CATALOGUE.resources.values()), chosen, clock)


def connect(emulator: Emulator, **headers: str) -> httpx.AsyncClient:
    """Open a client to an emulator; underscores in header names stand for dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.AsyncClient(transport=InProcess(emulator), base_url="http://emulator", headers=named)
