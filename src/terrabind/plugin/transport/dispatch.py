"""Calls become handler invocations: those that answer bytes at once, and those that need a task.

Every call gets an answer, whatever its handler does, because Terraform waits for ever for one that does not come.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Final

from terrabind.plugin.transport.call import Call, Handler, RpcError, Session, StatusCode, read_message
from terrabind.plugin.transport.connection import Connection, Request
from terrabind.plugin.transport.headers import only_status, status_trailers

_LOG: Final = logging.getLogger("terrabind.plugin.transport")

HIGH_WATER: Final = 1024 * 1024
"""A streaming handler waits while more than this of its answer is unsent,"""
LOW_WATER: Final = 256 * 1024
"""and goes on when it has fallen to this. Bytes."""


class _Running:
    """A call that has a task."""

    __slots__ = ("call", "started", "task", "timer")

    def __init__(self, call: Call) -> None:
        self.call = call
        self.task: asyncio.Task[None] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.started = False
        """Whether the headers of a streaming answer have gone out, so that an error can only come as trailers."""


class Dispatcher:
    """The calls of one connection. `flush` is called when a task has queued something to send."""

    __slots__ = (
        "_connection",
        "_flush",
        "_handlers",
        "_loop",
        "_most",
        "_orphans",
        "_running",
        "_session",
        "_waiting",
    )

    def __init__(
        self,
        connection: Connection,
        handlers: Mapping[str, Handler],
        session: Session,
        flush: Callable[[], None],
        most: int,
    ) -> None:
        self._connection = connection
        self._handlers = handlers
        self._session = session
        self._flush = flush
        self._most = most
        self._loop = asyncio.get_running_loop()
        self._running: dict[int, _Running] = {}
        self._orphans: set[_Running] = set()
        self._waiting: dict[int, asyncio.Future[None]] = {}

    @property
    def running(self) -> int:
        """How many calls have a task, answered ones that run on shielded included."""
        return len(self._running) + len(self._orphans)

    def tasks(self) -> list[asyncio.Task[None]]:
        """The tasks of all running calls."""
        records = (*self._running.values(), *self._orphans)
        return [record.task for record in records if record.task is not None]

    def begin(self, request: Request) -> None:
        """Serve a request that has arrived completely."""
        stream_id = request.stream_id
        call = Call(request.head.path, request.head.timeout, self._session)
        try:
            answer = self._invoke(call, request.body)
        except RpcError as error:
            self._connection.refuse(stream_id, only_status(error.code, error.message))
            return
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the call gets its answer
            self._connection.refuse(stream_id, only_status(StatusCode.INTERNAL, _describe(call, error)))
            return
        if isinstance(answer, bytes):
            self._connection.respond(stream_id, answer)
            return
        self._run(stream_id, answer, call)

    def _invoke(self, call: Call, body: bytes) -> bytes | Awaitable[bytes] | AsyncIterator[bytes]:
        handler = self._handlers.get(call.method)
        if handler is None:
            raise RpcError(StatusCode.UNIMPLEMENTED, f"unknown method {call.method}")
        if self.running >= self._most:
            raise RpcError(StatusCode.RESOURCE_EXHAUSTED, "too many calls are still being worked on")
        return handler(read_message(body), call)

    def _run(self, stream_id: int, answer: Awaitable[bytes] | AsyncIterator[bytes], call: Call) -> None:
        record = _Running(call)
        self._running[stream_id] = record
        if call.deadline is not None:
            record.timer = self._loop.call_later(call.deadline, self._expire, stream_id)
        work = (
            self._stream(stream_id, answer, record)
            if isinstance(answer, AsyncIterator)
            else self._unary(stream_id, answer)
        )
        record.task = self._loop.create_task(self._answer(stream_id, work, record))

    async def _answer(self, stream_id: int, work: Awaitable[None], record: _Running) -> None:
        try:
            await work
        except asyncio.CancelledError:
            self._fail(stream_id, record, StatusCode.CANCELLED, "the call was cancelled")
            raise
        except RpcError as error:
            self._fail(stream_id, record, error.code, error.message)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the call gets its answer
            self._fail(stream_id, record, StatusCode.INTERNAL, _describe(record.call, error))
        finally:
            if record.timer is not None:
                record.timer.cancel()
            if self._running.get(stream_id) is record:
                del self._running[stream_id]
            self._orphans.discard(record)
            self._flush()

    async def _unary(self, stream_id: int, answer: Awaitable[bytes]) -> None:
        self._connection.respond(stream_id, await answer)

    async def _stream(self, stream_id: int, answers: AsyncIterator[bytes], record: _Running) -> None:
        try:
            self._connection.start(stream_id)
            record.started = True
            self._flush()
            async for message in answers:
                self._connection.send(stream_id, message)
                self._flush()
                if self._connection.pending_bytes(stream_id) > HIGH_WATER:
                    await self._drained(stream_id)
            self._connection.finish(stream_id)
        finally:
            close = getattr(answers, "aclose", None)
            if close is not None:
                await close()

    async def _drained(self, stream_id: int) -> None:
        future = self._loop.create_future()
        self._waiting[stream_id] = future
        try:
            await future
        finally:
            self._waiting.pop(stream_id, None)

    def on_sent(self) -> None:
        """Something has been written: handlers that waited for it may go on."""
        for stream_id, future in list(self._waiting.items()):
            if self._connection.pending_bytes(stream_id) <= LOW_WATER and not future.done():
                future.set_result(None)

    def cancel(self, stream_id: int) -> None:
        """The client does not wait for this call any more: its task ends, unless it is shielded."""
        record = self._running.pop(stream_id, None)
        if record is not None:
            self._abandon(stream_id, record)

    def cancel_all(self) -> None:
        """The connection is over: every task ends, unless it is shielded."""
        for stream_id in list(self._running):
            self.cancel(stream_id)

    def _expire(self, stream_id: int) -> None:
        record = self._running.pop(stream_id, None)
        if record is not None:
            self._fail(stream_id, record, StatusCode.DEADLINE_EXCEEDED, "the deadline has passed")
            self._abandon(stream_id, record)
            self._flush()

    def _abandon(self, stream_id: int, record: _Running) -> None:
        self._orphans.add(record)
        record.call.abandoned = True
        future = self._waiting.get(stream_id)
        if future is not None and not future.done():
            future.set_result(None)
        # Not at once: a task cancelled before its first step never runs, and so would never clean up.
        self._loop.call_soon(self._cancel_task, record)

    def _cancel_task(self, record: _Running) -> None:
        if record.task is not None and not record.call.shielded:
            record.task.cancel()

    def _fail(self, stream_id: int, record: _Running, code: StatusCode, message: str) -> None:
        if record.started:
            self._connection.finish(stream_id, status_trailers(code, message))
        else:
            self._connection.refuse(stream_id, only_status(code, message))


def _describe(call: Call, error: Exception) -> str:
    """What the client is told about an error nobody foresaw: its kind, not its text, which may hold a secret."""
    _LOG.error("handler failed", exc_info=error, extra={"method": call.method})
    return f"internal error in {call.method}: {type(error).__name__}"


async def close_session(session: Session, seconds: float) -> None:
    """Await the session's closers in turn, `seconds` for all; one that fails is logged and does not stop the rest."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            for closer in session.take_closers():
                try:
                    await closer()
                except Exception as error:  # noqa: BLE001 - the process is ending; the next closer still has its turn
                    _LOG.warning("closing a session failed", exc_info=error)
