"""AR102: A principal with a star in its name gains access: nobody knows who that will be."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge, Kind
from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import gather, sentence_of


def match(context: Context) -> Iterator[Match]:
    """Grants to a pattern that are new or lose their last condition.

    Subjects of tokens are AR404's, negated principals AR406's.
    """
    grants = (*context.new_grants(), *context.opened_grants())
    for deltas in gather(delta for delta in grants if _counts(delta.edge)):
        yield Match(message=f"{sentence_of(deltas)}, by a star as the principal.", deltas=deltas)


def _counts(edge: Edge) -> bool:
    others = edge.principal.kind is Kind.FEDERATED or edge.qualifiers.get("not_principal")
    return not others and "*" in (edge.principal.shown or edge.principal.id)


RULE = Rule(
    id="AR102",
    family="who",
    severity=Severity.BLOCK,
    title="a wildcard principal gains access",
    fix="Write the principals out, or narrow the star with a condition and waive this for the one grant.",
    match=match,
)
