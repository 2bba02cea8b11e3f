"""AR302: Somebody who had a role in one place gains it in a wider one."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Scope
from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.scopes import contains
from terrabind.review.rules.wording import place, sentence


def match(context: Context) -> Iterator[Match]:
    """Gains of a role in a scope that contains one where the same principal had it."""
    had: dict[tuple[str, str, str], list[Scope]] = {}
    people = {delta.edge.principal.key for delta in context.gains()}
    for edge in context.before if people else ():
        if edge.allowed and edge.principal.key in people:
            had.setdefault((edge.principal.key, edge.relation, edge.role), []).append(edge.scope)
    for delta in context.gains() if had else ():
        edge = delta.edge
        if delta.path or delta.change is ChangeClass.UNCHANGED:
            continue
        scopes = had.get((edge.principal.key, edge.relation, edge.role), [])
        if edge.scope in scopes:
            continue
        narrow = [each for each in scopes if contains(edge.scope, each)]
        if narrow:
            yield Match(message=f"{sentence(edge)}, before only in {place(narrow[0])}.", deltas=(delta,))


RULE = Rule(
    id="AR302",
    family="where",
    severity=Severity.WARN,
    title="a grant's scope is widened",
    fix="Keep the role in the narrow scope, or list the further scopes that need it.",
    match=match,
)
