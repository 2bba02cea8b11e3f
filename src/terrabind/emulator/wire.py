"""The way back to the caller: an answer, half of one, none at all, or a connection that is cut.

Over a socket the connection is really closed (see `terrabind.emulator.server`). In process there is nothing to close:
the application raises `ConnectionCutError`, which the caller's transport has to turn into its own kind of error.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from terrabind.emulator.exchange import Answer, Request, request_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

CUT = "terrabind.cut"
"""The ASGI extension with which the server offers to cut the connection: a function without arguments."""


class ConnectionCutError(ConnectionResetError):
    """The emulator cut the connection; in process this stands for the closed socket."""


class Wire:
    """One ASGI exchange."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send

    async def request(self) -> Request:
        """Read the whole request. Raises `ConnectionCutError` when the caller goes away meanwhile."""
        chunks: list[bytes] = []
        while True:
            message = await self._receive()
            if message["type"] != "http.request":
                raise ConnectionCutError("the caller went away")
            chunks.append(message.get("body", b""))
            if not message.get("more_body"):
                break
        scope = self._scope
        return request_of(
            scope["method"],
            (scope.get("raw_path") or scope["path"].encode()).decode("ascii", "replace"),
            scope["query_string"].decode("ascii", "replace"),
            {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
            b"".join(chunks),
        )

    async def send(self, answer: Answer, *, half: bool = False) -> None:
        """Send an answer; `half` announces all of it, sends half and cuts the connection."""
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
        if answer.status != 204:
            headers.append((b"content-length", str(len(answer.body)).encode()))
        await self._send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if not half:
            await self._send({"type": "http.response.body", "body": answer.body, "more_body": False})
            return
        part = answer.body[: len(answer.body) // 2]
        await self._send({"type": "http.response.body", "body": part, "more_body": True})
        await self.cut()

    async def hang(self) -> None:
        """Answer nothing until the caller gives up."""
        while (await self._receive())["type"] != "http.disconnect":
            continue

    async def cut(self) -> None:
        """Close the connection without an answer. Raises `ConnectionCutError` where there is no connection."""
        cut = (self._scope.get("extensions") or {}).get(CUT)
        if cut is None:
            raise ConnectionCutError("the emulator cut the connection, as a fault asked for")
        cut()
        await self.hang()


async def run_lifespan(receive: Receive, send: Send) -> None:
    """Answer the server's start and stop; there is nothing to prepare and nothing to end."""
    while (message := await receive())["type"] != "lifespan.shutdown":
        await send({"type": f"{message['type']}.complete"})
    await send({"type": "lifespan.shutdown.complete"})
