"""AR705: An authoritative list takes access from members that the plan may not show."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.plan import Action
from terrabind.review.report import ChangeClass, Delta, Severity
from terrabind.review.rules.context import Context, follows
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import place, visible

_LOSSES = frozenset({ChangeClass.LOST, ChangeClass.DRIFTED, ChangeClass.NO_EFFECTIVE_LOSS})


def match(context: Context) -> Iterator[Match]:
    """Lists that start to be authoritative, and authoritative lists that lose members."""
    begun = {
        (plan.label, change.address)
        for plan in context.plans
        for change in plan.changes
        if Action.CREATE in change.actions
    }
    found: dict[tuple[str, str], list[Delta]] = {}
    for delta in context.deltas:
        origin = delta.edge.origin
        touched = delta.change in _LOSSES or ((origin.stack, origin.address) in begun and delta.after is not None)
        old = context.everything and delta.change is ChangeClass.UNCHANGED
        if delta.edge.authoritative and not follows(delta) and (touched or old):
            found.setdefault((origin.stack, origin.address), []).append(delta)
    for (_, address), deltas in found.items():
        edge = deltas[0].edge
        lost = len({each.edge.principal.key for each in deltas if each.change in _LOSSES})
        what = f"whoever else holds {visible(edge.role)} in {place(edge.scope)}"
        counted = (
            f"{lost} of its members {'loses' if lost == 1 else 'lose'} it"
            if lost
            else "members of before are not shown"
        )
        yield Match(message=f"The list {visible(address)} replaces {what}; {counted}.", deltas=tuple(deltas))


RULE = Rule(
    id="AR705",
    family="safety",
    severity=Severity.WARN,
    title="a list replaces whoever else is there",
    fix="Compare the list with what is live before applying, or use the additive form of the resource.",
    match=match,
)
