"""What a plan does besides granting: lock-outs, mass revokes, gaps, forgotten grants, lists that replace, drift."""

from __future__ import annotations

from terrabind.review.report import ChangeClass
from terrabind.review.rules.settings import Limits
from tests.review.factories import ORG, change, delta, edge, listed, member, plan
from tests.review.rules.cases import gained, lost, says, stays

ADMIN = edge("user:ana", "admin")
HOLDERS = tuple(edge(f"user:u{number}", "viewer") for number in range(5))


def test_the_last_admin_who_leaves_is_found() -> None:
    """A scope without an admin is opened again only by the provider's support."""
    assert says("AR701", lost(ADMIN)) == ["user ana loses admin in project x of org acme, where no admin is left."]


def test_an_admin_who_leaves_another_behind_is_no_finding() -> None:
    """The one who stays may sit above: admin of the organisation is admin of the project."""
    assert says("AR701", lost(ADMIN), after=(edge("user:ben", "admin"),)) == []
    assert says("AR701", lost(ADMIN), after=(edge("user:ben", "owner", ORG),)) == []
    kept = delta(ChangeClass.KEPT_UNMANAGED, edge("user:eve", "admin"), None)
    assert says("AR701", lost(ADMIN), kept) == []


def test_a_large_share_of_holders_who_lose_access_is_found() -> None:
    """Two of five is an emptied list more often than a decision."""
    assert says("AR702", *map(lost, HOLDERS[:2]), before=HOLDERS, after=HOLDERS[2:]) == [
        "2 of 5 holders lose access in project x of org acme."
    ]


def test_many_who_lose_access_in_many_places_are_found() -> None:
    """No scope alone is past its share, the whole change is."""
    gone = [edge(f"user:u{number}", "viewer", ("org acme", f"project {number}")) for number in range(4)]
    assert says("AR702", *map(lost, gone), limits=Limits(revoked=3)) == ["4 principals lose access in 4 scopes."]


def test_one_who_leaves_and_one_who_changes_roles_are_no_mass_revoke() -> None:
    """Who holds another role in the same place has not lost access there."""
    assert says("AR702", lost(HOLDERS[0]), before=HOLDERS[:1]) == []
    moved = tuple(edge(f"user:u{number}", "editor") for number in range(5))
    assert says("AR702", *map(lost, HOLDERS), before=HOLDERS, after=moved) == []


def test_a_gap_between_deletion_and_creation_is_found() -> None:
    """A service without its only grant fails for that while, or for good if the creation fails."""
    grant = edge("service:indexer", "editor")
    assert says("AR703", delta(ChangeClass.INTERRUPTED, grant, grant)) == [
        (
            "service indexer is without access while the grant is replaced: holds editor in project x of org acme "
            "before and after."
        )
    ]


def test_a_replacement_that_creates_first_is_no_gap() -> None:
    """For a while both are there, which takes nothing away."""
    assert says("AR703", delta(ChangeClass.OVERLAPPING, ADMIN, ADMIN), lost(ADMIN)) == []


def test_a_forgotten_grant_is_found() -> None:
    """It reads like a removal and removes nothing."""
    assert says("AR704", delta(ChangeClass.KEPT_UNMANAGED, ADMIN, None)) == [
        "user ana holds admin in project x of org acme still, but nothing manages the grant any more."
    ]


def test_a_deleted_and_an_imported_grant_are_not_forgotten() -> None:
    """One is gone, the other comes under management."""
    assert says("AR704", lost(ADMIN), delta(ChangeClass.ADOPTED, ADMIN, ADMIN)) == []


def test_an_authoritative_list_that_loses_members_is_found() -> None:
    """It takes away what somebody gave by hand as well."""
    members = [listed(edge(f"user:u{number}", "viewer", at="acme_list.viewers")) for number in range(2)]
    assert says("AR705", *map(lost, members)) == [
        (
            "The list acme_list.viewers replaces whoever else holds viewer in project x of org acme; 2 of its members "
            "lose it."
        )
    ]


def test_a_list_that_begins_to_be_authoritative_is_found() -> None:
    """Whoever was there before is not in the plan at all."""
    first = listed(edge("user:ana", "viewer", at="acme_list.viewers"))
    plans = (plan(change("acme_list.viewers", "create", after={})),)
    assert says("AR705", gained(first), plans=plans) == [
        (
            "The list acme_list.viewers replaces whoever else holds viewer in project x of org acme; members of before "
            "are not shown."
        )
    ]


def test_an_additive_grant_and_a_list_that_grows_are_no_finding() -> None:
    """A list that was authoritative and gains a member takes nothing from anybody."""
    grown = listed(edge("user:ana", "viewer", at="acme_list.viewers"))
    plans = (plan(change("acme_list.viewers", "update", before={}, after={})),)
    assert says("AR705", gained(grown), lost(edge("user:ben")), plans=plans) == []


def test_access_that_drifted_is_found_by_what_happened_to_it() -> None:
    """Somebody went round the review; the plan would undo it in silence."""
    drifted = [
        delta(ChangeClass.DRIFTED, None, ADMIN),
        delta(ChangeClass.DRIFTED, ADMIN, None),
        delta(ChangeClass.DRIFTED, ADMIN, ADMIN),
    ]
    assert says("AR706", *drifted) == [
        "user ana holds admin in project x of org acme, given outside of Terraform.",
        "user ana holds admin in project x of org acme no more, taken away outside of Terraform.",
        "user ana holds admin in project x of org acme, changed outside of Terraform.",
    ]


def test_what_the_plan_itself_changes_did_not_drift() -> None:
    """The plan's own changes are what the rest of the report is about."""
    assert says("AR706", gained(ADMIN), lost(member("user:ana", "ops")), stays(ADMIN)) == []
