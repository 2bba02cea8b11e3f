"""A report is sorted here by who and by what: principals by risk, columns of role and scope, and the cells between."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from terrabind.review.edge import Edge, Kind, Level, Principal, Realm
from terrabind.review.plan import Change
from terrabind.review.render.page.words import LOOKS, SEVERITIES, Look, name_principal, name_role, name_scope
from terrabind.review.render.style import PLAIN, Style
from terrabind.review.report import ChangeClass, Delta, Finding, Report
from terrabind.spec.values import UNKNOWN, Value, look_up

GrantKey: TypeAlias = tuple[str, str, str, tuple[str, ...], bool]
ColumnKey: TypeAlias = tuple[str, str, tuple[str, ...], bool]

GAINS: Final = {ChangeClass.GAINED, ChangeClass.WIDENED, ChangeClass.UNRESOLVED, ChangeClass.KEPT_UNMANAGED}
"""Classes by which somebody has, or may have, more than what is said of them."""
_INDEX: Final = re.compile(r"\[\"?([^\]\"]*)\"?\]")


@dataclass(frozen=True, slots=True)
class Hop:
    """One step from a principal to a scope: its words, and the address that makes it where one was found."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """One change: `person` and `column` are places in the view, `findings` the numbers of those that name it."""

    number: int
    delta: Delta
    look: Look
    person: int
    column: int
    findings: tuple[int, ...]

    @property
    def edge(self) -> Edge:
        """The grant itself."""
        return self.delta.edge


@dataclass(frozen=True, slots=True)
class Person:
    """One principal: its grants that change, riskiest first, and how many it has on each side."""

    principal: Principal
    grants: tuple[Grant, ...]
    before: int
    after: int
    findings: tuple[int, ...]
    severity: int


@dataclass(frozen=True, slots=True)
class Column:
    """One role at one scope."""

    role: str
    scope: str
    changes: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A grant that stays as it is."""

    edge: Edge
    person: int
    column: int


@dataclass(frozen=True, slots=True)
class View:
    """A report, sorted. People and columns with a change come first: `changed_people` and `changed_columns` of them."""

    report: Report
    people: tuple[Person, ...]
    columns: tuple[Column, ...]
    grants: tuple[Grant, ...]
    kept: tuple[Kept, ...]
    changed_people: int
    changed_columns: int


def sort_report(report: Report, style: Style = PLAIN) -> View:
    """Return the report as the page shows it, without the classes and findings that nobody asked for."""
    deltas = [each for each in report.deltas if each.change is not ChangeClass.UNCHANGED]
    kept = _find_kept(report, deltas)
    deltas = [each for each in deltas if not style.only or each.change in style.only]
    least = SEVERITIES[style.min_severity]
    report = replace(report, findings=tuple(each for each in report.findings if SEVERITIES[each.severity] >= least))
    named = _name_findings(report.findings)
    owners: dict[str, list[tuple[Delta, tuple[int, ...]]]] = {}
    for delta in deltas:
        key = delta.edge.key
        owners.setdefault(key[0], []).append((delta, tuple(named.get((delta.change, key), ()))))
    ordered = sorted(owners.values(), key=lambda each: _weigh_person(each, report.findings))
    columns = _order_columns([delta for each in ordered for delta, _ in each], kept)
    places = {key: place for place, key in enumerate(columns)}
    people, grants = _number_people(ordered, places, report)
    persons = {each.principal.key: place for place, each in enumerate(people)}
    held = _count(report)
    for edge in kept:
        if (name := edge.principal.key) not in persons:
            persons[name] = len(people)
            people.append(Person(edge.principal, (), held[0][name], held[1][name], (), -1))
    return View(
        report=report,
        people=tuple(people),
        columns=tuple(Column(name_role(edge), name_scope(edge), changes) for edge, changes in columns.values()),
        grants=tuple(grants),
        kept=tuple(Kept(edge, persons[edge.principal.key], places[_find_column(edge)]) for edge in kept),
        changed_people=len(owners),
        changed_columns=sum(1 for _, changes in columns.values() if changes),
    )


def _find_kept(report: Report, deltas: Iterable[Delta]) -> list[Edge]:
    """Grants of the after side that no change speaks of, each once."""
    changed = {delta.edge.key for delta in deltas}
    kept: dict[GrantKey, Edge] = {}
    for edge in report.after:
        if (key := edge.key) not in changed:
            kept.setdefault(key, edge)
    for delta in report.deltas:
        if delta.change is ChangeClass.UNCHANGED and (key := delta.edge.key) not in changed:
            kept.setdefault(key, delta.edge)
    return list(kept.values())


def _name_findings(findings: Iterable[Finding]) -> dict[tuple[ChangeClass, GrantKey], list[int]]:
    """The numbers of the findings, by the change that they name."""
    named: dict[tuple[ChangeClass, GrantKey], list[int]] = {}
    for number, finding in enumerate(findings):
        for delta in finding.deltas:
            named.setdefault((delta.change, delta.edge.key), []).append(number)
    return named


def _weigh_person(owned: list[tuple[Delta, tuple[int, ...]]], findings: tuple[Finding, ...]) -> tuple[int, ...]:
    """The riskiest sorts first: by findings, level of what is gained, everyone and strangers, and count."""
    principal = owned[0][0].edge.principal
    gains = [delta.edge.level for delta, _ in owned if delta.change in GAINS]
    stranger = 2 if principal.kind is Kind.EVERYONE else int(principal.realm is Realm.EXTERNAL)
    return (-_find_severity(owned, findings), -max(gains, default=Level.UNKNOWN), -stranger, -len(gains), -len(owned))


