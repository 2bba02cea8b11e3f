"""What Terraform keeps of an object, and what it never gets to see: the plugin itself, over a small server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from terrabind.plugin.provider import Transport
from terrabind.rest import Client, Options
from terrabind.spec.api import Api
from terrabind.spec.values import Value, Values
from tests.plugin.rig import Connection, Held
from tests.rest.fakes import FakeClock, Server

TYPE = "terrabind_rest_resource"
DOG: Values = {"path": "/dogs", "body": {"name": "Rex"}}
SENT = (("Rex", 1), ("Rex", 2), ("Max", 2))
POLLS = {
    "fails": httpx.Response(500),
    "ends badly": httpx.Response(200, json={"state": "burnt"}),
    "never ends": httpx.Response(200, json={"state": "cooking"}),
}


@dataclass
class Dogs:
    """A collection; what it is asked about a dog that is still being made is answered by `cooking`."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    cooking: httpx.Response | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Make, replace or show a dog."""
        name = request.url.path.removeprefix("/dogs").strip("/")
        if request.method in ("POST", "PUT"):
            name = name or str(len(self.rows) + 1)
            self.rows[name] = {**json.loads(request.content), "id": name}
            return httpx.Response(202 if self.cooking else 200, json={"id": name})
        if self.cooking is not None:
            return self.cooking
        shown = {key: value for key, value in self.rows.get(name, {}).items() if key != "password"}
        return httpx.Response(200, json=shown) if shown else httpx.Response(404, json={"message": "no such dog"})


@pytest.fixture
def clock() -> FakeClock:
    """The plugin's time."""
    return FakeClock()


@pytest.fixture
def dogs() -> Server:
    """The API, and a record of what it was asked."""
    return Server(Dogs())


@pytest.fixture
async def connection(dogs: Server, clock: FakeClock) -> AsyncIterator[Connection]:
    """Terraform's connection to a plugin whose network leads to the API."""

    def connect(api: Api, settings: Values, transport: Transport) -> Client:
        options = Options(max_retries=transport.max_retries)
        return Client(api, settings, options=options, transport=httpx.MockTransport(dogs), clock=clock)

    connection = Connection(connect=connect)
    assert connection.configure({"rest": {"base_url": "http://api"}}) == []
    yield connection
    await connection.close()


@pytest.mark.promise(10)
async def test_an_object_that_is_gone_leaves_the_state_and_is_planned_anew(
    dogs: Server, connection: Connection, clock: FakeClock
) -> None:
    """Somebody deleted it: the refresh says so, and the plan is a create."""
    made = await connection.apply(TYPE, Held(), DOG)
    dogs.handle = lambda _: httpx.Response(404, json={"message": "no such dog"})
    clock.seconds += 60  # What was made just now may be invisible for a while, and is waited for.
    gone = await connection.read(TYPE, made)
    assert (made.values["id"], gone.state, gone.failed) == ("1", None, False)
    assert connection.plan(TYPE, gone, DOG).diagnostics == []
    assert dogs.lines == ["POST /dogs", "GET /dogs/1", "GET /dogs/1"]


@pytest.mark.promise(4)
@pytest.mark.parametrize("poll", POLLS.values(), ids=POLLS)
async def test_a_failed_poll_leaves_the_object_in_the_state_as_tainted(
    dogs: Server, connection: Connection, poll: httpx.Response
) -> None:
    """A state beside an error is how Terraform knows a tainted object: it is made anew, and never orphaned."""
    dogs.handle = Dogs(cooking=poll)
    wait: Value = {"create": {"status_from": {"body": "state"}, "success": ["done"], "pending": ["cooking"]}}
    made = await connection.apply(TYPE, Held(), {**DOG, "wait": wait})
    assert made.failed
    assert (made.values["id"], made.values["body"]) == ("1", {"name": "Rex"})
    assert dogs.count("POST") == 1


@pytest.mark.promise(32)
async def test_a_write_only_body_is_sent_and_stored_nowhere(dogs: Server, connection: Connection) -> None:
    """Neither in the state nor beside it. It goes along with every write, and a new version alone is one, too."""
    config = {**DOG, "write_only_body": {"password": "canary-1"}, "write_only_version": 1}
    made = await connection.apply(TYPE, Held(), config)
    again = {**config, "write_only_body": {"password": "canary-2"}, "write_only_version": 2}
    changed = await connection.apply(TYPE, made, again)
    renamed = await connection.apply(TYPE, changed, {**again, "body": {"name": "Max"}})
    sent = [request.content.decode() for request in dogs.asked if request.method != "GET"]
    assert sent == [f'{{"name":"{name}","password":"canary-{version}"}}' for name, version in SENT]
    assert (renamed.failed, renamed.values["body"], renamed.values["write_only_version"]) == (False, {"name": "Max"}, 2)
    assert "canary" not in f"{made} {changed} {renamed}"
