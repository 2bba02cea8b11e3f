"""AR204: One principal comes to hold two duties that the configuration keeps apart, directly or through groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from terrabind.review.edge import Principal
from terrabind.review.report import Severity
from terrabind.review.rules.context import Context, Held
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.scopes import matches_name, matches_scope
from terrabind.review.rules.settings import Conflict
from terrabind.review.rules.wording import listed, name, place, through, visible


def match(context: Context) -> Iterator[Match]:
    """Pairs of conflicting duties that become true by this change, for each principal."""
    if not context.conflicts:
        return
    for principal in _holders(context):
        for conflict in context.conflicts:
            duties = _duties(conflict, context.held("after", principal))
            earlier = {} if context.everything else _duties(conflict, context.held("before", principal))
            if len(duties) > 1 and duties.keys() - earlier.keys():
                yield _report(context, conflict, principal, duties)


def _holders(context: Context) -> list[Principal]:
    """Everybody whose grants change, and who may gain by the change of a group or of a role."""
    changed = {delta.edge.principal.key: delta.edge.principal for delta in context.deltas}
    if context.everything:
        changed |= {edge.principal.key: edge.principal for edge in context.after}
    elif context.held_after is not None:
        people = {edge.principal.key: edge.principal for edge in context.after}
        changed |= {key: people[key] for key in context.held_after if key in people}
    return [changed[key] for key in sorted(changed)]


def _duties(conflict: Conflict, held: Sequence[Held]) -> dict[str, Held]:
    """The duties of a conflict that somebody has, each with the grant that gives it."""
    found: dict[str, Held] = {}
    for each in held:
        edge = each.edge
        if not edge.allowed or (conflict.scope and not matches_scope(edge.scope, conflict.scope)):
            continue
        for pattern in conflict.roles:
            if matches_name(edge.role, pattern):
                found.setdefault(pattern, each)
    return found


def _report(context: Context, conflict: Conflict, principal: Principal, duties: dict[str, Held]) -> Match:
    whole = [f"{visible(held.edge.role)} in {place(held.edge.scope)}{through(held.path)}" for held in duties.values()]
    keys = {held.edge.key for held in duties.values()}
    deltas = tuple(
        delta
        for delta in context.deltas
        if delta.edge.key in keys or (delta.after is not None and delta.after.principal.key == principal.key)
    )
    because = f" {conflict.message}" if conflict.message else ""
    return Match(
        message=f"{conflict.id}: {name(principal)} comes to hold {listed(tuple(whole))}.{because}",
        deltas=deltas,
        alias=conflict.id,
        severity=conflict.severity,
        approvers=conflict.approvers,
    )


RULE = Rule(
    id="AR204",
    family="what",
    severity=Severity.BLOCK,
    title="conflicting duties come together",
    fix="Take one of the duties away, or give the new one to somebody else.",
    match=match,
)
