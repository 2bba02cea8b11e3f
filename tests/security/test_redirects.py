"""A redirect takes nothing along: no credential reaches another host, another scheme, or another path."""

from __future__ import annotations

import pytest

from terrabind.rest import errors
from tests.security.loopback import CATALOGUE, TYPES, answer, connect, play, serving

pytestmark = pytest.mark.promise(34)
STATUSES = ["300 Choices", "301 Moved", "302 Found", "303 Other", "307 Temporary", "308 Permanent"]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("api", TYPES)
async def test_no_request_follows_a_redirect_to_another_host(api: str, status: str) -> None:
    """Whoever can answer once could otherwise collect tokens for ever."""
    async with serving() as thief:
        moved = answer(None, f"Location: {thief.address}/collect", status=status)
        async with (
            serving(lambda _head, _body: moved) as server,
            connect(api, server.address) as client,
        ):
            with pytest.raises(errors.RestError):
                await client.list(CATALOGUE.resources[TYPES[api]])
    assert thief.requests == []
    assert len(server.requests) == 1


@pytest.mark.parametrize("place", ["http://127.0.0.1:1/x", "//127.0.0.1:1/x", "/elsewhere", "file:///etc/passwd", "::"])
@pytest.mark.parametrize("api", ["ecs", "k0rdent"])
async def test_no_request_follows_a_redirect_after_the_login(api: str, place: str) -> None:
    """The session's token is a credential too, and a plain address would show it to everybody on the way."""

    def reply(head: bytes, body: bytes) -> bytes:
        entering = any(word in head.split(b"\r\n")[0] for word in (b"/login", b"/logout", b"/token"))
        return play(head, body) if entering else answer(None, f"Location: {place}", status="307 Temporary Redirect")

    async with serving(reply) as server, connect(api, server.address) as client:
        with pytest.raises((errors.RedirectedError, errors.LostAnswerError)) as caught:
            await client.list(CATALOGUE.resources[TYPES[api]])
    assert not any("elsewhere" in line for line in server.lines)
    assert "canary" not in str(caught.value)


async def test_cookies_of_an_answer_do_not_travel_on() -> None:
    """A login page's cookie is nobody's business."""

    def reply(head: bytes, body: bytes) -> bytes:
        return play(head, body).replace(b"\r\n\r\n", b"\r\nSet-Cookie: session=canary-cookie\r\n\r\n", 1)

    async with serving(reply) as server, connect("k0rdent", server.address) as client:
        for _ in range(2):
            await client.list(CATALOGUE.resources[TYPES["k0rdent"]])
    assert len(server.requests) >= 2
    assert not any(b"cookie" in head.lower() for head, _ in server.requests)
