"""A call is one gRPC request: the words both a handler and the transport use for it.

gRPC over HTTP/2 adds little to HTTP/2: a five-byte prefix before each message, a deadline in a header, a status in
the trailers. The numbers are those of the gRPC wire specification.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from enum import IntEnum
from struct import Struct
from typing import Final, TypeAlias

_PREFIX: Final = Struct(">BI")
PREFIX_SIZE: Final = 5


class StatusCode(IntEnum):
    """How a call ended (gRPC status codes)."""

    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


class RpcError(Exception):
    """Raised by a handler, this is the call's answer: `code` and `message` reach the client as they are."""

    def __init__(self, code: StatusCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Session:
    """What belongs to one connection, and with it to one provider instance.

    Terraform opens a connection for every provider instance (each alias has its own) even when it shares one process,
    so provider configuration must live here or in handlers made by the `HandlerFactory`, never in a module.
    """

    __slots__ = ("_closers",)

    def __init__(self) -> None:
        self._closers: list[Callable[[], Awaitable[None]]] = []

    def on_close(self, closer: Callable[[], Awaitable[None]]) -> None:
        """Have `closer` awaited once, after the last call, when the connection ends; last registered runs first.

        The time for all closers is short (`terrabind.plugin.transport.server.CLOSE_SECONDS`): a host kills a plugin
        two seconds after it asked for shutdown.
        """
        self._closers.append(closer)

    def take_closers(self) -> list[Callable[[], Awaitable[None]]]:
        """The registered closers in the order to run them; a second time there are none."""
        closers, self._closers = self._closers, []
        return closers[::-1]


class Call:
    """One call as its handler sees it."""

    __slots__ = ("abandoned", "connection", "deadline", "method", "shielded")

    def __init__(self, method: str, deadline: float | None, connection: Session) -> None:
        self.method = method
        """The full name, for example ``/tfplugin6.Provider/ReadResource``."""
        self.deadline = deadline
        """Seconds the client allows, counted from the arrival of the call; None when it set no limit."""
        self.connection = connection
        """What is kept for this connection."""
        self.abandoned = False
        """True once nobody waits for the answer: cancelled, past its deadline, or the connection is gone."""
        self.shielded = False
        """True after `shield`."""

    def shield(self) -> None:
        """From here to its end, run this call whatever the client does.

        Without it the handler's task is cancelled when the client cancels, when the deadline passes or when the
        connection is lost. A handler calls this before a write that must not be left half done. The client still gets
        DEADLINE_EXCEEDED on time, `abandoned` becomes true and the answer, when it comes, is dropped.
        """
        self.shielded = True


Handler: TypeAlias = Callable[[bytes, Call], bytes | Awaitable[bytes] | AsyncIterator[bytes]]
"""Answers one method: the request message in, and out either the answer (sent at once, no task is made), something to
await for it, or an asynchronous iterator of answers (a server-streaming method)."""

HandlerFactory: TypeAlias = Callable[[], Mapping[str, Handler]]
"""Makes the handlers of one connection, by full method name."""


def message_prefix(size: int) -> bytes:
    """The five bytes before a message of `size` bytes: not compressed, and how long."""
    return _PREFIX.pack(0, size)


def read_message(body: bytes) -> bytes:
    """The one message in a request body; raises `RpcError` unless it is exactly one, complete and uncompressed."""
    if len(body) < PREFIX_SIZE:
        raise RpcError(StatusCode.INTERNAL, "the request holds no message")
    compressed, size = _PREFIX.unpack_from(body)
    if compressed:
        raise RpcError(StatusCode.UNIMPLEMENTED, "compressed messages are not supported")
    if size != len(body) - PREFIX_SIZE:
        raise RpcError(StatusCode.INTERNAL, "the request is not exactly one message")
    return body[PREFIX_SIZE:]
