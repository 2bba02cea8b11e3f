"""Reports that the tests of formats share: one with something of everything, and one whose every text is hostile."""

from __future__ import annotations

from dataclasses import replace

from terrabind.review.edge import Certainty, Realm
from terrabind.review.report import ChangeClass, Coverage, Finding, QualifierChange, Report, Severity, Verdict
from tests.review import factories as make

HOSTILE = (
    "x|y @team `code` [link](http://evil.example) \u202egnp.exe\u202c ::error::owned ##[error]owned \n::error::line "
    "</script><b>&\"' %0A ]]> \x1b[31m \x00 \ud800 =cmd() " + "a" * 5_000
)
"""Everything that breaks a format, pings somebody or turns the reading direction, in one name."""


def rich() -> Report:
    """Gains, losses, changed limits, doubt, a waiver, a second stack, drift and something that nobody understands."""
    ana = make.principal("user:ana@example.com", Realm.INTERNAL, "example.com")
    gained = make.delta(ChangeClass.GAINED, None, make.edge(ana, "admin"), "group ops")
    lost = make.delta(ChangeClass.LOST, make.edge("user:ben", at="acme_binding.ben", stack="dev"))
    before, after = make.assume("account:444", "deploy", max_session="1h"), make.assume("account:444", "deploy")
    limit = QualifierChange(name="max_session", before="1h", after="", weaker=True)
    widened = replace(make.delta(ChangeClass.WIDENED, before, after), qualifiers=(limit,), note="no end any more")
    doubt = make.unsure(make.listed(make.edge("?", "owner", make.ORG)), Certainty.UNRESOLVED, "acme_role.deploy.id")
    unresolved = make.delta(ChangeClass.UNRESOLVED, None, doubt)
    kept = make.delta(ChangeClass.UNCHANGED, make.edge("group:ops"), make.edge("group:ops"))
    blocking = replace(make.finding("AR201", Severity.BLOCK, gained), stack="prod", source="live/main.tf:12")
    findings = (
        make.finding("AR803", Severity.WARN, address="acme_role_grant.x"),
        replace(blocking, address="acme_binding.ana", approvers=("security",)),
        replace(make.finding("AR103", Severity.WARN, widened, waived="audit 4821"), stack="prod"),
        make.finding("TEAM-01", Severity.APPROVE, unresolved),
    )
    change = replace(make.change("acme_binding.ana", "create"), source="live/main.tf:12")
    plan = make.plan(change, drift=[make.change("acme_binding.cid", "update")], notes=("targeted",))
    return replace(
        make.report(
            gained, lost, widened, unresolved, kept,
            findings=findings,
            unclear=[make.unclear("acme_role_grant.x")],
            before=[before, make.edge("group:ops"), make.edge("user:ben", at="acme_binding.ben", stack="dev")],
            after=[make.edge(ana, "admin"), after, make.edge("group:ops"), doubt],
            verdict=Verdict.BLOCKED,
            fingerprint="9f3c-71aa-0b12-44de",
            coverage=Coverage(
                stacks=("prod", "dev"), resources=7, grants=4, not_understood={"acme_grant": 1}, notes=("targeted",)
            ),
        ),
        sentence="1 person gains access, 1 person loses access.",
        plans=(plan, make.plan(stack="dev")),
    )  # fmt: skip


def hostile() -> Report:
    """One grant and one finding, in which every text is hostile."""
    who = replace(make.principal("user:x"), id=HOSTILE, shown=HOSTILE, realm_name=HOSTILE)
    edge = make.edge(who, HOSTILE, (HOSTILE,), at=HOSTILE, stack=HOSTILE, condition=HOSTILE)
    delta = replace(make.delta(ChangeClass.GAINED, None, edge, HOSTILE), note=HOSTILE)
    finding = Finding(
        rule="AR106", severity=Severity.BLOCK, message=HOSTILE, fix=HOSTILE, deltas=(delta,), address=HOSTILE,
        stack=HOSTILE, source=f"{HOSTILE}:3", approvers=(HOSTILE,),
    )  # fmt: skip
    waived = replace(finding, waived=HOSTILE)
    own = replace(finding, rule=HOSTILE, severity=Severity.INFO, source="")
    return replace(
        make.report(
            delta,
            findings=[finding, waived, own],
            after=[edge],
            unclear=[make.unclear(HOSTILE, HOSTILE)],
            verdict=Verdict.BLOCKED,
        ),
        sentence=HOSTILE,
        coverage=Coverage(stacks=(HOSTILE,), resources=1, grants=1, not_understood={HOSTILE: 1}, notes=(HOSTILE,)),
    )


def many(count: int, severity: Severity = Severity.BLOCK) -> Report:
    """As many findings of one severity."""
    deltas = [make.delta(ChangeClass.GAINED, None, make.edge(f"user:u{number}")) for number in range(count)]
    return make.report(*deltas, findings=[make.finding("AR101", severity, delta) for delta in deltas])
