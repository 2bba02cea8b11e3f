"""No credential shows in an error, a log or a representation, whatever a server or a library repeats of it."""

from __future__ import annotations

import logging

import httpx
import pytest

from terrabind.generic.api import API
from terrabind.rest import errors, resolve
from terrabind.rest.credentials import Pass
from terrabind.rest.redaction import Secret, forms_of
from terrabind.rest.requests import Request
from terrabind.rest.tokens import Token
from terrabind.spec.values import UNKNOWN, Value
from tests.rest.things import OAUTH2, SECRET, Door, Handler, connect, read

pytestmark = pytest.mark.promise(32)
KEY = {"name": "session", "value": SECRET}
WAYS: dict[str, dict[str, Value]] = {
    "bearer": {"auth": {"bearer": SECRET}},
    "basic": {"auth": {"basic": {"username": "ana", "password": SECRET}}},
    "header": {"auth": {"api_key": {**KEY, "in": "header"}}},
    "query": {"auth": {"api_key": {**KEY, "in": "query"}}},
    "cookie": {"auth": {"api_key": {**KEY, "in": "cookie"}}},
    "oauth2": {"auth": {"oauth2": OAUTH2}},
    "headers of every request": {"headers": {"X-Team": SECRET}},
    "query of every request": {"query": {"team": SECRET}},
}
ECHOING = "echoing"
"""What the server says before it repeats the request, to see that it is shown at all."""


def echo(request: httpx.Request) -> str:
    """All that a server knows of a request."""
    headers = " ".join(f"{name} is {text}" for name, text in request.headers.items() if name != "user-agent")
    return f"{ECHOING} {request.content.decode()} {request.url} {request.url.raw_path.decode()} {headers}"


def has_secret(text: str) -> bool:
    """Whether a text holds the canary, in any form in which it may travel."""
    words = ("ana:" + SECRET, "terra%3Abind:canary%2Fsecret%2B1+%3D", "Bearer " + SECRET)
    return any(form in text for secret in (SECRET, *words, "token-1") for form in forms_of(secret))


async def fail(block: dict[str, Value], server: Handler, caplog: pytest.LogCaptureFixture) -> str:
    """What a request comes to, with all that was logged."""
    with caplog.at_level(logging.NOTSET):
        async with connect(server, None, block=block) as client:
            with pytest.raises(errors.RestError) as caught:
                await read(client)
    error = caught.value
    shown = f"{error} {error!r} {error.code} {error.request_id} {getattr(error, 'said', '')}"
    return shown + str([record.__dict__ for record in caplog.records])


@pytest.mark.parametrize("status", [400, 401, 403, 409, 500])
@pytest.mark.parametrize("way", WAYS)
async def test_a_server_that_repeats_the_request_reveals_nothing(
    way: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Error pages for developers print all headers, and the whole address."""

    def server(request: httpx.Request) -> httpx.Response:
        if request.url.host == "login.example":
            return httpx.Response(200, json={"access_token": "token-1", "expires_in": 900})
        return httpx.Response(
            status, json={"message": echo(request), "code": echo(request)}, headers={"X-Request-Id": echo(request)}
        )

    shown = await fail(WAYS[way], server, caplog)
    assert ECHOING in shown
    assert not has_secret(shown)


@pytest.mark.parametrize("in_body", [False, True])
async def test_a_token_endpoint_that_repeats_the_request_reveals_nothing(
    in_body: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the header nor the form with the client's secret."""

    def server(request: httpx.Request) -> httpx.Response:
        code = "invalid_client" if in_body else "invalid_scope"
        return httpx.Response(400, json={"error": code, "error_description": echo(request)})

    shown = await fail(WAYS["oauth2"], server, caplog)
    assert ECHOING in shown
    assert not has_secret(shown)


@pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ReadError, httpx.LocalProtocolError])
@pytest.mark.parametrize("way", WAYS)
async def test_a_library_that_repeats_the_address_reveals_nothing(
    way: str, kind: type[httpx.TransportError], caplog: pytest.LogCaptureFixture
) -> None:
    """Its messages are shown, since they tell what went wrong."""

    def server(request: httpx.Request) -> httpx.Response:
        raise kind(echo(request), request=request)

    shown = await fail(WAYS[way], server, caplog)
    assert ECHOING in shown
    assert not has_secret(shown)


@pytest.mark.parametrize("way", WAYS)
async def test_the_caller_is_told_every_secret(way: str) -> None:
    """So that its own logs are kept clean as well."""
    told: list[str] = []
    door = Door(knows=lambda _: True)
    async with connect(door, None, block=WAYS[way], told=told.append) as client:
        await read(client)
    assert SECRET in told
    assert ("token-1" in told) is (way == "oauth2")


def test_what_holds_a_secret_does_not_show_it() -> None:
    """Crash reports print the values of every frame."""
    request = Request("GET", "/things", secret_query=Secret(SECRET))
    held = [Pass(1, {"Authorization": Secret(SECRET)}, Secret(SECRET)), request, Token(SECRET, 900.0)]
    assert "canary" not in repr(held)
    assert request.target == "/things"


def test_a_block_that_is_not_known_yet_leaves_every_way_unknown() -> None:
    """Nothing is sent without the credential that an apply will bring."""
    settings = resolve(API, {"auth": UNKNOWN}, {"REST_BASE_URL": "https://api.example"})
    assert settings["base_url"] == "https://api.example"
    assert {value for name, value in settings.items() if name.startswith("auth.")} == {UNKNOWN}
