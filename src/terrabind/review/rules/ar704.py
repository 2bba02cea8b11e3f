"""AR704: Terraform forgets a grant without taking it away: the access stays and nothing reviews it any more."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence


def match(context: Context) -> Iterator[Match]:
    """Grants that are forgotten while they hold."""
    for delta in context.deltas:
        if delta.change is ChangeClass.KEPT_UNMANAGED and not delta.path:
            yield Match(
                message=f"{sentence(delta.edge)} still, but nothing manages the grant any more.", deltas=(delta,)
            )


RULE = Rule(
    id="AR704",
    family="safety",
    severity=Severity.WARN,
    title="a grant is kept but no longer managed",
    fix="Destroy the grant (destroy = true in the removed block), or keep it managed.",
    match=match,
)
