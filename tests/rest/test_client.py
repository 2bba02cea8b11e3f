"""The client: what leaves on the wire, what is logged, what is bounded, and what ends."""

from __future__ import annotations

import asyncio
import logging
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest

from terrabind.rest import Client, Options, Tls, errors
from terrabind.rest.responses import MOST_BYTES
from terrabind.rest.transport import CONNECTIONS, open_client, trust
from tests.rest.fakes import (
    CATALOGUE,
    FIREWORKS,
    GRANT,
    POLICY,
    ROLE,
    ROLE_BINDING,
    TRAINER,
    Bindings,
    FakeClock,
    Policies,
    Roles,
    Server,
    client,
)


async def test_nothing_is_sent_and_nothing_is_checked_before_the_first_verb() -> None:
    """A provider block may be incomplete for an API that is not used."""
    async with Client(FIREWORKS, {}) as rest:
        with pytest.raises(errors.CredentialMissingError, match="no credential"):
            await rest.list(ROLE_BINDING, {"account_id": "a"})


async def test_a_request_carries_the_key_and_nothing_that_was_not_asked_for() -> None:
    """No cookies of a load balancer, no compression that could not be bounded."""
    server = Server(lambda _: httpx.Response(200, json={}, headers={"Set-Cookie": "s=1; Path=/"}))
    async with client("fireworks", server) as rest:
        await rest.list(ROLE_BINDING)
        await rest.list(ROLE_BINDING, {"account_id": "b"})
    headers = server.asked[1].headers
    assert headers["Authorization"] == "Bearer fw-canary-key"
    assert headers["Accept-Encoding"] == "identity"
    assert "cookie" not in headers


@pytest.mark.promise(34)
async def test_redirects_are_not_followed() -> None:
    """The credential would travel along to wherever they point (promise 34)."""
    server = Server(lambda _: httpx.Response(307, headers={"Location": "https://evil.example/"}))
    async with client("fireworks", server) as rest:
        with pytest.raises(errors.RedirectedError, match="FIREWORKS_BASE_URL"):
            await rest.list(ROLE_BINDING)
    assert len(server.asked) == 1


async def test_a_path_in_the_address_comes_before_every_path() -> None:
    """Gateways serve APIs below a prefix."""
    server = Server(Bindings())
    async with client("fireworks", server, base_url="https://gateway.example/fw/") as rest:
        await rest.list(ROLE_BINDING)
    assert str(server.asked[0].url) == "https://gateway.example/fw/v1/accounts/acme/awsIamRoleBindings?pageSize=200"


@pytest.mark.promise(28)
async def test_at_most_ten_requests_are_under_way() -> None:
    """More would cost more time each, and the pool would do the queueing badly."""
    under_way, most = 0, 0

    async def slow(request: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.001)
        under_way -= 1
        return httpx.Response(200, json={})

    async with client("fireworks", slow) as rest:  # type: ignore[arg-type]  # httpx takes coroutines as well
        await asyncio.gather(*(rest.list(ROLE_BINDING, {"account_id": f"a{number}"}) for number in range(50)))
    assert most == CONNECTIONS


class Recording(logging.Handler):
    """Keeps every record."""

    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__()
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self._records.append(record)


class Endless(httpx.AsyncByteStream):
    """A body without an end."""

    async def __aiter__(self) -> Any:
        """Go on for ever."""
        while True:
            yield b" " * 1024 * 1024


@pytest.mark.promise(36)
async def test_an_answer_without_an_end_is_cut_off() -> None:
    """Memory is not the server's to fill (promise 36)."""
    server = Server(lambda _: httpx.Response(200, stream=Endless(), headers={"Content-Type": "application/json"}))
    async with client("fireworks", server) as rest:
        with pytest.raises(errors.UnreadableAnswerError, match=f"larger than {MOST_BYTES // 2**20} MB"):
            await rest.list(ROLE_BINDING, {"account_id": "a"})


