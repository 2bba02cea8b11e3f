"""Create, read, update, delete and list, told as a reader would tell them.

The rules behind the words: absence counts only when it is proven; neither a create nor a delete is repeated blindly;
what was done is never lost, even when what follows fails; another object than asked for is undone.
"""

from __future__ import annotations

from typing import Final

from terrabind.rest import requests
from terrabind.rest.adoption import refusal, take_over
from terrabind.rest.calls import out_of_time, stopped
from terrabind.rest.doubts import of_collection
from terrabind.rest.effort import RESCUE_SECONDS, Effort
from terrabind.rest.errors import (
    AcceptedError,
    DoubtfulListingError,
    ExistsError,
    GoneError,
    IncompleteError,
    InUseError,
    LostAnswerError,
    RestError,
    ThrottledError,
    UnavailableError,
    WrongObjectError,
)
from terrabind.rest.outcome import Outcome
from terrabind.rest.paging import walk
from terrabind.rest.patience import grant
from terrabind.rest.readback import not_taken, read_back, unfinished
from terrabind.rest.remote import Remote, concerns_object
from terrabind.rest.rescue import await_absence, await_visibility, find_lost, look, undecidable
from terrabind.rest.responses import Answer
from terrabind.rest.steps import take_steps
from terrabind.rest.subject import Subject
from terrabind.spec.identity import write_import_id
from terrabind.spec.operation import Operation, Sweep
from terrabind.spec.standard import REFUSE
from terrabind.spec.values import Value

SECOND_LOOK: Final = 1.0
"""Seconds after which a create looks again when its first look met a passing failure."""

MOST_CREATES: Final = 8
"""How often one create is sent in all when its answers keep getting lost, within the time of the operation."""


async def create(remote: Remote, subject: Subject, on_existing: str, effort: Effort) -> Outcome:
    """Make an object, or take over the one that is there where `on_existing` allows it."""
    async with remote.collections.turn(subject, effort):
        if subject.resource.looks_first and subject.key_known:
            existing = await _look_first(remote, subject, effort)
            if existing is not None and remote.collections.deleted_lately(subject):
                existing = await await_absence(remote, subject, effort)
            if existing is not None:
                return await take_over(remote, subject, existing, on_existing, effort)
        try:
            return await _make(remote, subject, on_existing, effort)
        except AcceptedError as error:
            raise unfinished(subject, error) from error


async def _look_first(remote: Remote, subject: Subject, effort: Effort) -> dict[str, Value] | None:
    """Return what is there before a create; a listing that many share may fail once without failing all of them."""
    try:
        return await remote.observe(subject, effort)
    except (LostAnswerError, UnavailableError, ThrottledError):
        await effort.pause(SECOND_LOOK)
        return await remote.observe(subject, effort)


async def read(remote: Remote, subject: Subject, effort: Effort) -> dict[str, Value] | None:
    """Return the object in the user's spelling; null when its absence is proven."""
    server = await look(remote, subject, effort)
    return None if server is None else subject.spelled(server)


async def update(remote: Remote, before: Subject, after: Subject, effort: Effort) -> Outcome:
    """Take the due steps and return the object as the server has it then."""
    async with remote.collections.turn(before, effort):
        values = await take_steps(remote, before, after, effort)
        return Outcome(values, not_taken(after, values, updated=True))


async def delete(remote: Remote, subject: Subject, effort: Effort) -> None:
    """Delete an object; what is gone already is a success, and a lost answer is looked up."""
    async with remote.collections.turn(subject, effort):
        if requests.missing_in(subject.resource.delete, subject.wanted):
            server = await remote.observe(subject, effort)
            if server is None:
                return
            subject = subject.completed(server)
        for sweep in subject.resource.sweeps:
            if subject.given.get(sweep.flag) is True:
                await _sweep(remote, subject, sweep, effort)
        await _remove(remote, subject, effort)
        remote.collections.deleted(subject)


