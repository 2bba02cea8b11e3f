"""AR103: A person, group or account of another domain or account gains access."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge, Kind, Realm
from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import gather, sentence_of, visible


def _home(edge: Edge) -> str:
    return f" ({visible(edge.principal.realm_name)})" if edge.principal.realm_name else ""


def match(context: Context) -> Iterator[Match]:
    """Grants to outsiders; whom a role trusts is AR401's, everyone AR101's."""
    for deltas in gather(delta for delta in context.new_grants() if _counts(delta.edge)):
        yield Match(message=f"{sentence_of(deltas)}, from outside{_home(deltas[0].edge)}.", deltas=deltas)


def _counts(edge: Edge) -> bool:
    told = edge.principal.kind is Kind.EVERYONE or edge.relation == "assume"
    return not told and edge.principal.realm is Realm.EXTERNAL


RULE = Rule(
    id="AR103",
    family="who",
    severity=Severity.WARN,
    title="somebody outside the organisation gains access",
    fix="Confirm who asked for it, and give it an end date; if the domain is yours, add it to internal_domains.",
    match=match,
)
