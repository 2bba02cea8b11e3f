"""AR403: A cloud service may assume a role on behalf of any account (the confused deputy)."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge, Kind
from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence

_EXEMPT = frozenset({"ec2.amazonaws.com", "lambda.amazonaws.com"})
_LIMITS = ("source_account", "source_arn", "source_organization", "external_id")
_KEYS = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "sts:externalid")


def match(context: Context) -> Iterator[Match]:
    """New trust in services without a source, and trust that loses its source.

    Instances and functions are left out: they act for the account that they run in, and for no other.
    """
    for delta in context.new_trusts():
        edge = delta.edge
        service = edge.principal.kind is Kind.SERVICE and edge.principal.id not in _EXEMPT
        if service and not _has_source(edge):
            yield Match(message=f"{sentence(edge)} for any source account.", deltas=(delta,))
    for delta, qualifier in context.limits_changed(*_LIMITS[:3]):
        if qualifier.before and not _has_source(delta.edge):
            yield Match(message=f"{sentence(delta.edge)} for any source account (removed here).", deltas=(delta,))


def _has_source(edge: Edge) -> bool:
    condition = edge.qualifiers.get("condition", "").casefold()
    return any(edge.qualifiers.get(limit) for limit in _LIMITS) or any(key in condition for key in _KEYS)


RULE = Rule(
    id="AR403",
    family="trust",
    severity=Severity.WARN,
    title="a cloud service is trusted without a source account",
    fix="Add aws:SourceAccount or aws:SourceArn to the trust condition.",
    match=match,
)
