"""What is gained: a stronger role, the right to give access, a path to admin, two duties that do not go together."""

from __future__ import annotations

from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules import Held, find
from terrabind.review.rules.settings import Conflict, Limits
from tests.review.factories import ORG, delta, edge
from tests.review.rules.cases import changed, gained, lost, review, says, stays

APART = Conflict(id="SOD-01", roles=("payments.approve", "payments.release"))
APPROVE, RELEASE = edge("user:ana", "payments.approve"), edge("user:ana", "payments.release")


def test_a_role_that_is_raised_is_found() -> None:
    """Viewer to admin is one word in a diff."""
    before, after = edge("user:ana", "viewer"), edge("user:ana", "admin")
    assert says("AR201", delta(ChangeClass.WIDENED, before, after)) == [
        "user ana holds admin in project x of org acme: admin instead of read before."
    ]


def test_a_first_role_and_one_that_is_lowered_are_no_raise() -> None:
    """A first role is a gain, which other rules judge; a lower one is what was asked for."""
    before, after = edge("user:ana", "admin"), edge("user:ana", "viewer")
    assert says("AR201", delta(ChangeClass.NARROWED, before, after), gained(edge("user:ben", "admin"))) == []


def test_the_right_to_give_access_is_found() -> None:
    """Whoever may grant has every role there is."""
    assert says("AR202", gained(edge("group:ops", "owner"))) == [
        "group ops holds owner in project x of org acme, which may give access to others."
    ]


def test_a_grant_that_could_give_access_before_is_no_finding() -> None:
    """A longer session of an owner is not a new owner."""
    before, after = edge("user:ana", "owner", max_session="3600"), edge("user:ana", "owner", max_session="7200")
    assert says("AR202", changed(before, after), lost(edge("user:ben", "owner"))) == []


def test_a_path_to_admin_is_found_once_for_all_who_take_it() -> None:
    """One sentence for a path, however many walk it."""
    found = says(
        "AR203", *(gained(edge(who, "admin", ORG), "group ops", "role deploy") for who in ("user:ana", "user:ben"))
    )
    assert found == ["user ana and user ben may reach admin in org acme through group ops, then role deploy."]


def test_a_path_that_is_too_long_or_ends_below_admin_is_no_finding() -> None:
    """The limit says how far a reviewer wants to think."""
    long = gained(edge("user:ana", "admin"), "group a", "group b", "group c", "role d")
    assert (
        says("AR203", long, gained(edge("user:ana", "editor"), "group ops"), lost(edge("user:b", "admin"), "g")) == []
    )
    assert len(says("AR203", long, limits=Limits(admin_hops=4))) == 1


def test_a_service_that_uses_a_role_is_no_path() -> None:
    """To assume a role is how a service works; what the role may do is told of the role."""
    assert says("AR203", gained(edge("service:ec2.amazonaws.com", "admin"), "role node")) == []


def test_conflicting_duties_that_come_together_are_found() -> None:
    """Who approves must not release: nobody sees that from one binding alone."""
    assert says("AR204", gained(RELEASE), before=(APPROVE,), after=(APPROVE, RELEASE), conflicts=(APART,)) == [
        (
            "SOD-01: user ana comes to hold payments.approve in project x of org acme and payments.release in "
            "project x of org acme."
        )
    ]


def test_duties_that_meet_through_a_group_are_found_with_the_path() -> None:
    """The second duty comes with a membership, which names no duty at all."""
    held = {"user:ana": [Held(APPROVE), Held(RELEASE, ("group ops",))]}
    before = {"user:ana": [Held(APPROVE)]}
    via = gained(RELEASE, "group ops")
    found = says("AR204", via, held_before=before, held_after=held, conflicts=(APART,))
    assert found == [
        (
            "SOD-01: user ana comes to hold payments.approve in project x of org acme and payments.release in "
            "project x of org acme through group ops."
        )
    ]


def test_duties_that_were_together_before_and_a_single_duty_are_no_finding() -> None:
    """An old conflict is for `--all`; half of one is none."""
    both = (APPROVE, RELEASE)
    assert says("AR204", gained(edge("user:ana")), before=both, after=both, conflicts=(APART,)) == []
    assert says("AR204", gained(RELEASE), conflicts=(APART,)) == []
    assert len(says("AR204", stays(RELEASE), before=both, after=both, conflicts=(APART,), everything=True)) == 1


def test_a_conflict_holds_within_its_scope_and_at_its_own_severity() -> None:
    """One team's separation of duties need not bind another one."""
    here = Conflict(id="SOD-02", roles=APART.roles, scope="org/x/**", severity=Severity.APPROVE, approvers=("audit",))
    there = Conflict(id="SOD-03", roles=APART.roles, scope="org/y/**")
    context = review(gained(RELEASE), before=(APPROVE,), after=(APPROVE, RELEASE), conflicts=(here, there))
    [finding] = find("AR204").judge(context)
    assert (finding.severity, finding.approvers) == (Severity.APPROVE, ("audit",))
