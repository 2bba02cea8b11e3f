"""Who joins a group or may assume a role gains what that one holds: the plan never says so, the review does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from terrabind.review.closure import STEPS, Closure, Way
from terrabind.review.edge import Edge
from terrabind.review.grants import Key
from terrabind.review.report import ChangeClass, Delta

MOST: Final = 25
"""How many consequences of one membership or trust are told, the strongest; a note says how many more there may be."""

MOST_IN_ALL: Final = 5_000
"""Past this many, each further membership or trust tells only its strongest consequence: nobody reads more."""


def derive(deltas: Iterable[Delta], was: Closure, will: Closure) -> Iterator[Delta]:
    """Return the gains and losses that follow from memberships and trusts which come or go, each told once.

    What somebody had before another way is no gain, and what stays another way no loss; direct ones are told already.
    """
    listed = list(deltas)
    told = {delta.edge.key for delta in listed}
    end = len(told) + MOST_IN_ALL
    for delta in listed:
        step = delta.edge
        if step.relation not in STEPS or not step.allowed:
            continue
        most = MOST if len(told) < end else 1
        if delta.change is ChangeClass.GAINED:
            for edge, path, note in _follow(step, (will, was), told, most):
                yield Delta(change=delta.change, before=None, after=edge, path=path, note=note)
        elif delta.change is ChangeClass.LOST:
            for edge, path, note in _follow(step, (was, will), told, most):
                yield Delta(change=delta.change, before=edge, after=None, path=path, note=note)


def _follow(
    step: Edge, sides: tuple[Closure, Closure], told: set[Key], most: int
) -> Iterator[tuple[Edge, tuple[str, ...], str]]:
    """Yield what a step gives on one side and nothing gives on the other one."""
    here, there = sides
    ways = here.through(step)
    count = 0
    for index, way in enumerate(ways):
        edge = _as_held(step, way)
        if edge.key in told or here.denial(edge) is not None or there.find(edge) is not None:
            continue
        told.add(edge.key)
        count += 1
        left = len(ways) - index - 1
        note = f"and up to {left} more through {step.role}" if count == most and left else ""
        yield edge, here.steps(step.principal, (step, *way.hops), way.grant), note
        if count == most:
            return


def _as_held(step: Edge, way: Way) -> Edge:
    """Return a grant behind a step as one of the step's own principal, with the limits of the whole way."""
    limits = dict(way.grant.qualifiers)
    for hop in (step, *way.hops):
        limits.update({name: text for name, text in hop.qualifiers.items() if name not in limits})
    return replace(way.grant, principal=step.principal, qualifiers=limits, authoritative=False, origin=step.origin)
