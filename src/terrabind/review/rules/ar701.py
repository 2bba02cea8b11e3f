"""AR701: Nobody is left who may administer a scope: it can lock its owners out."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge, Level, Scope
from terrabind.review.report import ChangeClass, Delta, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import listed, name, place, visible

_STILL = frozenset({ChangeClass.KEPT_UNMANAGED, ChangeClass.NO_EFFECTIVE_LOSS})


def match(context: Context) -> Iterator[Match]:
    """Scopes that lose an admin and have none left, in themselves or above."""
    left = {edge.scope for edge in context.after if _administers(edge)}
    left |= {
        delta.before.scope
        for delta in context.deltas
        if delta.before and delta.change in _STILL and _administers(delta.before)
    }
    gone: dict[Scope, list[Delta]] = {}
    for delta in context.losses():
        if not delta.path and _administers(delta.edge):
            gone.setdefault(delta.edge.scope, []).append(delta)
    for scope, deltas in gone.items():
        if not any(scope[:length] in left for length in range(1, len(scope) + 1)):
            who = listed(tuple(name(delta.edge.principal) for delta in deltas))
            verb = "loses" if len(deltas) == 1 else "lose"
            yield Match(
                message=f"{who} {verb} {visible(deltas[0].edge.role)} in {place(scope)}, where no admin is left.",
                deltas=tuple(deltas),
            )


def _administers(edge: Edge) -> bool:
    return edge.allowed and edge.level >= Level.ADMIN and edge.relation not in {"member", "assume"}


RULE = Rule(
    id="AR701",
    family="safety",
    severity=Severity.BLOCK,
    title="the last admin leaves",
    fix="Give admin to a second principal first, in a change of its own.",
    match=match,
)
