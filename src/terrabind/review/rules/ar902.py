"""AR902: A waiver matches no finding: what it was for is gone, or it is written wrongly."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import visible


def match(context: Context) -> Iterator[Match]:
    """Waivers in force that silenced nothing in this review."""
    for use in context.waivers:
        waiver = use.waiver
        if not use.used and waiver.until > context.now:
            said = f"The waiver of {waiver.rule} silences nothing ({visible(waiver.reason)})."
            yield Match(message=said, source=waiver.source)


RULE = Rule(
    id="AR902",
    family="waivers",
    severity=Severity.WARN,
    title="a waiver silences nothing",
    fix="Remove the waiver, or correct its rule and patterns.",
    match=match,
)
