"""All rules over one review: severities, selection, user rules, waivers, and what a change resolves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from terrabind.review.configuration import read
from terrabind.review.edge import Edge
from terrabind.review.report import ChangeClass, Finding, Severity
from terrabind.review.rules.judging import judge, list_resolved
from tests.review.factories import ORG, assume, change, delta, edge, plan, unclear
from tests.review.rules.cases import changed, gained, lost, outside, review, stays

PUBLIC = gained(edge("everyone", "viewer", ORG))
AUDITOR = gained(edge(outside("user:eve@partner.example", "partner.example"), "viewer"))
WAIVE = '[[waive]]\nrule = "AR103"\nprincipal = "user:eve@*"\nuntil = {until}\nreason = "audit, ticket 4821"\n'


def ids(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.rule for finding in findings]


def test_a_wildcard_over_an_organisation_blocks_twice() -> None:
    """Scenario S1: who and where are two objections, each with its own way out."""
    found = judge(review(PUBLIC, lost(edge("user:ana", "viewer", ORG))), read(""))
    assert [(each.rule, each.severity) for each in found] == [("AR102", Severity.BLOCK), ("AR301", Severity.BLOCK)]


def test_tightening_a_trust_raises_nothing_and_tells_what_it_resolves() -> None:
    """Scenario S3: the star is in the plan's text, on the side of what was."""
    context = review(delta(ChangeClass.NARROWED, assume("everyone", "deploy"), assume("role:build", "deploy")))
    assert judge(context, read("")) == ()
    assert list_resolved(context) == (("AR102",),)


def test_a_loss_resolves_what_its_grant_was_found_for() -> None:
    """What stays or is gained resolves nothing."""
    context = review(lost(edge("everyone", "viewer", ORG)), stays(edge("everyone")), PUBLIC)
    assert list_resolved(context) == (("AR102", "AR301"), (), ())


def test_a_removed_external_id_and_three_weaker_limits_are_all_told() -> None:
    """Scenario S10 in one: nobody new, and yet wider in three ways."""
    before = assume("role:build", "deploy", max_session="3600", boundary="team", mfa="required")
    after = assume("role:build", "deploy", max_session="43200")
    assert sorted(ids(judge(review(changed(before, after)), read("")))) == ["AR501", "AR502", "AR503"]


def test_old_findings_are_silent_until_they_are_asked_for() -> None:
    """A change is not held up for what it did not do."""
    grants = stays(edge("everyone", "viewer", ORG)), stays(edge("user:ana", "admin"))
    assert judge(review(*grants), read("")) == ()
    assert ids(judge(review(*grants, everything=True), read(""))) == ["AR102", "AR301", "AR601"]


def test_the_configuration_sets_severities_by_prefix_and_stack() -> None:
    """One rule may warn in development and block in production."""
    text = '[severity]\nAR1 = "info"\nAR102 = { "*" = "warn", "prod*" = "block" }\nAR301 = "info"\n'
    there = gained(edge("everyone", "viewer", ORG, stack="dev"))
    found = judge(review(PUBLIC, there), read(text))
    told = {(each.rule, each.stack): each.severity for each in found}
    assert told["AR102", "prod"] is Severity.BLOCK
    assert told["AR102", "dev"] is Severity.WARN
    assert told["AR301", "prod"] is Severity.INFO


def test_the_longest_prefix_of_select_and_ignore_decides() -> None:
    """A whole family can be left out but for one rule."""
    assert ids(judge(review(PUBLIC, AUDITOR), read('ignore = ["AR1"]\nselect = ["AR", "AR102"]'))) == ["AR102", "AR301"]
    assert ids(judge(review(PUBLIC, AUDITOR), read('select = ["AR3"]'))) == ["AR301"]
    assert ids(judge(review(PUBLIC, AUDITOR), read('ignore = ["AR1", "AR3"]'))) == []


def test_a_waived_finding_stays_with_its_reason_and_comes_last() -> None:
    """What was accepted is still told, so that the next reader knows."""
    found = judge(review(PUBLIC, AUDITOR), read(WAIVE.format(until="2027-01-31")))
    assert [(each.rule, each.waived) for each in found][-1] == ("AR103", "audit, ticket 4821")
    assert "AR902" not in ids(found)


