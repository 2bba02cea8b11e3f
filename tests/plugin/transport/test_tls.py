"""Mutual TLS lets in the one host whose certificate came through the environment, and nobody else."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from terrabind.plugin.certificate import Identity, make_identity, server_context
from terrabind.plugin.transport import Call
from tests.plugin.transport.certificates import ClientCertificate, make_client_certificate
from tests.plugin.transport.serving import Served, serving
from tests.plugin.transport.wire import OPENING, call, message, split

CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}


def echo(payload: bytes, _call: Call) -> bytes:
    return payload


@dataclass(frozen=True, slots=True)
class Guarded:
    """A TLS server and the certificate that it lets in."""

    served: Served
    identity: Identity
    client: ClientCertificate


@pytest.fixture(params=["P-256"])
async def guarded(request: pytest.FixtureRequest) -> AsyncIterator[Guarded]:
    client, identity = make_client_certificate(CURVES[request.param]), make_identity()
    async with serving(echo, tls=server_context(identity, client.certificate.decode())) as served:
        yield Guarded(served, identity, client)


async def ask(guarded: Guarded, context: ssl.SSLContext) -> bytes:
    """Make one call over the standard library's TLS, written by hand; answers the message that came back."""
    reader, writer = await asyncio.open_unix_connection(
        guarded.served.address, ssl=context, server_hostname="localhost"
    )
    try:
        writer.write(OPENING + call(1, b"ping"))
        raw = b""
        async with asyncio.timeout(5):
            while b"grpc-status" not in raw:
                piece = await reader.read(65_536)
                if not piece:
                    raise ConnectionError("closed without an answer")
                raw += piece
        return b"".join(payload for kind, _, _, payload in split(raw) if kind == 0)
    finally:
        writer.transport.abort()


@pytest.mark.parametrize("guarded", CURVES, indirect=True)
async def test_a_host_with_its_certificate_is_served(guarded: Guarded, tmp_path: Path) -> None:
    """Terraform's key is on P-521, which is why the transport is not grpcio's."""
    context = guarded.client.context(tmp_path, guarded.identity.certificate)
    assert await ask(guarded, context) == message(b"ping")


@pytest.mark.parametrize("size", [1, 1_000_000, 64 * 1024 * 1024])
async def test_grpcs_own_client_is_served_over_tls(guarded: Guarded, size: int) -> None:
    """An independent TLS and HTTP/2 together, at sizes where records, frames and windows all differ."""
    pem = ssl.DER_cert_to_PEM_cert(guarded.identity.certificate).encode()
    credentials = grpc.ssl_channel_credentials(pem, guarded.client.key, guarded.client.certificate)
    payload = os.urandom(size)
    async with guarded.served.channel(credentials) as channel:
        assert await channel.unary_unary("/test/call")(payload) == payload


async def test_a_stranger_without_a_certificate_is_refused(guarded: Guarded) -> None:
    """Any process of this machine may find the socket; only the host may use the credentials behind it."""
    context = ssl.create_default_context(cadata=guarded.identity.certificate)
    context.set_alpn_protocols(["h2"])
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await ask(guarded, context)
    assert guarded.served.server.connections == 0


async def test_a_stranger_with_a_certificate_of_its_own_is_refused(guarded: Guarded, tmp_path: Path) -> None:
    """A certificate that looks the same, name and all, but is another key's."""
    stranger = make_client_certificate(CURVES["P-521"]).context(tmp_path, guarded.identity.certificate)
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await ask(guarded, stranger)
    assert guarded.served.server.connections == 0


async def test_a_client_that_does_not_ask_for_http2_is_sent_away(guarded: Guarded, tmp_path: Path) -> None:
    """ALPN is how both sides know that they mean the same protocol."""
    context = guarded.client.context(tmp_path, guarded.identity.certificate)
    context.set_alpn_protocols(["http/1.1"])
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await ask(guarded, context)


async def test_a_host_that_does_not_say_farewell_keeps_no_socket_open(guarded: Guarded, tmp_path: Path) -> None:
    """A host that hangs must not keep the plugin's process, or its socket, for TLS's own half minute."""
    context = guarded.client.context(tmp_path, guarded.identity.certificate)
    with socket.socket(socket.AF_UNIX) as plain:
        await asyncio.to_thread(plain.connect, guarded.served.address)
        with context.wrap_socket(plain, server_hostname="localhost", do_handshake_on_connect=False) as secure:
            await asyncio.to_thread(secure.do_handshake)
            await asyncio.to_thread(secure.recv, 1)
            await guarded.served.server.close()
            with socket.socket(fileno=secure.detach()) as silent:
                silent.settimeout(5)
                while silent.recv(65_536):  # ends only where the server has closed its end
                    pass


def test_the_certificate_is_what_x509_and_strict_openssl_accept() -> None:
    """It is written byte by byte; two readers that share no code with it must agree on what it says."""
    certificate = x509.load_der_x509_certificate(make_identity().certificate)
    certificate.verify_directly_issued_by(certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days == 30


def test_every_start_has_a_key_of_its_own() -> None:
    """A key that is reused can be stolen from one run and used against the next."""
    assert len({make_identity().private_key for _ in range(5)}) == 5


@pytest.mark.promise(38)
def test_no_key_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenSSL reads keys from paths only; where there is no memory file the path must be gone afterwards."""
    monkeypatch.delattr(os, "memfd_create", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    server_context(make_identity(), make_client_certificate(CURVES["P-256"]).certificate.decode())
    assert list(tmp_path.iterdir()) == []


def test_a_client_certificate_that_is_none_is_an_error() -> None:
    """Serving without checking anybody would be the worst answer to a garbled variable."""
    with pytest.raises(ssl.SSLError):
        server_context(make_identity(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
