"""The grants of one side of a plan are taken out as edges, through the mappings and nothing else.

Conventions that closure and comparison rely on: a member's role is the id of its group, and its scope is empty; the
role of "assume" is the id of the role or service account that is assumed; a scope's last element may be "*" or a
pattern of resources. What looks like access and has no mapping is listed as not understood, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from terrabind.review.attribute_grants import Reader
from terrabind.review.edge import Edge, Origin, Unclear
from terrabind.review.identities import Identities, is_data
from terrabind.review.looks import find_reason
from terrabind.review.mapping import Attachment, Bindings, Document, Grant, Mapping
from terrabind.review.packs import Mappings, load_mappings
from terrabind.review.plan import Action, Change, Plan
from terrabind.review.policy_grants import (
    list_unattached,
    read_attachment,
    read_bindings,
    read_document,
    read_unattached,
)
from terrabind.review.realms import Realms
from terrabind.spec.values import Values, look_up

Side: TypeAlias = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Extracted:
    """The grants of one side, in the plan's order, and what nobody understood."""

    edges: tuple[Edge, ...]
    unclear: tuple[Unclear, ...]


_SIDES: Final[tuple[Side, Side]] = ("before", "after")
_NO_OP: Final = (Action.NO_OP,)
_NOTHING: Final = Extracted((), ())


def extract(plan: Plan, side: Side, realms: Realms, *, changes: Sequence[Change] | None = None) -> Extracted:
    """Return the direct grants of one side of a plan.

    `changes` are read instead of the plan's own, with the plan's names still known: pass `plan.drift` to learn what
    drifted. A forgotten resource is on no after side; its origin's action says so on the before side.
    """
    wanted = plan.changes if changes is None else changes
    if not wanted:
        return _NOTHING
    mappings = load_mappings()
    known = plan.changes if changes is None else (*plan.changes, *changes)
    reader = _prepare(plan.label, known, side, realms, mappings)
    for change in wanted:
        _read_side(reader, mappings, change, side)
    return _finish(reader, wanted, known, side, realms, mappings)


def extract_sides(plan: Plan, realms: Realms) -> tuple[Extracted, Extracted]:
    """Return the direct grants of both sides, as `extract` does.

    What nothing is done to gives the same grants on both sides, so these are read once and stand in both.
    """
    if not plan.changes:
        return _NOTHING, _NOTHING
    mappings, changes = load_mappings(), plan.changes
    before, after = (_prepare(plan.label, changes, side, realms, mappings) for side in _SIDES)
    is_shareable = before.identities.own == after.identities.own
    for change in changes:
        first, strange = len(before.edges), len(before.unclear)
        _read_side(before, mappings, change, "before")
        if is_shareable and _stays(change, mappings) and len(before.unclear) == strange:
            after.edges.extend(before.edges[first:])
        else:
            _read_side(after, mappings, change, "after")
    return (
        _finish(before, changes, changes, "before", realms, mappings),
        _finish(after, changes, changes, "after", realms, mappings),
    )


def _stays(change: Change, mappings: Mappings) -> bool:
    """Tell whether nothing is done to a resource, and its grants say nothing about other resources of the plan."""
    if change.actions != _NO_OP or change.deferred or change.before != change.after:
        return False
    return all(mapping.is_alone for mapping in mappings.find(change.type))


def _read_side(reader: Reader, mappings: Mappings, change: Change, side: Side) -> None:
    if is_data(change):
        return
    values = _values(change, side)
    if values is not None:
        _read(reader, mappings, change, values, deferred=side == "after" and bool(change.deferred))
    elif side == "after" and change.deferred and change.before is None:
        _defer(reader, mappings, change)


def _finish(
    reader: Reader, wanted: Sequence[Change], known: Sequence[Change], side: Side, realms: Realms, mappings: Mappings
) -> Extracted:
    """Add what can be told only when all has been read."""
    label = reader.label
    left = list_unattached(reader, (change for change in wanted if _values(change, side) is not None), mappings)
    if left:
        attached = _list_attached(label, known, "after" if side == "before" else "before", realms, mappings)
        read_unattached(reader, (change for change in left if change.address not in attached), mappings)
    return Extracted(tuple(reader.edges), tuple(reader.unclear))


def _values(change: Change, side: Side) -> Values | None:
    return change.before if side == "before" else change.after


def _prepare(label: str, known: Sequence[Change], side: Side, realms: Realms, mappings: Mappings) -> Reader:
    def find_mapping(type_name: str) -> Mapping | None:
        return next(iter(mappings.find(type_name)), None)

    identities = Identities(label, known, lambda change: _values(change, side), find_mapping)
    identities.declare(mappings.identities())
    return Reader(label, realms, identities)


def _list_attached(label: str, known: Sequence[Change], side: Side, realms: Realms, mappings: Mappings) -> set[str]:
    """Return the policies that something attaches on a side.

    Whoever loses or gets a policy here is told by name, and nobody else's holding of it changes: to attach a policy
    takes it from nobody.
    """
    reader = _prepare(label, known, side, realms, mappings)
    for change in known:
        values = _values(change, side)
        mapping = _choose(mappings.find(change.type), values) if values is not None else None
        for source in mapping.sources if mapping is not None and values is not None else ():
            if isinstance(source, Attachment):
                reader.begin(change, values or {})
                read_attachment(reader, source, mappings)
    return reader.attached


def _read(reader: Reader, mappings: Mappings, change: Change, values: Values, *, deferred: bool) -> None:
    reader.begin(change, values, deferred=deferred)
    found = mappings.find(change.type)
    mapping = _choose(found, values)
    if mapping is None or mapping.is_name_only:
        other = change.before if values is change.after else change.after
        fed = {path.partition(".")[0] for path in change.references}
        reason = find_reason(change.type, values, other, fed)
        if reason:
            reader.report(reason)
        return
    for source in mapping.sources:
        match source:
            case Grant():
                reader.read_grant(source)
            case Document():
                read_document(reader, source)
            case Attachment():
                read_attachment(reader, source, mappings)
            case Bindings():
                read_bindings(reader, source)


def _choose(mappings: Iterable[Mapping], values: Values) -> Mapping | None:
    for mapping in mappings:
        if mapping.when is None or look_up(values, mapping.when[0]) in mapping.when[1]:
            return mapping
    return None


def _defer(reader: Reader, mappings: Mappings, change: Change) -> None:
    mapping = next(iter(mappings.find(change.type)), None)
    if mapping.sources if mapping is not None else find_reason(change.type, {}):
        origin = Origin(stack=change.stack, address=change.address, type=change.type, action="deferred")
        reader.unclear.append(Unclear(origin=origin, reason=f"it was not planned yet: {change.deferred}"))
