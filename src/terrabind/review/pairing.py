"""A grant that goes and one that comes are told as one that got wider or narrower, where that is what they are.

Paired are grants of one principal and relation of which one gives all of the other: the role is the same or a higher
one of its kind, the scope the same or a wider one. A grant to many (everyone, an account) that becomes one to some of
them got narrower too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from terrabind.review.containment import contains, covers, family, names, trim
from terrabind.review.edge import Edge, Kind, Level, Principal, Scope
from terrabind.review.qualifiers import permits

Pair: TypeAlias = tuple[Edge, Edge]

_MOST_TRIED = 16
"""How many grants of one principal on one scope, or of one resource, are tried: a bound on work, not on meaning."""


def pair_widened(gained: Iterable[Edge], lost: Sequence[Edge]) -> Iterator[Pair]:
    """Return (lost, gained) where the second gives all of the first and more; each grant stands in one pair at most."""
    if not lost:
        return
    shelf = _Shelf(lost)
    for edge in gained:
        found = shelf.take_below(edge, most=1) or shelf.take_ranked(edge, most=1)
        yield from ((each, edge) for each in found)


def pair_narrowed(lost: Sequence[Edge], gained: Sequence[Edge]) -> Iterator[Pair]:
    """Return (lost, gained) where the second gives less of the same; one lost grant may leave several narrower ones."""
    shelf = _Shelf(gained if lost else ())
    for edge in lost:
        found = shelf.take_covered(edge) + shelf.take_below(edge) or shelf.take_ranked(edge, strictly=True)
        yield from ((edge, each) for each in found)


class _Shelf:
    """Grants of one side that wait for a counterpart that gives more; what is taken is not offered again."""

    def __init__(self, edges: Sequence[Edge]) -> None:
        self._taken: set[int] = set()
        self._below: dict[tuple[str, str, str, Scope], list[Edge]] = defaultdict(list)
        self._beside: dict[tuple[str, str, Scope], list[Edge]] = defaultdict(list)
        self._alike: dict[tuple[str, str, Scope], list[Edge]] = defaultdict(list)
        self._written: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        for edge in edges:
            scope, key = trim(edge.scope), edge.principal.key
            for length in range(1, len(scope)):
                self._below[key, edge.relation, edge.role, scope[:length]].append(edge)
            self._beside[key, edge.relation, scope].append(edge)
            self._alike[edge.relation, edge.role, scope].append(edge)
            self._written[edge.origin.stack, edge.origin.address].append(edge)

    def take_below(self, edge: Edge, most: int | None = None) -> list[Edge]:
        """Take grants of the same principal and role on narrower scopes."""
        return self._take(self._below.get((edge.principal.key, edge.relation, edge.role, trim(edge.scope)), ()), most)

    def take_ranked(self, edge: Edge, most: int | None = None, *, strictly: bool = False) -> list[Edge]:
        """Take the strongest grants that give less: on the same scope, or written by the same resource.

        `strictly` asks for roles about the very same: what is said to be narrower must hide no gain.
        """
        beside = self._beside.get((edge.principal.key, edge.relation, trim(edge.scope)), [])
        written = self._written.get((edge.origin.stack, edge.origin.address), [])
        tried = sorted([*beside[-_MOST_TRIED:], *written[-_MOST_TRIED:]], key=lambda each: -each.level)
        return self._take(tried, most, lambda each: _gives_more(edge, each, strictly=strictly))

    def take_covered(self, edge: Edge) -> list[Edge]:
        """Take grants of the same to some of the many whom `edge` covers, none of them with fewer limits."""
        if not _is_many(edge.principal):
            return []
        found = self._alike.get((edge.relation, edge.role, trim(edge.scope)), ())
        return self._take(found, None, lambda each: _is_part(edge, each))

    def _take(self, edges: Iterable[Edge], most: int | None, fits: Callable[[Edge], bool] | None = None) -> list[Edge]:
        taken: list[Edge] = []
        for edge in edges:
            if most is not None and len(taken) >= most:
                break
            if id(edge) not in self._taken and (fits is None or fits(edge)):
                self._taken.add(id(edge))
                taken.append(edge)
        return taken


def _gives_more(high: Edge, low: Edge, *, strictly: bool) -> bool:
    if high.principal.key != low.principal.key or high.relation != low.relation:
        return False
    about, other = family(high.role), family(low.role)
    higher = high.level > low.level > Level.UNKNOWN and (about == other if strictly else about <= other)
    return (names(high.role, low.role) or higher) and contains(high.scope, low.scope)


def _is_part(many: Edge, some: Edge) -> bool:
    return covers(many.principal, some.principal) and permits(many.qualifiers, some.qualifiers)


def _is_many(principal: Principal) -> bool:
    return principal.kind in {Kind.EVERYONE, Kind.ACCOUNT} or "*" in principal.id
