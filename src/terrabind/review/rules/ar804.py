"""AR804: A plan is targeted, partial or failed, so that the review sees only a part."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import listed, visible


def match(context: Context) -> Iterator[Match]:
    """Plans with a note that limits them, that say they are incomplete, or whose checks failed."""
    for plan in context.plans:
        if plan.notes or plan.complete is False:
            why = listed(tuple(visible(note) for note in plan.notes)) or "more changes will follow"
            said = f"The plan of stack {visible(plan.label)} does not show everything: {why}."
            yield Match(message=said, stack=plan.label)
        if plan.checks:
            said = (
                f"Checks of stack {visible(plan.label)} failed: {listed(tuple(visible(each) for each in plan.checks))}."
            )
            yield Match(message=said, stack=plan.label)


RULE = Rule(
    id="AR804",
    family="sight",
    severity=Severity.WARN,
    title="a plan does not show everything",
    fix="Plan the whole stack without -target and review that before applying.",
    match=match,
)
