"""A waiver accepts a finding for a reason and until a moment; it is used up when either is gone.

What it matched stays in the report, marked with the reason. In CI, read waivers from the base branch, so that a change
cannot waive itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from terrabind.review.edge import Edge
from terrabind.review.report import Finding
from terrabind.review.rules.scopes import matches_name, matches_scope
from terrabind.review.rules.settings import Waiver, WaiverUse
from terrabind.review.rules.tables import Table

_KEYS = frozenset({"rule", "until", "reason", "principal", "role", "scope", "stack", "address"})
_PATTERNS = ("principal", "role", "scope", "stack", "address")


def read_waiver(table: Table) -> Waiver:
    """Read one `[[waive]]` table. Raises `ConfigurationError`."""
    table.check(_KEYS)
    patterns = {name: table.text(name) for name in _PATTERNS}
    if not any(patterns.values()):
        problem = f"say for which grants: one of {', '.join(_PATTERNS)}; to silence the whole rule, use `ignore`"
        raise table.fail("rule", problem)
    return Waiver(
        rule=table.text("rule", required=True),
        until=table.moment("until"),
        reason=table.text("reason", required=True),
        source=table.source,
        **patterns,
    )


def apply(
    findings: Iterable[tuple[str, Finding]], waivers: Sequence[Waiver], now: datetime
) -> tuple[list[Finding], tuple[WaiverUse, ...]]:
    """Return the findings, the waived ones with their reason, and which waivers were used.

    Each finding comes with its second name (a conflict's id), which waivers may use too. A waiver that is past its end
    silences nothing.
    """
    valid = [waiver for waiver in waivers if waiver.until > now]
    used: set[int] = set()
    told: list[Finding] = []
    for alias, finding in findings:
        fitting = [waiver for waiver in valid if waiver.rule in {finding.rule, alias} and _covers(waiver, finding)]
        used.update(id(waiver) for waiver in fitting)
        told.append(replace(finding, waived=fitting[0].reason) if fitting else finding)
    return told, tuple(WaiverUse(waiver, id(waiver) in used) for waiver in waivers)


def _covers(waiver: Waiver, finding: Finding) -> bool:
    """Tell whether a waiver is about all that a finding is about."""
    if not finding.deltas:
        about_grants = waiver.principal or waiver.role or waiver.scope
        return not about_grants and _is_at(waiver, finding.stack, finding.address)
    return all(_fits(waiver, delta.edge) for delta in finding.deltas)


def _fits(waiver: Waiver, edge: Edge) -> bool:
    principal = edge.principal
    names = (principal.key, principal.id, principal.shown)
    return (
        (not waiver.principal or any(matches_name(name, waiver.principal) for name in names))
        and (not waiver.role or matches_name(edge.role, waiver.role))
        and (not waiver.scope or matches_scope(edge.scope, waiver.scope))
        and _is_at(waiver, edge.origin.stack, edge.origin.address)
    )


def _is_at(waiver: Waiver, stack: str, address: str) -> bool:
    there = not waiver.stack or matches_name(stack, waiver.stack)
    return there and (not waiver.address or matches_name(address, waiver.address))
