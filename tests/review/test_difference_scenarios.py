"""The scenarios that a plan reviewer must get right, as far as they are about what changes."""

from __future__ import annotations

from dataclasses import replace

from terrabind.review.difference import compare
from terrabind.review.edge import Certainty, Realm
from terrabind.review.fingerprint import fingerprint
from terrabind.review.report import ChangeClass
from terrabind.review.verdict import judge
from tests.review.factories import (
    NOW,
    ORG,
    assume,
    change,
    edge,
    listed,
    member,
    plan,
    principal,
    unsure,
)

C = ChangeClass


def test_s1_a_removed_binding_beside_a_wildcard_is_a_loss_and_a_gain_of_everyone() -> None:
    """Her own grant goes; that everyone now covers her is the scandal, not a comfort."""
    gained, lost = compare([edge("user:ana", scope=ORG)], [edge("everyone", scope=ORG)])
    assert (gained.change, str(gained.edge.principal), gained.edge.scope) == (C.GAINED, "everyone", ORG)
    assert (lost.change, lost.note) == (C.LOST, "covered by the new grant to everyone")


def test_s2_a_rewritten_trust_policy_with_the_same_principals_is_no_change() -> None:
    """Order and spelling are gone once a document is edges."""
    trusts = [assume("account:111", "deploy"), assume("service:backup", "deploy")]
    deltas = compare(trusts, trusts[::-1], [plan(change("acme_role.deploy", "update"))])
    assert deltas == ()


def test_s3_a_trust_that_goes_from_everyone_to_one_role_is_narrower() -> None:
    """Tightening must not be flagged because the star is still in the text of the plan."""
    (delta,) = compare([assume("everyone", "deploy")], [assume("role:ci", "deploy")])
    assert (delta.change, str(delta.edge.principal)) == (C.NARROWED, "role ci")


def test_s4_a_principal_made_by_the_same_plan_is_unresolved() -> None:
    """An empty cell would read as nobody."""
    grant = unsure(edge("?", "admin", at="acme_binding.deploy"), Certainty.UNRESOLVED, "acme_role.deploy.id")
    (delta,) = compare([], [grant], [plan(change("acme_binding.deploy", "create"))])
    assert (delta.change, delta.note) == (C.UNRESOLVED, "known after apply, fed by acme_role.deploy.id")


def test_s5_a_forgotten_grant_stays_and_is_no_longer_managed() -> None:
    """The sleeper: no list of changes shows access that outlives its code."""
    grant = edge("user:ana", at="acme_binding.ana")
    (delta,) = compare([grant], [], [plan(change("acme_binding.ana", "forget"))])
    assert (delta.change, delta.before, delta.after) == (C.KEPT_UNMANAGED, grant, None)


def test_s6_moves_into_a_module_change_nothing_and_keep_the_fingerprint() -> None:
    """Dozens of moved addresses are one sentence: no access change."""
    old = [edge(f"user:u{number}", at=f"acme_binding.x[{number}]") for number in range(12)]
    new = [edge(f"user:u{number}", at=f'module.a.acme_binding.x["u{number}"]') for number in range(12)]
    deltas = compare(old, new)
    assert {delta.change for delta in deltas} == {C.UNCHANGED}
    assert fingerprint(deltas, ()) == fingerprint((), ())
    assert judge(deltas)[1] == "Nobody gains or loses access."


def test_s7_an_authoritative_list_drops_the_member_that_only_drift_shows() -> None:
    """Two lose: the one who was taken out, and the one whom nobody wrote down."""
    ana, ben, cem, dan = (
        listed(edge(f"user:{name}", at="acme_role_members.x")) for name in ("ana", "ben", "cem", "dan")
    )
    deltas = compare([ana, ben, cem, dan], [ana, ben], drift=([ana, ben, cem], [ana, ben, cem, dan]))
    assert [(delta.change, delta.edge.principal.id, delta.note) for delta in deltas] == [
        (C.LOST, "cem", ""),
        (C.LOST, "dan", "known only from drift"),
    ]


def test_s7_holds_when_the_plan_itself_is_silent_about_the_unseen_member() -> None:
    """A plan without refresh knows the fourth member from its drift section alone."""
    ana, dan = (listed(edge(f"user:{name}", at="acme_role_members.x")) for name in ("ana", "dan"))
    (delta,) = compare([ana], [ana], drift=([ana], [ana, dan]))
    assert (delta.change, delta.edge.principal.id) == (C.LOST, "dan")


