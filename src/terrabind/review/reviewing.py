"""A review is one pure function of plans and options: extract, compare, judge, and say it in one report.

It reads no file and no clock: `Options.now` is the moment at which ends are judged, so that a review can be repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from terrabind.review.closure import Closure
from terrabind.review.collector import pause_collector
from terrabind.review.configuration import Configuration
from terrabind.review.difference import compare
from terrabind.review.edge import Edge, Unclear
from terrabind.review.extraction import Extracted, Side, extract, extract_sides
from terrabind.review.fingerprint import IN_BASELINE, fingerprint, name_finding
from terrabind.review.plan import Plan
from terrabind.review.qualifiers import moment
from terrabind.review.realms import Realms
from terrabind.review.report import ChangeClass, Coverage, Delta, Finding, Report
from terrabind.review.rules.catalogue import list_ids
from terrabind.review.rules.context import Context, Held
from terrabind.review.rules.judging import judge as judge_rules
from terrabind.review.rules.judging import list_resolved
from terrabind.review.verdict import OnUnknown, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a review is made.

    `now` is RFC 3339 with a zone. `author` and `deployer` are principals' names, empty when not known. `baseline` is an
    earlier report whose findings are no news. `everything` judges what stays as well.
    """

    now: str
    configuration: Configuration = field(default_factory=Configuration)
    realms: Realms = field(default_factory=Realms)
    author: str = ""
    deployer: str = ""
    on_unknown: OnUnknown = "warn"
    baseline: Report | None = None
    everything: bool = False


@pause_collector()
def review(plans: Sequence[Plan], options: Options) -> Report:
    """Return the review of one or several plans, taken as one change. Raises `ValueError` when `now` is no moment."""
    now = moment(options.now)
    if now is None:
        raise ValueError(f'"{options.now}" is not a moment; write for example "2026-11-21T12:00:00Z"')
    groups = options.realms.memberships()
    sides = [extract_sides(plan, options.realms) for plan in plans]
    before, unclear_before = _join(before for before, _ in sides)
    after, unclear_after = _join(after for _, after in sides)
    drift = _drifted(plans, "before", options.realms), _drifted(plans, "after", options.realms)
    before, after = (*before, *groups), (*after, *groups)
    unclear = _merge(unclear_after, unclear_before)
    deltas = compare(before, after, plans, drift=drift, now=options.now, everything=options.everything)
    context = _make_context(plans, options, now, (before, after), unclear)
    context = replace(context, deltas=deltas)
    noted = _note_resolved(context)
    if noted is not deltas:
        context, deltas = replace(context, deltas=noted), noted
    judged = judge_rules(context, options.configuration)
    findings = tuple(_mark_known(judged, options.baseline))
    verdict, sentence = judge(deltas, findings, unclear, options.on_unknown)
    return Report(
        verdict=verdict,
        sentence=sentence,
        deltas=deltas,
        findings=findings,
        unclear=unclear,
        before=before,
        after=after,
        coverage=_cover(plans, deltas, after, unclear),
        fingerprint=fingerprint(deltas, judged, rules_version(options.configuration)),
        plans=tuple(plans),
        now=options.now,
    )


def rules_version(configuration: Configuration) -> str:
    """Return what names the set of rules that a review was judged by: the ids that ran, and the team's own rules."""
    own = (*(rule.id for rule in configuration.rules), *(rule.id for rule in configuration.plugins))
    ids = [each for each in (*list_ids(), *own) if configuration.selects(each)]
    return " ".join((*ids, *(each.id for each in configuration.conflicts)))


class _HeldByKey(Mapping[str, Sequence[Held]]):
    """What each principal has in effect, worked out for those who are asked for."""

    def __init__(self, edges: Sequence[Edge], now: datetime) -> None:
        self._edges = edges
        self._now = now
        self._closure: Closure | None = None
        self._known: dict[str, tuple[Held, ...]] = {}

    def __getitem__(self, key: str) -> Sequence[Held]:
        if key not in self._known:
            closure = self._prepare()
            principal = closure.principals[key]
            self._known[key] = tuple(Held(way.grant, way.steps) for way in closure.held(principal))
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._prepare().principals)

    def __len__(self) -> int:
        return len(self._prepare().principals)

    def _prepare(self) -> Closure:
        if self._closure is None:
            self._closure = Closure(self._edges, self._now)
        return self._closure


