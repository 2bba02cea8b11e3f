"""Reports that a page is made of: one with every class of change and hostile names, one that is very large."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, product

from terrabind.review.edge import Certainty, Edge, Realm
from terrabind.review.plan import Change
from terrabind.review.report import ChangeClass, Coverage, Delta, Finding, QualifierChange, Report, Severity, Verdict
from terrabind.spec.values import UNKNOWN
from tests.review.factories import ORG, OTHER_PROJECT, PROJECT, change, delta, edge, member, plan, principal, report
from tests.review.factories import assume as make_assume
from tests.review.factories import unclear as make_unclear

HOSTILE = "</script><script>alert(1)</script>"
"""What would run, were it ever read as markup."""
TURNED = "invoice\u202egpj.exe"
"""A name whose end is read backwards where the mark works."""
LONG = "x" * 5_000
"""A name that would push everything else off the page."""


def make_report() -> Report:
    """A small organisation, in which a little of everything happens."""
    deltas = _make_deltas()
    kept = [
        edge("user:ana@acme.example", "viewer", PROJECT), member("user:ben@acme.example", "ops"),
        member("user:ana@acme.example", "ops", at="acme_group.ops"),
        edge("group:ops", "viewer", PROJECT), edge("group:ops", "owner", PROJECT),
        edge("service:billing", "viewer", ORG),
    ]  # fmt: skip
    made = report(
        *deltas,
        findings=_make_findings(deltas),
        unclear=[make_unclear("acme_role_grant.legacy", "no mapping describes this type")],
        before=[*kept, *(each.before for each in deltas if each.before)],
        after=[*kept, *(each.after for each in deltas if each.after)],
        verdict=Verdict.BLOCKED,
        fingerprint="9f3c-71aa-04d2-be18",
        coverage=Coverage(stacks=("prod", "identity"), resources=1_312, grants=214,
                          not_understood={"acme_role_grant": 1}, notes=("identity: this plan is targeted",)),
    )  # fmt: skip
    sentence = (
        "2 people, 1 group and everyone gain access, 2 people lose access, 1 trust weakens, 1 grant cannot be resolved."
    )
    return replace(made, sentence=sentence, plans=(plan(*_make_changes(), drift=(change("acme_team.sre", "update"),)),))


def _make_deltas() -> list[Delta]:
    """Every class of change."""
    guest = principal("user:mia@partner.example", Realm.EXTERNAL, "partner.example")
    admin = edge(guest, "admin", PROJECT, expires="2026-12-09T12:00:00Z")
    wide = edge("everyone", "viewer", ORG)
    ben = edge("user:ben@acme.example", "viewer", PROJECT)
    trust = make_assume("account:444455556666", "ecs-backup", external_id="8f2", max_session="1h")
    loose = make_assume("account:444455556666", "ecs-backup", max_session="12h")
    weaker = (
        QualifierChange(name="external_id", before="8f2", after="", weaker=True),
        QualifierChange(name="max_session", before="1h", after="12h", weaker=True),
    )
    unknown = replace(edge("?", "admin", OTHER_PROJECT), certainty=Certainty.UNRESOLVED, feeds=("acme_role.deploy.id",))
    return [
        delta(ChangeClass.GAINED, None, wide),
        delta(ChangeClass.GAINED, None, _locate(admin, "principal")),
        replace(delta(ChangeClass.WIDENED, trust, loose), qualifiers=weaker),
        delta(ChangeClass.GAINED, None, edge(principal("user:ana@acme.example", Realm.INTERNAL), "owner", PROJECT),
              "group ops"),
        delta(ChangeClass.UNRESOLVED, None, unknown),
        delta(ChangeClass.KEPT_UNMANAGED, edge("sa:ci", "editor", OTHER_PROJECT), None),
        delta(ChangeClass.LOST, edge("user:tom@acme.example", "admin", PROJECT), None),
        replace(delta(ChangeClass.NO_EFFECTIVE_LOSS, ben, None, "group ops"), note="still held through group ops"),
        delta(ChangeClass.INTERRUPTED, edge("service:billing", "editor"), edge("service:billing", "editor")),
        delta(ChangeClass.OVERLAPPING, edge("service:mail", "editor"), edge("service:mail", "editor")),
        delta(ChangeClass.NARROWED, edge("group:contractors", "editor"), edge("group:contractors", "viewer")),
        delta(ChangeClass.ADOPTED, None, edge("group:auditors", "viewer", ORG)),
        delta(ChangeClass.REDUNDANT_GAIN, None, edge("group:ops", "editor", PROJECT)),
        delta(ChangeClass.DRIFTED, edge("user:eve@acme.example", "viewer", ORG), None),
        delta(ChangeClass.GAINED, None, edge(f"user:{HOSTILE}", "viewer", OTHER_PROJECT)),
        delta(ChangeClass.GAINED, None, edge(f"user:{TURNED}", "viewer", OTHER_PROJECT)),
        delta(ChangeClass.GAINED, None, edge(f"user:{LONG}", 'a"b\'c `d` | @team', OTHER_PROJECT)),
    ]  # fmt: skip


def _locate(grant: Edge, attribute: str) -> Edge:
    """The grant with the attribute that says it."""
    return replace(grant, origin=replace(grant.origin, attribute=attribute, action="update", source="access.tf:12"))


def _make_changes() -> list[Change]:
    """The instances behind the grants."""
    address = "acme_binding.mia@partner.example_admin"
    return [
        change(address, "update", before={"principal": "user:old@partner.example"},
               after={"principal": "user:mia@partner.example"}),
        change("acme_binding.?_admin", "create", after={"principal": UNKNOWN}),
    ]  # fmt: skip


def _make_findings(deltas: list[Delta]) -> list[Finding]:
    """One finding of each severity, and a waived one."""
    return [
        Finding(rule="AR101", severity=Severity.BLOCK, deltas=(deltas[0],), address="acme_binding.all_viewer",
                message="Everyone gains viewer on the whole organisation.", stack="prod", source="access.tf:3",
                fix="Name the group that needs it."),
        Finding(rule="AR402", severity=Severity.BLOCK, deltas=(deltas[2],), address="acme_role.ecs-backup",
                message="Account 444455556666 may assume ecs-backup without an external ID, which is removed here.",
                fix="Put the external ID back into the condition."),
        Finding(rule="AR202", severity=Severity.APPROVE, deltas=(deltas[3],), approvers=("security",),
                message="ana@acme.example may grant access to others.", fix="Ask the security team."),
        Finding(rule="AR801", severity=Severity.WARN, deltas=(deltas[4],), fix="Plan again once the role is there.",
                message="Nobody can tell yet who gets admin on project y."),
        Finding(rule="AR103", severity=Severity.WARN, deltas=(deltas[1],), fix="Use an account of ours.",
                message="mia@partner.example is not one of ours.", waived="annual audit, ticket 4821"),
        Finding(rule="AR701", severity=Severity.INFO, fix="", message=f"A name is {HOSTILE}."),
    ]  # fmt: skip


def make_large(grants: int, changed: int, people: int = 2_000) -> Report:
    """So many grants in six stacks, of which the first `changed` are new."""
    scopes = [(f"org acme-{number % 6}", f"project {number}-of-some-length") for number in range(100)]
    roles = ("viewer", "editor", "admin", "owner")
    who = [principal(f"user:person-{number:05}@acme.example") for number in range(people)]
    places = islice(product(range(len(scopes)), roles, range(people // 20)), grants)
    edges = [
        edge(who[(number * 20 + place) % people], role, scopes[place], stack=f"stack-{place % 6}",
             at=f'terrabind_fireworks_role_binding.people["person-{number:05}-{role}-{place}"]')
        for place, role, number in places
    ]  # fmt: skip
    deltas = [delta(ChangeClass.GAINED, None, each) for each in edges[:changed]]
    made = report(*deltas, before=edges[changed:], after=edges, verdict=Verdict.WIDENS)
    return replace(made, sentence=f"{changed} grants are new.")
