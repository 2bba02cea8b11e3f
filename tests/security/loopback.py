"""A server on a real socket that keeps every byte of every request, plain or behind TLS, and a proxy beside it."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from terrabind.apis import load_catalogue
from terrabind.rest import Client, Options, Tls
from terrabind.spec.values import Value, Values
from tests.rest.fakes import FakeClock

CATALOGUE = load_catalogue()
ADDRESS_SETTINGS = {name: api.url_setting for name, api in CATALOGUE.apis.items()}
LOGINS: dict[str, dict[str, str]] = {
    "fireworks": {"api_key": "canary-fireworks-key", "account_id": "acme"},
    "ecs": {"username": "root", "password": "canary-ecs-password", "namespace": "ns1"},
    "k0rdent": {"client_id": "sa@acme.iam", "client_secret": "canary-k0rdent-secret"},
}
"""For each API the credential that makes the most calls: logins and minted tokens where there are some."""
TYPES = {
    "fireworks": "terrabind_fireworks_aws_iam_role_binding",
    "ecs": "terrabind_ecs_iam_role",
    "k0rdent": "terrabind_k0rdent_iam_policy_binding",
}


@dataclass(slots=True)
class Heard:
    """What a server heard: the head of each request as bytes, with its body."""

    address: str = ""
    requests: list[tuple[bytes, bytes]] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The request lines."""
        return [head.split(b"\r\n", 1)[0].decode("latin-1") for head, _ in self.requests]


Reply = Callable[[bytes, bytes], bytes]


def answer(body: object = None, *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer in JSON, or as it is when `body` is bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", "Connection: close", *headers]
    if not any(header.lower().startswith("content-type") for header in headers):
        head.append("Content-Type: application/json")
    return "\r\n".join([*head, "", ""]).encode() + content


def play(head: bytes, body: bytes) -> bytes:
    """Answer as the three APIs do at their best: logins give tokens, listings are empty, everything else is nothing."""
    line = head.split(b"\r\n", 1)[0]
    if b"/login" in line:
        return answer({}, "X-SDS-AUTH-TOKEN: canary-session")
    if b"/auth/token" in line:
        return answer({"access_token": "canary-minted", "expires_in": 900})
    if b"ListRoles" in line + body:
        return answer({"ListRolesResult": {"Roles": [], "IsTruncated": False}})
    return answer({"awsIamRoleBindings": [], "policies": []})


@asynccontextmanager
async def serving(reply: Reply = play, context: ssl.SSLContext | None = None) -> AsyncIterator[Heard]:
    """Serve on a free loopback port while the block runs."""
    heard = Heard()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            heard.requests.append(await _request(reader))
            writer.write(reply(*heard.requests[-1]))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as server:
        port = server.sockets[0].getsockname()[1]
        heard.address = f"{'https' if context else 'http'}://127.0.0.1:{port}"
        yield heard


async def _request(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return head, await reader.readexactly(int(lengths[0]) if lengths else 0)


@asynccontextmanager
async def tunnelling() -> AsyncIterator[Heard]:
    """A proxy that connects to whatever it is asked for, and remembers what that was."""
    heard = Heard()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        heard.requests.append((head, b""))
        host, _, port = head.split(b" ")[1].decode().rpartition(":")
        upstream = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pump(reader, upstream[1]), _pump(upstream[0], writer))

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        heard.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield heard


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


def connect(api: str, address: str, tls: Tls = Tls(), **settings: Value) -> Client:  # noqa: B008 - a frozen value
    """A client of one API that really uses the network, without repetitions."""
    given: Values = {**LOGINS[api], ADDRESS_SETTINGS[api]: address, **settings}
    return Client(CATALOGUE.apis[api], given, options=Options(max_retries=0, tls=tls), clock=FakeClock())
