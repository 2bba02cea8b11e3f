"""The review that the guide shows: names as they occur, and a change of each kind that matters."""

from __future__ import annotations

from dataclasses import replace

from terrabind.review.edge import Certainty, Edge, Level, Realm
from terrabind.review.plan import Change
from terrabind.review.report import ChangeClass, Coverage, Delta, Finding, QualifierChange, Report, Severity, Verdict
from tests.review.factories import assume, change, delta, edge, member, plan, principal, report

ORG = ("org acme",)
POOL = ("account acme", "pool gpu-a")
PROJECT = ("org acme", "project search")


def make_example() -> Report:
    """Return a review that blocks, small enough for a picture."""
    deltas = _make_deltas()
    kept = [edge("group:platform", "admin", PROJECT), edge("group:ops", "viewer", PROJECT),
            member("user:ben@acme.example", "ops"), edge("user:ana@acme.example", "pool-user", POOL)]  # fmt: skip
    made = report(
        *deltas,
        findings=_make_findings(deltas),
        before=[*kept, *(each.before for each in deltas if each.before)],
        after=[*kept, *(each.after for each in deltas if each.after)],
        verdict=Verdict.BLOCKED,
        fingerprint="9f3c-71aa-04d2-be18",
        coverage=Coverage(stacks=("prod-access", "identity"), resources=1_312, grants=214),
    )
    sentence = (
        "1 group, 1 user and 1 service gain access; 2 users lose access; 1 trust weakens; 1 grant cannot be resolved."
    )
    return replace(made, sentence=sentence, plans=(plan(*_make_changes(), stack="prod-access"),))


def _make_deltas() -> list[Delta]:
    """What changes, the riskiest first."""
    contractors = principal("group:contractors", Realm.EXTERNAL, "partner.example")
    backup = principal("account:444455556666", Realm.EXTERNAL, "444455556666")
    trust, loose = (
        _at(replace(assume("account:", "ecs-backup", **limits), principal=backup), "terrabind_ecs_iam_role.backup",
            "assume_role_policy")
        for limits in ({"external_id": "8f2c", "max_session": "1h"}, {"max_session": "12h"})
    )  # fmt: skip
    weaker = (
        QualifierChange(name="external_id", before="8f2c", after="", weaker=True),
        QualifierChange(name="max_session", before="1h", after="12h", weaker=True),
    )
    mia = edge(principal("user:mia@acme.example", Realm.INTERNAL), "pool-user", POOL, expires="2026-12-09T12:00:00Z")
    deploy = replace(edge("?", "admin", PROJECT), certainty=Certainty.UNRESOLVED, feeds=("aws_iam_role.deploy.id",))
    everywhere = edge(contractors, "viewer", ORG)
    return [
        Delta(change=ChangeClass.WIDENED, before=trust, after=loose, qualifiers=weaker),
        delta(ChangeClass.GAINED, None, _at(everywhere, "terrabind_k0rdent_iam_policy_binding.all")),
        delta(ChangeClass.UNRESOLVED, None, deploy),
        delta(ChangeClass.GAINED, None, _at(mia, 'terrabind_fireworks_node_pool_binding.gpu_a["mia"]')),
        delta(ChangeClass.GAINED, None, assume("service:fireworks", "train-data", external_id="c41", max_session="1h")),
        delta(ChangeClass.KEPT_UNMANAGED, edge("sa:nightly", "editor", PROJECT), None),
        replace(delta(ChangeClass.LOST, edge("user:ben@acme.example", "admin", PROJECT), None),
                note="still viewer through group ops"),
        delta(ChangeClass.LOST, edge("user:tom@acme.example", "pool-user", POOL), None),
    ]  # fmt: skip


def _at(grant: Edge, address: str, attribute: str = "") -> Edge:
    """The grant where a plan says it."""
    origin = replace(grant.origin, address=address, attribute=attribute, stack="prod-access", action="update",
                     source="access.tf:41")  # fmt: skip
    return replace(grant, origin=origin, level=grant.level or Level.WRITE)


def _make_changes() -> list[Change]:
    """The resource whose policy is loosened."""
    policy = '{{"Statement":[{{"Effect":"Allow","Principal":{{"AWS":"444455556666"}},"Action":"sts:AssumeRole"{}}}]}}'
    limited = policy.format(',"Condition":{"StringEquals":{"sts:ExternalId":"8f2c"}}')
    return [
        change("terrabind_ecs_iam_role.backup", "update", stack="prod-access",
               before={"assume_role_policy": limited}, after={"assume_role_policy": policy.format("")}),
    ]  # fmt: skip


def _make_findings(deltas: list[Delta]) -> list[Finding]:
    """What the rules say."""
    return [
        Finding(rule="AR402", severity=Severity.BLOCK, deltas=(deltas[0],), address="terrabind_ecs_iam_role.backup",
                message="Account 444455556666 may assume ecs-backup without an external ID, which is removed here.",
                fix="Put the sts:ExternalId condition back.", stack="prod-access", source="access.tf:41"),
        Finding(rule="AR301", severity=Severity.BLOCK, deltas=(deltas[1],), stack="prod-access",
                address="terrabind_k0rdent_iam_policy_binding.all",
                message="Group contractors gains viewer on the whole organisation.", fix="Grant it on a project."),
        Finding(rule="AR801", severity=Severity.WARN, deltas=(deltas[2],), address="acme_binding.?_admin",
                message="Who gets admin on project search is known only after the apply.",
                fix="Apply the role first, or name the principal."),
    ]  # fmt: skip
