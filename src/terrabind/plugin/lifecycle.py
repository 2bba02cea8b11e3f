"""What happens to an object in Terraform's hands: read, planned, created, updated, deleted.

Each function takes and returns values; HTTP is done by the connection's client. An API's failure becomes a diagnostic
that leaves the state as it is, unless the HTTP helper says what the server has now: then that is the state.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from terrabind.plugin import plan as planning
from terrabind.plugin.diagnostics import Diagnostic, Path, RefusedError, of_notice, of_rest_error
from terrabind.plugin.handover import Arrival, handed_over, moved_block, withheld
from terrabind.plugin.managed import ManagedType, known_part, timeout_of
from terrabind.plugin.private import Private, read_private, write_private
from terrabind.plugin.provider import NoCredentialError, NotKnownYetError, Provider
from terrabind.spec.standard import ADOPT, KEEP
from terrabind.spec.types import Attribute
from terrabind.spec.values import Value, Values, is_known

if TYPE_CHECKING:
    from terrabind.rest import Client, Outcome
    from terrabind.rest.errors import IncompleteError

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Held:
    """An object as Terraform is to hold it: `values` are null when it does not exist."""

    values: Values | None
    private: bytes = b""
    diagnostics: tuple[Diagnostic, ...] = ()
    replaces: tuple[Path, ...] = ()


async def asked(work: Awaitable[_T], subject: str, attributes: Mapping[str, Attribute] | None = None) -> _T:
    """Await the HTTP helper. Raises `RefusedError` with what went wrong."""
    from terrabind.rest.errors import RestError

    try:
        return await work
    except RestError as error:
        raise RefusedError(of_rest_error(error, subject, attributes or {})) from error


async def read(kind: ManagedType, provider: Provider, state: Values, private: bytes) -> Held:
    """Return the object as it is now, or as it was known while the provider's settings are not known yet.

    So it stays, too, while the credential that it was made with is not there any more: it may have got another name,
    which only the plan that follows can see.
    """
    try:
        client = provider.client(kind.resource.api, kind.credential_of(state))
    except (NotKnownYetError, NoCredentialError) as error:
        return Held(state, private, _as_warnings(error.diagnostics))
    resource, own = kind.describe(state)
    found = await asked(
        client.read(resource, own, timeout=timeout_of(resource, state, "read")), kind.name(state), kind.attributes
    )
    return Held(None if found is None else state_of(kind, {**state, **found}), private)


def state_of(kind: ManagedType, values: Values) -> dict[str, Value]:
    """Return a whole state from an object's values: with local defaults and the id, nothing unknown or write-only.

    Terraform refuses a state that holds an unknown value, and with it everything else in the answer.
    """
    completed = planning.with_local_defaults(kind.attributes, values)
    completed["id"] = kind.id_of({**values, **completed})
    return {name: None if kind.attributes[name].write_only else known_part(value) for name, value in completed.items()}


def plan(kind: ManagedType, provider: Provider, prior: Values | None, config: Values | None, private: bytes) -> Held:
    """Return the planned object; no configuration means that it is to be destroyed. Makes no request."""
    resource = kind.resource
    if config is None:
        known_by = kind.known_by(prior or {})
        leaving = provider.hand_overs.plan(*known_by, provider.settings(resource.api), destroy=True)
        return Held(None, private, (*_about_destroying(kind, prior or {}, private), *leaving))
    settings = provider.require(resource.api, kind.credential_of(config))

    def missing(name: str, attribute: Attribute) -> Diagnostic:
        return provider.missing(resource.api, name, attribute)

    made = kind.plan(prior, config, settings, missing, read_private(private))
    if made.faults:
        raise RefusedError(*made.faults)
    entering = provider.hand_overs.plan(*kind.known_by(made.values), settings, destroy=False) if prior is None else ()
    return Held(made.values, private, entering, made.replaces)


def _about_destroying(kind: ManagedType, prior: Values, private: bytes) -> tuple[Diagnostic, ...]:
    if prior.get("on_destroy") == KEEP or not read_private(private).adopted:
        return ()
    return (
        Diagnostic(
            "An adopted object will be deleted",
            f"{kind.name(prior)} was there before Terraform took it over. Destroying deletes it; with "
            'on_destroy = "keep" it stays and is only forgotten.',
            warning=True,
        ),
    )


async def create(kind: ManagedType, provider: Provider, planned: Values) -> Held:
    """Create the object, or adopt it when the user said so or it leaves another address. What may exist is saved.

    `planned` holds the write-only values of the configuration besides.
    """
    from terrabind.rest.errors import IncompleteError

    credential = kind.credential_of(planned)
    client = provider.client(kind.resource.api, credential)
    settings = provider.settings(kind.resource.api, credential)
    with provider.hand_overs.arriving(*kind.known_by(planned), settings) as arrival:
        try:
            work = _create_or_receive(client, kind, planned, arrival)
            outcome = await asked_for_writing(work, kind, planned)
        except IncompleteError as error:
            held = _incomplete(kind, error, planned, b"", is_new=True)
            arrival.made = None if error.tainted else error.values
            return held
        arrival.made, arrival.adopted = outcome.values, outcome.adopted
    return Held(
        _applied(kind, planned, outcome.values),
        write_private(Private(adopted=outcome.adopted if not arrival.received else arrival.was_adopted)),
        _notices(outcome),
    )


async def _create_or_receive(client: Client, kind: ManagedType, planned: Values, arrival: Arrival) -> Outcome:
    """Create the object; where it exists, take it over if it leaves another address in the same run."""
    from terrabind.rest import Notice
    from terrabind.rest.errors import ExistsError

    resource, own = kind.describe(planned)
    timeout = timeout_of(resource, planned, "create")
    try:
        return await client.create(resource, own, on_existing=str(planned["on_existing"]), timeout=timeout)
    except ExistsError:
        if not await arrival.is_offered():
            raise
    outcome = await client.create(resource, own, on_existing=ADOPT, timeout=timeout)
    arrival.received = True
    subject = kind.name({**planned, **outcome.values})
    received = Notice(
        "Received from another address",
        f"{subject} left another address in this run and was taken over here, not revoked and made anew. With a moved "
        f"block no change would be planned at all:{moved_block(resource)}",
    )
    return replace(outcome, notices=(received,))


async def update(kind: ManagedType, provider: Provider, prior: Values, planned: Values, private: bytes) -> Held:
    """Bring the object to the plan. Attributes that only steer terrabind need no request, or one that only reads.

    `planned` holds the write-only values of the configuration besides.
    """
    from terrabind.rest.errors import IncompleteError

    credential = kind.credential_of(planned)
    if not kind.concerns_api(prior, planned, provider.settings(kind.resource.api, credential)):
        if all(is_known(value) for value in planned.values()):
            return Held(_applied(kind, planned, prior), private)
        seen = await read(kind, provider, {**prior, **_known_of(planned)}, private)
        return replace(seen, values=_applied(kind, planned, seen.values or prior))
    client = provider.client(kind.resource.api, credential)
    imported = read_private(private).imported
    resource, before, after = kind.describe_change(prior, planned, imported=imported)
    try:
        outcome = await asked_for_writing(
            client.update(resource, before, after, timeout=timeout_of(resource, planned, "update")), kind, planned
        )
    except IncompleteError as error:
        return _incomplete(kind, error, planned, private, is_new=False)
    if imported:
        private = write_private(replace(read_private(private), imported=False))
    return Held(_applied(kind, planned, outcome.values), private, _notices(outcome))


def _known_of(values: Values) -> dict[str, Value]:
    return {name: value for name, value in values.items() if is_known(value)}


async def delete(kind: ManagedType, provider: Provider, prior: Values, private: bytes) -> Held:
    """Delete the object, or leave it where it is when the user said so or another address received it."""
    from terrabind.rest.errors import IncompleteError

    resource, subject = kind.resource, kind.name(prior)
    settings = provider.settings(resource.api)
    arrival = provider.hand_overs.arrival_of(*kind.known_by(prior), settings)
    if arrival is not None:
        arrival.offer(was_adopted=read_private(private).adopted)
    if prior.get("on_destroy") == KEEP:
        provider.hand_overs.release(*kind.known_by(prior), settings)
        kept = Diagnostic(
            "The object was kept",
            f'{subject} has on_destroy = "keep": Terraform forgot it, {resource.api.title} still has it.',
            warning=True,
        )
        return Held(None, diagnostics=(kept,))
    if arrival is not None:
        if not await arrival.ended(timeout_of(resource, prior, "delete")):
            raise RefusedError(withheld(resource, subject))
        if arrival.holds(prior):
            return Held(None, diagnostics=(handed_over(resource, subject),))
    client = provider.client(resource.api, kind.credential_of(prior))
    resource, own = kind.describe(prior)
    try:
        await asked_for_writing(
            client.delete(resource, own, timeout=timeout_of(resource, prior, "delete")), kind, prior
        )
    except IncompleteError as error:
        left = prior if error.values is None else {**prior, **error.values}
        return Held(state_of(kind, left), private, (of_rest_error(error, subject, kind.attributes),))
    return Held(None)


async def asked_for_writing(work: Awaitable[_T], kind: ManagedType, values: Values) -> _T:
    """Await a write. Raises `RefusedError`, except for an `IncompleteError`, which tells what to save."""
    from terrabind.rest.errors import IncompleteError, RestError

    try:
        return await work
    except IncompleteError:
        raise
    except RestError as error:
        raise RefusedError(of_rest_error(error, kind.name(values), kind.attributes)) from error


def _incomplete(kind: ManagedType, error: IncompleteError, planned: Values, private: bytes, *, is_new: bool) -> Held:
    """Save what the server has or may have, with the reason.

    Terraform taints a new object whose creation reports an error, and would make it anew. When the helper is sure that
    the object is as asked, the reason is a warning instead.
    """
    told = of_rest_error(
        error,
        kind.name(planned),
        kind.attributes,
        warning=is_new and not error.tainted and error.values is not None,
    )
    if error.values is None:
        raise RefusedError(told) from error
    if told.warning:
        return Held(_applied(kind, planned, error.values), private, (told,))
    left = {**{name: planned.get(name) for name in kind.attributes}, **error.values}
    known = {name: known_part(value) for name, value in left.items()}
    return Held(state_of(kind, known), private, (told,))


def _applied(kind: ManagedType, planned: Values, actual: Values) -> Values:
    """Return the state after a success: as planned, completed by what the server decided."""
    settled = planning.settle(kind.attributes, planned, {**planned, **actual})
    return {**settled, "id": known_part(kind.id_of(settled))}


def _notices(outcome: Outcome) -> tuple[Diagnostic, ...]:
    return tuple(of_notice(notice) for notice in outcome.notices)


def _as_warnings(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(replace(each, warning=True) for each in diagnostics)
