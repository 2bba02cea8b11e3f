"""AR301: A grant holds in the whole organisation."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Scope
from terrabind.review.report import Delta, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.scopes import is_whole_organisation
from terrabind.review.rules.wording import gather, sentence_of


def match(context: Context) -> Iterator[Match]:
    """Grants in an organisation-wide scope, where the same grant was narrower or not there."""
    wide = {scope for scope in {delta.edge.scope for delta in context.gains()} if _is_whole(scope, context)}
    for deltas in gather(delta for delta in context.gains() if delta.edge.scope in wide and _counts(delta, context)):
        yield Match(message=f"{sentence_of(deltas)}, the whole organisation.", deltas=deltas)


def _counts(delta: Delta, context: Context) -> bool:
    edge, before = delta.edge, delta.before
    if delta.path or edge.relation in {"assume", "member"}:
        return False
    raised = before is not None and before.level < edge.level
    return context.everything or before is None or raised or not _is_whole(before.scope, context)


def _is_whole(scope: Scope, context: Context) -> bool:
    return is_whole_organisation(scope, context.limits.organisation_scopes)


RULE = Rule(
    id="AR301",
    family="where",
    severity=Severity.BLOCK,
    title="a grant covers the whole organisation",
    fix="Grant it in the projects that need it; what is really needed everywhere belongs to a group with a waiver.",
    match=match,
)
