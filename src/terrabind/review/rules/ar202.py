"""AR202: Somebody gains the right to give access: to bind roles, escalate, impersonate, pass a role or edit a trust."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Level
from terrabind.review.report import Delta, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import gather, sentence_of


def match(context: Context) -> Iterator[Match]:
    """Grants whose role may give access to others, where the same grant could not before."""
    for deltas in gather(delta for delta in context.gains() if _counts(delta, everything=context.everything)):
        yield Match(message=f"{sentence_of(deltas)}, which may give access to others.", deltas=deltas)


def _counts(delta: Delta, *, everything: bool) -> bool:
    if delta.path or delta.edge.level is not Level.GRANT:
        return False
    return everything or delta.before is None or delta.before.level is not Level.GRANT


RULE = Rule(
    id="AR202",
    family="what",
    severity=Severity.WARN,
    title="somebody may give access to others",
    fix="Leave giving access to few principals; grant the role itself instead of the right to give it.",
    match=match,
)
