"""What go-plugin adds to gRPC: a call that ends the plugin, a stream of its output, and attaching to a running one.

All messages of these services are empty or constant, so they are written here as bytes and need no protobuf.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from typing import Final

from terrabind.plugin.handshake import PROTOCOL_VERSION, Endpoint, open_endpoint
from terrabind.plugin.transport import Call, Handler, HandlerFactory, Server, serve

PROVIDER_ADDRESS: Final = "registry.terraform.io/terrabind/terrabind"
REATTACH_VARIABLE: Final = "TF_REATTACH_PROVIDERS"
_SHUTDOWN: Final = "/plugin.GRPCController/Shutdown"
_STREAM_STDIO: Final = "/plugin.GRPCStdio/StreamStdio"
_HEALTH_CHECK: Final = "/grpc.health.v1.Health/Check"
_EMPTY: Final = b""
_SERVING: Final = b"\x08\x01"
"""HealthCheckResponse with status (field 1) SERVING (1)."""


def controller_handlers(stopping: asyncio.Event) -> Mapping[str, Handler]:
    """The handlers of go-plugin's own services; a shutdown request sets `stopping`.

    GRPCBroker is not among them: nothing in Terraform's provider protocol uses it, and go-plugin takes "unimplemented"
    for an answer.
    """

    def shut_down(_payload: bytes, _call: Call) -> bytes:
        stopping.set()
        return _EMPTY

    def stream_output(_payload: bytes, _call: Call) -> AsyncIterator[bytes]:
        # Nothing is ever sent: what a Python plugin writes to its output reaches the host through the real pipe. The
        # open stream keeps Go's client from closing the connection when a user takes half an hour to say yes.
        return _Silence(stopping)

    return {
        _SHUTDOWN: shut_down,
        _STREAM_STDIO: stream_output,
        _HEALTH_CHECK: lambda _payload, _call: _SERVING,
    }


class _Silence:
    """A stream without messages that ends with the plugin."""

    __slots__ = ("_stopping",)

    def __init__(self, stopping: asyncio.Event) -> None:
        self._stopping = stopping

    def __aiter__(self) -> _Silence:
        return self

    async def __anext__(self) -> bytes:
        await self._stopping.wait()
        raise StopAsyncIteration


def with_controller(factory: HandlerFactory, stopping: asyncio.Event) -> HandlerFactory:
    """A factory of the same handlers plus go-plugin's own."""
    return lambda: {**factory(), **controller_handlers(stopping)}


def reattach_value(endpoint: Endpoint, process: int, address: str = PROVIDER_ADDRESS) -> str:
    """The value of TF_REATTACH_PROVIDERS that leads Terraform to `endpoint`, served by the process with that id."""
    provider = {
        "Protocol": "grpc",
        "ProtocolVersion": PROTOCOL_VERSION,
        "Pid": process,
        "Test": True,
        "Addr": {"Network": endpoint.network, "String": endpoint.address},
    }
    return json.dumps({address: provider})


class Reattached:
    """A provider that Terraform attaches to instead of starting one. Made by `serve_reattach`."""

    __slots__ = ("_endpoint", "environment", "server", "stopping")

    def __init__(
        self, server: Server, endpoint: Endpoint, environment: Mapping[str, str], stopping: asyncio.Event
    ) -> None:
        self.server = server
        self._endpoint = endpoint
        self.environment = environment
        """The variable that Terraform needs, ready for a child's environment."""
        self.stopping = stopping
        """Set when a host asks for shutdown; hosts do not, of a provider they attached to."""

    async def close(self, grace: float = 5.0) -> None:
        """Stop serving, with `grace` seconds for calls that run, and remove the socket."""
        self.stopping.set()
        await self.server.close(grace)
        self._endpoint.remove()


async def serve_reattach(factory: HandlerFactory) -> Reattached:
    """Serve `factory`'s handlers from this process, for debuggers and tests: no launch, no handshake, no TLS.

    The socket lies in a folder that only this user may enter, which is all that protects it. Raises `OSError` when
    there is no place for it.
    """
    stopping = asyncio.Event()
    endpoint = open_endpoint(os.environ)
    server = await serve(with_controller(factory, stopping), endpoint.listener)
    return Reattached(server, endpoint, {REATTACH_VARIABLE: reattach_value(endpoint, os.getpid())}, stopping)