@pytest.mark.promise(27)
async def test_a_server_that_never_answers_is_given_up() -> None:
    """The timeout holds even where the transport has none of its own."""

    async def silent(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(3600)
        return httpx.Response(500)

    options = Options(timeout=0.01, max_retries=0)
    async with client("fireworks", silent, options=options) as rest:  # type: ignore[arg-type]  # coroutines go too
        with pytest.raises(errors.LostAnswerError, match="took too long"):
            await rest.list(ROLE_BINDING)


@pytest.mark.promise(32)
async def test_a_log_line_says_what_may_be_said() -> None:
    """Method, path, status, duration, request id: never query strings, headers or bodies (promise 32)."""
    records: list[logging.LogRecord] = []
    handler = Recording(records)
    logger = logging.getLogger()
    logger.addHandler(handler)
    before = logger.level
    logger.setLevel(0)
    try:
        async with client("ecs", Roles()) as rest:
            await rest.create(ROLE, {**TRAINER, "description": "canary-text"})
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
    ours = [record.__dict__ for record in records if record.name == "terrabind.rest"]
    assert [(each["method"], each["path"], each["status"], each["request_id"]) for each in ours] == [
        ("POST", "/iam", 200, "")
    ] * 2
    assert ours[0]["duration_ms"] >= 0
    assert not [record for record in records if "canary" in str(record.__dict__)]
    assert not [record for record in records if record.name.startswith(("httpx", "httpcore"))]


@pytest.mark.promise(32)
@pytest.mark.parametrize("api", ["fireworks", "ecs", "k0rdent"])
async def test_no_canary_reaches_an_error(api: str) -> None:
    """A server that echoes everything it got, in every status, teaches nobody a secret (promise 32)."""

    def echo(request: httpx.Request) -> httpx.Response:
        heard = f"{dict(request.headers)} {request.url} {request.content.decode()}"
        status = 400 + len(server.asked)
        return httpx.Response(status, json={"message": heard, "error": {"message": heard, "Message": heard}})

    server = Server(echo)
    resource = next(each for each in CATALOGUE.resources.values() if each.api.name == api)
    async with client(api, server, options=Options(max_retries=0)) as rest:
        for _ in range(30):
            with pytest.raises(errors.RestError) as caught:
                await rest.list(resource)
            assert "canary" not in f"{caught.value}{caught.value.__dict__}"


@pytest.mark.promise(33)
def test_verification_is_on_by_default_and_off_only_when_asked() -> None:
    """Anything else would be an open door (promise 33)."""
    assert trust(Tls()).verify_mode is ssl.CERT_REQUIRED
    assert trust(Tls()).check_hostname
    assert trust(Tls(insecure=True)).verify_mode is ssl.CERT_NONE


@pytest.mark.parametrize(
    ("tls", "attribute"),
    [
        (Tls(ca_file="absent.pem"), "tls.ca_file"),
        (Tls(cert_file="absent.pem"), "tls.cert_file"),
        (Tls(key_file="absent.pem"), "tls.cert_file"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tls: Tls, attribute: str) -> None:
    """The user must learn which of three files it was."""
    with pytest.raises(errors.SettingsError) as caught:
        trust(tls)
    assert caught.value.attribute == attribute


def test_a_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    """It exists, and is something else."""
    file = tmp_path / "ca.pem"
    file.write_text("not a certificate")
    with pytest.raises(errors.SettingsError, match=r"tls.ca_file cannot be used"):
        trust(Tls(ca_file=str(file)))


@pytest.mark.promise(30)
async def test_proxies_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Companies reach these APIs through one (promise 30)."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    async with open_client(Options(), "https://api.fireworks.ai", None) as http:
        with pytest.raises((httpx.ConnectError, httpx.ProxyError)):
            await http.get("https://api.fireworks.ai/x")


@pytest.mark.promise(33)
async def test_an_unverified_connection_is_remarked_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """It must not be forgotten once it is switched off."""
    async with client("fireworks", Bindings(), options=Options(tls=Tls(insecure=True))) as rest:
        await rest.list(ROLE_BINDING)
    assert "TLS verification is off for Fireworks AI" in caplog.text


async def test_a_refused_connection_names_the_address_to_check() -> None:
    """A wrong endpoint is the commonest mistake."""
    settings = {"endpoint": "http://127.0.0.1:1", "token": "t"}
    async with Client(CATALOGUE.apis["ecs"], settings, clock=FakeClock()) as rest:
        with pytest.raises(errors.UnreachableError, match="ECS_ENDPOINT") as caught:
            await rest.read(ROLE, TRAINER)
    assert caught.value.attribute == "ecs.endpoint"


@pytest.mark.promise(8)
async def test_closing_sees_an_abandoned_write_through() -> None:
    """A caller that was cancelled twice is gone; the object must not be half made."""
    policies = Policies()
    sent, go_on = asyncio.Event(), asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            sent.set()
            await go_on.wait()
        return policies(request)

    async with client("k0rdent", slow) as rest:  # type: ignore[arg-type]  # httpx takes coroutines as well
        task = asyncio.ensure_future(rest.create(POLICY, GRANT))
        await sent.wait()
        for _ in range(2):
            task.cancel()
            await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(policies.rows) == 1


async def test_every_verb_works_on_every_resource_of_the_catalogue() -> None:
    """A new resource needs no new code here."""
    servers: dict[str, Bindings | Roles | Policies] = {"fireworks": Bindings(), "ecs": Roles(), "k0rdent": Policies()}
    for resource in CATALOGUE.resources.values():
        server = servers[resource.api.name]
        if isinstance(server, Bindings):
            server.items = resource.listing.items.path
        async with client(resource.api.name, server) as rest:
            made = (await rest.create(resource, resource.example)).values
            assert await rest.read(resource, made) == made
            assert len(await rest.list(resource, made)) == 1
            await rest.delete(resource, made)
            assert await rest.read(resource, made) is None