def test_s8_a_deleted_binding_whose_role_a_group_still_gives_is_no_effective_loss() -> None:
    """Reporting a loss would send somebody to restore what is there."""
    around = [member("user:ben", "ops"), edge("group:ops")]
    (delta,) = compare([*around, edge("user:ben")], around)
    assert (delta.change, delta.path) == (C.NO_EFFECTIVE_LOSS, ("group ops",))


def test_s9_a_membership_reaches_grants_of_another_stack() -> None:
    """Neither plan alone shows that she becomes admin."""
    group = edge("group:ops", "admin", stack="platform")
    joined = member("user:ana", "ops", stack="people")
    deltas = compare([group], [group, joined])
    assert [(delta.edge.role, delta.path) for delta in deltas] == [("admin", ("group ops",)), ("ops", ())]
    assert [delta.edge.role for delta in compare([], [joined])] == ["ops"]


def test_s10_three_weaker_limits_are_one_wider_grant() -> None:
    """No principal is new, and yet the role is far more dangerous."""
    old = assume("account:111", "deploy", max_session="3600", boundary="arn:aws:iam::1:policy/b", mfa="required")
    (delta,) = compare([old], [assume("account:111", "deploy", max_session="43200")])
    assert delta.change is C.WIDENED
    assert [(each.name, each.weaker) for each in delta.qualifiers] == [
        ("boundary", True),
        ("max_session", True),
        ("mfa", True),
    ]


def test_s11_a_dropped_external_id_is_a_wider_trust_with_both_texts() -> None:
    """The confused deputy is in what is no longer asked for."""
    outsider = principal("account:444", Realm.EXTERNAL, "444")
    old = replace(assume("account:444", "backup", external_id="acme-1"), principal=outsider)
    (delta,) = compare([old], [replace(old, qualifiers={})])
    (limit,) = delta.qualifiers
    assert (delta.change, limit.name, limit.before, limit.after) == (C.WIDENED, "external_id", "acme-1", "")


def test_s12_a_replacement_is_a_gap_or_an_overlap_by_its_order() -> None:
    """Delete first leaves a service without its only grant; create first never does."""
    grants = [edge("service:a", at="acme_binding.a"), edge("service:b", at="acme_binding.b")]
    done = plan(change("acme_binding.a", "delete", "create"), change("acme_binding.b", "create", "delete"))
    deltas = compare(grants, grants, [done])
    assert [(delta.change, delta.note) for delta in deltas] == [
        (C.INTERRUPTED, "the old one is deleted before the new one is created"),
        (C.OVERLAPPING, "the new one is created before the old one is deleted"),
    ]


def test_s13_a_later_end_is_a_wider_grant_and_a_past_one_gives_nothing() -> None:
    """What counts is the moment of the review, not the moment of the reader."""
    old, new = edge("user:ana", expires="2026-11-28T12:00:00Z"), edge("user:ana", expires="2027-02-19T12:00:00Z")
    (delta,) = compare([old], [new], now=NOW)
    assert (delta.change, delta.qualifiers[0].weaker) == (C.WIDENED, True)
    ended = edge("user:ben", scope=ORG, expires="2026-11-20T12:00:00Z")
    assert [each.change for each in compare([ended], [ended, edge("user:ben")], now=NOW)] == [C.GAINED]


def test_s14_a_deferred_grant_is_unresolved_with_its_reason() -> None:
    """What Terraform put off was not planned, whatever the plan shows of it."""
    done = plan(change("acme_binding.x", "create", deferred="instance_count_unknown"))
    (delta,) = compare([], [edge("user:ana", at="acme_binding.x")], [done])
    assert (delta.change, delta.note) == (C.UNRESOLVED, "put off by Terraform: instance_count_unknown")


def test_s14_a_deferred_deletion_is_no_loss_yet() -> None:
    """She keeps it until a later plan says otherwise."""
    grant = edge("user:ana", at="acme_binding.x")
    (delta,) = compare([grant], [], [plan(change("acme_binding.x", "delete", deferred="provider_config_unknown"))])
    assert (delta.change, delta.before) == (C.UNRESOLVED, grant)


def test_s15_names_are_compared_as_they_are() -> None:
    """Hostile names are for the renderers to defuse; here two different ones stay two."""
    names = ["user:a|b", "user:@team", "user:\u202eana", "user:ana", "user:`x`"]
    deltas = compare([], [edge(name) for name in names])
    assert {delta.edge.principal.id for delta in deltas} == {name.partition(":")[2] for name in names}


def test_a_destroyed_stack_loses_everything_and_an_empty_plan_nothing() -> None:
    """The two ends of every scale."""
    grants = [edge(f"user:u{number}") for number in range(5)]
    assert [delta.change for delta in compare(grants, [])] == [C.LOST] * 5
    assert compare([], []) == ()
