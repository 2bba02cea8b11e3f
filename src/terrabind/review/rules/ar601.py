"""AR601: A person is made admin for good."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge, Kind, Level
from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import gather, sentence_of


def match(context: Context) -> Iterator[Match]:
    """Direct grants of admin to people that never end."""
    for deltas in gather(delta for delta in context.new_grants() if _counts(delta.edge)):
        yield Match(message=f"{sentence_of(deltas)} without an end.", deltas=deltas)


def _counts(edge: Edge) -> bool:
    return edge.principal.kind is Kind.USER and edge.level >= Level.ADMIN and not edge.qualifiers.get("expires")


RULE = Rule(
    id="AR601",
    family="time",
    severity=Severity.WARN,
    title="a person gains admin without an end",
    fix="Give the grant an end date (expires), or let the person take the role when it is needed.",
    match=match,
)
