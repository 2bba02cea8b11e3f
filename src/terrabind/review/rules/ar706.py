"""AR706: Drift: somebody changed access by another way since the last apply."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence


def match(context: Context) -> Iterator[Match]:
    """Grants that came, went or changed outside of Terraform."""
    for delta in context.deltas:
        if delta.change is not ChangeClass.DRIFTED or delta.path:
            continue
        if delta.before is None:
            said = f"{sentence(delta.edge)}, given outside of Terraform."
        elif delta.after is None:
            said = f"{sentence(delta.edge)} no more, taken away outside of Terraform."
        else:
            said = f"{sentence(delta.edge)}, changed outside of Terraform."
        yield Match(message=said, deltas=(delta,))


RULE = Rule(
    id="AR706",
    family="safety",
    severity=Severity.WARN,
    title="access was changed outside Terraform",
    fix="Find out who changed it and why; bring it into the configuration or let this plan undo it.",
    match=match,
)
