"""Each way in of the generic API, word for word on the wire, and none of it where it does not belong."""

from __future__ import annotations

import base64

import httpx
import pytest

from terrabind.rest import errors
from terrabind.spec.values import Value
from tests.rest.things import SECRET, Door, connect, read


def key(place: str, name: str = "X-Api-Key", value: str = SECRET) -> dict[str, Value]:
    """A key as the provider block holds it."""
    return {"api_key": {"name": name, "value": value, "in": place}}


async def sent(auth: dict[str, Value] | None, **block: Value) -> httpx.Request:
    """The one request that reading a thing sends."""
    door = Door(knows=lambda _: True)
    async with connect(door, auth, block=block) as client:
        assert await read(client) == {"id": "1", "name": "one"}
    assert (door.asked, len(door.calls)) == ([], 1)
    return door.calls[0]


async def test_a_bearer_token_is_sent_as_it_is() -> None:
    """It belongs to the user."""
    assert (await sent({"bearer": "canary.token~+/="})).headers["Authorization"] == "Bearer canary.token~+/="


async def test_a_user_and_a_password_are_sent_as_basic() -> None:
    """Beyond ASCII in UTF-8 (RFC 7617)."""
    request = await sent({"basic": {"username": "anä", "password": "pass:wörd"}})
    scheme, _, words = request.headers["Authorization"].partition(" ")
    assert (scheme, base64.b64decode(words).decode()) == ("Basic", "anä:pass:wörd")


async def test_a_key_is_sent_in_the_header_of_that_name() -> None:
    """And nowhere else."""
    request = await sent(key("header"))
    assert request.headers["X-Api-Key"] == SECRET
    assert request.url.query == b""
    assert "Authorization" not in request.headers


async def test_a_key_is_sent_at_the_end_of_the_query() -> None:
    """Encoded, so that it stays one value."""
    request = await sent(key("query", "api key"), query={"version": "2"})
    assert request.url.raw_path == b"/v1/things/1?version=2&api%20key=canary%2Fsecret%2B1%20%3D"
    assert "X-Api-Key" not in request.headers


async def test_a_key_alone_begins_the_query() -> None:
    """The path has none."""
    assert (await sent(key("query", "k", "v+"))).url.raw_path == b"/v1/things/1?k=v%2B"


async def test_a_key_is_sent_as_a_cookie() -> None:
    """As it was given; cookies know no escapes."""
    request = await sent(key("cookie", "session", "canary=="))
    assert request.headers["Cookie"] == "session=canary=="


async def test_a_key_comes_behind_the_users_own_cookies() -> None:
    """Two headers of that name would be one too many for some servers."""
    request = await sent(key("cookie", "session", "canary"), headers={"cookie": "theme=dark"})
    assert request.headers.get_list("Cookie") == ["theme=dark; session=canary"]


async def test_cookies_of_the_server_are_not_sent_back() -> None:
    """A balancer's cookie would tie an apply to one node, and a session's would replace the credential."""
    given = httpx.Response(200, json={"id": "1", "name": "one"}, headers={"Set-Cookie": "session=theirs"})
    door = Door(knows=lambda _: True, answers=[given])
    async with connect(door, key("cookie", "session", "canary")) as client:
        await read(client)
        await read(client)
    assert [request.headers["Cookie"] for request in door.calls] == ["session=canary"] * 2


async def test_nothing_is_sent_where_the_api_is_open() -> None:
    """A client certificate may be all there is."""
    request = await sent(None)
    assert {"Authorization", "Cookie", "X-Api-Key"}.isdisjoint(request.headers.keys())
    assert request.url.raw_path == b"/v1/things/1"


async def test_a_credential_wins_over_a_header_of_the_same_name() -> None:
    """Two of them would be a question of which the server reads."""
    request = await sent({"bearer": "canary"}, headers={"authorization": "Basic theirs", "X-Team": "blue"})
    assert request.headers.get_list("Authorization") == ["Bearer canary"]
    assert request.headers["X-Team"] == "blue"


@pytest.mark.promise(31)
@pytest.mark.parametrize(
    ("auth", "attribute"),
    [
        ({"bearer": "canary"}, "rest.auth.bearer"),
        ({"basic": {"username": "ana", "password": "canary"}}, "rest.auth.basic.password"),
        (key("header"), "rest.auth.api_key.value"),
        (key("query"), "rest.auth.api_key.value"),
        (key("cookie", "session"), "rest.auth.api_key.value"),
    ],
)
async def test_a_lasting_credential_that_is_refused_is_sent_once(auth: dict[str, Value], attribute: str) -> None:
    """There is no other one, and repeating a wrong password locks accounts."""
    door = Door(knows=lambda _: False)
    async with connect(door, auth) as client:
        with pytest.raises(errors.UnauthenticatedError) as caught:
            await read(client)
    assert (len(door.calls), caught.value.attribute) == (1, attribute)
    assert f"Check `{attribute.replace('value', 'name')}`" in caught.value.detail or f"`{attribute}`" in str(
        caught.value
    )
    assert "canary" not in str(caught.value)


async def test_an_api_that_is_not_open_after_all_says_how_to_come_in() -> None:
    """The user may not know that there is a door."""
    door = Door(knows=lambda _: False)
    async with connect(door, None) as client:
        with pytest.raises(
            errors.UnauthenticatedError, match=r"No credential was sent; .*`rest\.auth\.bearer`"
        ) as caught:
            await read(client)
    assert caught.value.attribute == "rest.auth"


@pytest.mark.parametrize(
    ("auth", "attribute", "problem"),
    [
        ({"bearer": ""}, "auth.bearer", "auth.bearer is empty"),
        ({"basic": {"username": "ana", "password": ""}}, "auth.basic.password", "auth.basic.password is empty"),
        ({"basic": {"username": "a:b", "password": "canary"}}, "auth.basic.username", "colon"),
        ({"bearer": "canary\n"}, "auth.bearer", "line break"),
        ({"command": []}, "auth.command", "auth.command is empty"),
        ({"command": ["", "canary"]}, "auth.command", "no list of words"),
        ({"command": ["canary\0"]}, "auth.command", "no list of words"),
        (key("header", "X Key"), "auth.api_key.name", "no name of a header"),
        (key("header", "X:"), "auth.api_key.name", "no name of a header"),
        (key("cookie", "a=b"), "auth.api_key.name", "no name of a cookie"),
        (key("cookie", "a", "canary; b=c"), "auth.api_key.value", "semicolon"),
        (key("header", "X", "canary\r\nY: z"), "auth.api_key.value", "line break"),
    ],
)
async def test_a_credential_that_cannot_be_sent_is_refused(
    auth: dict[str, Value], attribute: str, problem: str
) -> None:
    """Nothing is sent, least of all without it, and the error does not repeat the value."""
    door = Door(knows=lambda _: True)
    async with connect(door, auth) as client:
        with pytest.raises(errors.SettingsError, match=problem) as caught:
            await read(client)
    assert (door.calls, caught.value.attribute) == ([], f"rest.{attribute}")
    assert "canary" not in str(caught.value)
