"""Some APIs answer 200 to everything, and say in the body what became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from terrabind.generic.api import API
from terrabind.generic.description import describe
from terrabind.generic.request import describe_request
from terrabind.rest import Client, errors
from terrabind.spec.values import Value
from tests.rest.fakes import FakeClock

USER: dict[str, Value] = {
    "path": "/rpc",
    "body": {"name": "ana", "role": "reader"},
    "id_from": {"body": "result.id"},
    "failed_when": {"present": ["error"]},
    "create": {"body": {"method": "user.add", "params": "{body}"}},
    "read": {
        "method": "POST",
        "path": "{path}",
        "body": {"method": "user.get", "params": {"id": "{id}"}},
        "select": "result",
        "gone": {"error.code": ["-32001"]},
    },
    "update": {"method": "POST", "path": "{path}", "body": {"method": "user.set", "params": "{body}"}},
    "delete": {"method": "POST", "path": "{path}", "body": {"method": "user.remove", "params": {"id": "{id}"}}},
}


@dataclass
class Rpc:
    """A JSON-RPC server of users. `failures` are answered once each; before that, so many answers get `lost`."""

    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    lost: int = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one call with the status 200."""
        asked = json.loads(request.content)
        self.methods.append(asked["method"])
        if self.lost:
            self.lost -= 1
            raise httpx.ReadError("cut")
        if self.failures:
            return httpx.Response(200, json=self.failures.pop(0))
        return httpx.Response(200, json=self.answer(asked["method"], asked["params"]))

    def answer(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Do what is asked."""
        if method in ("user.add", "user.set"):
            self.users["7"] = params
            return {"error": None, "result": {"id": "7"}}
        if params["id"] not in self.users:
            return {"error": {"code": -32001, "message": "no such user"}}
        user = self.users.pop("7") if method == "user.remove" else self.users["7"]
        return {"error": None, "result": user}

    def client(self) -> Client:
        """A client of this server."""
        settings: dict[str, Value] = {"base_url": "https://api.example"}
        return Client(API, settings, transport=httpx.MockTransport(self), clock=FakeClock())


async def test_an_object_lives_behind_one_address_that_always_answers_200() -> None:
    """Made, read, gone and deleted although it is gone: each told by the body alone."""
    server = Rpc()
    made = describe(USER)
    async with server.client() as client:
        outcome = await client.create(made.resource, made.values)
        held = describe({**USER, "id": outcome.values["id"]})
        assert (await client.read(held.resource, held.values) or {})["body"] == USER["body"]
        server.users.clear()
        assert await client.read(held.resource, held.values) is None
        await client.delete(held.resource, held.values)
    assert outcome.values["id"] == "7"


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ({"error": {"code": -32602, "message": "role is unknown"}}, errors.InvalidError, "role is unknown"),
        ({"error": "role is unknown"}, errors.InvalidError, "role is unknown"),
        ({"error": {"code": 409, "message": "ana is taken"}}, errors.ExistsError, "ana is taken"),
        ({"error": {"code": 403, "message": "not you"}}, errors.ForbiddenError, "not you"),
    ],
)
async def test_a_refusal_in_the_body_is_an_error_with_its_message(
    answer: dict[str, Any], kind: type[errors.RestError], words: str
) -> None:
    """Nothing was made, so nothing is kept; a code that is an HTTP status means what the status would."""
    server, made = Rpc(failures=[answer]), describe(USER)
    async with server.client() as client:
        with pytest.raises(kind, match=words) as caught:
            await client.create(made.resource, made.values)
    assert isinstance(caught.value, errors.ExistsError) or "failed_when" in caught.value.detail
    assert (server.methods, server.users) == (["user.add"], {})


@pytest.mark.promise(1)
async def test_a_lost_create_whose_id_is_not_known_is_not_looked_up_without_it() -> None:
    """A look without the id finds nothing, which proves nothing: the create would be sent twice."""
    server, made = Rpc(lost=1), describe(USER)
    async with server.client() as client:
        with pytest.raises(errors.IncompleteError, match="may or may not"):
            await client.create(made.resource, made.values)
    assert server.methods == ["user.add"]


async def test_a_read_that_fails_with_200_leaves_the_state_alone() -> None:
    """Anything but the named mark proves nothing."""
    server, held = Rpc(failures=[{"error": {"code": -32000, "message": "locked"}}]), describe({**USER, "id": "7"})
    async with server.client() as client:
        with pytest.raises(errors.InvalidError, match="locked"):
            await client.read(held.resource, held.values)


@pytest.mark.promise(10)
async def test_a_code_in_the_body_means_what_the_status_would() -> None:
    """An object is gone by its 404, wherever that stands."""
    held = describe({**USER, "id": "7"})
    async with Rpc(failures=[{"error": {"code": 404, "message": "none"}}]).client() as client:
        assert await client.read(held.resource, held.values) is None


async def test_an_update_that_fails_with_200_is_an_error() -> None:
    """The state holds what the server has, and the next plan shows the rest."""
    server = Rpc(users={"7": {"name": "ana", "role": "reader"}})
    before = describe({**USER, "id": "7"})
    after = describe({**USER, "id": "7", "body": {"name": "ana", "role": "writer"}})
    server.failures.append({"error": {"code": -32602, "message": "role is unknown"}})
    async with server.client() as client:
        with pytest.raises(errors.IncompleteError, match="role is unknown") as caught:
            await client.update(after.resource, before.values, after.values)
    assert (caught.value.values or {})["body"] == USER["body"]


async def test_a_question_of_the_users_own_fails_alike() -> None:
    """A data source would otherwise hand the error on as a value."""
    server = Rpc(failures=[{"status": "error", "reason": "too much"}])
    question: dict[str, Value] = {"path": "/rpc", "method": "POST", "body": {"method": "x", "params": {}}}
    asked = describe_request({**question, "failed_when": {"equals": {"status": ["error"]}}})
    async with server.client() as client:
        with pytest.raises(errors.InvalidError, match="too much"):
            await client.ask(asked.resource, asked.values)
