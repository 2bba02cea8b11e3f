"""AR801: Who gains what, or where, is known only after the apply."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Certainty
from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import listed, sentence, visible


def match(context: Context) -> Iterator[Match]:
    """Grants that are not fully known; those that Terraform put off are what AR805 is about."""
    deferred = {(plan.label, change.address) for plan in context.plans for change in plan.changes if change.deferred}
    for delta in context.deltas:
        edge = delta.after
        if edge is None or edge.certainty is not Certainty.UNRESOLVED or delta.path:
            continue
        if delta.change is ChangeClass.UNCHANGED or (edge.origin.stack, edge.origin.address) in deferred:
            continue
        said = sentence(edge)
        feeds = tuple(visible(feed) for feed in edge.feeds if visible(feed) not in said)
        fed = f", fed by {listed(feeds)}" if feeds else ""
        yield Match(message=f"{said}: known only after the apply{fed}.", deltas=(delta,))


RULE = Rule(
    id="AR801",
    family="sight",
    severity=Severity.WARN,
    title="a grant cannot be resolved yet",
    fix="Create what it depends on first and plan again, or write the value out; then review the grant.",
    match=match,
)
