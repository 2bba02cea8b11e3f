"""AR805: Terraform puts a grant off to a later plan, so its meaning is not known yet."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import Delta, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import visible


def match(context: Context) -> Iterator[Match]:
    """Deferred changes of resources that give access or look as if they did."""
    if not any(change.deferred for plan in context.plans for change in plan.changes):
        return
    edges: dict[tuple[str, str], list[Delta]] = {}
    for delta in context.deltas:
        edges.setdefault((delta.edge.origin.stack, delta.edge.origin.address), []).append(delta)
    origins = [each.origin for each in context.unclear]
    origins += [each.origin for each in (*context.before, *context.after)]
    known = {(each.stack, each.address) for each in origins}
    for plan in context.plans:
        for change in plan.changes:
            place = (plan.label, change.address)
            if not change.deferred or (place not in edges and place not in known):
                continue
            said = f"{visible(change.address)} of stack {visible(plan.label)} is put off: {visible(change.deferred)}."
            yield Match(
                message=said,
                deltas=tuple(edges.get(place, ())),
                address=change.address,
                stack=plan.label,
                source=change.source,
            )


RULE = Rule(
    id="AR805",
    family="sight",
    severity=Severity.WARN,
    title="a grant is put off",
    fix="Apply what it waits for, plan again and review the grant then.",
    match=match,
)