async def list_all(remote: Remote, subject: Subject, effort: Effort) -> list[dict[str, Value]]:
    """Return every object of the subject's collection."""
    return [subject.spelled(row) for row in await remote.collections.everything(subject, effort)]


async def ask(remote: Remote, subject: Subject, effort: Effort) -> Answer:
    """Carry out a read as it is described, or follow the listing that it is, and return the answer."""
    resource, operation = subject.resource, subject.resource.read
    if operation is None or resource.listed:
        listed = await walk(remote.calls, resource, resource.listing, subject.wanted, effort)
        if listed.doubt:
            raise DoubtfulListingError(
                f"{resource.api.title}: the pages of {resource.listing.operation.path} contradict each other",
                f"{listed.doubt}. What was asked for may not be complete. Check `page`.",
            )
        return Answer(200, {}, list(listed.rows))
    built = requests.build(resource, operation, subject.wanted)
    harmless = operation.method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE")
    return await remote.calls.call(built.meant("answer the request", repeatable=harmless), effort)


async def _make(remote: Remote, subject: Subject, on_existing: str, effort: Effort) -> Outcome:
    """Send the create; again after a lost answer, and each time only when it is proven that nothing was made."""
    lost: RestError | None = None
    attempt = 0
    while True:
        attempt += 1
        refused: ExistsError | None = None
        try:
            server = await grant(remote, subject, subject.resource.create, effort, "create")
        except ExistsError as error:
            if lost is None:
                return await _exists(remote, subject, on_existing, effort, error)
            # The first request did arrive, only later than we looked.
            refused = error
        except RestError as error:
            if not error.undecided:
                raise of_collection(subject.resource, error) from error
            lost = error
        else:
            return await _made(remote, subject, server, effort)
        found = await find_lost(remote, subject, lost, effort)
        if found is not None and subject.differences(found):
            return await take_over(remote, subject, found, on_existing, effort)
        if found is not None:
            return Outcome(subject.spelled(found))
        if attempt >= MOST_CREATES or effort.stopped or effort.left <= 0:
            raise _given_up(subject, lost, refused) from lost


def _given_up(subject: Subject, lost: RestError, refused: ExistsError | None) -> RestError:
    """Return the error of a create that made nothing, or of one about which the server contradicts itself."""
    if refused is not None:
        return undecidable(subject, lost, refused)
    return _settled(lost, f"The {subject.noun} was looked for afterwards and is not there.")


async def _exists(remote: Remote, subject: Subject, on_existing: str, effort: Effort, error: ExistsError) -> Outcome:
    if on_existing == REFUSE and write_import_id(subject.resource, subject.wanted) is not None:
        raise refusal(subject, {}, (), error) from error
    if not remote.can_look(subject):
        raise error
    existing = await remote.observe(subject, effort, fresh=True)
    if existing is None:
        raise error
    return await take_over(remote, subject, existing, on_existing, effort)


async def _made(remote: Remote, subject: Subject, server: dict[str, Value], effort: Effort) -> Outcome:
    if not subject.resource.echoes:
        return await read_back(remote, subject, server, effort)
    wrong = subject.contradictions(server)
    if wrong:
        raise await _undone(remote, subject, server, wrong, effort)
    made = subject.completed(server)
    remote.collections.made(subject)
    return Outcome(subject.spelled(server), await await_visibility(remote, made, effort))


async def _undone(
    remote: Remote, subject: Subject, server: dict[str, Value], wrong: list[str], effort: Effort
) -> RestError:
    """Delete an object that was not asked for, and return the error to raise."""
    other = subject.completed(server)
    summary = f"{subject.resource.api.title} made another {subject.noun} than asked for"
    detail = f"Asked for {subject.described()}, got {other.described()}: {', '.join(wrong)} differs."
    if not remote.collections.is_new(other):
        # Removing what may have been there before would take somebody's access away.
        return WrongObjectError(summary, f"{detail} That one existed before, as far as can be told: it was left alone.")
    try:
        await _remove(remote, other, effort.renewed(RESCUE_SECONDS))
    except RestError as error:
        return IncompleteError(
            summary,
            f"{detail} It could not be removed again: {error}",
            values=other.spelled(server),
            tainted=True,
            cause=error,
        )
    return WrongObjectError(summary, f"{detail} It was removed again. The API does not honour {', '.join(wrong)} here.")


