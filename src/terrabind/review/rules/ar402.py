"""AR402: A role trusts an outside party without an external ID, so that party's other customers may reach it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terrabind.review.edge import Edge, Kind, Principal, Realm
from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence

_LOOSE = re.compile(r"stringnot|ifexists|^null |where present")
_PARTIES = frozenset({Kind.ACCOUNT, Kind.ROLE, Kind.USER, Kind.SERVICE_ACCOUNT})


def match(context: Context) -> Iterator[Match]:
    """New trust in outsiders without an external ID, and trust that loses its external ID."""
    for delta in context.new_trusts():
        edge = delta.edge
        outside = edge.principal.realm is Realm.EXTERNAL and _acts_for_others(edge.principal)
        if outside and not _has_external_id(edge):
            yield Match(message=f"{sentence(edge)} without an external ID.", deltas=(delta,))
    for delta, qualifier in context.limits_changed("external_id"):
        if qualifier.before and not qualifier.after:
            yield Match(message=f"{sentence(delta.edge)} without an external ID (removed here).", deltas=(delta,))


def _acts_for_others(principal: Principal) -> bool:
    """Whoever is known by an address signs in as itself; only what STS lets in can be asked for an external ID."""
    return principal.kind in _PARTIES and "@" not in principal.id


def _has_external_id(edge: Edge) -> bool:
    """An external ID that any text meets, or that may be left out, holds nobody back."""
    if any(map(_binds, edge.qualifiers.get("external_id", "").split(" and "))):
        return True
    parts = edge.qualifiers.get("condition", "").casefold().split(" and ")
    return any("sts:externalid" in part and not _LOOSE.search(part) for part in parts)


def _binds(text: str) -> bool:
    return (
        bool(text)
        and not text.endswith(", where present")
        and not any(not each.strip("*\\") for each in text.split(", "))
    )


RULE = Rule(
    id="AR402",
    family="trust",
    severity=Severity.BLOCK,
    title="an outside party is trusted without an external ID",
    fix="Require the external ID that the party gave you, in the role's trust condition (sts:ExternalId).",
    match=match,
)
