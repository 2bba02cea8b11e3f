"""AR901: A waiver is past its end: it silences nothing any more."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.moments import in_words
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import visible


def match(context: Context) -> Iterator[Match]:
    """Waivers whose end is not after the time of the review."""
    for use in context.waivers:
        waiver = use.waiver
        if waiver.until <= context.now:
            said = f"The waiver of {waiver.rule} ended on {in_words(waiver.until)} ({visible(waiver.reason)})."
            yield Match(message=said, source=waiver.source)


RULE = Rule(
    id="AR901",
    family="waivers",
    severity=Severity.WARN,
    title="a waiver has expired",
    fix="Remove the waiver, or renew it with a new end date after looking at the finding again.",
    match=match,
)
