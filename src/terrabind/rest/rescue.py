"""What became of a write whose answer was lost: found by its natural key, proven absent, or said to be open.

The looking has its own time, which neither the operation's deadline nor the caller's stop shortens: an orphan
is worse than half a minute.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Final

from terrabind.rest.effort import RESCUE_SECONDS, Effort
from terrabind.rest.errors import (
    ExistsError,
    ForbiddenError,
    IncompleteError,
    NotOfferedError,
    RestError,
    UnauthenticatedError,
)
from terrabind.rest.outcome import Notice
from terrabind.rest.remote import Remote
from terrabind.rest.subject import Subject
from terrabind.spec.identity import write_import_id
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, look_up

_LOOKS: Final = (0.0, 1.0, 2.0, 4.0)
"""Pauses before each look: a request that was cut may still be under way, and listings may lag."""

_LONGEST_PAUSE: Final = 5.0


async def find_lost(remote: Remote, subject: Subject, lost: RestError, effort: Effort) -> dict[str, Value] | None:
    """Return the object that a lost create made; null when it is proven that there is none.

    Raises `IncompleteError` when neither can be told.
    """
    if not remote.can_look(subject):
        raise undecidable(subject, lost, None)
    # Many callers at a slow pace share one listing, which may take longer than the rescue of a single one.
    own = effort.renewed(RESCUE_SECONDS if effort.stopped else max(RESCUE_SECONDS, effort.left))
    problem: RestError | None = None
    for pause in _LOOKS:
        await own.pause(pause)
        try:
            found = await remote.observe(subject, own, fresh=True)
            problem = None
        except RestError as error:
            problem = error
            continue
        if found is not None and not subject.key_known:
            # It has the parts of the key that are known, but so may have what was there before.
            raise undecidable(subject, lost, None)
        if found is not None:
            return found
    if problem is not None:
        raise undecidable(subject, lost, problem) from lost
    return None


def import_form(subject: Subject) -> str:
    """Return the import id with what is known of it: `/teams#<id>`."""

    def known(field: re.Match[str]) -> str:
        value = look_up(subject.wanted, field[1])
        return f"<{field[1]}>" if value is None else str(value)

    return re.sub(r"\{([a-z0-9_.]+)\}", known, subject.resource.imports[0])


def undecidable(subject: Subject, lost: RestError, problem: RestError | None) -> IncompleteError:
    """Return the error that says exactly what may exist and how to check."""
    resource = subject.resource
    looked = f"It was looked for, and that failed too: {problem}" if problem else "An object like it is there now."
    if isinstance(problem, ExistsError):
        looked = f"It was looked for and is not there, and yet the server refuses to make it again: {problem}"
    elif not resource.listed and not subject.key_known:
        looked = "It cannot be looked for: only the lost answer knew its id. `read.search` would say how it is found."
    import_id = write_import_id(resource, subject.wanted)
    check = (
        "The next plan looks again: it keeps the object if it is there and makes it if it is not."
        if subject.key_known
        else f"{_where(resource)} and import it"
        + (f' as "{import_id}".' if import_id else f" as {import_form(subject)}.")
    )
    return IncompleteError(
        f"{resource.api.title} may or may not have made the {subject.noun}",
        f"{lost}\n{looked}\nWhat may exist: {subject.described() or import_form(subject)}. {check}",
        values=subject.spelled({}) if subject.key_known else None,
        tainted=True,
        cause=lost,
    )


def _where(resource: Resource) -> str:
    listing = resource.listing.operation
    return f"Look it up by {listing.method} {listing.path}" if resource.listed else "Look it up in the API"


async def await_visibility(remote: Remote, subject: Subject, effort: Effort) -> tuple[Notice, ...]:
    """Wait until the server shows the subject; a notice tells when it does not in time. Nothing fails here any more.

    A plan that reads it while a replicated server has not heard of it everywhere would take it for gone, and make it
    again: k0rdent does not refuse a second one (apis.md 3.4).
    """
    waiting = effort.renewed(min(subject.resource.visible_within, effort.left))
    said = "it is not there yet" if subject.resource.read else "it is not listed yet"
    fresh = False
    async for _ in growing_pauses(waiting, effort):
        try:
            if await remote.observe(subject, waiting, fresh=fresh) is not None:
                return ()
        except (ForbiddenError, NotOfferedError, UnauthenticatedError) as error:
            # Whoever may make it and not read it would wait in vain.
            said = str(error)
            break
        except RestError as error:
            said = str(error)
        fresh = True
    if effort.stopped:
        said = f"{said}, and the waiting was stopped"
    return (
        Notice(
            f"The {subject.noun} is made but not visible yet",
            f"{subject.resource.api.title} accepted it ({subject.described()}), but after "
            f"{waiting.seconds - waiting.left:.0f} s: {said.rstrip('.')}. If the next plan wants to make it "
            "again, wait a little and plan once more.",
        ),
    )


async def look(remote: Remote, subject: Subject, effort: Effort) -> dict[str, Value] | None:
    """Return the subject as the server has it, with patience for one that this client made just now.

    A replicated server may answer "not found" from a site that has not heard yet (apis.md 2.9).
    """
    found = await remote.observe(subject, effort)
    waiting = effort.renewed(min(subject.resource.visible_within, effort.left))
    if found is None and remote.collections.made_lately(subject):
        async for _ in growing_pauses(waiting, effort):
            found = await remote.observe(subject, effort, fresh=True)
            if found is not None:
                break
    return found


async def await_absence(remote: Remote, subject: Subject, effort: Effort) -> dict[str, Value] | None:
    """Wait until a deleted object is no longer listed; return it as it is still there at the end, else null."""
    waiting = effort.renewed(min(subject.resource.visible_within, effort.left))
    found = None
    async for _ in growing_pauses(waiting, effort):
        found = await remote.observe(subject, waiting, fresh=True)
        if found is None:
            return None
    return found


async def growing_pauses(waiting: Effort, effort: Effort) -> AsyncIterator[float]:
    """Yield at once, then after pauses that double up to five seconds, until the time is up or the caller stops."""
    pause = 0.5
    yield 0.0
    while waiting.left > 0:
        await effort.pause(min(pause, waiting.left))
        if effort.stopped:
            return
        yield pause
        pause = min(_LONGEST_PAUSE, pause * 2)
