"""AR405: A role trusts an account's root, which is every identity that the account lets in, without a condition."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge, Kind, Principal, Realm
from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import grant, name

_OTHERS = frozenset({"max_session", "boundary", "expires"})


def match(context: Context) -> Iterator[Match]:
    """Trust in whole accounts that is new, or that loses its last condition."""
    for delta in context.trusts():
        edge = delta.edge
        if delta.path or not _is_whole_account(edge.principal) or _is_limited(edge):
            continue
        if context.everything or delta.before is None or _is_limited(delta.before):
            said = f"Every identity of {name(edge.principal)} {grant(edge)}, without a condition."
            yield Match(message=said, deltas=(delta,))


def _is_whole_account(principal: Principal) -> bool:
    """Accounts of others are AR402's, which asks for more."""
    return principal.kind is Kind.ACCOUNT and principal.realm is not Realm.EXTERNAL


def _is_limited(edge: Edge) -> bool:
    """Whatever else the trust asks for says something about who comes in."""
    return any(text for limit, text in edge.qualifiers.items() if limit not in _OTHERS)


RULE = Rule(
    id="AR405",
    family="trust",
    severity=Severity.WARN,
    title="a whole account is trusted without a condition",
    fix="Trust the one role that needs it, or add a condition (external ID, organisation, MFA).",
    match=match,
)
