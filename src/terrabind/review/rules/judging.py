"""All rules run over one review: built-in ones, the configuration's own, then waivers and what is wrong with those."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from terrabind.review.configuration import Configuration
from terrabind.review.report import ChangeClass, Delta, Finding, Severity
from terrabind.review.rules.catalogue import list_ids, load_rules
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Rule
from terrabind.review.selectors import UserRule
from terrabind.review.waivers import apply

_ORDER: Final = (Severity.BLOCK, Severity.APPROVE, Severity.WARN, Severity.INFO)
_ABOUT_WAIVERS: Final = "AR9"
_ABOUT_GRANTS: Final = ("AR101", "AR102", "AR103", "AR202", "AR301", "AR303", "AR4", "AR601")
_FIX: Final = "Change the grant so that the rule no longer fits, or waive it for a reason and a time."


def judge(context: Context, configuration: Configuration) -> tuple[Finding, ...]:
    """Return all findings, the waived ones with their reason, worst first. Pure.

    The context's limits, conflicts and waivers are taken from the configuration.
    """
    if (context.limits, context.conflicts) != (configuration.limits, configuration.conflicts):
        context = replace(context, limits=configuration.limits, conflicts=configuration.conflicts)
    ids = [each for each in list_ids() if configuration.selects(each)]
    rules = load_rules(each for each in ids if not each.startswith(_ABOUT_WAIVERS))
    found = [each for rule in rules for each in _judge(rule, context, configuration)]
    for rule in (*map(_make_rule, configuration.rules), *configuration.plugins):
        if configuration.selects(rule.id):
            found += _judge(rule, context, configuration)
    told, uses = apply(found, configuration.waivers, context.now)
    context = replace(context, waivers=uses) if uses else context
    about_waivers = load_rules(each for each in ids if each.startswith(_ABOUT_WAIVERS))
    told += [finding for rule in about_waivers for _, finding in _judge(rule, context, configuration)]
    return tuple(sorted(told, key=_place))


def list_resolved(context: Context) -> tuple[tuple[str, ...], ...]:
    """Return, for each delta of a review, the ids of the rules that no longer have anything to object to.

    Only what is lost or narrowed resolves something: what would have been found had the grant of before been new, and
    is not found about the grant of after.
    """
    gone = [each.change in {ChangeClass.LOST, ChangeClass.NARROWED} for each in context.deltas]
    probes = [
        (
            Delta(change=ChangeClass.GAINED, before=None, after=delta.before) if counts and delta.before else None,
            Delta(change=ChangeClass.GAINED, before=None, after=delta.after) if counts and delta.after else None,
        )
        for delta, counts in zip(context.deltas, gone, strict=True)
    ]
    old = _probe(context, [before for before, _ in probes])
    new = _probe(context, [after for _, after in probes])
    return tuple(
        tuple(sorted(old.get(id(before), set()) - new.get(id(after), set()))) if before is not None else ()
        for before, after in probes
    )


def _probe(context: Context, deltas: list[Delta | None]) -> dict[int, set[str]]:
    """Ids of rules by the identity of the delta that they find."""
    asked = Context(
        deltas=tuple(delta for delta in deltas if delta is not None), now=context.now, limits=context.limits
    )
    found: dict[int, set[str]] = {}
    for rule in load_rules(each for each in list_ids() if each.startswith(_ABOUT_GRANTS)):
        for match in rule.match(asked):
            for delta in match.deltas:
                found.setdefault(id(delta), set()).add(rule.id)
    return found


def _judge(rule: Rule, context: Context, configuration: Configuration) -> Iterator[tuple[str, Finding]]:
    """Findings with their second name, at the severity that the configuration gives them."""
    for match in rule.match(context):
        finding = rule.write(match)
        stacks = [finding.stack] if finding.stack else [plan.label for plan in context.plans] or [""]
        asked = [configuration.severity_of(rule.id, stack) for stack in stacks if match.severity is None]
        severities = [each for each in asked if each is not None]
        severity = min(severities, key=_ORDER.index) if severities else finding.severity
        approvers = finding.approvers or configuration.approvers_of(rule.id)
        yield match.alias, replace(finding, severity=severity, approvers=approvers)


def _make_rule(own: UserRule) -> Rule:
    return Rule(
        id=own.id,
        family="own rules",
        severity=own.severity,
        title=own.message,
        fix=own.fix or _FIX,
        match=own.match,
    )


def _place(finding: Finding) -> tuple[bool, int, str, str, str, str]:
    order = _ORDER.index(finding.severity)
    return bool(finding.waived), order, finding.rule, finding.stack, finding.address, finding.message
