"""OAuth2 client credentials: asked for as the standard says, kept, shared, renewed once, and explained when refused."""

from __future__ import annotations

import asyncio
import base64
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

from terrabind.codec import form
from terrabind.generic.api import API
from terrabind.rest import errors
from terrabind.rest.ways import choose
from terrabind.spec.values import UNKNOWN, Value
from tests.rest.fakes import FakeClock
from tests.rest.things import OAUTH2, SECRET, THING, Door, connect, read

AUTH: dict[str, Value] = {"oauth2": OAUTH2}
HTML = httpx.Response(200, text="<!doctype html><html>Log in</html>", headers={"Content-Type": "text/html"})


async def test_a_token_is_asked_for_with_the_secret_as_basic() -> None:
    """Both are form-encoded before (RFC 6749, 2.3.1), so that a colon in the name does not end it."""
    door = Door()
    async with connect(door, AUTH, block={"headers": {"X-Team": "canary"}, "query": {"version": "2"}}) as client:
        await read(client)
    asked, called = door.asked[0], door.calls[0]
    assert (asked.method, str(asked.url)) == ("POST", "https://login.example/oauth/token")
    words = base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")).decode()
    assert words == "terra%3Abind:canary%2Fsecret%2B1+%3D"
    assert (asked.content, asked.headers["Accept"]) == (b"grant_type=client_credentials", "application/json")
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "X-Team" not in asked.headers
    assert called.headers["Authorization"] == "Bearer token-1"


async def test_scopes_and_audience_are_asked_for() -> None:
    """Scopes with spaces between them (RFC 6749, 3.3); an address with a query keeps it."""
    door = Door()
    url = "https://login.example/token?tenant=a%20b"
    more = {**OAUTH2, "token_url": url, "scopes": ["things.read", "x&y"], "audience": "https://api.example/"}
    async with connect(door, {"oauth2": more}) as client:
        await read(client)
    assert str(door.asked[0].url) == url
    assert form.loads(door.asked[0].content.decode()) == {
        "grant_type": "client_credentials",
        "scope": "things.read x&y",
        "audience": "https://api.example/",
    }


async def test_a_server_that_wants_the_secret_in_the_body_gets_it_there() -> None:
    """Many do; the next token is asked for that way at once."""
    door = Door(in_body=True)
    async with connect(door, AUTH) as client:
        await read(client)
        door.alive.clear()
        await read(client)
    assert ["Authorization" in request.headers for request in door.asked] == [True, False, False]
    assert form.loads(door.asked[1].content.decode()) == {
        "grant_type": "client_credentials",
        "client_id": "terra:bind",
        "client_secret": SECRET,
    }


@pytest.mark.promise(31)
async def test_fifty_callers_share_one_token() -> None:
    """The most used provider fetches one for each request."""
    door = Door()
    async with connect(door, AUTH) as client:
        await asyncio.gather(*(read(client, str(number)) for number in range(50)))
        await read(client)
    assert (len(door.asked), len(door.calls)) == (1, 51)


@pytest.mark.promise(31)
async def test_a_token_that_dies_is_renewed_once_for_fifty_callers() -> None:
    """All of them are refused at the same moment."""
    door = Door()
    async with connect(door, AUTH) as client:
        await read(client)
        door.alive.clear()
        await asyncio.gather(*(read(client, str(number)) for number in range(50)))
    assert len(door.asked) == 2
    assert {request.headers["Authorization"] for request in door.calls[-10:]} == {"Bearer token-2"}


@pytest.mark.promise(31)
async def test_a_refusal_of_the_new_token_is_final() -> None:
    """A third one would not do better."""
    door = Door(knows=lambda _: False)
    async with connect(door, AUTH) as client:
        with pytest.raises(errors.UnauthenticatedError) as caught:
            await read(client)
    assert (len(door.asked), len(door.calls)) == (2, 2)
    assert caught.value.attribute == "rest.auth.oauth2.client_secret"
    assert SECRET not in str(caught.value)


