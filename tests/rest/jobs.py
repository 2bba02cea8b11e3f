"""A server of teams, some of whose work goes on after its answers, for objects that are described when used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from terrabind.generic.api import API
from terrabind.generic.description import describe
from terrabind.rest import Client, Outcome
from terrabind.spec.values import Value, Values
from tests.rest.fakes import FakeClock

Row = dict[str, Any]


@dataclass
class Teams:
    """Keeps teams by number. `answers` are given once each in the place of what it would answer, by method and path.

    `statuses` are what a team says of its own work, one after the other; the last one stays.
    """

    rows: dict[str, Row] = field(default_factory=dict)
    answers: dict[str, list[httpx.Response | Exception]] = field(default_factory=dict)
    statuses: list[str] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)
    soft: bool = False
    created: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.asked.append(request)
        waiting = self.answers.get(self.line(request))
        if waiting:
            answer = waiting.pop(0)
            if isinstance(answer, Exception):
                self.handle(request)
                raise answer
            return answer
        return self.handle(request)

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Do what is asked."""
        name = request.url.path.removeprefix("/v1/teams").strip("/")
        if request.method == "POST":
            name = str(len(self.rows) + 7)
            self.rows[name] = {**json.loads(request.content), "id": int(name), "state": "live"}
            return httpx.Response(201, json=self.created or self.rows[name], headers=dict(self.headers))
        if request.method == "GET" and not name:
            return httpx.Response(200, json=list(self.rows.values()))
        if name not in self.rows and request.method != "PUT":
            return httpx.Response(404, text="no such team")
        if request.method == "GET":
            return httpx.Response(200, json={**self.rows[name], **self.status()})
        if request.method == "DELETE":
            gone = self.rows.pop(name)
            if self.soft:
                self.rows[name] = {**gone, "state": "deleted"}
            return httpx.Response(202, headers=dict(self.headers))
        self.rows[name] = {**self.rows.get(name, {}), **json.loads(request.content)}
        return httpx.Response(204)

    def status(self) -> dict[str, str]:
        """Say the next status."""
        if not self.statuses:
            return {}
        return {"status": self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]}

    def line(self, request: httpx.Request) -> str:
        """A request in one line."""
        return f"{request.method} {request.url.raw_path.decode().removeprefix('/v1')}"

    @property
    def lines(self) -> list[str]:
        """What was asked, in one line each."""
        return [self.line(request) for request in self.asked]


@dataclass
class Desk:
    """A user's side: one client of a server, and the verbs for an object that is described anew each time."""

    server: Teams
    clock: FakeClock = field(default_factory=FakeClock)
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        """Open the client."""
        transport = httpx.MockTransport(self.server)
        self.client = Client(API, {"base_url": "https://api.example/v1"}, transport=transport, clock=self.clock)

    async def create(self, values: Values, on_existing: str = "refuse") -> Outcome:
        """Create an object."""
        described = describe(values)
        return await self.client.create(described.resource, described.values, on_existing=on_existing)

    async def read(self, values: Values) -> dict[str, Value] | None:
        """Read it."""
        described = describe(values)
        return await self.client.read(described.resource, described.values)

    async def update(self, prior: Values, planned: Values) -> Outcome:
        """Change it."""
        before, after = describe({**planned, **prior}), describe(planned)
        return await self.client.update(after.resource, before.values, after.values)

    async def delete(self, values: Values) -> None:
        """Delete it."""
        described = describe(values)
        await self.client.delete(described.resource, described.values)
