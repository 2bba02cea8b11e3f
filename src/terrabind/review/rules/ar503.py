"""AR503: A grant no longer asks for a condition, or for a second factor."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence, visible

_OTHERS = frozenset({"max_session", "boundary", "expires"})
_TRUST = frozenset({"external_id", "source_account", "source_arn", "source_organization"})
_WORDS = {"condition": "its condition", "mfa": "multi-factor sign-in"}


def match(context: Context) -> Iterator[Match]:
    """Conditions that are gone or weaker, but for those that AR402, AR403 and the other limits are about.

    Two that cannot be compared raise nothing: the report shows both.
    """
    for delta, qualifier in context.limits_changed():
        dropped_trust = qualifier.name in _TRUST and not qualifier.after
        if not qualifier.weaker or qualifier.name in _OTHERS or dropped_trust:
            continue
        limit = _WORDS.get(qualifier.name, f"its limit on {visible(qualifier.name.replace('_', ' '))}")
        if qualifier.after:
            said = f"{sentence(delta.edge)} with {limit} weaker: {visible(qualifier.after)}."
        else:
            said = f"{sentence(delta.edge)} without {limit} (removed here)."
        yield Match(message=said, deltas=(delta,))


RULE = Rule(
    id="AR503",
    family="limits weakened",
    severity=Severity.WARN,
    title="a condition or MFA is dropped",
    fix="Keep the condition; if it was wrong, replace it with one that is at least as strict.",
    match=match,
)
