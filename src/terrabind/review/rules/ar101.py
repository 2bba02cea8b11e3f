"""AR101: Everyone, or everyone who signs in anywhere, gains access."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge, Kind
from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import gather, sentence_of


def match(context: Context) -> Iterator[Match]:
    """Grants to everyone that are new or lose their last condition; those with a star are AR102's."""
    grants = (*context.new_grants(), *context.opened_grants())
    for deltas in gather(delta for delta in grants if _counts(delta.edge)):
        yield Match(message=f"{sentence_of(deltas)}.", deltas=deltas)


def _counts(edge: Edge) -> bool:
    return edge.principal.kind is Kind.EVERYONE and "*" not in (edge.principal.shown or edge.principal.id)


RULE = Rule(
    id="AR101",
    family="who",
    severity=Severity.BLOCK,
    title="everyone gains access",
    fix="Name the people, groups or services that need it; if it is meant to be public, waive this for the one grant.",
    match=match,
)
