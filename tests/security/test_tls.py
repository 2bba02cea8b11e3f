"""Trust, the client's own certificate and the proxy hold for every call: logins, tokens, logouts, requests."""

from __future__ import annotations

import os
import ssl
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from terrabind.rest import Tls, errors
from terrabind.rest.transport import trust
from tests.e2e.secure import write_certificate
from tests.security.loopback import CATALOGUE, TYPES, Heard, connect, serving, tunnelling

pytestmark = pytest.mark.promise(30)
CALLS = {"fireworks": ["GET /v1/accounts"], "ecs": ["GET /login", "POST /iam"], "k0rdent": ["POST /v1", "GET /v1"]}


@pytest.fixture
def tls(tmp_path: Path) -> Tls:
    """A private authority, and a certificate of our own from it."""
    certificate, key = (str(path) for path in write_certificate(tmp_path))
    return Tls(ca_file=certificate, cert_file=certificate, key_file=key)


@pytest.fixture
def texts(tls: Tls) -> Tls:
    """The same without files."""
    certificate, key = Path(str(tls.cert_file)).read_text(), Path(str(tls.key_file)).read_text()
    return Tls(ca_pem=f"# für ECS\n{certificate}", cert_pem=certificate, key_pem=key)


@pytest.fixture
async def server(tls: Tls) -> AsyncIterator[Heard]:
    """A server that talks only to clients with a certificate of its authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(str(tls.cert_file), str(tls.key_file))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(str(tls.ca_file))
    async with serving(context=context) as heard:
        yield heard


def starts(heard: Heard, api: str) -> bool:
    """Whether the first calls are the expected ones."""
    return all(line.startswith(start) for line, start in zip(heard.lines, CALLS[api], strict=False))


@pytest.mark.parametrize("api", TYPES)
async def test_every_call_shows_the_clients_certificate(api: str, tls: Tls, server: Heard) -> None:
    """Login and token calls that forget it are a classic (promises.md 4)."""
    async with connect(api, server.address, tls) as client:
        assert await client.list(CATALOGUE.resources[TYPES[api]]) == []
    assert starts(server, api)
    assert len(server.lines) >= len(CALLS[api])


@pytest.mark.parametrize("api", TYPES)
async def test_no_call_is_made_without_it(api: str, tls: Tls, server: Heard) -> None:
    """No credential is sent to a server that does not know us, or that we do not know."""
    for lacking in (Tls(ca_file=tls.ca_file), Tls(cert_file=tls.cert_file, key_file=tls.key_file), Tls()):
        async with connect(api, server.address, lacking) as client:
            with pytest.raises(errors.RestError):
                await client.list(CATALOGUE.resources[TYPES[api]])
    assert server.requests == []


@pytest.mark.parametrize("api", TYPES)
async def test_every_call_goes_through_the_proxy(
    api: str, tls: Tls, server: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a proxy nothing else leads out; and it sees addresses only, because TLS goes through it."""
    async with tunnelling() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.address)
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        async with connect(api, server.address, tls) as client:
            assert await client.list(CATALOGUE.resources[TYPES[api]]) == []
    assert {line.split()[0] for line in proxy.lines} == {"CONNECT"}
    assert len(proxy.lines) == len(server.lines)
    assert not any(b"canary" in head for head, _ in proxy.requests)


async def test_the_session_is_closed_over_the_same_way(tls: Tls, server: Heard) -> None:
    """A logout that the server refuses would leave a live token behind (promise 37)."""
    async with connect("ecs", server.address, tls) as client:
        await client.list(CATALOGUE.resources[TYPES["ecs"]])
    assert server.lines[-1].startswith("GET /logout")


@pytest.mark.parametrize("in_memory", [True, False])
async def test_certificates_and_keys_may_be_texts(
    texts: Tls, server: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: bool
) -> None:
    """A pipeline has them in variables and no place to write them to; and no key is left behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "new"))
    (tmp_path / "new").mkdir()
    if not in_memory:
        monkeypatch.delattr(os, "memfd_create")
    async with connect("ecs", server.address, texts) as client:
        assert await client.list(CATALOGUE.resources[TYPES["ecs"]]) == []
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("name", ["ca_pem", "cert_pem", "key_pem"])
def test_a_text_that_is_no_certificate_is_named_and_not_repeated(name: str) -> None:
    """It may be the key, pasted into the wrong place."""
    wrong = "-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----\n"
    with pytest.raises(errors.SettingsError, match=r"tls\.\w+ (cannot be used|stands alone)") as caught:
        trust(Tls(**{name: wrong}))  # type: ignore[arg-type]  # one of the texts
    assert name in str(caught.value) or name == "key_pem"
    assert "canary" not in f"{caught.value}{Tls(key_pem=wrong)}"
