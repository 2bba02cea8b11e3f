"""A principal that was made just now may be unknown for a while: then a grant is asked for again, for a bounded time.

Only the answer that an operation's description calls "unknown principal" is waited out; whatever else is wrong with a
request stays an error at once.
"""

from __future__ import annotations

from typing import Final

from terrabind.rest.calls import stopped
from terrabind.rest.effort import Effort
from terrabind.rest.errors import AnswerError, UnknownPrincipalError
from terrabind.rest.remote import Remote
from terrabind.rest.requests import Request
from terrabind.rest.subject import Subject
from terrabind.spec.operation import Operation
from terrabind.spec.values import Value, Values

PRINCIPAL_SECONDS: Final = 30.0
"""How long an unknown principal is waited for, within the time of the operation."""

_FIRST: Final = 1.0
_LONGEST: Final = 5.0


async def grant(
    remote: Remote,
    subject: Subject,
    operation: Operation,
    effort: Effort,
    purpose: str,
    *,
    prior: Values | None = None,
    repeatable: bool = False,
) -> dict[str, Value]:
    """Send one write that names principals, again while one of them is not known yet.

    Raises `UnknownPrincipalError` when it stays unknown, and whatever `Remote.write` raises.
    """
    waiting = effort.renewed(min(PRINCIPAL_SECONDS, effort.left))
    pause = _FIRST
    while True:
        try:
            return await remote.write(subject, operation, effort, purpose, prior=prior, repeatable=repeatable)
        except AnswerError as error:
            wording = operation.unknown_principal
            if wording is None or not wording.fits(error.code, error.status, error.said):
                raise
            if waiting.left <= 0 or effort.left <= pause:
                raise _unknown(subject, error, waiting.seconds - waiting.left) from error
            await effort.pause(min(pause, waiting.left))
            if effort.stopped:
                request = Request(
                    operation.method, operation.path, "", {}, None, f"{purpose} the {subject.noun}", False
                )
                raise stopped(remote.calls.api, request, error) from error
        pause = min(_LONGEST, pause * 2)


def _unknown(subject: Subject, error: AnswerError, seconds: float) -> UnknownPrincipalError:
    """Return the error to show at the end: the principal may be misspelt after all."""
    path = subject.resource.access.principal.strip("{}")
    unknown = UnknownPrincipalError(
        f"{subject.resource.api.title} does not know the principal of the {subject.noun}",
        f"It was asked again for {seconds:.0f} s, because a principal that was made just now takes a while to be known "
        f"everywhere. Check its spelling and that it exists ({subject.described()}).\n{error.detail}",
        status=error.status,
        code=error.code,
        request_id=error.request_id,
        attribute=path if path in subject.resource.attributes or "." in path else "",
    )
    unknown.said = error.said
    return unknown
