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
from terrabind.review.plan import Change, Plan
from terrabind.review.policy_grants import read_attachment, read_bindings, read_document, read_unattached
from terrabind.review.realms import Realms
from terrabind.review.templates import Place, find
from terrabind.spec.values import Values

Side: TypeAlias = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Extracted:
    """The grants of one side, in the plan's order, and what nobody understood."""

    edges: tuple[Edge, ...]
    unclear: tuple[Unclear, ...]


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

    def values_of(change: Change) -> Values | None:
        return change.before if side == "before" else change.after

    def find_mapping(type_name: str) -> Mapping | None:
        return next(iter(mappings.find(type_name)), None)

    known = plan.changes if changes is None else (*plan.changes, *changes)
    identities = Identities(plan.label, known, values_of, find_mapping)
    identities.declare(mappings.identities())
    reader = Reader(plan.label, realms, identities)
    for change in wanted:
        if is_data(change):
            continue
        values = values_of(change)
        if values is not None:
            _read(reader, mappings, change, values, deferred=side == "after" and bool(change.deferred))
        elif side == "after" and change.deferred and change.before is None:
            _defer(reader, mappings, change)
    read_unattached(reader, (change for change in wanted if values_of(change) is not None), mappings)
    return Extracted(tuple(reader.edges), tuple(reader.unclear))


def _read(reader: Reader, mappings: Mappings, change: Change, values: Values, *, deferred: bool) -> None:
    reader.begin(change, values, deferred=deferred)
    found = mappings.find(change.type)
    mapping = _choose(found, values)
    if mapping is None:
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
        if mapping.when is None or find(Place(values), mapping.when[0])[0] in mapping.when[1]:
            return mapping
    return None


def _defer(reader: Reader, mappings: Mappings, change: Change) -> None:
    mapping = next(iter(mappings.find(change.type)), None)
    if mapping.sources if mapping is not None else find_reason(change.type, {}):
        origin = Origin(stack=change.stack, address=change.address, type=change.type, action="deferred")
        reader.unclear.append(Unclear(origin=origin, reason=f"it was not planned yet: {change.deferred}"))
