"""Edges, changes and plans in one line each, so that a test reads as the case it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from terrabind.review.difference import compare
from terrabind.review.edge import Certainty, Edge, Kind, Level, Origin, Principal, Realm, Scope, Unclear
from terrabind.review.plan import Action, Change, Plan
from terrabind.review.report import ChangeClass, Coverage, Delta, Finding, Report, Severity, Verdict
from terrabind.spec.values import Values

NOW = "2026-11-21T12:00:00Z"
ORG: Scope = ("org acme",)
PROJECT: Scope = ("org acme", "project x")
OTHER_PROJECT: Scope = ("org acme", "project y")

LEVELS: Mapping[str, Level] = {
    "viewer": Level.READ,
    "editor": Level.WRITE,
    "admin": Level.ADMIN,
    "owner": Level.GRANT,
}
KINDS: Mapping[str, Kind] = {
    "user": Kind.USER,
    "group": Kind.GROUP,
    "sa": Kind.SERVICE_ACCOUNT,
    "role": Kind.ROLE,
    "service": Kind.SERVICE,
    "account": Kind.ACCOUNT,
    "federated": Kind.FEDERATED,
}


def principal(text: str, realm: Realm = Realm.UNKNOWN, realm_name: str = "") -> Principal:
    """`user:ana`, `group:ops`, `role:deploy`, `account:444`; "everyone" is everyone and "?" nobody knows."""
    if text == "everyone":
        return Principal(kind=Kind.EVERYONE, id="*")
    kind, _, name = text.partition(":")
    if kind not in KINDS:
        return Principal(kind=Kind.UNKNOWN, id=text, shown=text)
    return Principal(kind=KINDS[kind], id=name, shown=name, realm=realm, realm_name=realm_name)


def origin(address: str, stack: str = "prod", action: str = "", attribute: str = "") -> Origin:
    return Origin(stack=stack, address=address, type=address.rpartition(".")[0], action=action, attribute=attribute)


def edge(
    who: str | Principal,
    role: str = "viewer",
    scope: Scope = PROJECT,
    *,
    relation: str = "hold",
    at: str = "",
    stack: str = "prod",
    **qualifiers: str,
) -> Edge:
    """One grant; `at` is the address that says it, made from who and role where it does not matter."""
    whom = principal(who) if isinstance(who, str) else who
    return Edge(
        principal=whom,
        relation=relation,
        role=role,
        scope=scope,
        level=LEVELS.get(role, Level.UNKNOWN),
        qualifiers=qualifiers,
        origin=origin(at or f"acme_binding.{whom.id}_{role}".replace("*", "all"), stack),
    )


def deny(grant: Edge) -> Edge:
    """The same words with the effect turned round."""
    return replace(grant, allowed=False)


def unsure(grant: Edge, certainty: Certainty = Certainty.UNRESOLVED, *feeds: str) -> Edge:
    """The grant as long as nobody can tell."""
    return replace(grant, certainty=certainty, feeds=feeds)


def listed(grant: Edge) -> Edge:
    """The grant as a member of a list that replaces whatever else is there."""
    return replace(grant, authoritative=True)


def member(who: str, group: str, *, at: str = "", stack: str = "prod", **qualifiers: str) -> Edge:
    """`member("user:ana", "ops")`: ana is in the group ops."""
    address = at or f"acme_member.{group}_{who.partition(':')[2]}"
    return edge(who, group, (), relation="member", at=address, stack=stack, **qualifiers)


def assume(who: str, role: str, *, at: str = "", stack: str = "prod", **qualifiers: str) -> Edge:
    """`assume("account:444", "deploy")`: that account may assume the role deploy."""
    return edge(who, role, ("account 111",), relation="assume", at=at or f"acme_role.{role}", stack=stack, **qualifiers)


def change(
    address: str,
    *actions: str,
    before: Values | None = None,
    after: Values | None = None,
    stack: str = "prod",
    previous: str = "",
    imported: bool = False,
    deferred: str = "",
) -> Change:
    """`change("acme_binding.a", "delete", "create")`: one instance and what is done to it."""
    kind, _, name = address.rpartition(".")
    return Change(
        stack=stack,
        address=address,
        type=kind,
        name=name,
        provider="acme",
        actions=tuple(Action(each) for each in actions),
        before=before,
        after=after,
        previous_address=previous,
        is_import=imported,
        deferred=deferred,
    )


def plan(*changes: Change, stack: str = "prod", drift: Sequence[Change] = (), notes: tuple[str, ...] = ()) -> Plan:
    return Plan(label=stack, terraform="1.11.4", time=NOW, changes=changes, drift=tuple(drift), notes=notes)


def unclear(address: str, reason: str = "no mapping", action: str = "create") -> Unclear:
    return Unclear(origin=origin(address, action=action), reason=reason)


def delta(kind: ChangeClass, before: Edge | None = None, after: Edge | None = None, *path: str) -> Delta:
    return Delta(change=kind, before=before, after=after, path=path)


def classes(before: Sequence[Edge], after: Sequence[Edge], *plans: Plan) -> list[ChangeClass]:
    """What becomes of each grant between two sides."""
    return [each.change for each in compare(before, after, plans)]


def only(before: Sequence[Edge], after: Sequence[Edge], *plans: Plan) -> Delta:
    """The one thing that becomes of two sides."""
    (found,) = compare(before, after, plans)
    return found


def finding(
    rule: str, severity: Severity = Severity.BLOCK, *deltas: Delta, waived: str = "", address: str = ""
) -> Finding:
    """One rule that matched these deltas."""
    return Finding(
        rule=rule, severity=severity, message=f"{rule} matched", fix="mend it", deltas=deltas, waived=waived,
        address=address,
    )  # fmt: skip


def report(
    *deltas: Delta,
    findings: Sequence[Finding] = (),
    unclear: Sequence[Unclear] = (),
    before: Sequence[Edge] = (),
    after: Sequence[Edge] = (),
    verdict: Verdict = Verdict.NO_ACCESS_CHANGE,
    fingerprint: str = "0000-0000-0000-0000",
    coverage: Coverage | None = None,
) -> Report:
    return Report(
        verdict=verdict,
        sentence="",
        deltas=deltas,
        findings=tuple(findings),
        unclear=tuple(unclear),
        before=tuple(before),
        after=tuple(after),
        coverage=coverage or Coverage(stacks=("prod",), resources=0, grants=len(after)),
        fingerprint=fingerprint,
        plans=(),
        now=NOW,
    )
