"""Real servers on loopback that hear whole requests, with TLS if wanted, and a proxy that stands before them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from terrabind.codec import json
from terrabind.spec.values import Value
from tests.e2e.secure import write_certificate

TOKEN: Value = {"access_token": "token-1", "expires_in": 900}
THING: Value = {"id": "1", "name": "one"}


@dataclass
class Wire:
    """A server's address, and the whole requests that it heard."""

    address: str = ""
    heard: list[bytes] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The first line of each request."""
        return [request.partition(b"\r\n")[0].decode() for request in self.heard]


@dataclass(frozen=True)
class Trust:
    """A certificate for 127.0.0.1, its own authority, and its key."""

    certificate: Path
    key: Path

    def shown(self, *, asks: bool = False) -> ssl.SSLContext:
        """What a server shows; one that `asks` lets only clients in that show the same."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        if asks:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.certificate)
        return context


def make_trust(folder: Path) -> Trust:
    """Write a certificate that nobody trusts yet."""
    return Trust(*write_certificate(folder))


@asynccontextmanager
async def serving(answer: Value, context: ssl.SSLContext | None = None) -> AsyncIterator[Wire]:
    """A server that gives the same answer to everything, and a null one never."""
    body = json.dumps(answer).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"

    async def serve(wire: Wire, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            wire.heard.append(await hear(reader))
            if answer is None:
                await asyncio.Event().wait()
            writer.write(head.encode() + body)
            await writer.drain()

    async with listening(serve, context) as wire:
        yield wire


@asynccontextmanager
async def tunnelling() -> AsyncIterator[Wire]:
    """A proxy that opens tunnels to loopback, and hears only where to."""

    async def serve(wire: Wire, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire.heard.append(await hear(reader))
        host, _, port = wire.lines[-1].split(" ")[1].partition(":")
        assert host == "127.0.0.1"
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        try:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))
        finally:
            far_writer.close()

    async with listening(serve, None) as wire:
        yield wire


Serve = Callable[[Wire, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(serve: Serve, context: ssl.SSLContext | None) -> AsyncIterator[Wire]:
    """A free port of loopback on which each connection is served, until the end."""
    wire = Wire()
    connections: set[asyncio.Task[None]] = set()

    async def run(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(wire, reader, writer)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
            return  # The other side, or the test, is done.
        finally:
            writer.close()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(asyncio.ensure_future(run(reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
    wire.address = f"{'https' if context else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield wire
    finally:
        server.close()
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections)
        await server.wait_closed()


async def hear(reader: asyncio.StreamReader) -> bytes:
    """Return one whole request."""
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return head + await reader.readexactly(int(lengths[0]) if lengths else 0)


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes until it ends."""
    while chunk := await reader.read(65536):
        writer.write(chunk)
        await writer.drain()
    writer.write_eof()
