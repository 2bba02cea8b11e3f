"""AR501: Credentials of a role stay good for longer."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence, visible


def match(context: Context) -> Iterator[Match]:
    """Session lengths that grow, or that are no longer set."""
    for delta, qualifier in context.limits_changed("max_session"):
        if qualifier.weaker:
            before, after = visible(qualifier.before) or "not set", visible(qualifier.after) or "not set"
            said = f"{sentence(delta.edge)} for longer: session {before} before, {after} after."
            yield Match(message=said, deltas=(delta,))


RULE = Rule(
    id="AR501",
    family="limits weakened",
    severity=Severity.WARN,
    title="a session may last longer",
    fix="Keep the session as short as the work; long work can renew its credentials.",
    match=match,
)
