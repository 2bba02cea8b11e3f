"""AR104: A single user is given what people here get through a group."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge, Kind, Scope
from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.scopes import matches_scope
from terrabind.review.rules.wording import name, sentence


def match(context: Context) -> Iterator[Match]:
    """Direct grants to users where a group has the same, or where the configuration expects groups."""
    if not context.new_grants():
        return
    groups = {_what(edge): edge for edge in context.after if edge.principal.kind is Kind.GROUP and edge.allowed}
    for delta in context.new_grants() if groups or context.limits.group_scopes else ():
        edge = delta.edge
        if edge.principal.kind is not Kind.USER or edge.relation == "member":
            continue
        group = groups.get(_what(edge))
        if group is not None:
            yield Match(message=f"{sentence(edge)} directly, as {name(group.principal)} does.", deltas=(delta,))
        elif any(matches_scope(edge.scope, pattern) for pattern in context.limits.group_scopes):
            yield Match(message=f"{sentence(edge)} directly, where access goes through groups.", deltas=(delta,))


def _what(edge: Edge) -> tuple[str, str, Scope]:
    return edge.relation, edge.role, edge.scope


RULE = Rule(
    id="AR104",
    family="who",
    severity=Severity.INFO,
    title="a user gains what a group holds",
    fix="Add the user to the group instead, so that leaving the team takes the access away.",
    match=match,
)
