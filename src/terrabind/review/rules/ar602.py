"""AR602: A grant that is meant to end ends too late to be a real limit."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Kind
from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.moments import end_of, span_in_words
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence, visible


def match(context: Context) -> Iterator[Match]:
    """New grants to people and groups that end later than the configured longest time."""
    latest = context.now + context.limits.longest_grant
    for delta in context.new_grants():
        edge = delta.edge
        end = end_of(edge) if "expires" in edge.qualifiers else None
        if edge.principal.kind in {Kind.USER, Kind.GROUP} and end is not None and end > latest:
            away = span_in_words(end - context.now)
            said = f"{sentence(edge)} until {visible(edge.qualifiers['expires'])}, {away} away."
            yield Match(message=said, deltas=(delta,))


RULE = Rule(
    id="AR602",
    family="time",
    severity=Severity.WARN,
    title="a grant's end is far away",
    fix="Choose an end within `limits.longest_grant`, and renew it when it is still needed.",
    match=match,
)
