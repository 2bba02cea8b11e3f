"""Over real sockets on loopback: TLS, cut connections, endless heads, and what the libraries log about it."""

from __future__ import annotations

import asyncio
import gzip
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from terrabind.rest import Client, Options, Tls, errors
from tests.rest.fakes import ANA, FIREWORKS, ROLE_BINDING, FakeClock

PAGE = b'{"awsIamRoleBindings": []}'
NOWHERE = (
    "::",
    "http://[",
    "http://[::1",
    "http://x:port/",
    "http://x:99999/",
    "\x1b[2J",
    "//",
    "http:",
    "",
    "\xff",
    "?",
)
"""What stands in the place of an address in redirects that lead nowhere."""
Reply = Callable[[bytes], bytes]


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer."""
    head = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(head).encode("latin-1") + body


@asynccontextmanager
async def serving(reply: Reply, context: ssl.SSLContext | None = None) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that answers each request by `reply`, and closes when that gives nothing more to wait for."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                heard.append(await reader.readuntil(b"\r\n\r\n"))
                answer = reply(heard[-1])
                writer.write(answer)
                await writer.drain()
                if answer != http(PAGE):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"{'https' if context else 'http'}://127.0.0.1:{port}", heard


def connect(address: str, tls: Tls = Tls()) -> Client:  # noqa: B008 - a frozen value
    """A client of the server, without repetitions."""
    settings = {"base_url": address, "api_key": "fw-canary-key", "account_id": "acme"}
    return Client(FIREWORKS, settings, options=Options(max_retries=0, tls=tls), clock=FakeClock())


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    secret = key.private_bytes(encoding, private, serialization.NoEncryption())
    file.write_bytes(secret + certificate.public_bytes(encoding))
    return file


@pytest.fixture
def context(authority: Path) -> ssl.SSLContext:
    """What the server shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    return context


async def test_a_connection_is_kept_for_the_next_request() -> None:
    """A handshake each would double the time of a plan."""
    ports: set[bytes] = set()
    async with serving(lambda _: http(PAGE)) as (address, heard), connect(address) as rest:
        for number in range(5):
            await rest.list(ROLE_BINDING, {"account_id": f"a{number}"})
    ports.update(request.split(b"\r\n")[0] for request in heard)
    assert len(heard) == len(ports) == 5
    assert heard[0].startswith(b"GET /v1/accounts/a0/awsIamRoleBindings?pageSize=200 HTTP/1.1\r\n")


@pytest.mark.promise(33)
async def test_a_certificate_that_nobody_vouches_for_is_refused(context: ssl.SSLContext) -> None:
    """One diagnostic that says what to set, and no request."""
    async with serving(lambda _: http(PAGE), context) as (address, heard), connect(address) as rest:
        with pytest.raises(errors.TlsError, match=r"tls.ca_file") as caught:
            await rest.list(ROLE_BINDING)
    assert heard == []
    assert not caught.value.undecided


@pytest.mark.promise(30)
async def test_an_authority_of_ones_own_is_trusted_when_given(context: ssl.SSLContext, authority: Path) -> None:
    """Appliances have one."""
    async with (
        serving(lambda _: http(PAGE), context) as (address, _),
        connect(address, Tls(ca_file=str(authority))) as rest,
    ):
        assert await rest.list(ROLE_BINDING) == []


async def test_verification_can_be_switched_off(context: ssl.SSLContext) -> None:
    """Only by saying so."""
    async with serving(lambda _: http(PAGE), context) as (address, _), connect(address, Tls(insecure=True)) as rest:
        assert await rest.list(ROLE_BINDING) == []


@pytest.mark.promise(30)
async def test_the_clients_own_certificate_is_shown(context: ssl.SSLContext, authority: Path) -> None:
    """A server may ask for it (promise 30)."""
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority)
    tls = Tls(ca_file=str(authority), cert_file=str(authority))
    async with serving(lambda _: http(PAGE), context) as (address, _), connect(address, tls) as rest:
        assert await rest.list(ROLE_BINDING) == []


async def test_https_to_a_port_without_tls_says_so() -> None:
    """The wrong port is a common mistake."""

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(http(b"", status="400 Bad Request"))
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with connect(f"https://127.0.0.1:{port}") as rest:
            with pytest.raises(errors.TlsError, match="names a TLS port"):
                await rest.list(ROLE_BINDING)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 banana\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000,
    ],
)
async def test_half_an_answer_leaves_the_outcome_open(answer: bytes) -> None:
    """A write that ends so is looked up, never repeated blindly."""
    async with serving(lambda _: answer) as (address, _), connect(address) as rest:
        with pytest.raises(errors.LostAnswerError) as caught:
            await rest.list(ROLE_BINDING)
    assert caught.value.undecided


@pytest.mark.promise(34)
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize("location", NOWHERE)
async def test_a_redirect_to_nowhere_is_a_redirect(status: str, location: str) -> None:
    """The request was answered, so a write is not open: nobody has to look for what it may have made."""
    answer = http(b"", f"Location: {location}", status=status)
    async with serving(lambda _: answer) as (address, heard), connect(address) as rest:
        with pytest.raises(errors.RedirectedError) as caught:
            await rest.list(ROLE_BINDING)
    assert (len(heard), caught.value.status, caught.value.undecided) == (1, int(status[:3]), False)
    assert "\x1b" not in caught.value.detail


@pytest.mark.promise(34)
@pytest.mark.parametrize("location", NOWHERE)
async def test_a_create_that_is_sent_nowhere_is_sent_once(location: str) -> None:
    """Its answer says that the address is wrong: no look, no second request, nothing tainted."""
    redirect = http(b"", f"Location: {location}", status="307 Temporary Redirect")
    reply: Reply = lambda request: http(PAGE) if request.startswith(b"GET") else redirect  # noqa: E731 - two words
    async with serving(reply) as (address, heard), connect(address) as rest:
        with pytest.raises(errors.RedirectedError, match="did not create"):
            await rest.create(ROLE_BINDING, ANA)
    assert [request.split(b" ")[0] for request in heard] == [b"GET", b"POST"]


async def test_a_packed_answer_that_nobody_asked_for_is_read() -> None:
    """Some gateways pack whatever is accepted."""
    packed = http(gzip.compress(PAGE), "Content-Encoding: gzip")
    async with serving(lambda _: packed) as (address, _), connect(address) as rest:
        assert await rest.list(ROLE_BINDING) == []


@pytest.mark.promise(36)
async def test_a_bomb_is_defused() -> None:
    """Sixty-four megabytes of blanks are sixty-four kilobytes on the wire (promise 36)."""
    bomb = http(gzip.compress(b" " * 2**26), "Content-Encoding: gzip")
    async with serving(lambda _: bomb) as (address, _), connect(address) as rest:
        with pytest.raises(errors.UnreadableAnswerError, match="larger than"):
            await rest.list(ROLE_BINDING)


async def test_the_libraries_say_nothing_about_our_requests(caplog: pytest.LogCaptureFixture) -> None:
    """At the finest level they would log the key and the whole address (promise 32)."""
    with caplog.at_level(0):
        async with serving(lambda _: http(PAGE)) as (address, _), connect(address) as rest:
            await rest.list(ROLE_BINDING)
    assert {record.name for record in caplog.records} <= {"terrabind.rest", "asyncio"}
    assert "canary" not in str([record.__dict__ for record in caplog.records])
    assert logging.getLogger("httpx").isEnabledFor(logging.CRITICAL)
