"""AR301: A grant holds in the whole organisation."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import Delta, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.scopes import is_whole_organisation
from terrabind.review.rules.wording import gather, sentence_of


def match(context: Context) -> Iterator[Match]:
    """Grants in an organisation-wide scope, where the same grant was narrower or not there."""
    for deltas in gather(delta for delta in context.gains() if _counts(delta, context)):
        yield Match(message=f"{sentence_of(deltas)}, the whole organisation.", deltas=deltas)


def _counts(delta: Delta, context: Context) -> bool:
    patterns = context.limits.organisation_scopes
    edge, before = delta.edge, delta.before
    if delta.path or edge.relation in {"assume", "member"} or not is_whole_organisation(edge.scope, patterns):
        return False
    raised = before is not None and before.level < edge.level
    return context.everything or before is None or raised or not is_whole_organisation(before.scope, patterns)


RULE = Rule(
    id="AR301",
    family="where",
    severity=Severity.BLOCK,
    title="a grant covers the whole organisation",
    fix="Grant it in the projects that need it; what is really needed everywhere belongs to a group with a waiver.",
    match=match,
)
