"""Collections that are asked for by a body take their pages' parameters there, too."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from terrabind.generic.api import API
from terrabind.generic.description import describe
from terrabind.generic.request import describe_request
from terrabind.rest import Client
from terrabind.spec.values import Value
from tests.rest.fakes import FakeClock

ROWS = [{"id": str(number), "name": f"row {number}"} for number in range(5)]
BY_TOKEN: dict[str, Value] = {"token_param": "paging.cursor", "token_from": "next", "limit_param": "size", "limit": 2}


class Search:
    """Answers searches by two rows, from the cursor, the offset or the page that the body names."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one search."""
        asked = json.loads(request.content)
        self.asked.append(asked)
        assert not request.url.query
        start = int(asked.get("paging", {}).get("cursor") or asked.get("from") or 2 * asked.get("page", 0))
        return httpx.Response(
            200, json={"rows": ROWS[start : start + 2], "next": str(start + 2) if start < 3 else None}
        )

    def client(self) -> Client:
        """A client of this server."""
        settings: dict[str, Value] = {"base_url": "https://api.example"}
        return Client(API, settings, transport=httpx.MockTransport(self), clock=FakeClock())


@pytest.mark.parametrize(
    ("page", "second"),
    [
        (BY_TOKEN, {"q": "x", "size": 2, "paging": {"deep": True, "cursor": "2"}}),
        ({"offset_param": "from", "limit_param": "size", "limit": 2}, {"q": "x", "size": 2, "from": 2}),
        ({"page_param": "page", "first": 0}, {"q": "x", "page": 1}),
    ],
)
async def test_every_page_is_asked_for_by_the_body(page: dict[str, Value], second: dict[str, Any]) -> None:
    """In the query it would be overlooked, and the first page would come for ever."""
    server = Search()
    body: dict[str, Value] = {"q": "x", **({"paging": {"deep": True}} if "token_param" in page else {})}
    asked = describe_request(
        {"path": "/search", "method": "POST", "body": body, "select": "rows", "page": {**page, "in_body": True}}
    )
    async with server.client() as client:
        answer = await client.ask(asked.resource, asked.values)
    assert (answer.body, server.asked[1] | {"q": "x"}) == (ROWS, second)


async def test_an_object_is_searched_for_by_pages_in_the_body() -> None:
    """With a body of its own, or with nothing but the page."""
    search: Value = {"items": "rows", "match": {"id": "{id}"}, "page": {**BY_TOKEN, "in_body": True}}
    for body in ({"q": "x"}, None):
        held = describe(
            {"path": "/s", "id": "4", "body": {}, "read": {"method": "POST", "body": body, "search": search}}
        )
        async with Search().client() as client:
            assert await client.read(held.resource, held.values) is not None
