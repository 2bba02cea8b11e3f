"""AR802: A part of a grant is marked sensitive, so nobody can review it."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Certainty
from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import hides_a_limit, sentence


def match(context: Context) -> Iterator[Match]:
    """Grants that change and hold a redacted part."""
    for delta in context.deltas:
        edge = delta.after
        if edge is None or delta.path or (delta.change is ChangeClass.UNCHANGED and not context.everything):
            continue
        doubted = delta.change is ChangeClass.UNRESOLVED and hides_a_limit(edge)
        if edge.certainty is Certainty.REDACTED or doubted:
            yield Match(
                message=f"{sentence(edge)}, of which a part is sensitive and cannot be reviewed.", deltas=(delta,)
            )


RULE = Rule(
    id="AR802",
    family="sight",
    severity=Severity.WARN,
    title="a grant is hidden because it is sensitive",
    fix="Do not mark principals, roles and scopes as sensitive; they are names, not secrets.",
    match=match,
)
