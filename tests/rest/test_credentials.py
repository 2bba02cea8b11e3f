"""Ways in: sessions and tokens are obtained late, once for all, once more when refused, and ended."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field

import httpx
import pytest

from terrabind.rest import errors
from terrabind.rest.client import Client
from tests.rest.fakes import ECS, K0RDENT, POLICY, ROLE, TRAINER, FakeClock, Server

LOGIN = {"endpoint": "https://ecs.example:4443", "username": "root", "password": "canary-pass", "namespace": "ns1"}
MINT = {"client_id": "sa", "client_secret": "canary-secret"}
REFUSED = httpx.Response(401, json={"code": 4000, "description": "bad token"})


@dataclass
class Sessions:
    """A server with sessions and minted tokens, whose tokens die on demand."""

    lifetime: int = 900
    alive: set[str] = field(default_factory=set)
    issued: int = 0
    asked: list[str] = field(default_factory=list)
    headers: list[httpx.Headers] = field(default_factory=list)
    refusal: httpx.Response = REFUSED
    login: httpx.Response | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Log in, mint, log out, or answer an empty collection to whoever has a live token."""
        self.asked.append(f"{request.method} {request.url.path}")
        self.headers.append(request.headers)
        if request.url.path == "/login" or request.url.path.endswith("/auth/token"):
            return self.login or self.issue(request)
        token = request.headers.get("X-SDS-AUTH-TOKEN") or request.headers["Authorization"].removeprefix("Bearer ")
        if token not in self.alive:
            return self.refusal
        if request.url.path == "/logout":
            self.alive.discard(token)
        return httpx.Response(200, json={"ListRolesResult": {"Roles": []}, "policies": []})

    def issue(self, request: httpx.Request) -> httpx.Response:
        """A new token, in a header or in the body."""
        self.issued += 1
        token = f"token-{self.issued}"
        self.alive.add(token)
        if request.method == "GET":
            return httpx.Response(200, json={"user": "root"}, headers={"X-SDS-AUTH-TOKEN": token})
        return httpx.Response(200, json={"access_token": token, "expires_in": self.lifetime})

    def count(self, ending: str) -> int:
        """How often a path was asked."""
        return sum(line.endswith(ending) for line in self.asked)


def ecs(server: Sessions, clock: FakeClock | None = None) -> Client:
    """A client that logs in."""
    return Client(ECS, LOGIN, transport=httpx.MockTransport(server), clock=clock or FakeClock())


def k0rdent(server: Sessions, clock: FakeClock | None = None) -> Client:
    """A client that mints."""
    return Client(K0RDENT, MINT, transport=httpx.MockTransport(server), clock=clock or FakeClock())


@pytest.mark.promise(37)
async def test_a_session_is_opened_late_shared_and_ended() -> None:
    """ECS keeps at most 100 tokens per user, so none may be left behind (apis.md 2.2)."""
    server = Sessions()
    async with ecs(server) as client:
        assert server.asked == []
        await asyncio.gather(*(client.list(ROLE, {"namespace": f"n{number}"}) for number in range(20)))
        assert (server.count("/login"), server.count("/iam")) == (1, 20)
    assert server.asked[-1] == "GET /logout"
    assert server.alive == set()


async def test_the_login_uses_basic_and_calls_use_the_token() -> None:
    """The password travels once."""
    server = Sessions()
    async with ecs(server) as client:
        await client.list(ROLE)
    expected = "Basic " + base64.b64encode(b"root:canary-pass").decode()
    assert server.headers[0]["Authorization"] == expected
    assert server.headers[1]["X-SDS-AUTH-TOKEN"] == "token-1"
    assert "Authorization" not in server.headers[1]


@pytest.mark.promise(31)
@pytest.mark.parametrize("refusal", [REFUSED, httpx.Response(302, headers={"Location": "/login"})])
async def test_a_dead_session_is_renewed_once_for_all_who_wait(refusal: httpx.Response) -> None:
    """An apply outlives a session; ten callers must not log in ten times."""
    server = Sessions(refusal=refusal)
    async with ecs(server) as client:
        await client.list(ROLE)
        server.alive.clear()
        await asyncio.gather(*(client.list(ROLE, {"namespace": f"n{number}"}) for number in range(10)))
    assert server.count("/login") == 2


@pytest.mark.promise(31)
async def test_a_refusal_after_the_renewal_is_final() -> None:
    """Otherwise a token that is never right would be renewed for ever."""
    server = Sessions(login=httpx.Response(200, headers={"X-SDS-AUTH-TOKEN": "dead"}))
    async with ecs(server) as client:
        with pytest.raises(errors.UnauthenticatedError) as caught:
            await client.list(ROLE)
    assert (server.count("/login"), server.count("/iam")) == (2, 2)
    assert caught.value.attribute == "ecs.password"
    assert "100 live tokens" in caught.value.detail


