"""Methods become handlers here: bytes to message, message to bytes, and every failure to a diagnostic.

An RPC without an answer would hang Terraform, and an RPC that fails as a call shows the user a transport error instead
of a sentence. So whatever a method raises is caught, told, and logged without its message, which may quote a secret.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from terrabind.plugin.cty.kinds import WrongKindError
from terrabind.plugin.diagnostics import Diagnostic, RefusedError, of_exception, unreadable, write

if TYPE_CHECKING:
    from google.protobuf.message import Message

    from terrabind.plugin.transport.call import Call, Handler

_LOG = logging.getLogger("terrabind.plugin")

Failed: TypeAlias = "Callable[[Any, tuple[Diagnostic, ...]], Message]"
"""Makes the answer to a request that carries diagnostics instead of a result."""


def unary(
    messages: Any,
    method: Callable[[Any], Message | Awaitable[Message]],
    failed: Failed | None = None,
    *,
    writes: bool = False,
) -> Handler:
    """Make the handler of a call with one answer.

    `messages` holds the call's `Request` and `Response`, as protocol messages are named. Without `failed`, diagnostics
    stand in the response's field of that name. A call that `writes` runs to its end whatever becomes of the caller.
    """

    def fail(request: Any, error: Exception) -> bytes:
        found = told(error, request)
        answer = failed(request, found) if failed else messages.Response(diagnostics=write(found))
        return answer.SerializeToString()

    def handle(data: bytes, call: Call) -> bytes | Awaitable[bytes]:
        if writes:
            call.shield()
        request = messages.Request.FromString(data)
        try:
            answer = method(request)
        except Exception as error:  # noqa: BLE001 - told to the user; see the module's docstring
            return fail(request, error)
        return finish(request, answer) if isinstance(answer, Awaitable) else answer.SerializeToString()

    async def finish(request: Any, answer: Awaitable[Message]) -> bytes:
        try:
            return (await answer).SerializeToString()
        except Exception as error:  # noqa: BLE001 - told to the user; see the module's docstring
            return fail(request, error)

    return handle


def streaming(messages: Any, method: Callable[[Any], AsyncIterator[Message]], failed: Failed) -> Handler:
    """Make the handler of a call with a stream of answers; a failure is the last of them."""

    async def handle(data: bytes) -> AsyncIterator[bytes]:
        request = messages.Request.FromString(data)
        try:
            async for answer in method(request):
                yield answer.SerializeToString()
        except Exception as error:  # noqa: BLE001 - told to the user; see the module's docstring
            yield failed(request, told(error, request)).SerializeToString()

    return lambda data, _call: handle(data)


def told(error: Exception, request: Any) -> tuple[Diagnostic, ...]:
    """Return what to tell about a failure: its own diagnostics when it brings them."""
    if isinstance(error, RefusedError):
        return error.diagnostics
    subject = getattr(request, "type_name", "") or getattr(request, "name", "") or "the provider"
    if isinstance(error, WrongKindError):
        return (unreadable(f"A value of {subject}", error),)
    frames = "".join(traceback.format_tb(error.__traceback__))
    _LOG.error("%s while working on %s\n%s", type(error).__name__, subject, frames)
    return (of_exception(error, subject),)
