"""AR604: A grant that was to end is extended, or no longer ends."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.moments import read_moment, span_in_words
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence, visible


def match(context: Context) -> Iterator[Match]:
    """Ends that move later or go away."""
    for delta, qualifier in context.limits_changed("expires"):
        if not qualifier.weaker:
            continue
        before, after = read_moment(qualifier.before), read_moment(qualifier.after)
        if not qualifier.after:
            said = f"{sentence(delta.edge)} and no longer ends (before: {visible(qualifier.before)})."
        elif before and after:
            more = span_in_words(after - before)
            said = f"{sentence(delta.edge)} until {visible(qualifier.after)}, {more} longer than before."
        else:
            said = f"{sentence(delta.edge)} until {visible(qualifier.after)}, before {visible(qualifier.before)}."
        yield Match(message=said, deltas=(delta,))


RULE = Rule(
    id="AR604",
    family="time",
    severity=Severity.WARN,
    title="a grant's end is moved out",
    fix="Ask what the extra time is for; what is needed for good should be a grant without the pretence of an end.",
    match=match,
)
