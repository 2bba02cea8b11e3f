"""AR401: A role starts to trust a party outside the organisation, or trusts one on fewer conditions."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge, Kind, Realm
from terrabind.review.report import ChangeClass, Delta, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence

_OTHERS = frozenset({"max_session", "boundary", "expires"})


def match(context: Context) -> Iterator[Match]:
    """Trust in principals of other accounts, domains or issuers that is new, or that loses a condition."""
    new = {id(delta) for delta in context.new_trusts()}
    for delta in context.trusts():
        if delta.path or not _is_outside(delta.edge):
            continue
        if id(delta) in new:
            yield Match(message=f"{sentence(delta.edge)}, from outside the organisation.", deltas=(delta,))
        elif delta.change is ChangeClass.WIDENED and _loses_condition(delta):
            said = f"{sentence(delta.edge)}, from outside the organisation and on fewer conditions than before."
            yield Match(message=said, deltas=(delta,))


def _is_outside(edge: Edge) -> bool:
    principal = edge.principal
    return edge.relation == "assume" and principal.realm is Realm.EXTERNAL and principal.kind is not Kind.EVERYONE


def _loses_condition(delta: Delta) -> bool:
    return any(each.weaker and each.name not in _OTHERS for each in delta.qualifiers)


RULE = Rule(
    id="AR401",
    family="trust",
    severity=Severity.WARN,
    title="an outside party is newly or more widely trusted",
    fix="Confirm the party's account or issuer with its owner, and limit the trust with an external ID or a condition.",
    match=match,
)
