"""What the user is told when the API refuses."""

from __future__ import annotations

import httpx
import pytest

from terrabind.rest.errors import ExistsError, RedirectedError
from tests.features.cases import thing
from tests.rest.fakes import Server
from tests.rest.things import connect


@pytest.mark.promise(3)
@pytest.mark.parametrize("on_existing", ["refuse", "adopt"])
async def test_a_conflict_tells_what_the_server_said_where_nothing_can_be_looked_up(on_existing: str) -> None:
    """Without a search nobody knows which object it is; the server's own words are all that helps."""
    server = Server(lambda _: httpx.Response(409, json={"message": "the name mine is taken"}))
    made = thing(body={"name": "mine"})
    async with connect(server, None) as client:
        with pytest.raises(ExistsError, match="the name mine is taken"):
            await client.create(made.resource, made.values, on_existing=on_existing)
    assert server.lines == ["POST /v1/things"]


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("/login?next=canary", "go to /login\n"),
        ("https://user@sso.example/in?t=canary", "go to https://sso.example/in\n"),
    ],
)
async def test_a_redirect_is_shown_as_it_was_given_but_for_what_may_be_secret(location: str, shown: str) -> None:
    """Where the server wanted to go is the hint that a path is wrong or a login is missing."""
    away = httpx.Response(302, headers={"Location": location})
    sought = thing(id="1", body={"name": "mine"})
    async with connect(lambda _: away, None) as client:
        with pytest.raises(RedirectedError) as failed:
            await client.read(sought.resource, sought.values)
    assert shown in failed.value.detail
    assert "canary" not in failed.value.detail