@pytest.mark.promise(31)
@pytest.mark.parametrize(("lifetime", "used"), [(900, 840), ("900", 840), (100, 50), (None, 10_000), ("soon", 10_000)])
async def test_a_token_is_used_until_shortly_before_its_end(lifetime: Value, used: float) -> None:
    """A request that is under way when the token ends would fail."""
    door, clock = Door(lifetime=lifetime), FakeClock()
    async with connect(door, AUTH, clock=clock) as client:
        await read(client)
        clock.seconds += used - 1
        await read(client)
        assert len(door.asked) == 1
        clock.seconds += 1
        await read(client)
    assert len(door.asked) == (1 if used > 900 else 2)


@pytest.mark.promise(26)
@pytest.mark.parametrize("as_date", [False, True])
async def test_a_token_call_that_fails_in_passing_is_repeated_when_it_says(as_date: bool) -> None:
    """By the same rules as every other request, both forms of Retry-After."""
    clock = FakeClock()
    date = format_datetime(datetime.fromtimestamp(clock.seconds + 30, UTC), usegmt=True)
    busy = httpx.Response(503, headers={"Retry-After": date if as_date else "30"})
    door = Door(faults=[busy, httpx.Response(429, headers={"Retry-After": "7"})])
    async with connect(door, AUTH, clock=clock) as client:
        assert await read(client) is not None
    assert len(door.asked) == 3
    assert max(clock.slept) == pytest.approx(30)
    assert sum(clock.slept) >= 37


async def test_requests_are_repeated_in_oauth2_mode_too() -> None:
    """Another provider loses its retries when OAuth2 is switched on."""
    clock = FakeClock()
    door = Door(answers=[httpx.Response(503, headers={"Retry-After": "5"}), httpx.Response(502)])
    async with connect(door, AUTH, clock=clock) as client:
        assert await read(client) == {"id": "1", "name": "one"}
    assert (len(door.asked), len(door.calls)) == (1, 3)
    assert max(clock.slept) == pytest.approx(5)


@pytest.mark.promise(31)
@pytest.mark.parametrize("status", [200, 400, 401])
async def test_a_wrong_secret_is_tried_in_both_places_by_all_callers_together(status: int) -> None:
    """And never again: accounts are locked. Its own words are shown, whatever its status."""
    refusal = httpx.Response(status, json={"error": "invalid_client", "error_description": f"no client has {SECRET}"})
    door = Door(faults=[refusal] * 9)
    async with connect(door, AUTH) as client:
        found = await asyncio.gather(*(read(client, str(each)) for each in range(10)), return_exceptions=True)
        with pytest.raises(errors.UnauthenticatedError, match="The token endpoint did not give a token") as caught:
            await read(client)
    assert {type(each) for each in found} == {errors.UnauthenticatedError}
    assert (len(door.asked), door.calls, caught.value.code) == (2, [], "invalid_client")
    assert "no client has ***" in caught.value.detail
    assert "`rest.auth.oauth2.client_secret`" in caught.value.detail