def _join(extracted: Iterable[Extracted]) -> tuple[tuple[Edge, ...], tuple[Unclear, ...]]:
    found = list(extracted)
    return (
        tuple(edge for each in found for edge in each.edges),
        tuple(strange for each in found for strange in each.unclear),
    )


def _drifted(plans: Iterable[Plan], side: Side, realms: Realms) -> tuple[Edge, ...]:
    found = (extract(plan, side, realms, changes=plan.drift) for plan in plans if plan.drift)
    return tuple(edge for each in found for edge in each.edges)


def _merge(*sides: Iterable[Unclear]) -> tuple[Unclear, ...]:
    """What is not understood on both sides of a resource is told once, in the words of the first."""
    found: dict[tuple[str, str], Unclear] = {}
    for side in sides:
        for each in side:
            found.setdefault((each.origin.stack, each.origin.address), each)
    return tuple(found.values())


def _make_context(
    plans: Sequence[Plan],
    options: Options,
    now: datetime,
    sides: tuple[tuple[Edge, ...], tuple[Edge, ...]],
    unclear: tuple[Unclear, ...],
) -> Context:
    directory = options.realms.directory
    return Context(
        deltas=(),
        now=now,
        before=sides[0],
        after=sides[1],
        plans=tuple(plans),
        unclear=unclear,
        held_before=_HeldByKey(sides[0], now),
        held_after=_HeldByKey(sides[1], now),
        author_names=_names(options.author, options.realms),
        deployer_names=_names(options.deployer, options.realms),
        groups=directory.groups_by_member(),
        employment=directory.employment(),
        everything=options.everything,
        limits=options.configuration.limits,
        conflicts=options.configuration.conflicts,
    )


def _names(name: str, realms: Realms) -> tuple[str, ...]:
    """Return all names of a person that the directory knows, the given one first; none for nobody."""
    if not name:
        return ()
    entry = realms.directory.person(name)
    aliases = (each for each, person in realms.directory.people.items() if entry is not None and person is entry)
    return tuple(dict.fromkeys((name, *aliases)))


def _note_resolved(context: Context) -> tuple[Delta, ...]:
    """Say of a tightening which rule would no longer object."""
    if not any(delta.change in {ChangeClass.LOST, ChangeClass.NARROWED} for delta in context.deltas):
        return context.deltas
    resolved = list_resolved(context)
    return tuple(
        replace(delta, note="; ".join(filter(None, (delta.note, f"resolves {', '.join(rules)}")))) if rules else delta
        for delta, rules in zip(context.deltas, resolved, strict=True)
    )


def _mark_known(findings: Iterable[Finding], baseline: Report | None) -> Iterator[Finding]:
    known = {name_finding(each) for each in baseline.findings} if baseline is not None else frozenset()
    for each in findings:
        yield replace(each, waived=each.waived or IN_BASELINE) if known and name_finding(each) in known else each


def _cover(
    plans: Sequence[Plan], deltas: Iterable[Delta], after: Sequence[Edge], unclear: Iterable[Unclear]
) -> Coverage:
    notes = [f"{plan.label}: {note}" for plan in plans for note in (*plan.notes, *_limits_of(plan))]
    return Coverage(
        stacks=tuple(plan.label for plan in plans),
        resources=sum(len(plan.changes) for plan in plans),
        grants=sum(1 for edge in after if edge.origin.stack != "directory"),
        not_understood=dict(sorted(Counter(each.origin.type for each in unclear).items())),
        notes=(*notes, *_unread_groups(deltas, after)),
    )


def _limits_of(plan: Plan) -> Iterator[str]:
    if plan.complete is False:
        yield "the plan says that it is not complete"
    yield from (f"a check failed: {check}" for check in plan.checks)


def _unread_groups(deltas: Iterable[Delta], after: Sequence[Edge]) -> Iterator[str]:
    """Somebody joins a group of which no plan here says what it holds: then nobody knows what that gives."""
    joined = [each.after for each in deltas if each.change is ChangeClass.GAINED and each.after and not each.path]
    joined = [edge for edge in joined if edge.relation == "member"]
    if not joined:
        return
    closure = Closure(after)
    holders = {edge.principal.key for edge in after}
    for edge in {edge.role: edge for edge in joined}.values():
        if closure.target(edge) not in holders:
            name = edge.role.removeprefix("group:")
            yield f"the grants of group {name} were not read: no plan here says what its new members gain"
