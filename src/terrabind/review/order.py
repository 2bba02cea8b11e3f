"""What a reviewer must see first comes first, and the same review is always in the same order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from terrabind.review.edge import Edge, Kind, Realm
from terrabind.review.report import ChangeClass, Delta

_RANKS: Final = {
    kind: rank
    for rank, kind in enumerate(
        (
            ChangeClass.GAINED,
            ChangeClass.WIDENED,
            ChangeClass.UNRESOLVED,
            ChangeClass.KEPT_UNMANAGED,
            ChangeClass.DRIFTED,
            ChangeClass.LOST,
            ChangeClass.INTERRUPTED,
            ChangeClass.NARROWED,
            ChangeClass.ADOPTED,
            ChangeClass.OVERLAPPING,
            ChangeClass.REDUNDANT_GAIN,
            ChangeClass.NO_EFFECTIVE_LOSS,
            ChangeClass.UNCHANGED,
        )
    )
}
_REALMS: Final = {Realm.EXTERNAL: 0, Realm.UNKNOWN: 1, Realm.INTERNAL: 2}

_Rank: TypeAlias = tuple[int, bool, int, int, int, tuple[str, ...]]


def sort(deltas: Iterable[Delta]) -> tuple[Delta, ...]:
    """Return deltas with the riskiest first: by class, then everyone, outsiders, strong roles and wide scopes."""
    return tuple(sorted(deltas, key=_rank))


def _rank(delta: Delta) -> _Rank:
    edge = delta.edge
    words = (*_words(edge), *_words(delta.before), *delta.path, edge.origin.stack, edge.origin.address)
    return (
        _RANKS[delta.change],
        edge.principal.kind is not Kind.EVERYONE,
        _REALMS[edge.principal.realm],
        -edge.level,
        len(edge.scope) or 99,
        words,
    )


def _words(edge: Edge | None) -> tuple[str, ...]:
    if edge is None:
        return ()
    return (edge.principal.key, edge.relation, edge.role, " / ".join(edge.scope))
