"""Work that goes on after its answer: the server is asked for a status until that ends well or badly.

The object exists by then, so whatever goes wrong here leaves it in the state: the caller adds what it knows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from terrabind.rest import requests
from terrabind.rest.calls import Calls
from terrabind.rest.effort import Effort
from terrabind.rest.errors import DeadlineError, GoneError, RestError, StoppedError, UnfinishedError
from terrabind.rest.responses import Answer
from terrabind.rest.subject import Subject
from terrabind.spec.api import Api
from terrabind.spec.locate import Body, Status
from terrabind.spec.operation import Operation, Wait
from terrabind.spec.values import look_up

LONGEST: Final = 60.0
"""The longest pause between two looks, in seconds, whatever the interval and `Retry-After` say."""


async def await_end(
    calls: Calls, subject: Subject, operation: Operation, answer: Answer, effort: Effort, *, may_vanish: bool
) -> None:
    """Wait until the work that `operation` began has ended well, as its `wait` says.

    An object that is not found ends the wait well when it `may_vanish`, and is not visible yet otherwise. Raises
    `UnfinishedError` when it ends badly or not in time, `StoppedError` when the caller asks to stop, and whatever
    asking comes to.
    """
    wait = operation.wait
    if wait is None:
        return
    own = effort if wait.seconds is None else effort.shortened(wait.seconds)
    request = _request(subject, operation, wait, answer)
    said = ""
    pause = 0.0
    while True:
        if own.left <= pause:
            raise _late(calls.api, subject, own, said)
        await own.pause(pause)
        if own.stopped:
            raise _stopped(calls.api, subject, said)
        try:
            polled = await _ask(calls, request, own, said, subject)
        except GoneError:
            if may_vanish:
                return
            pause = wait.interval
            continue
        said = calls.redactor.scrub(text_at(polled, wait))
        if said in wait.success:
            return
        if wait.pending and said not in wait.pending:
            raise UnfinishedError(
                f"{calls.api.title} did not finish the {subject.noun}",
                f'{request.method} {request.path} says "{said}", which is neither {" nor ".join(wait.success)}, and '
                f"not worth waiting for either. {_message(polled, calls)}".rstrip(),
                status=polled.status,
                request_id=polled.request_id,
            )
        pause = min(LONGEST, max(wait.interval, polled.retry_after or 0.0))


def text_at(answer: Answer, wait: Wait) -> str:
    """Return the status that an answer tells, as text; empty when it tells none."""
    match wait.status:
        case Body(path):
            found = look_up(answer.body, path)
            return ("true" if found else "false") if isinstance(found, bool) else answer.taken(wait.status) or ""
        case _:
            return answer.taken(wait.status) or ""


def _request(subject: Subject, operation: Operation, wait: Wait, answer: Answer) -> requests.Request:
    """Return what is asked again and again: where the answer pointed, or the wait's own address, or the object."""
    read = subject.resource.read
    asked = Operation(method="GET", path=wait.path) if wait.path or read is None else read
    pointed = answer.headers.get(wait.address.name.lower(), "") if wait.address else ""
    if pointed:
        asked = Operation(method="GET", path="", headers=operation.headers)
    elif not asked.path:
        raise UnfinishedError(
            f"{subject.resource.api.title} cannot be asked whether the {subject.noun} is finished",
            "It is found by a search and has no address of its own, and the answer names none. Give `wait` a `path`.",
        )
    if isinstance(wait.status, Status):
        words = (*wait.success, *wait.pending)
        asked = replace(asked, codes=(*range(200, 300), *(int(word) for word in words if word.isdigit())))
    built = requests.build(subject.resource, asked, subject.wanted)
    return replace(built, reference=pointed or built.reference).meant(f"finish the {subject.noun}", repeatable=True)


async def _ask(calls: Calls, request: requests.Request, own: Effort, said: str, subject: Subject) -> Answer:
    try:
        return await calls.call(request, own)
    except DeadlineError as error:
        raise _late(calls.api, subject, own, said) from error


def _late(api: Api, subject: Subject, own: Effort, said: str) -> RestError:
    return UnfinishedError(
        f"{api.title} did not finish the {subject.noun} within {own.seconds:g} s",
        f"The server accepted it and may still work on it.{_last(said)} Give it more time in `wait` or `timeouts`.",
    )


def _stopped(api: Api, subject: Subject, said: str) -> RestError:
    return StoppedError(
        f"{api.title} was not waited for: it was stopped",
        f"The server accepted the {subject.noun} and may still work on it.{_last(said)}",
    )


def _last(said: str) -> str:
    return f' It said "{said}" last.' if said else ""


def _message(answer: Answer, calls: Calls) -> str:
    message = calls.reader.message(answer.body)
    return f"The server said: {message}" if message else ""
