"""An object read after a write whose answer does not repeat it, so that the state is what the next refresh will see."""

from __future__ import annotations

from typing import Final

from terrabind.codec import json
from terrabind.rest import requests
from terrabind.rest.effort import Effort
from terrabind.rest.errors import (
    AcceptedError,
    BusyError,
    DeadlineError,
    IncompleteError,
    LostAnswerError,
    RestError,
    ThrottledError,
    UnavailableError,
    UnreachableError,
)
from terrabind.rest.outcome import Notice, Outcome
from terrabind.rest.reconcile import alike
from terrabind.rest.remote import Remote
from terrabind.rest.rescue import growing_pauses, import_form
from terrabind.rest.subject import Subject
from terrabind.spec.locate import Body, segment_of
from terrabind.spec.values import Values, look_up

_PASSING: Final = (
    BusyError,
    DeadlineError,
    LostAnswerError,
    ThrottledError,
    UnavailableError,
    UnreachableError,
)
"""What may go away by itself."""

_PATCHES: Final = ("application/merge-patch+json", "application/json-patch+json")


async def read_back(remote: Remote, subject: Subject, told: Values, effort: Effort) -> Outcome:
    """Return a new object as the server shows it; with a notice and what is known when it cannot be read yet.

    Raises `IncompleteError` when the answer does not say by what the object is found again.
    """
    made = named(subject, told)
    if made.open_keys and not subject.resource.listed:
        raise _nameless(subject)
    remote.collections.made(made)
    waiting = effort.renewed(min(subject.resource.visible_within, effort.left))
    said = "it is not there yet"
    async for _ in growing_pauses(waiting, effort):
        try:
            server = await remote.observe(made, waiting, fresh=True)
        except _PASSING as error:
            said = str(error)
            continue
        except RestError as error:
            # Waiting does not help against a refusal, or an answer that holds no object.
            said = str(error)
            break
        if server is not None:
            values = made.spelled(server)
            if "id" in requests.missing_in(subject.resource.delete, made.completed(server).wanted):
                raise _nameless(subject)
            return Outcome(values, not_taken(made, values))
    notice = Notice(
        f"The {subject.noun} is made but cannot be read yet",
        f"{subject.resource.api.title} accepted it, but after {waiting.seconds - waiting.left:.0f} s: "
        f"{said.rstrip('.')}. The state holds what was sent; the next plan reads it again.",
    )
    if made.open_keys:
        raise _nameless(subject)
    return Outcome(made.spelled({}), (notice,))


def not_taken(subject: Subject, values: Values, *, updated: bool = False) -> tuple[Notice, ...]:
    """Return a notice of what the server has otherwise right after it accepted it, perhaps in an update."""
    names = [
        name
        for name, attribute in subject.resource.attributes.items()
        if attribute.spell is not None
        and attribute.configurable
        and not alike(attribute, subject.given.get(name), values.get(name))
    ]
    if not names:
        return ()
    return (
        Notice(
            f"The {subject.noun} is not as it was sent",
            f"{subject.resource.api.title} accepted the {subject.noun}, and shows another {' and '.join(names)} right "
            f"after ({subject.described()}). The next plan shows what differs. If the server writes a value its own "
            f"way, name it in `equal`, `unordered` or `ignore_fields`.{_patch_advice(subject) if updated else ''}",
        ),
    )


def _patch_advice(subject: Subject) -> str:
    """Return what helps with servers that take no notice of a body whose type they do not know."""
    kinds = [step.operation.headers.get("Content-Type") for step in subject.resource.steps]
    if not any(kind in _PATCHES for kind in kinds):
        return ""
    return (
        " If nothing was changed, it may want patches as plain JSON: say so in `update.headers`, by "
        '{ "Content-Type" = "application/json" }.'
    )


def named(subject: Subject, told: Values) -> Subject:
    """Return the subject with what the answer to its create told, or else with the id that was sent."""
    told = dict(told)
    for name, place in subject.resource.create.taken.items():
        sent = look_up(subject.wanted.get("body"), place.path) if isinstance(place, Body) else None
        if told.get(name) is None and sent is not None and not isinstance(sent, (dict, list)):
            text = sent if isinstance(sent, str) else json.dumps(sent)
            position = place.segment if isinstance(place, Body) else None
            told[name] = text if position is None else segment_of(text, position)
    return subject.told(told)


def unfinished(subject: Subject, error: AcceptedError) -> IncompleteError:
    """Return the error of a create that was accepted and did not end well: the object is saved as it is known."""
    made = named(subject, error.told)
    return IncompleteError(
        error.summary,
        f"{error.detail}\nIt is in the state, marked to be made anew."
        if not made.open_keys
        else f"{error.detail}\nThe answer named no id, so it is not in the state.",
        values=None if made.open_keys else made.spelled({}),
        tainted=True,
        cause=error,
    )


def _nameless(subject: Subject) -> IncompleteError:
    resource = subject.resource
    return IncompleteError(
        f"{resource.api.title} made the {subject.noun}, and its id is not known",
        "The create was accepted, but neither its answer nor the body holds the id where `id_from` says, so the object "
        "cannot be read, changed or deleted. Look it up in the API, correct `id_from`, and import it as "
        f"{import_form(subject)}; or say with `read.search` how it is found.",
        values=None,
        tainted=True,
    )
