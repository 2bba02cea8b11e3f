"""An update carried out: the due steps in their order, one read at the end, and the truth when a step fails."""

from __future__ import annotations

from collections.abc import Sequence

from terrabind.rest.changes import due_steps
from terrabind.rest.effort import RESCUE_SECONDS, Effort
from terrabind.rest.errors import GoneError, IncompleteError, RestError, StoppedError
from terrabind.rest.patience import grant
from terrabind.rest.reconcile import alike
from terrabind.rest.remote import Remote
from terrabind.rest.rescue import look
from terrabind.rest.subject import Subject
from terrabind.spec.operation import Step
from terrabind.spec.types import Attribute, Presence
from terrabind.spec.values import Value


async def take_steps(remote: Remote, before: Subject, after: Subject, effort: Effort) -> dict[str, Value]:
    """Change an object from `before` to `after` and return it as the server has it then, in the user's spelling.

    Raises `IncompleteError` with the server's current values when a step or the last read fails.
    """
    current = _with_known(before, after)
    done: list[Step] = []
    for step in due_steps(before.resource, before.wanted, current.wanted):
        try:
            current = await _take(remote, before, current, step, effort)
        except RestError as error:
            raise await _halfway(remote, before, current, done, error, effort) from error
        done.append(step)
    try:
        server = await look(remote, current, effort)
    except RestError as error:
        raise await _halfway(remote, before, current, done, error, effort) from error
    if server is None:
        raise GoneError(
            f"{before.resource.api.title}: the {before.noun} is gone",
            f"It was deleted while it was updated ({before.described()}). Run the command again to make it anew.",
        )
    return current.spelled(server)


async def _take(remote: Remote, before: Subject, current: Subject, step: Step, effort: Effort) -> Subject:
    if effort.stopped:
        raise StoppedError("The update was stopped", "The caller asked to stop between two steps.")
    # What the described APIs change by POST may be sent twice; of others nobody knows.
    repeatable = current.resource.echoes or step.operation.method != "POST"
    told = await grant(remote, current, step.operation, effort, "update", prior=before.wanted, repeatable=repeatable)
    return current if current.resource.echoes else current.told(told)


async def _halfway(
    remote: Remote, before: Subject, current: Subject, done: Sequence[Step], error: RestError, effort: Effort
) -> IncompleteError:
    """Return the error of an update that ended early, with what the server has now."""
    try:
        server = await remote.observe(current, effort.renewed(RESCUE_SECONDS), fresh=True)
        if server is None:
            return IncompleteError(error.summary, error.detail, values=None, tainted=False, cause=error)
        values = _as_it_is(before, current, server)
    except RestError:
        # Reading fails too: what the finished steps changed is the best that is known.
        changed = {name for step in done for name in step.watches}
        values = {**before.given, **{name: current.given[name] for name in changed}}
    names = ", ".join(step.operation.parameters.get("Action", step.operation.path) for step in done) or "none"
    return IncompleteError(
        error.summary,
        f"{error.detail}\nSteps done before that: {names}. The state holds what the server has now; the next "
        "apply does the rest.",
        values=values,
        tainted=False,
        cause=error,
    )


def _as_it_is(before: Subject, current: Subject, server: dict[str, Value]) -> dict[str, Value]:
    """Return the server's values in the planned spelling where they are as planned already, else in the former one."""
    attributes = before.resource.attributes
    former, planned = before.spelled(server), current.spelled(server)

    def is_done(name: str, attribute: Attribute) -> bool:
        if attribute.spell is None:
            return alike(attribute, current.given[name], former[name])
        # A document that only loses members is as planned before and after: as long as it is as it was, it is not done.
        was, wanted = before.given[name], current.given[name]
        return alike(attribute, wanted, planned[name]) and not alike(attribute, was, former[name])

    return {
        name: planned[name] if not attributes[name].local and is_done(name, attributes[name]) else value
        for name, value in former.items()
    }


def _with_known(before: Subject, after: Subject) -> Subject:
    """Return `after` with what only the server decides taken from `before`."""
    known = {
        name
        for name, attribute in before.resource.attributes.items()
        if attribute.presence in (Presence.COMPUTED, Presence.SERVER_DEFAULT)
    }
    given = {n: before.given[n] if v is None and n in known else v for n, v in after.given.items()}
    wanted = {n: before.wanted[n] if v is None and n in known else v for n, v in after.wanted.items()}
    return Subject(before.resource, given, wanted)
