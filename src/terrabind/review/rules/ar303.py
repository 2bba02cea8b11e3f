"""AR303: A grant is for a star instead of a named resource."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import Delta, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.scopes import is_wildcard
from terrabind.review.rules.wording import gather, sentence_of


def match(context: Context) -> Iterator[Match]:
    """Grants whose scope ends in a star, where the same grant named its resource or was not there."""
    wide = {scope for scope in {delta.edge.scope for delta in context.gains()} if is_wildcard(scope)}
    gains = (delta for delta in context.gains() if delta.edge.scope in wide)
    for deltas in gather(delta for delta in gains if _counts(delta, everything=context.everything)):
        yield Match(message=f"{sentence_of(deltas)}, which stands for every resource there.", deltas=deltas)


def _counts(delta: Delta, *, everything: bool) -> bool:
    if delta.path or delta.edge.relation == "assume":
        return False
    return everything or delta.before is None or not is_wildcard(delta.before.scope)


RULE = Rule(
    id="AR303",
    family="where",
    severity=Severity.WARN,
    title="a grant covers every resource of a kind",
    fix="Name the resources, or a prefix that only they share.",
    match=match,
)
