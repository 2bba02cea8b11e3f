"""What a fault does to a call: the answer it forces, how it spoils an answer, and how the exchange ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import formatdate
from enum import Enum

from terrabind.emulator.dialects.dialect import Dialect
from terrabind.emulator.exchange import Answer, Request
from terrabind.emulator.faults import Fault
from terrabind.emulator.refusal import RefusedError
from terrabind.spec.failure import Meaning, meaning_of_status

_LOGIN_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Sign in</form></body></html>"
_GARBAGE = b'\x00{"unfinished": [1, 2, <oops'


class Ending(Enum):
    """How an exchange ends."""

    WHOLE = "whole"  # the answer is sent
    HALF = "half"  # half of the answer is sent, then the connection is cut
    CUT = "cut"  # the connection is cut
    HANG = "hang"  # nothing is sent until the caller gives up


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer and how it is sent."""

    answer: Answer
    ending: Ending = Ending.WHOLE


_NOTHING = Answer(status=0)


def forced(fault: Fault, request: Request, dialect: Dialect) -> Outcome | None:
    """Return the outcome that a fault forces before any work is done; null for a fault that lets the work be done."""
    argument = fault.argument
    if fault.status:
        return Outcome(_failure(fault.status, argument, request, dialect))
    match fault.name:
        case "error":
            code, _, message = argument.partition(",")
            message = message or f"the emulator answers {code} on request"
            refused = RefusedError(Meaning.INVALID, message, code=code)
            return Outcome(dialect.refuse(request, refused))
        case "html":
            page = {"content-type": "text/html; charset=utf-8"}
            return Outcome(Answer(status=int(argument or 200), headers=page, body=_LOGIN_PAGE))
        case "redirect":
            return Outcome(Answer(status=302, headers={"location": argument}))
        case "lost_request" if argument == "hang":
            return Outcome(_NOTHING, Ending.HANG)
        case "lost_request":
            return Outcome(_NOTHING, Ending.CUT)
        case _:
            return None


def spoiled(fault: Fault, outcome: Outcome, request: Request, dialect: Dialect) -> Outcome:
    """Return the outcome after a fault that strikes when the work is done."""
    answer = outcome.answer
    spoil: dict[str, Callable[[], Outcome]] = {
        "truncated": lambda: Outcome(replace(answer, body=answer.body[: len(answer.body) // 2])),
        "garbage": lambda: Outcome(replace(answer, body=_GARBAGE)),
        "huge": lambda: Outcome(replace(answer, body=b" " * int(fault.argument or 64_000_000))),
        "deep": lambda: Outcome(replace(answer, body=_deep(int(fault.argument or 10_000)))),
        "lost_reply": lambda: _lost(fault.argument, answer, request, dialect),
    }
    return spoil[fault.name]() if fault.name in spoil else outcome


def _lost(argument: str, answer: Answer, request: Request, dialect: Dialect) -> Outcome:
    if argument.isdigit():
        return Outcome(_failure(int(argument), "", request, dialect))
    return Outcome(answer, {"hang": Ending.HANG, "half": Ending.HALF}.get(argument, Ending.CUT))


def _failure(status: int, retry_after: str, request: Request, dialect: Dialect) -> Answer:
    headers: dict[str, str] = {}
    if retry_after:
        written = retry_after
        if retry_after.startswith("date") and retry_after[4:].lstrip("+-").isdigit():
            written = formatdate(dialect.world.clock.now() + int(retry_after[4:]), usegmt=True)
        headers["retry-after"] = written
    message = f"the emulator answers {status} on request"
    refused = RefusedError(meaning_of_status(status), message, status=status, headers=headers)
    return dialect.refuse(request, refused)


def _deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels
