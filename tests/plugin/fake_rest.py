"""A small JSON API of nobody's in particular: collections whose objects get numbers, and single objects at a path."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from terrabind.plugin.managed import GENERIC
from terrabind.plugin.provider import Transport
from terrabind.rest import Client, Options
from terrabind.spec.api import Api
from terrabind.spec.values import Value, Values
from tests.plugin.rig import Connection
from tests.rest.fakes import FakeClock

BASE = "http://api.example/base"
BLOCK: Values = {"rest": {"base_url": BASE, "auth": {"bearer": "canary-bearer"}}}
Fault = Callable[[httpx.Request], httpx.Response | None]


@dataclass
class FakeRest:
    """Keeps objects by their path below the base address.

    `added` are members that the server sets itself, `hidden` those that it never shows. `fault` may answer in its
    place, `clock` is the time of its clients.
    """

    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    added: dict[str, Any] = field(default_factory=lambda: {"created": "now", "state": "ready"})
    hidden: tuple[str, ...] = ()
    fault: Fault = lambda _request: None
    asked: list[httpx.Request] = field(default_factory=list)
    clock: FakeClock = field(default_factory=FakeClock)
    number: int = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.asked.append(request)
        path = request.url.path.removeprefix("/base")
        answer = self.fault(request) or getattr(self, request.method.lower())(path, request)
        assert isinstance(answer, httpx.Response)
        return answer

    def post(self, path: str, request: httpx.Request) -> httpx.Response:
        """Make an object of a collection."""
        self.number += 1
        made = {**json.loads(request.content), "id": self.number, **self.added}
        self.objects[f"{path}/{self.number}"] = made
        return httpx.Response(201, json=self.shown(made))

    def put(self, path: str, request: httpx.Request) -> httpx.Response:
        """Make or replace the object of this path."""
        known = self.objects.get(path, self.added)
        kept = {name: known[name] for name in ("id", *self.added) if name in known}
        self.objects[path] = {**json.loads(request.content), **kept}
        return httpx.Response(200, json=self.shown(self.objects[path]))

    def patch(self, path: str, request: httpx.Request) -> httpx.Response:
        """Change some members."""
        for name, value in json.loads(request.content).items():
            self.objects[path][name] = value
        return httpx.Response(200, json=self.shown(self.objects[path]))

    def get(self, path: str, request: httpx.Request) -> httpx.Response:
        """Show an object, or a page of a collection."""
        if path in self.objects:
            return httpx.Response(200, json=self.shown(self.objects[path]), headers={"X-Request-Id": "r-1"})
        rows = [self.shown(each) for name, each in self.objects.items() if name.rpartition("/")[0] == path]
        if not rows:
            return httpx.Response(404, json={"error": {"message": "no such thing"}}, headers={"X-Request-Id": "r-404"})
        start = int(request.url.params.get("start", "0"))
        following = str(start + 2) if start + 2 < len(rows) else ""
        return httpx.Response(200, json={"data": rows[start : start + 2], "next": following})

    def delete(self, path: str, _request: httpx.Request) -> httpx.Response:
        """Take an object away."""
        return httpx.Response(404 if self.objects.pop(path, None) is None else 204)

    def shown(self, made: dict[str, Any]) -> dict[str, Any]:
        """What anybody gets to see of an object."""
        return {name: value for name, value in made.items() if name not in self.hidden}

    def connect(self, api: Api, settings: Values, transport: Transport) -> Client:
        """Make a client that talks to this server, whatever the address."""
        return Client(
            api,
            settings,
            options=Options(timeout=transport.timeout, max_retries=transport.max_retries),
            transport=httpx.MockTransport(self),
            clock=self.clock,
            locks=transport.locks,
        )

    def connection(self, block: Values = BLOCK) -> Connection:
        """A connection whose provider is configured for this server."""
        made = Connection(connect=self.connect)
        assert made.configure(block) == []
        return made

    @property
    def lines(self) -> list[str]:
        """What was asked, as method and path."""
        return [f"{request.method} {request.url.path.removeprefix('/base')}" for request in self.asked]

    def sent(self, method: str) -> list[Any]:
        """The bodies that were sent by a method."""
        return [json.loads(request.content) for request in self.asked if request.method == method]


def thing(**changes: Value) -> dict[str, Value]:
    """A configuration of one object in a collection, with changes."""
    return {"path": "/things", "body": {"name": "one", "size": 3, "tags": ["a", "b"]}, **changes}


__all__ = ["BASE", "BLOCK", "GENERIC", "FakeRest", "thing"]
