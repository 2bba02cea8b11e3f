"""A transport server on a Unix socket, and grpcio's client for it: an implementation that knows nothing of ours."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import grpc.aio

from terrabind.plugin.transport import Handler, HandlerFactory, Server, serve
from terrabind.plugin.transport.flow import Limits

UNLIMITED = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))
FRESH = (("grpc.use_local_subchannel_pool", 1),)
"""Without it grpcio shares one connection among channels to the same address."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server and where it listens."""

    server: Server
    address: str

    @asynccontextmanager
    async def channel(
        self, credentials: grpc.ChannelCredentials | None = None, options: tuple[tuple[str, Any], ...] = ()
    ) -> AsyncIterator[grpc.aio.Channel]:
        """A connection of its own to the server."""
        target, options = f"unix:{self.address}", (*UNLIMITED, *FRESH, *options)
        if credentials is None:
            channel = grpc.aio.insecure_channel(target, options=options)
        else:
            named = (*options, ("grpc.ssl_target_name_override", "localhost"))
            channel = grpc.aio.secure_channel(target, credentials, options=named)
        async with channel:
            yield channel

    @asynccontextmanager
    async def method(self, name: str = "/test/call") -> AsyncIterator[Any]:
        """The unary method `name`, bytes to bytes, over a connection of its own."""
        async with self.channel() as channel:
            yield channel.unary_unary(name)


@asynccontextmanager
async def serving(
    handlers: Mapping[str, Handler] | Handler | None = None,
    *,
    factory: HandlerFactory | None = None,
    tls: ssl.SSLContext | None = None,
    limits: Limits | None = None,
) -> AsyncIterator[Served]:
    """Serve `handlers` (one alone is ``/test/call``), the same for every connection, or what `factory` makes."""
    table = handlers if isinstance(handlers, Mapping) else {"/test/call": handlers} if handlers else {}
    with TemporaryDirectory(prefix="tb-") as folder:
        address = os.fspath(Path(folder) / "s")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(address)
        server = await serve(factory or (lambda: table), listener, tls, limits=limits)
        try:
            yield Served(server, address)
        finally:
            await server.close(abandon=True)