async def test_a_server_that_takes_no_secret_in_the_body_is_quoted_on_the_standard_way() -> None:
    """What it says of the second attempt would mislead."""
    wrong = httpx.Response(401, json={"error": "invalid_client", "error_description": "the secret is wrong"})
    other = httpx.Response(400, json={"error": "invalid_request", "error_description": "use the header"})
    async with connect(Door(faults=[wrong, other]), AUTH) as client:
        with pytest.raises(errors.UnauthenticatedError, match="the secret is wrong"):
            await read(client)


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (HTML, errors.UnreadableAnswerError, "an HTML page"),
        (httpx.Response(200, json={"id_token": "x"}), errors.UnreadableAnswerError, "access_token holds no token"),
        (httpx.Response(200, json={"access_token": 7}), errors.UnreadableAnswerError, "access_token holds no token"),
        (httpx.Response(200, json={"access_token": "a\nb"}), errors.UnreadableAnswerError, "holds no token"),
        (httpx.Response(200, json=[]), errors.UnreadableAnswerError, "access_token holds no token"),
        (httpx.Response(204), errors.UnreadableAnswerError, "access_token holds no token"),
        (httpx.Response(404), errors.NotOfferedError, "did not give a token"),
        (
            httpx.Response(400, json={"error": "invalid_scope", "error_description": "no scope things"}),
            errors.InvalidError,
            r"no scope things\nPOST https://login.example/oauth/token answered 400 \(invalid_scope\)",
        ),
        (httpx.Response(400, json={"error": "unauthorized_client"}), errors.ForbiddenError, "unauthorized_client"),
    ],
)
async def test_an_answer_without_a_token_is_explained(answer: httpx.Response, kind: type, said: str) -> None:
    """The request itself was never sent, and the setting to look at is named."""
    door = Door(faults=[answer] * 9)
    async with connect(door, AUTH) as client:
        with pytest.raises(kind, match=said) as caught:
            await client.delete(THING, {"id": "1", "name": "one"})
    assert (door.calls, len(door.asked)) == ([], 1)
    assert isinstance(caught.value, errors.AnswerError)
    assert (caught.value.undecided, caught.value.attribute) == (False, "rest.auth.oauth2.client_secret")


@pytest.mark.parametrize(("text", "said"), [("{", "cannot be read"), ("token", "neither JSON nor XML")])
async def test_a_garbled_token_is_asked_for_again_before_it_is_explained(text: str, said: str) -> None:
    """Minting twice does no harm, and an answer may have been cut on its way."""
    door = Door(faults=[httpx.Response(200, text=text)] * 9)
    async with connect(door, AUTH) as client:
        with pytest.raises(errors.UnreadableAnswerError, match=said) as caught:
            await client.delete(THING, {"id": "1", "name": "one"})
    assert (door.calls, len(door.asked), caught.value.undecided) == ([], 3, False)


async def test_a_token_endpoint_that_is_away_is_named() -> None:
    """Not the API's own address, which is fine."""

    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    async with connect(away, AUTH) as client:
        with pytest.raises(errors.UnreachableError, match=r"login\.example") as caught:
            await read(client)
    assert "Check `rest.auth.oauth2.token_url`" in caught.value.detail
    assert caught.value.attribute == "rest.auth.oauth2.token_url"


@pytest.mark.parametrize("name", ["token_url", "client_id", "client_secret", "scopes", "audience"])
async def test_a_setting_that_is_not_known_yet_is_named(name: str) -> None:
    """A plan may hold values that only an apply will know; nothing is sent without them."""
    value: Value = [UNKNOWN] if name == "scopes" else UNKNOWN
    door = Door()
    async with connect(door, {"oauth2": {**OAUTH2, name: value}}) as client:
        with pytest.raises(errors.CredentialMissingError, match=rf"auth\.oauth2\.{name} is not known yet"):
            await read(client)
    assert door.asked == door.calls == []


@pytest.mark.parametrize(
    "url", ["https://ana:canary@login.example/", "https://login.example/#canary", "https://[canary"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    """User names in addresses are secrets."""
    named = r"rest\.auth\.oauth2\.token_url is not accepted"
    with pytest.raises(errors.SettingsError, match=named) as refused:
        connect(Door(), {"oauth2": {**OAUTH2, "token_url": url}})
    settings: dict[str, Value] = {f"auth.oauth2.{name}": value for name, value in OAUTH2.items()}
    with pytest.raises(errors.SettingsError, match=named) as caught:
        choose(API, {**settings, "auth.oauth2.token_url": url})
    assert "canary" not in f"{caught.value} {refused.value}"


@pytest.mark.promise(34)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_token_endpoint_that_points_elsewhere_is_not_followed(status: int) -> None:
    """The secret would travel along."""
    door = Door(faults=[httpx.Response(status, headers={"Location": "https://api.example/token"})])
    async with connect(door, AUTH) as client:
        with pytest.raises(errors.RedirectedError, match=r"Set `rest\.auth\.oauth2\.token_url` to the address"):
            await read(client)
    assert (len(door.asked), door.calls) == (1, [])
