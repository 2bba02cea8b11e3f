"""Generic objects as a user writes them, and the small servers that they live on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from terrabind.generic.attributes import ATTRIBUTES
from terrabind.generic.description import Described, describe
from terrabind.spec.values import Value
from tests.rest.fakes import FakeClock

PLAIN: Mapping[str, Value] = {**dict.fromkeys(ATTRIBUTES), "id": None, "path": "/things", "format": "json"}
SEARCH: Mapping[str, Value] = {"items": "data", "match": {"name": "{body.name}"}}


def thing(**values: Value) -> Described:
    """A generic object below `/things`, compiled as the plugin compiles it."""
    return describe({**PLAIN, **values})


def found_by(page: Value = None, **search: Value) -> Described:
    """An object that is read by searching its collection for its name."""
    return thing(id="9", body={"name": "mine"}, read={"search": {**SEARCH, "page": page, **search}})


@dataclass
class Timed:
    """A server that remembers at what second each request came; the first `refused` of them get that answer."""

    clock: FakeClock
    refused: list[httpx.Response] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Refuse, or show a thing."""
        self.times.append(self.clock.seconds)
        if self.refused:
            return self.refused.pop(0)
        return httpx.Response(200, json={"id": request.url.path.rpartition("/")[2], "name": "x"})

    @property
    def gaps(self) -> list[float]:
        """The seconds between one request and the next."""
        return [after - before for before, after in zip(self.times, self.times[1:], strict=False)]


@dataclass
class Crowded(httpx.AsyncBaseTransport):
    """A network that counts how many writes are under way at once."""

    busy: int = 0
    most: int = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Take a few turns of the loop for a write."""
        if request.method == "GET":
            return httpx.Response(200, json={"id": request.url.path.rpartition("/")[2]})
        self.busy += 1
        self.most = max(self.most, self.busy)
        for _ in range(5):
            await asyncio.sleep(0)
        self.busy -= 1
        return httpx.Response(201, json={"id": json.loads(request.content)["id"]})


def raising(error: Callable[[], Exception]) -> Callable[[httpx.Request], httpx.Response]:
    """A network that fails."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise error()

    return fail
