"""AR703: A grant is replaced by deleting it first: for a while nobody has it."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import grant, name


def match(context: Context) -> Iterator[Match]:
    """Grants that are gone between the deletion and the creation."""
    for delta in context.deltas:
        if delta.change is ChangeClass.INTERRUPTED and not delta.path:
            who, what = name(delta.edge.principal), grant(delta.edge)
            said = f"{who} is without access while the grant is replaced: {what} before and after."
            yield Match(message=said, deltas=(delta,))


RULE = Rule(
    id="AR703",
    family="safety",
    severity=Severity.WARN,
    title="access is interrupted",
    fix="Let Terraform create the new one first (lifecycle create_before_destroy), or plan the gap.",
    match=match,
)
