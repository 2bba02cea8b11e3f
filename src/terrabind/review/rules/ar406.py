"""AR406: An allowance with a negated principal lets in everyone who is not named, anonymous callers too."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge
from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import gather, grant, visible


def match(context: Context) -> Iterator[Match]:
    """Grants by NotPrincipal."""
    for deltas in gather(delta for delta in context.new_grants() if _counts(delta.edge)):
        edge = deltas[0].edge
        said = f"Everyone but {visible(edge.qualifiers['not_principal'])} {grant(edge)} (NotPrincipal with Allow)."
        yield Match(message=said, deltas=deltas)


def _counts(edge: Edge) -> bool:
    return bool(edge.qualifiers.get("not_principal"))


RULE = Rule(
    id="AR406",
    family="trust",
    severity=Severity.BLOCK,
    title="an allowance names those it is not for",
    fix="Name the principals that are allowed; say whom to keep out in a denial.",
    match=match,
)