def _find_severity(owned: list[tuple[Delta, tuple[int, ...]]], findings: tuple[Finding, ...]) -> int:
    """The weight of the worst finding about these changes that nobody waived; -1 without one."""
    weights = (SEVERITIES[findings[each].severity] for _, named in owned for each in named if not findings[each].waived)
    return max(weights, default=-1)


def _find_column(edge: Edge) -> ColumnKey:
    """What makes two grants stand in one column."""
    return (edge.relation, edge.role, edge.scope, edge.allowed)


def _order_columns(deltas: Iterable[Delta], kept: Iterable[Edge]) -> dict[ColumnKey, tuple[Edge, int]]:
    """Columns with one of their grants and how many of them change; those of the riskiest people first."""
    counts: Counter[ColumnKey] = Counter()
    found: dict[ColumnKey, Edge] = {}
    for delta in deltas:
        key = _find_column(delta.edge)
        counts[key] += 1
        found.setdefault(key, delta.edge)
    for edge in kept:
        found.setdefault(_find_column(edge), edge)
    return {key: (edge, counts[key]) for key, edge in found.items()}


def _number_people(
    ordered: list[list[tuple[Delta, tuple[int, ...]]]], places: Mapping[ColumnKey, int], report: Report
) -> tuple[list[Person], list[Grant]]:
    """People with changes in their order, and their changes numbered through."""
    held = _count(report)
    people: list[Person] = []
    grants: list[Grant] = []
    for owned in ordered:
        principal = owned[0][0].edge.principal
        own = [
            Grant(len(grants) + each, delta, LOOKS[delta.change], len(people), places[_find_column(delta.edge)], named)
            for each, (delta, named) in enumerate(sorted(owned, key=lambda pair: LOOKS[pair[0].change].rank))
        ]
        grants += own
        numbers = tuple(dict.fromkeys(number for each in own for number in each.findings))
        severity = _find_severity(owned, report.findings)
        name = principal.key
        people.append(Person(principal, tuple(own), held[0][name], held[1][name], numbers, severity))
    return people, grants


def _count(report: Report) -> tuple[Counter[str], Counter[str]]:
    """How many grants each principal has on each side; what is denied is none."""
    return (
        Counter(edge.principal.key for edge in report.before if edge.allowed),
        Counter(edge.principal.key for edge in report.after if edge.allowed),
    )


def index_changes(report: Report) -> dict[tuple[str, str], Change]:
    """All instances of the plans by stack and address."""
    return {(each.stack, each.address): each for plan in report.plans for each in plan.changes}


def find_values(delta: Delta, changes: Mapping[tuple[str, str], Change]) -> tuple[str, str]:
    """Return the attribute that says a grant, on both sides, as texts; empty where it is not there."""
    was, will = (delta.before or delta.edge).origin, (delta.after or delta.edge).origin
    before, after = changes.get((was.stack, was.address)), changes.get((will.stack, will.address))
    return (
        _tell_value(before.before, was.attribute) if before else "",
        _tell_value(after.after, will.attribute) if after else "",
    )


def _tell_value(values: Value, attribute: str) -> str:
    """The value at a path, or at the nearest step above it, as a text."""
    path = _INDEX.sub(r".\1", attribute)
    while path and (found := look_up(values, path)) is None:
        path = path.rpartition(".")[0]
    if not path:
        return ""
    if found is UNKNOWN:
        return "(known after apply)"
    return _lay_out(found) if isinstance(found, str) else json.dumps(found, ensure_ascii=False, default=_tell_odd)


def _lay_out(text: str) -> str:
    """A text; a policy, which is a document in a text, is laid out, so that its two sides can be compared by line."""
    if not text.startswith("{"):
        return text
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=1)
    except ValueError:
        return text


def _tell_odd(value: object) -> str:
    """A value inside a list or an object that JSON has no word for."""
    return "(known after apply)" if value is UNKNOWN else str(value)


def find_hops(grant: Grant, links: Mapping[tuple[str, str], str]) -> tuple[Hop, ...]:
    """Return the chain by which a change is held: principal, groups and roles between, role, scope."""
    edge = grant.edge
    hops = [Hop(str(edge.principal))]
    holder = hops[0].text
    for step in grant.delta.path:
        hops.append(Hop(step, links.get((holder, step), "")))
        holder = step
    address = links.get((holder, edge.role), "") if grant.delta.path else edge.origin.address
    return (*hops, Hop(name_role(edge), address), Hop(name_scope(edge)))


def index_links(report: Report) -> dict[tuple[str, str], str]:
    """Addresses by holder and what it holds, in the words in which a path says them."""
    links: dict[tuple[str, str], str] = {}
    for edge in (*report.after, *report.before):
        holder = str(edge.principal)
        narrowest = edge.scope[-1] if edge.scope else ""
        for held in (edge.role, f"group {edge.role}", f"role {edge.role}", narrowest, f"group {narrowest}"):
            links.setdefault((holder, held), edge.origin.address)
    return links


def name_person(person: Person) -> str:
    """Return a person's name without its kind."""
    return name_principal(person.principal)