async def _remove(remote: Remote, subject: Subject, effort: Effort, respell: bool = True) -> None:
    """Send the delete; after a lost answer look first, and send it again only when the object is not proven gone."""
    attempt = 0
    while True:
        attempt += 1
        try:
            await remote.write(subject, subject.resource.delete, effort, "delete")
        except GoneError as error:
            await _confirm_gone(remote, subject, error, effort, respell)
        except InUseError as error:
            flags = dict.fromkeys(sweep.flag for sweep in subject.resource.sweeps)
            advice = "".join(f" Or set `{flag} = true`, apply, and destroy then." for flag in flags)
            raise _settled(error, advice.strip()) from error
        except RestError as error:
            if not error.undecided:
                raise
            # Whatever a second one would delete may be a grant that somebody made since.
            if not await _is_gone(remote, subject, effort):
                await _pause_before_next(remote, subject, effort, error, attempt)
                continue
        return


async def _pause_before_next(remote: Remote, subject: Subject, effort: Effort, lost: RestError, attempt: int) -> None:
    """Wait before a delete is sent once more. Raises `lost`, or what it became, when it shall not be."""
    wait = remote.calls.wait_after(lost, attempt, repeatable=True)
    if wait is None:
        raise lost
    request = requests.Request(subject.resource.delete.method, "", purpose=f"delete the {subject.noun}")
    if not effort.stopped and wait < effort.left:
        await effort.pause(wait)
    elif not effort.stopped:
        raise out_of_time(remote.calls.api, request, effort, lost) from lost
    if effort.stopped:
        raise stopped(remote.calls.api, request, lost) from lost


async def _confirm_gone(remote: Remote, subject: Subject, error: GoneError, effort: Effort, respell: bool) -> None:
    """Accept "not found" as deleted where that is proven. Raises `error` where it is not."""
    if error.certain and not concerns_object(subject, error):
        raise error
    if error.certain and subject.resource.read is not None:
        return
    # Without an address of its own the object was named by its values, perhaps in another spelling than the server's.
    found = await remote.observe(subject, effort, fresh=True)
    if found is None:
        return
    if not respell:
        raise error
    await _remove(remote, subject.completed(found), effort, respell=False)


async def _is_gone(remote: Remote, subject: Subject, effort: Effort) -> bool:
    """Tell whether a delete whose answer was lost took effect; doubt counts as no."""
    try:
        return await remote.observe(subject, effort.renewed(RESCUE_SECONDS), fresh=True) is None
    except RestError:
        return False


async def _sweep(remote: Remote, subject: Subject, sweep: Sweep, effort: Effort) -> None:
    items: tuple[Value, ...] = (None,)
    if sweep.listing is not None:
        try:
            items = (await walk(remote.calls, subject.resource, sweep.listing, subject.wanted, effort)).rows
        except GoneError as error:
            if not error.certain:
                raise
            # The object itself is gone, which the delete will find out.
            return
    elif sweep.needs and subject.wanted.get(sweep.needs) in (None, ""):
        return
    for item in items:
        await _clear(remote, subject, sweep.operation, item, effort)


async def _clear(remote: Remote, subject: Subject, operation: Operation, item: Value, effort: Effort) -> None:
    try:
        await remote.write(subject, operation, effort, "clear", item=item, repeatable=True)
    except GoneError as error:
        if not error.certain:
            raise


def _settled(error: RestError, more: str) -> RestError:
    """Return the same error with a further sentence; nothing about it is open any more."""
    settled = type(error)(
        error.summary,
        f"{error.detail}\n{more}".strip(),
        status=error.status,
        code=error.code,
        request_id=error.request_id,
        attribute=error.attribute,
    )
    settled.undecided = False
    return settled
