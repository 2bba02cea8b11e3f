"""AR702: More principals lose access than the limits allow, in one scope or in all."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge, Scope
from terrabind.review.report import Delta, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import place


def match(context: Context) -> Iterator[Match]:
    """Scopes whose holders lose more than the configured share; else the whole change, by its number."""
    lost: dict[Scope, list[Delta]] = {}
    for delta in context.losses():
        if not delta.path and delta.edge.relation != "member":
            lost.setdefault(delta.edge.scope, []).append(delta)
    if not lost:
        return
    before, after = _holders(context.before), _holders(context.after)
    everyone: dict[str, Delta] = {}
    told = False
    for scope, deltas in lost.items():
        people = {
            each.edge.principal.key: each for each in deltas if each.edge.principal.key not in after.get(scope, ())
        }
        everyone.update(people)
        holders = len(before.get(scope, ()))
        if len(people) > 1 and len(people) > context.limits.revoked_share * holders:
            told = True
            said = f"{len(people)} of {holders} holders lose access in {place(scope)}."
            yield Match(message=said, deltas=tuple(people.values()))
    if len(everyone) > context.limits.revoked and not told:
        said = f"{len(everyone)} principals lose access in {len(lost)} scopes."
        yield Match(message=said, deltas=tuple(everyone.values()))


def _holders(edges: tuple[Edge, ...]) -> dict[Scope, set[str]]:
    found: dict[Scope, set[str]] = {}
    for edge in edges:
        if edge.allowed and edge.relation != "member":
            found.setdefault(edge.scope, set()).add(edge.principal.key)
    return found


RULE = Rule(
    id="AR702",
    family="safety",
    severity=Severity.WARN,
    title="many lose access at once",
    fix="Check that no list was emptied by mistake; raise `limits.revoked` or `limits.revoked_share` if it is meant.",
    match=match,
)
