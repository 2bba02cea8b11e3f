"""AR603: A grant is given whose end is past: it does nothing, or it will be renewed without a second look."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules.context import Context, follows
from terrabind.review.rules.moments import end_of
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence, visible

_GIVEN = frozenset({ChangeClass.GAINED, ChangeClass.WIDENED, ChangeClass.REDUNDANT_GAIN, ChangeClass.ADOPTED})


def match(context: Context) -> Iterator[Match]:
    """Grants whose end is not after the time of the review."""
    for delta in context.deltas:
        old = context.everything and delta.change is ChangeClass.UNCHANGED
        if delta.after is None or follows(delta) or not (delta.change in _GIVEN or old):
            continue
        end = end_of(delta.after)
        if end is not None and end <= context.now:
            said = f"{sentence(delta.after)} until {visible(delta.after.qualifiers['expires'])}, which is past."
            yield Match(message=said, deltas=(delta,))


RULE = Rule(
    id="AR603",
    family="time",
    severity=Severity.WARN,
    title="a grant has already ended",
    fix="Remove the grant, or give it an end that is still to come.",
    match=match,
)
