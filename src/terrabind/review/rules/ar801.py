"""AR801: Who gains what, or where, is known only after the apply."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Certainty
from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import gather, hides_a_limit, listed, sentence, sentence_of, visible


def match(context: Context) -> Iterator[Match]:
    """Grants or limits that are not fully known; those that Terraform put off are what AR805 is about."""
    deferred = {(plan.label, change.address) for plan in context.plans for change in plan.changes if change.deferred}
    doubts = [
        delta
        for delta in context.deltas
        if (delta.change is ChangeClass.UNRESOLVED or delta.edge.certainty is Certainty.UNRESOLVED)
        and delta.change is not ChangeClass.UNCHANGED
        and not delta.path
        and (delta.edge.origin.stack, delta.edge.origin.address) not in deferred
    ]
    for delta in doubts:
        edge = delta.after
        if edge is None:
            continue
        said = sentence(edge)
        if edge.certainty is Certainty.UNRESOLVED:
            feeds = tuple(visible(feed) for feed in edge.feeds if visible(feed) not in said)
            fed = f", fed by {listed(feeds)}" if feeds else ""
            yield Match(message=f"{said}: known only after the apply{fed}.", deltas=(delta,))
        elif edge.certainty is Certainty.KNOWN and delta.change is ChangeClass.UNRESOLVED and not hides_a_limit(edge):
            yield Match(message=f"{said}: {visible(delta.note)}.", deltas=(delta,))
    gone = (each for each in doubts if each.after is None and each.change is ChangeClass.UNRESOLVED)
    for deltas in gather(gone):
        yield Match(message=f"{sentence_of(deltas)}: nobody can tell yet whether that stays.", deltas=deltas)


RULE = Rule(
    id="AR801",
    family="sight",
    severity=Severity.WARN,
    title="a grant cannot be resolved yet",
    fix="Create what it depends on first and plan again, or write the value out; then review the grant.",
    match=match,
)