def test_an_expired_waiver_silences_nothing_and_is_told() -> None:
    """The time of the review decides, not the time of the machine."""
    text = WAIVE.format(until="2026-11-20")
    assert {each.rule: each.waived for each in judge(review(AUDITOR), read(text))} == {"AR103": "", "AR901": ""}
    earlier = review(AUDITOR, now=datetime.fromisoformat("2026-11-20T12:00:00Z"))
    assert [each.waived for each in judge(earlier, read(text))] == ["audit, ticket 4821"]


def test_an_unused_waiver_is_told_with_its_line() -> None:
    """It waits for the next finding of its kind."""
    [finding] = judge(review(gained(edge("user:ana"))), read(WAIVE.format(until="2027-01-31")))
    assert (finding.rule, finding.source) == ("AR902", "access-review.toml:1")


def test_a_conflict_is_waived_by_its_own_id() -> None:
    """A waiver of AR204 as a whole would accept all conflicts of that person."""
    text = """
        [[conflict]]
        id = "SOD-01"
        roles = ["approve", "release"]
        [[waive]]
        rule = "SOD-01"
        principal = "user:ana"
        until = 2027-01-31
        reason = "deputy until the post is filled"
    """
    grants = edge("user:ana", "approve"), edge("user:ana", "release")
    [finding] = judge(review(*map(gained, grants)), read(text))
    assert (finding.rule, finding.waived) == ("AR204", "deputy until the post is filled")


def test_the_approve_level_names_who_approves() -> None:
    """A soft stop needs somebody who can lift it."""
    text = '[severity]\nAR301 = "approve"\n[approvers]\nAR3 = ["security"]\n'
    found = {each.rule: each for each in judge(review(PUBLIC), read(text))}
    assert (found["AR301"].severity, found["AR301"].approvers) == (Severity.APPROVE, ("security",))


def test_findings_carry_where_they_are() -> None:
    """Address, stack and line lead the reviewer to the code."""
    found = judge(review(AUDITOR, unclear=(unclear("acme_role_grant.a"),)), read(""))
    places = {each.rule: (each.stack, each.address) for each in found}
    assert places["AR803"] == ("prod", "acme_role_grant.a")
    assert places["AR103"] == ("prod", AUDITOR.edge.origin.address)


def test_names_that_lie_cannot_break_a_sentence() -> None:
    """A name is the pull request's author's text: invisible characters are spelled out, long ones cut."""
    evil = edge(outside("user:e\u202eve\n::error::" + "x" * 5000), "viewer")
    for finding in judge(review(gained(evil), plans=(plan(change("acme_binding.a", "create", after={})),)), read("")):
        assert len(finding.message) < 600
        assert not set(finding.message) & {"\n", "\u202e"}


RISKY = (
    edge("everyone", "owner", ORG),
    edge(outside("user:\u0430dmin@partner.example"), "admin", ORG, expires="2026-01-01"),
    edge("role:build", "s3:*", ("account 111", "*")),
    replace(assume("account:444", "deploy"), principal=outside("account:444")),
    assume("federated:accounts.example.com *", "deploy"),
    assume("service:logs.amazonaws.com", "deploy"),
    edge("everyone", "viewer", not_principal="user eve"),
    edge("user:ana", "owner", ORG, expires="2099-01-01"),
)


@pytest.mark.parametrize("risky", RISKY, ids=lambda risky: risky.principal.key.encode("ascii", "replace").decode())
def test_whatever_is_found_when_it_comes_is_not_when_it_goes(risky: Edge) -> None:
    """Tightening never raises: a tool that nags about a removal is switched off."""
    still = (edge("user:root", "owner", ORG), edge("user:root", "owner", ("account 111", "*")))
    assert judge(review(gained(risky), author_names=("ana",)), read("")) != ()
    for change_class in (ChangeClass.LOST, ChangeClass.NARROWED, ChangeClass.NO_EFFECTIVE_LOSS):
        went = delta(change_class, risky, None)
        assert judge(review(went, after=still, author_names=("ana",)), read("")) == ()
    assert judge(review(stays(risky), author_names=("ana",)), read("")) == ()


def test_an_import_of_a_wide_grant_is_a_gain_of_management_not_of_access() -> None:
    """Bringing an old grant under review is what one hopes for."""
    wide = edge("everyone", "viewer", ORG)
    assert judge(review(delta(ChangeClass.ADOPTED, wide, wide)), read("")) == ()