@pytest.mark.promise(31)
async def test_a_wrong_password_is_tried_once_by_all_callers_together() -> None:
    """Accounts are locked after a few wrong passwords."""
    server = Sessions(login=REFUSED)
    async with ecs(server) as client:
        calls = [client.list(ROLE, {"namespace": f"n{number}"}) for number in range(10)]
        found = await asyncio.gather(*calls, return_exceptions=True)
        with pytest.raises(errors.UnauthenticatedError):
            await client.list(ROLE)
    assert {type(each) for each in found} == {errors.UnauthenticatedError}
    assert server.asked == ["GET /login"]


async def test_a_login_that_fails_in_passing_is_repeated() -> None:
    """The login goes through the same retries as every call."""
    server = Sessions()
    flaky = Server(server, before=[httpx.Response(503), httpx.ConnectError("refused")], writes_only=False)
    async with Client(ECS, LOGIN, transport=httpx.MockTransport(flaky), clock=FakeClock()) as client:
        assert await client.list(ROLE) == []


async def test_a_login_that_is_not_found_says_nothing_about_the_object() -> None:
    """A wrong address answers "NoSuchEntity" to everything; no role is gone by that."""
    missing = httpx.Response(404, json={"Error": {"Code": "NoSuchEntity", "Message": "no such page"}})
    server = Sessions(login=missing)
    async with ecs(server) as client:
        with pytest.raises(errors.NotOfferedError, match="did not log in"):
            await client.read(ROLE, {"name": "r"})
        with pytest.raises(errors.NotOfferedError):
            await client.delete(ROLE, {"name": "r"})


@pytest.mark.parametrize("fault", [httpx.Response(503), httpx.ReadTimeout("slow")])
async def test_a_create_whose_login_fails_was_never_sent(fault: httpx.Response | Exception) -> None:
    """Nothing is looked for, and nothing is said to be open."""
    server = Server(Sessions(), before=[fault] * 9, writes_only=False)
    async with Client(ECS, LOGIN, transport=httpx.MockTransport(server), clock=FakeClock()) as client:
        with pytest.raises(errors.RestError) as caught:
            await client.create(ROLE, TRAINER)
    assert not caught.value.undecided
    assert set(server.lines) == {"GET /login"}


async def test_a_login_without_a_token_is_explained() -> None:
    """A login page with status 200 has none."""
    server = Sessions(login=httpx.Response(200, json={"user": "root"}))
    async with ecs(server) as client:
        with pytest.raises(errors.UnreadableAnswerError, match="gave no token"):
            await client.list(ROLE)


@pytest.mark.promise(37)
async def test_a_logout_that_fails_does_not_hold_up_the_end() -> None:
    """The server may be the reason why everything ends."""
    server = Sessions()
    async with ecs(server) as client:
        await client.list(ROLE)
        server.alive.clear()
    assert server.count("/logout") == 1


@pytest.mark.promise(37)
async def test_a_ready_token_is_neither_opened_nor_ended() -> None:
    """It belongs to the user."""
    server = Sessions(alive={"mine"})
    settings = {"endpoint": "https://ecs.example:4443", "token": "mine"}
    async with Client(ECS, settings, transport=httpx.MockTransport(server), clock=FakeClock()) as client:
        await client.list(ROLE)
    assert server.asked == ["POST /iam"]


@pytest.mark.promise(31)
async def test_a_token_is_minted_once_for_all_and_used_until_a_minute_before_its_end() -> None:
    """Tokens live about 15 minutes, applies longer (apis.md 3.2)."""
    server, clock = Sessions(), FakeClock()
    async with k0rdent(server, clock) as client:
        await asyncio.gather(*(client.list(POLICY, {"org_id": f"o{number}"}) for number in range(10)))
        assert server.issued == 1
        clock.seconds += 839
        await client.list(POLICY, {"org_id": "late"})
        assert server.issued == 1
        clock.seconds += 1
        await client.list(POLICY, {"org_id": "later"})
        assert server.issued == 2


@pytest.mark.parametrize("lifetime", [0, -1, 20])
async def test_a_token_with_hardly_any_life_is_still_used(lifetime: int) -> None:
    """Minting for ever instead of asking would be an endless loop."""
    server = Sessions(lifetime=lifetime)
    async with k0rdent(server) as client:
        assert await client.list(POLICY) == []


@pytest.mark.promise(31)
async def test_a_minted_token_that_is_refused_is_minted_once_more() -> None:
    """A revoked token looks like any other until it is used."""
    server = Sessions(refusal=httpx.Response(401, json={"error": {"code": 401, "message": "expired"}}))
    async with k0rdent(server) as client:
        await client.list(POLICY)
        server.alive.clear()
        await client.list(POLICY, {"org_id": "o"})
    assert server.issued == 2


@pytest.mark.promise(29)
async def test_a_waiter_that_gives_up_does_not_take_the_login_with_it() -> None:
    """The others still need it."""
    server = Sessions()
    async with ecs(server) as client:
        first = asyncio.ensure_future(client.list(ROLE, {"namespace": "a"}))
        second = asyncio.ensure_future(client.list(ROLE, {"namespace": "b"}))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == []
    assert server.count("/login") == 1
