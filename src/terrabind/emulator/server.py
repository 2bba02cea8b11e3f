"""Serving emulators on loopback: one port each, one process, ended by a signal or by leaving the block."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from terrabind.emulator.app import Emulator
from terrabind.emulator.wire import CUT, Receive, Scope, Send

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class NotLoopbackError(ValueError):
    """The emulator gives everything to everybody, so it listens on loopback only."""


class _Protocol(H11Protocol):
    """HTTP/1.1 that lets the application cut the connection."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        application = self.app

        async def with_cut(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[CUT] = self.cut
            await application(scope, receive, send)

        self.app = with_cut

    def cut(self) -> None:
        """Send what was written and close the connection at once."""
        self.transport.close()


class _Server(uvicorn.Server):
    """A server that leaves signals alone: several run in one process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@contextlib.asynccontextmanager
async def serving(
    emulators: Sequence[Emulator], host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[Mapping[str, str]]:
    """Serve emulators while the block runs, and give their base URLs by API name.

    The first listens on `port`, the next on the ports after it; 0 takes free ones. Raises `NotLoopbackError` for
    another host, `OSError` when a port is taken.
    """
    if host not in _LOOPBACK:
        raise NotLoopbackError(f"{host} is not a loopback address; use 127.0.0.1")
    shown = f"[{host}]" if ":" in host else host
    addresses: dict[str, str] = {}
    running: list[tuple[_Server, asyncio.Task[None]]] = []
    with contextlib.ExitStack() as stack:
        try:
            for index, emulator in enumerate(emulators):
                listener = stack.enter_context(_listen(host, port + index if port else 0))
                running.append(await _start(emulator, listener))
                addresses[emulator.api.name] = f"http://{shown}:{listener.getsockname()[1]}"
            yield addresses
        finally:
            for server, _ in running:
                server.should_exit = True
            await asyncio.gather(*(task for _, task in running))


async def serve(
    emulators: Sequence[Emulator],
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    ready: Callable[[Mapping[str, str]], None] = lambda _: None,
) -> None:
    """Serve emulators until SIGINT or SIGTERM; `ready` is called with the base URLs by API name once all answer.

    Raises what `serving` raises.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    try:
        async with serving(emulators, host, port) as addresses:
            ready(addresses)
            await stop.wait()
    finally:
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio turns Nagle's algorithm off only for sockets that say they are TCP.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


async def _start(emulator: Emulator, listener: socket.socket) -> tuple[_Server, asyncio.Task[None]]:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await emulator.asgi(scope, receive, send)

    config = uvicorn.Config(
        application,
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        backlog=2048,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        if task.done():
            await task
            raise OSError(f"the emulator of {emulator.api.title} did not start")
        await asyncio.sleep(0.002)
    return server, task
