"""Failures on request: which call is struck, by what, and when.

A fault is written `METHOD PATTERN:NAME[=ARGUMENT][@OCCASION]`, for example `POST */awsIamRoleBindings:lost_reply@2`.
METHOD may be `*`. PATTERN is a shell pattern for the path, the path with its action (`/iam?Action=CreateRole`) or the
path with its query (`*policies?*pageToken=*`). OCCASION counts the calls that match: `2`, `2-4`, `3-`, `every:5`, or
a chance `p=0.05`; without it every call is struck.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from random import Random

from terrabind.emulator.exchange import Request
from terrabind.spec import duration

FAULTS: Mapping[str, str] = {
    "delay": "wait first, for example delay=20ms",
    "400 to 599": "answer this status as the API words it; the argument is Retry-After: 5, date+5 or any text",
    "error": "answer this error code of the API, for example error=ABORTED; after a comma, with this message: "
    "error=MalformedPolicyDocument,Invalid principal in policy",
    "unauthorized": "answer 401",
    "forbidden": "answer 403",
    "expired": "end the token of the call, then refuse it",
    "html": "answer a login page with status 200, or the status given",
    "redirect": "answer 302 to the address given",
    "lost_request": "cut the connection before anything is done; =hang never answers instead",
    "lost_reply": "do the work, then cut the connection; =hang never answers, =half sends half, =502 that status",
    "truncated": "do the work, then answer half of the body as if it were whole",
    "garbage": "do the work, then answer something that is not JSON or XML",
    "huge": "do the work, then answer a body of this many bytes",
    "deep": "do the work, then answer JSON nested this deep",
    "late": "do the work, but show it only after a time (late=5s) or a number of reads (late=3reads)",
    "repeated_token": "answer the page token that was asked with",
    "empty_page": "answer a page without rows that has a next page",
    "missing_rows": "leave out rows of a page, one or as many as given",
    "repeated_rows": "show rows of a page twice, one or as many as given",
    "wrong_total": "tell a total that is off by one, or by as much as given",
    "no_items": "leave out the list itself",
}
"""Every fault with what it does, for help texts."""

TAMPERS = frozenset({"repeated_token", "empty_page", "missing_rows", "repeated_rows", "wrong_total", "no_items"})
"""The faults that spoil a listing while it is written."""

_OCCASION = re.compile(r"(?P<first>\d+)(?P<range>-(?P<last>\d*))?|every:(?P<every>[1-9]\d*)|p=(?P<chance>[01]?\.?\d+)")
_STATUS = re.compile(r"[45]\d\d")
_NUMBER = re.compile(r"-?\d+")
_LOST = re.compile(r"hang|half|[45]\d\d")
_LATE = re.compile(r"(\d+)reads?")
_ALIASES = {"unauthorized": "401", "forbidden": "403"}


class MalformedFaultError(ValueError):
    """The text is no fault; the message says what is accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """When a fault strikes, counted over the calls that match it; a `last`, `every` or `chance` of 0 is none."""

    first: int = 1
    last: int = 0
    every: int = 0
    chance: float = 0.0

    def due(self, count: int, random: Random) -> bool:
        """Tell whether the call number `count`, from 1, is struck."""
        if self.chance:
            return random.random() < self.chance
        if self.every:
            return count % self.every == 0
        return self.first <= count and (not self.last or count <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One failure on request, read from `text`."""

    text: str
    method: str
    pattern: str
    name: str
    argument: str
    occasion: Occasion

    def fits(self, request: Request) -> bool:
        """Tell whether a request is one that this fault counts."""
        return self.method in ("*", request.method) and any(
            fnmatchcase(subject, self.pattern) for subject in request.subjects
        )

    @property
    def status(self) -> int:
        """The HTTP status that the fault is named after, 0 when it is not."""
        return int(self.name) if _STATUS.fullmatch(self.name) else 0

    @property
    def duration(self) -> float:
        """The seconds of a delay or a lateness, 0 when the argument counts reads."""
        return 0.0 if _LATE.fullmatch(self.argument) else _seconds(self.argument)

    @property
    def reads(self) -> int:
        """The number of reads of a lateness, 0 when the argument is a time."""
        found = _LATE.fullmatch(self.argument)
        return int(found.group(1)) if found else 0


def parse_fault(text: str) -> Fault:
    """Read a fault. Raises `MalformedFaultError`."""
    method, blank, rest = text.strip().partition(" ")
    rule, at, written = rest.strip().rpartition("@")
    found = _OCCASION.fullmatch(written) if at else None
    if found is None:
        rule = rest.strip()
    # Patterns and effects may both have colons, but only the address of a redirect has one in an effect.
    pattern, colon, effect = rule.rpartition(":redirect=")
    effect = f"redirect={effect}"
    if not colon:
        pattern, colon, effect = rule.rpartition(":")
    name, _, argument = effect.partition("=")
    name = _ALIASES.get(name, name)
    if not blank or not colon or not pattern:
        raise MalformedFaultError(
            f'"{text}" is no fault; write METHOD PATTERN:NAME[=ARGUMENT][@OCCASION], for example '
            '"POST */awsIamRoleBindings:lost_reply@2"'
        )
    _judge(name, argument)
    return Fault(
        text=text,
        method=method.upper(),
        pattern=pattern,
        name=name,
        argument=argument,
        occasion=Occasion() if found is None else _occasion(found),
    )


def _occasion(found: re.Match[str]) -> Occasion:
    if found["every"]:
        return Occasion(every=int(found["every"]))
    if found["chance"]:
        return Occasion(chance=float(found["chance"]))
    first = int(found["first"])
    if not found["range"]:
        return Occasion(first=first, last=first)
    return Occasion(first=first, last=int(found["last"] or 0))


def _judge(name: str, argument: str) -> None:
    if name not in FAULTS and not _STATUS.fullmatch(name):
        raise MalformedFaultError(f'"{name}" is no fault; there are {", ".join(FAULTS)}')
    if name in ("delay", "late") and not (name == "late" and _LATE.fullmatch(argument)):
        try:
            _seconds(argument)
        except ValueError as error:
            raise MalformedFaultError(f"{name} needs a length of time: {error}") from error
    if name in ("error", "redirect") and not argument:
        raise MalformedFaultError(f"{name} needs an argument: {FAULTS[name]}")
    if name in ("huge", "deep", "html") and argument and not argument.isdigit():
        raise MalformedFaultError(f'{name} takes a whole number, not "{argument}"')
    if name in TAMPERS and argument and not _NUMBER.fullmatch(argument):
        raise MalformedFaultError(f'{name} takes a whole number, not "{argument}"')
    if name in ("lost_reply", "lost_request") and argument and not _LOST.fullmatch(argument):
        raise MalformedFaultError(f'{name} takes hang, half or a status, not "{argument}"')


def _seconds(text: str) -> float:
    return float(text) if text.replace(".", "", 1).isdigit() else duration.seconds(text)


@dataclass(slots=True)
class _Armed:
    fault: Fault
    random: Random
    seen: int = 0
    struck: int = 0


class FaultPlan:
    """The faults that are armed, with their counts. Raises `MalformedFaultError` for a text that is none."""

    def __init__(self, texts: Iterable[str], seed: int | None) -> None:
        self._seed = seed
        self._armed: list[_Armed] = []
        self.add(*texts)

    def add(self, *texts: str) -> None:
        """Arm more faults; all or none. Raises `MalformedFaultError`."""
        parsed = [parse_fault(text) for text in texts]
        for fault in parsed:
            seed = None if self._seed is None else f"{self._seed}/{len(self._armed)}/{fault.text}"
            self._armed.append(_Armed(fault, Random(seed)))  # noqa: S311  chance, no secret

    def clear(self) -> None:
        """Disarm every fault."""
        self._armed.clear()

    def strike(self, request: Request) -> tuple[Fault, ...]:
        """Count a call and return what strikes it, in the order in which the faults were armed."""
        if not self._armed:
            return ()
        struck: list[Fault] = []
        for armed in self._armed:
            if armed.fault.fits(request):
                armed.seen += 1
                if armed.fault.occasion.due(armed.seen, armed.random):
                    armed.struck += 1
                    struck.append(armed.fault)
        return tuple(struck)

    def report(self) -> list[dict[str, str | int]]:
        """Return every armed fault with how many calls matched it and how many it struck."""
        return [{"fault": armed.fault.text, "matched": armed.seen, "struck": armed.struck} for armed in self._armed]
