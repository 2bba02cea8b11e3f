"""Token calls go the way of all requests: the same authorities, client certificate, proxies and time."""

from __future__ import annotations

import time
from contextlib import AsyncExitStack

import pytest

from terrabind.generic.api import API
from terrabind.rest import Client, Options, Tls, errors, resolve
from terrabind.spec.values import Value
from tests.rest.fakes import FakeClock
from tests.rest.things import OAUTH2, read
from tests.rest.wire import THING, TOKEN, Trust, make_trust, serving, tunnelling

pytestmark = pytest.mark.promise(30)


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    """A certificate that only its own file vouches for."""
    return make_trust(tmp_path_factory.mktemp("tls"))


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of a developer is in the way."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def connect(base_url: str, login: str, tls: Tls = Tls(), seconds: float = 10.0) -> Client:  # noqa: B008 - a frozen value
    """A client of the API at one address, whose tokens come from another; nothing is repeated."""
    auth: Value = {"oauth2": {**OAUTH2, "token_url": f"{login}/token"}}
    settings = resolve(API, {"base_url": base_url, "auth": auth}, {})
    return Client(API, settings, options=Options(timeout=seconds, max_retries=0, tls=tls), clock=FakeClock())


async def test_an_authority_of_ones_own_is_trusted_for_tokens(trust: Trust) -> None:
    """Also where the API itself speaks no TLS at all."""
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(serving(THING))
        login = await stack.enter_async_context(serving(TOKEN, trust.shown()))
        client = await stack.enter_async_context(
            connect(api.address, login.address, Tls(ca_file=str(trust.certificate)))
        )
        assert await read(client) == THING
    assert (login.lines, api.lines) == (["POST /token HTTP/1.1"], ["GET /things/1 HTTP/1.1"])
    assert b"Authorization: Bearer token-1" in api.heard[0]


@pytest.mark.promise(33)
async def test_a_token_endpoint_that_nobody_vouches_for_gets_no_secret(trust: Trust) -> None:
    """The error says what to set, and names the endpoint, not the API."""
    async with (
        serving(THING) as api,
        serving(TOKEN, trust.shown()) as login,
        connect(api.address, login.address) as rest,
    ):
        with pytest.raises(errors.TlsError, match=r"tls\.ca_file") as caught:
            await read(rest)
    assert (login.heard, api.heard) == ([], [])
    assert "`rest.auth.oauth2.token_url`" in caught.value.detail


async def test_the_clients_own_certificate_is_shown_for_tokens_and_calls(trust: Trust) -> None:
    """Many a token endpoint within a company asks for one."""
    tls = Tls(ca_file=str(trust.certificate), cert_file=str(trust.certificate), key_file=str(trust.key))
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(serving(THING, trust.shown(asks=True)))
        login = await stack.enter_async_context(serving(TOKEN, trust.shown(asks=True)))
        client = await stack.enter_async_context(connect(api.address, login.address, tls))
        assert await read(client) == THING
    assert (len(login.heard), len(api.heard)) == (1, 1)


async def test_a_token_endpoint_that_asks_for_a_certificate_refuses_others(trust: Trust) -> None:
    """This shows that the test above proves something."""
    tls = Tls(ca_file=str(trust.certificate))
    async with serving(THING) as api, serving(TOKEN, trust.shown(asks=True)) as login:
        rest = connect(api.address, login.address, tls)
        with pytest.raises(errors.RestError, match="give a token"):
            await read(rest)
        await rest.aclose()
    assert (login.heard, api.heard) == ([], [])


async def test_a_client_certificate_may_be_all_there_is(trust: Trust) -> None:
    """No `auth` at all: the connection itself lets in."""
    tls = Tls(ca_file=str(trust.certificate), cert_file=str(trust.certificate), key_file=str(trust.key))
    async with serving(THING, trust.shown(asks=True)) as api:
        settings = resolve(API, {"base_url": api.address}, {})
        async with Client(API, settings, options=Options(tls=tls), clock=FakeClock()) as rest:
            assert await read(rest) == THING
    assert b"authorization" not in api.heard[0].lower()


async def test_an_address_in_capitals_is_verified_all_the_same(trust: Trust) -> None:
    """Whether TLS is spoken, and to whom, does not hang on how its name is written."""
    async with serving(THING, trust.shown()) as api:
        settings = {**resolve(API, {}, {}), "base_url": api.address.replace("https", "HTTPS")}
        async with Client(API, settings, options=Options(max_retries=0), clock=FakeClock()) as rest:
            with pytest.raises(errors.TlsError):
                await read(rest)
    assert api.heard == []


async def test_verification_is_off_for_tokens_only_when_it_is_off_for_all(trust: Trust) -> None:
    """One option, one path."""
    async with serving(THING) as api, serving(TOKEN, trust.shown()) as login:
        rest = connect(api.address, login.address, Tls(insecure=True))
        assert await read(rest) == THING
        await rest.aclose()


async def test_tokens_and_calls_go_through_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy answers itself here: neither host exists."""
    async with serving({**_mapping(TOKEN), **_mapping(THING)}) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        async with connect("http://api.example/v1", "http://login.example") as rest:
            assert await read(rest) == THING
    assert proxy.lines == ["POST http://login.example/token HTTP/1.1", "GET http://api.example/v1/things/1 HTTP/1.1"]


async def test_a_token_travels_through_a_tunnel_that_sees_none_of_it(
    monkeypatch: pytest.MonkeyPatch, trust: Trust
) -> None:
    """A proxy for TLS hears a host and a port."""
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(serving(THING))
        login = await stack.enter_async_context(serving(TOKEN, trust.shown()))
        proxy = await stack.enter_async_context(tunnelling())
        monkeypatch.setenv("HTTPS_PROXY", proxy.address)
        client = await stack.enter_async_context(
            connect(api.address, login.address, Tls(ca_file=str(trust.certificate)))
        )
        assert await read(client) == THING
        assert proxy.lines == [f"CONNECT {login.address.removeprefix('https://')} HTTP/1.1"]
    assert b"canary" not in proxy.heard[0]
    assert len(login.heard) == 1


async def test_a_host_that_needs_no_proxy_is_reached_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The token endpoint is often within the company, the API outside of it."""
    async with serving(THING) as proxy, serving(TOKEN) as login:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        async with connect("http://api.example", login.address) as rest:
            assert await read(rest) == THING
    assert (login.lines, proxy.lines) == (["POST /token HTTP/1.1"], ["GET http://api.example/things/1 HTTP/1.1"])


async def test_a_token_endpoint_that_never_answers_is_not_waited_for() -> None:
    """The time of one request bounds it too."""
    began = time.monotonic()
    async with serving(THING) as api, serving(None) as login, connect(api.address, login.address, seconds=0.3) as rest:
        with pytest.raises(errors.LostAnswerError, match="give a token") as caught:
            await read(rest)
    assert not caught.value.undecided
    assert time.monotonic() - began < 5
    assert api.heard == []


def _mapping(value: Value) -> dict[str, Value]:
    assert isinstance(value, dict)
    return value


@pytest.mark.promise(32)
async def test_a_key_in_the_query_is_in_no_log_of_the_libraries(caplog: pytest.LogCaptureFixture) -> None:
    """Over real sockets they log whole addresses."""
    key: Value = {"api_key": {"name": "key", "value": "canary-key", "in": "query"}}
    with caplog.at_level(0):
        async with serving(THING) as api:
            settings = resolve(API, {"base_url": api.address, "auth": key}, {})
            async with Client(API, settings, clock=FakeClock()) as rest:
                assert await read(rest) == THING
    assert api.lines == ["GET /things/1?key=canary-key HTTP/1.1"]
    assert "canary" not in str([record.__dict__ for record in caplog.records])
