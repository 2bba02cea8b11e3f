"""What the guide "More APIs, in short" says of servers that were tried by hand, repeated on small ones of our own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from terrabind.generic.api import API
from terrabind.generic.description import describe
from terrabind.rest import Client
from terrabind.spec.values import Value
from tests.rest.fakes import FakeClock

GRANT: dict[str, Value] = {
    "path": "/users/7/role-mappings",
    "body": {"id": "r-1", "name": "buyer"},
    "create": {"body": ["{body}"]},
    "read": {"search": {"match": {"name": "{body.name}"}}, "gone_codes": [404]},
    "update": {"strategy": "none"},
    "delete": {"path": "{path}", "body": [{"id": "{body.id}", "name": "{body.name}"}]},
}
_KEY: dict[str, Value] = {name: f"{{body.key.{name}}}" for name in ("user", "relation", "object")}
TUPLE: dict[str, Value] = {
    "path": "/stores/s",
    "id_from": {"value": "{body.key.object}#{body.key.relation}@{body.key.user}"},
    "body": {"key": {"user": "user:ana", "relation": "reader", "object": "doc:plan"}},
    "create": {"path": "{path}/write", "body": {"writes": {"tuple_keys": ["{body.key}"]}}},
    "read": {
        "method": "POST",
        "body": {"page_size": 1},
        "search": {
            "path": "{path}/read",
            "items": "tuples",
            "page": {"in_body": True, "token_param": "token", "token_from": "token"},
            "match": {f"key.{name}": text for name, text in _KEY.items()},
        },
        "gone": {"code": ["invalid_write"]},
    },
    "update": {"strategy": "none"},
    "delete": {"method": "POST", "path": "{path}/write", "body": {"deletes": {"tuple_keys": [_KEY]}}},
}
TREE: dict[str, Value] = {
    "path": "/config/servers/shop",
    "body": {"listen": [":8443"]},
    "create": {"method": "PUT"},
    "read": {"gone_when_empty": True},
    "update": {"method": "PATCH"},
}


@dataclass
class Servers:
    """The roles of a user as a list, tuples by write and read, and a tree that says null of what it has not."""

    roles: list[dict[str, str]] | None = field(default_factory=lambda: [{"id": "r-0", "name": "default"}])
    tuples: list[dict[str, str]] = field(default_factory=lambda: [{"user": "user:bo"}])
    tree: dict[str, Any] = field(default_factory=dict)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        sent = json.loads(request.content) if request.content else None
        if request.url.path.startswith("/stores"):
            return self.tuple(request.url.path, sent)
        return self.role(request.method, sent) if "role" in request.url.path else self.branch(request, sent)

    def role(self, method: str, sent: Any) -> httpx.Response:
        """Add, list or take away roles; 404 when there is no such user."""
        if self.roles is None:
            return httpx.Response(404, json={"error": "User not found"})
        if method == "GET":
            return httpx.Response(200, json=self.roles)
        self.roles = [each for each in self.roles if each not in sent] + (sent if method == "POST" else [])
        return httpx.Response(204)

    def tuple(self, path: str, sent: Any) -> httpx.Response:
        """Write or delete tuples, or show one at a time."""
        if path.endswith("read"):
            start = int(sent.get("token") or 0)
            token = str(start + 1) if start + 1 < len(self.tuples) else ""
            shown = [{"key": each, "timestamp": "now"} for each in self.tuples[start : start + 1]]
            return httpx.Response(200, json={"tuples": shown, "token": token})
        if "writes" in sent:
            self.tuples += sent["writes"]["tuple_keys"]
        elif any(each not in self.tuples for each in sent["deletes"]["tuple_keys"]):
            return httpx.Response(400, json={"code": "invalid_write", "message": "it does not exist"})
        else:
            self.tuples = [each for each in self.tuples if each not in sent["deletes"]["tuple_keys"]]
        return httpx.Response(200, json={})

    def branch(self, request: httpx.Request, sent: Any) -> httpx.Response:
        """Show, put or take away a branch of the tree."""
        if request.method == "GET":
            return httpx.Response(200, json=self.tree.get(request.url.path))
        if request.method == "DELETE":
            return httpx.Response(404 if self.tree.pop(request.url.path, None) is None else 200)
        if request.method == "PUT" and request.url.path in self.tree:
            return httpx.Response(409, json={"error": "key already exists"})
        self.tree[request.url.path] = sent
        return httpx.Response(200)

    def client(self) -> Client:
        """A client of these servers."""
        settings: dict[str, Value] = {"base_url": "https://api.example"}
        return Client(API, settings, transport=httpx.MockTransport(self), clock=FakeClock())


async def made(client: Client, values: dict[str, Value]) -> dict[str, Value]:
    """Create an object, which must be there as it was sent, and return its attributes."""
    described = describe(values)
    outcome = await client.create(described.resource, described.values)
    assert (outcome.values["body"], outcome.notices) == (values["body"], ())
    return {**values, "id": outcome.values["id"]}


async def is_there(client: Client, values: dict[str, Value]) -> bool:
    """Tell whether an object is there, by a new look."""
    described = describe(values)
    return await client.read(described.resource, described.values) is not None


async def remove(client: Client, values: dict[str, Value]) -> None:
    """Delete an object."""
    described = describe(values)
    await client.delete(described.resource, described.values)


async def test_a_role_is_a_member_of_a_list() -> None:
    """Added by a list of one, removed by another; it is gone with its user."""
    server = Servers()
    async with server.client() as client:
        held = await made(client, GRANT)
        assert held["id"] == "r-1"
        await remove(client, held)
        assert server.roles == [{"id": "r-0", "name": "default"}]
        server.roles = None
    async with server.client() as client:
        assert not await is_there(client, held)


async def test_a_tuple_is_written_found_and_deleted_by_what_it_says() -> None:
    """It is on the second page, and deleting what somebody else deleted is a success."""
    server = Servers()
    async with server.client() as client:
        held = await made(client, TUPLE)
        assert held["id"] == "doc:plan#reader@user:ana"
        server.tuples.pop()
        await remove(client, held)
    assert server.tuples == [{"user": "user:bo"}]


async def test_a_branch_of_a_tree_is_gone_when_it_is_null() -> None:
    """It is looked for before it is made, and found to be gone, with the status 200."""
    server = Servers()
    async with server.client() as client:
        held = await made(client, TREE)
        planned = describe({**held, "body": {"listen": [":9443"]}})
        await client.update(planned.resource, describe(held).values, planned.values)
        assert server.tree == {"/config/servers/shop": {"listen": [":9443"]}}
        server.tree.clear()
        assert not await is_there(client, held)
