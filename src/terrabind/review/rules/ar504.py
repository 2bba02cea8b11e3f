"""AR504: What was denied before is no longer: whatever else allows it takes effect."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence

_STAYS = frozenset({ChangeClass.UNCHANGED, ChangeClass.KEPT_UNMANAGED, ChangeClass.NO_EFFECTIVE_LOSS})


def match(context: Context) -> Iterator[Match]:
    """Denials that end, and whose words no other denial repeats."""
    for delta in context.deltas:
        edge = delta.before
        if edge is None or edge.allowed or delta.path or delta.change in _STAYS:
            continue
        if delta.after is None or delta.after.allowed:
            said = f"It is no longer denied that {sentence(edge)}."
            yield Match(message=said, deltas=(delta,))


RULE = Rule(
    id="AR504",
    family="limits weakened",
    severity=Severity.WARN,
    title="a denial is removed",
    fix="Keep the denial, or check with `terrabind review who-can` who gains by its end.",
    match=match,
)
