"""Sockets for the protocol: accepts connections, gives each its handlers, writes once per turn of the event loop."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Final, cast

from terrabind.plugin.transport.call import HandlerFactory, Session
from terrabind.plugin.transport.connection import Cancelled, Connection, Ended, Request
from terrabind.plugin.transport.dispatch import Dispatcher, close_session
from terrabind.plugin.transport.flow import Limits

CLOSE_SECONDS: Final = 1.5
"""How long the closers of a session may take: a host kills a plugin two seconds after asking it to shut down."""
FAREWELL_SECONDS: Final = 0.1
"""How long a peer may take to read the last bytes and to answer TLS's farewell; asyncio alone would wait for 30."""
_WRITE_BYTES: Final = 256 * 1024
_BACKLOG: Final = 64
_POLL_SECONDS: Final = 0.01


class Server:
    """A listening socket and the connections it accepted. Made by `serve`."""

    def __init__(self, factory: HandlerFactory, limits: Limits, on_change: Callable[[Server], None] | None) -> None:
        self._factory = factory
        self._limits = limits
        self._on_change = on_change
        self._connections: set[_Peer] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Server | None = None

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    async def listen(self, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        """Accept connections on `listener` from now on."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._protocol, sock=listener, ssl=tls, backlog=_BACKLOG)

    def stop_listening(self) -> None:
        """Accept no more connections; those that are open go on."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    async def close(self, grace: float = 0.0, *, abandon: bool = False) -> None:
        """End in order: no new connections, no new calls, `grace` seconds for running ones, then the sessions' closers.

        With `abandon`, calls that are not shielded are cancelled instead of waited for. Shielded calls that need longer
        than `grace` are still running when this returns; the process's end is theirs.
        """
        self.stop_listening()
        loop = asyncio.get_running_loop()
        end = loop.time() + grace
        peers = list(self._connections)
        for peer in peers:
            peer.drain(abandon=abandon)
        tasks = [task for peer in peers for task in peer.dispatcher.tasks()]
        if tasks:
            await asyncio.wait(tasks, timeout=max(grace, 0.0))
        for peer in peers:
            while peer.sending and loop.time() < end:  # noqa: ASYNC110 - rare: the client has to read before it ends
                await asyncio.sleep(_POLL_SECONDS)
            peer.hang_up()
        if self._closing:
            await asyncio.wait(list(self._closing), timeout=CLOSE_SECONDS)
        if peers:
            await asyncio.wait([peer.gone for peer in peers], timeout=FAREWELL_SECONDS)
        for peer in peers:
            peer.abort()
        await asyncio.sleep(0)  # asyncio closes the sockets of aborted connections in its next turn

    def _protocol(self) -> _Peer:
        return _Peer(self._factory, self._limits, self._opened, self._lost)

    def _opened(self, peer: _Peer) -> None:
        self._connections.add(peer)
        self._changed()

    def _lost(self, peer: _Peer) -> None:
        task = asyncio.get_running_loop().create_task(self._close_session(peer))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _close_session(self, peer: _Peer) -> None:
        tasks = peer.dispatcher.tasks()
        if tasks:  # shielded calls run to their end; the session's closers come after the last call
            await asyncio.wait(tasks)
        await close_session(peer.session, CLOSE_SECONDS)
        self._connections.discard(peer)
        self._changed()

    def _changed(self) -> None:
        if self._on_change is not None:
            self._on_change(self)


class _Peer(asyncio.Protocol):
    """One connection: bytes to the protocol, events to the dispatcher, what is queued to the socket."""

    def __init__(
        self,
        factory: HandlerFactory,
        limits: Limits,
        opened: Callable[[_Peer], None],
        lost: Callable[[_Peer], None],
    ) -> None:
        self._opened = opened
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._paused = False
        self._scheduled = False
        self._present = False
        self._transport: asyncio.Transport | None = None
        self.gone = self._loop.create_future()
        """Done when the socket is closed."""
        handlers = factory()
        self._connection = Connection(limits, methods=handlers)
        self.session = Session()
        self.dispatcher = Dispatcher(self._connection, handlers, self.session, self._schedule, most=limits.streams * 2)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # asyncio's signature names the base of all transports
        self._transport.set_write_buffer_limits(high=4 * _WRITE_BYTES)
        tls = transport.get_extra_info("ssl_object")
        if tls is not None and tls.selected_alpn_protocol() != "h2":
            self._transport.abort()
            return
        self._present = True
        self._opened(self)
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._transport = None
        if not self.gone.done():
            self.gone.set_result(None)
        self.dispatcher.cancel_all()
        self._leave()

    def _leave(self) -> None:
        if self._present:
            self._present = False
            self._lost(self)

    def data_received(self, data: bytes) -> None:
        for event in self._connection.receive(data):
            if isinstance(event, Request):
                self.dispatcher.begin(event)
            elif isinstance(event, Cancelled):
                self.dispatcher.cancel(event.stream_id)
            elif isinstance(event, Ended):
                self.dispatcher.cancel_all()
        self._flush()

    def eof_received(self) -> bool:
        return False

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        self._flush()

    @property
    def sending(self) -> bool:
        """Whether an answer is still on its way out."""
        self._flush()
        return self._transport is not None and self._connection.unsent

    def drain(self, *, abandon: bool) -> None:
        """Tell the peer that no further call is served, and cancel those that may be if `abandon` says so."""
        if abandon:
            self.dispatcher.cancel_all()
        self._connection.drain()
        self._flush()

    def hang_up(self) -> None:
        """Write what can be written and close, without waiting for the peer's part in TLS's farewell."""
        self._flush()
        if self._transport is not None:
            self._transport.close()
        self._leave()

    def abort(self) -> None:
        """Close the socket now, whatever the peer has not read."""
        if self._transport is not None:
            self._transport.abort()

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._scheduled = False
        transport = self._transport
        if transport is None:
            return
        while not self._paused:
            data = self._connection.take(_WRITE_BYTES)
            if not data:
                break
            transport.write(data)
        self.dispatcher.on_sent()
        if self._connection.ended is not None:
            transport.close()


async def serve(
    factory: HandlerFactory,
    listener: socket.socket,
    tls: ssl.SSLContext | None = None,
    *,
    limits: Limits | None = None,
    on_change: Callable[[Server], None] | None = None,
) -> Server:
    """Serve gRPC on `listener`, a bound stream socket, and return at once.

    `factory` is called for every connection; what it makes serves that connection alone. With `tls`, its ALPN must
    offer ``h2``; a peer that chooses anything else is disconnected. `on_change` is called whenever the number of
    connections changes: up when a connection is ready (with TLS: after its handshake), down when it is over and its
    session is closed. Raises what `socket.listen` raises.
    """
    server = Server(factory, limits or Limits(), on_change)
    listener.setblocking(False)
    await server.listen(listener, tls)
    return server
