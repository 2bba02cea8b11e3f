"""What becomes of a grant is told by its effect: moves change nothing, what is held another way is no gain or loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from terrabind.review.difference import compare
from terrabind.review.edge import Edge, Level
from terrabind.review.report import ChangeClass, Delta
from tests.review.factories import (
    NOW,
    ORG,
    OTHER_PROJECT,
    PROJECT,
    assume,
    change,
    classes,
    deny,
    edge,
    member,
    only,
    plan,
    principal,
    unsure,
)

ANA = edge("user:ana")
C = ChangeClass


def test_the_same_grants_in_any_order_are_no_change() -> None:
    """Reordered members are the commonest noise of plan reviews."""
    grants = [ANA, edge("user:ben"), edge("group:ops", "admin")]
    assert compare(grants, grants[::-1]) == ()


def test_a_new_grant_is_gained_and_a_missing_one_lost() -> None:
    """The two words that everything else refines."""
    assert only([], [ANA]) == Delta(change=C.GAINED, before=None, after=ANA)
    assert only([ANA], []) == Delta(change=C.LOST, before=ANA, after=None)


def test_a_grant_at_another_address_is_unchanged_and_says_where_it_went() -> None:
    """Count turned into for_each moves addresses and nobody's access."""
    delta = only([edge("user:ana", at="acme_binding.x[0]")], [edge("user:ana", at='acme_binding.x["ana"]')])
    assert (delta.change, delta.note) == (
        C.UNCHANGED,
        'now written at acme_binding.x["ana"], before at acme_binding.x[0]',
    )


def test_a_moved_block_is_unchanged_and_says_from_where() -> None:
    """Terraform keeps the new address on both sides, and the old one beside it."""
    done = plan(change("acme_binding.new", "no-op", previous="acme_binding.old"))
    grant = edge("user:ana", at="acme_binding.new")
    delta = only([grant], [grant], done)
    assert (delta.change, delta.note) == (C.UNCHANGED, "moved from acme_binding.old")


def test_a_rename_without_a_moved_block_warns_of_the_order() -> None:
    """The access is the same in the end; in between it may be gone, and for one moment nobody can tell which."""
    done = plan(change("a.x", "delete"), change("a.y", "create"))
    delta = only([edge("user:ana", at="a.x")], [edge("user:ana", at="a.y")], done)
    assert (delta.change, "no fixed order" in delta.note) == (C.UNCHANGED, True)


def test_unchanged_grants_have_deltas_when_everything_is_asked_for() -> None:
    """A first review of an old stack judges what is there, not only what changes."""
    deltas = compare([ANA], [ANA], everything=True)
    assert [delta.change for delta in deltas] == [C.UNCHANGED]


def test_a_grant_written_twice_before_and_once_after_is_no_loss() -> None:
    """The second resource said nothing new."""
    twice = [ANA, edge("user:ana", at="acme_binding.again")]
    delta = only(twice, [ANA])
    assert (delta.change, delta.note) == (C.UNCHANGED, "written no longer also at acme_binding.again")
    done = plan(change("acme_binding.again", "delete"), change(ANA.origin.address, "no-op"))
    assert "takes it away until the next apply" in only(twice, [ANA], done).note


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (edge("user:ana", "viewer"), edge("user:ana", "admin"), C.WIDENED),
        (edge("user:ana", "admin"), edge("user:ana", "viewer"), C.NARROWED),
        (edge("user:ana", scope=PROJECT), edge("user:ana", scope=ORG), C.WIDENED),
        (edge("user:ana", scope=ORG), edge("user:ana", scope=PROJECT), C.NARROWED),
        (edge("user:ana", "viewer", PROJECT, at="a.a"), edge("user:ana", "admin", ORG, at="a.a"), C.WIDENED),
        (edge("user:ana", "admin", ORG, at="a.a"), edge("user:ana", "viewer", PROJECT, at="a.a"), C.NARROWED),
        (edge("everyone"), edge("user:ana"), C.NARROWED),
        (edge("user:ana", expires="2026-12-01"), edge("user:ana", expires="2027-01-01"), C.WIDENED),
        (edge("user:ana"), edge("user:ana", mfa="required"), C.NARROWED),
        (ANA, replace(ANA, level=Level.ADMIN), C.WIDENED),
        (replace(ANA, level=Level.ADMIN), ANA, C.NARROWED),
    ],
)
def test_one_grant_that_grows_or_shrinks_is_one_delta(old: Edge, new: Edge, expected: ChangeClass) -> None:
    """A gain and a loss of the same person at the same place leave the reviewer to do the sum."""
    delta = only([old], [new])
    assert (delta.change, delta.before, delta.after) == (expected, old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (edge("user:ana", "payments.approve"), edge("user:ana", "payments.release")),
        (edge("user:ana", scope=PROJECT), edge("user:ana", scope=OTHER_PROJECT)),
        (edge("user:ana"), edge("user:ben")),
        (
            replace(edge("user:ana", "storage.viewer"), level=Level.READ),
            replace(edge("user:ana", "compute.admin"), level=Level.ADMIN),
        ),
    ],
)
def test_what_cannot_be_ordered_is_a_gain_and_a_loss(old: Edge, new: Edge) -> None:
    """Calling one duty a wider form of another would hide that both changed."""
    assert classes([old], [new]) == [C.GAINED, C.LOST]


def test_a_policy_that_allows_fewer_actions_of_a_pattern_is_narrower() -> None:
    """From s3:* on a whole bucket to two actions on one folder: nothing is gained."""
    bucket, folder = ("account 1", "arn:b/*"), ("account 1", "arn:b/x")
    old = edge("role:deploy", "s3:*", bucket, at="p.x")
    deltas = compare([old], [edge("role:deploy", role, folder, at="p.x") for role in ("s3:GetObject", "s3:ListBucket")])
    assert [(delta.change, delta.before) for delta in deltas] == [(C.NARROWED, old)] * 2


def test_a_special_role_in_place_of_a_general_one_is_a_gain_all_the_same() -> None:
    """An editor may not read secrets, so the accessor that replaces it is no narrower form of it."""
    accessor = replace(edge("user:ana", "secretmanager.secretAccessor"), level=Level.READ)
    assert classes([edge("user:ana", "editor")], [accessor]) == [C.GAINED, C.LOST]


def test_a_wider_scope_takes_in_all_the_narrower_grants() -> None:
    """Two project grants turned into one for the organisation: one got wider, none is lost."""
    two = [edge("user:ana", scope=PROJECT), edge("user:ana", scope=OTHER_PROJECT)]
    deltas = compare(two, [edge("user:ana", scope=ORG)])
    assert [(delta.change, delta.path) for delta in deltas] == [
        (C.WIDENED, ()),
        (C.NO_EFFECTIVE_LOSS, ("org acme",)),
    ]


def test_a_grant_to_everyone_may_shrink_to_several() -> None:
    """None of those who stay gained anything."""
    deltas = compare([edge("everyone")], [edge("user:ana"), edge("user:ben")])
    assert [(delta.change, str(delta.edge.principal)) for delta in deltas] == [
        (C.NARROWED, "user ana"),
        (C.NARROWED, "user ben"),
    ]


def test_everyone_under_a_condition_is_no_excuse_for_one_without() -> None:
    """What everybody had with a second factor, ana gets without one."""
    assert classes([edge("everyone", mfa="required")], [ANA]) == [C.GAINED, C.LOST]


@pytest.mark.parametrize(
    ("around", "path"),
    [
        ([member("user:ana", "ops"), edge("group:ops")], ("group ops",)),
        ([edge("user:ana", scope=ORG)], ("org acme",)),
        ([edge("user:ana", "admin")], ("admin on project x",)),
        ([edge("everyone")], ("everyone",)),
        ([assume("user:ana", "deploy"), edge("role:deploy")], ("role deploy",)),
        (
            [member("user:ana", "a"), member("group:a", "b"), edge("group:b", scope=ORG)],
            ("group a", "group b", "org acme"),
        ),
    ],
)
def test_what_is_held_another_way_is_no_gain_and_no_loss(around: Sequence[Edge], path: tuple[str, ...]) -> None:
    """The other way is told, because the reviewer may want to cut that one."""
    gain, loss = only(around, [*around, ANA]), only([*around, ANA], around)
    assert (gain.change, gain.path) == (C.REDUNDANT_GAIN, path)
    assert (loss.change, loss.path) == (C.NO_EFFECTIVE_LOSS, path)


@pytest.mark.parametrize(
    "around",
    [
        [member("user:ana", "ops"), edge("group:ops", scope=OTHER_PROJECT)],
        [member("user:ben", "ops"), edge("group:ops")],
        [member("user:ana", "ops"), edge("group:ops", mfa="required")],
        [member("user:ana", "ops", expires="2026-12-01"), edge("group:ops")],
        [member("user:ana", "ops"), unsure(edge("group:ops"))],
        [edge("user:ana", "storage.admin")],
        [edge("user:ana", relation="use")],
    ],
)
def test_a_lesser_or_uncertain_way_does_not_make_up_for_a_loss(around: Sequence[Edge]) -> None:
    """Saying "still has it" of somebody who has less would be worse than saying nothing."""
    assert classes([*around, edge("user:ana", at="x.y")], around)[-1] is C.LOST


def test_a_way_that_is_denied_from_now_on_does_not_make_up_for_a_loss() -> None:
    """The group still has the role in writing, and may not use it."""
    around = [member("user:ana", "ops"), edge("group:ops")]
    assert classes([*around, ANA], [*around, deny(edge("group:ops", scope=ORG))]) == [C.LOST, C.NARROWED]


def test_what_a_loser_keeps_is_noted() -> None:
    """Somebody who loses admin and stays a viewer through a group is not locked out."""
    around = [member("user:ben", "ops"), edge("group:ops")]
    delta = only([*around, edge("user:ben", "admin")], around)
    assert (delta.change, delta.note) == (C.LOST, "still viewer through group ops")


def test_a_grant_that_is_denied_has_no_effect() -> None:
    """An allow next to a denial of the same is a gain on paper only, and its end no loss."""
    denial = deny(edge("group:ops", scope=ORG))
    around = [member("user:ana", "ops"), denial]
    gain, loss = only(around, [*around, ANA]), only([*around, ANA], around)
    assert (gain.change, gain.note) == (C.REDUNDANT_GAIN, "denied to group ops, so it has no effect")
    assert (loss.change, loss.note) == (C.NO_EFFECTIVE_LOSS, "denied to group ops before, so it had no effect")


def test_a_conditional_denial_does_not_cancel_a_gain() -> None:
    """It holds only at times, so the gain is real at other times."""
    denial = deny(edge("user:ana", condition="StringEquals aws:x y"))
    assert classes([denial], [denial, ANA]) == [C.GAINED]


def test_a_denial_that_goes_widens_and_one_that_comes_narrows() -> None:
    """Whatever else allows the same takes effect again."""
    denial = deny(ANA)
    assert only([denial], []) == Delta(change=C.WIDENED, before=denial, after=None, note="a denial goes")
    assert only([], [denial]) == Delta(change=C.NARROWED, before=None, after=denial, note="a denial comes")


def test_a_denial_that_another_one_repeats_may_go() -> None:
    """The denial of the whole organisation still covers the project."""
    wide = deny(edge("user:ana", scope=ORG))
    assert classes([deny(ANA), wide], [wide]) == [C.NO_EFFECTIVE_LOSS]


def test_a_denial_with_a_new_condition_denies_less() -> None:
    """The sign of a limit turns round where it limits a denial."""
    delta = only([deny(ANA)], [deny(edge("user:ana", mfa="required"))])
    assert (delta.change, [each.weaker for each in delta.qualifiers]) == (C.WIDENED, [True])


def test_a_limit_that_cannot_be_compared_counts_as_wider_and_says_so() -> None:
    """A boundary swapped for another may allow more; a review must not guess that it does not."""
    delta = only([edge("role:deploy", boundary="a")], [edge("role:deploy", boundary="b")])
    assert (delta.change, delta.qualifiers[0].weaker) == (C.WIDENED, None)
    assert "cannot be compared" in delta.note


def test_joining_a_group_gains_what_it_holds_with_the_path() -> None:
    """The plan says "member"; the review says admin of project x."""
    group = edge("group:ops", "admin")
    derived, joined = compare([group], [group, member("user:ana", "ops")])
    assert (joined.edge.relation, joined.path) == ("member", ())
    assert (derived.change, derived.edge.role, derived.path) == (C.GAINED, "admin", ("group ops",))
    assert str(derived.edge.principal) == "user ana"


def test_leaving_a_group_loses_only_what_nothing_else_gives() -> None:
    """Of two grants of the group one stays by a binding of her own."""
    around = [edge("group:ops"), edge("group:ops", "x.audit"), ANA]
    deltas = compare([*around, member("user:ana", "ops")], around)
    assert [(delta.change, delta.edge.role) for delta in deltas if delta.path] == [(C.LOST, "x.audit")]


def test_moving_a_person_from_a_binding_into_a_group_changes_no_access() -> None:
    """The refactoring that every access team asks for must not look like a loss."""
    group = edge("group:ops")
    kinds = {delta.edge.relation: delta.change for delta in compare([group, ANA], [group, member("user:ana", "ops")])}
    assert kinds == {"member": C.GAINED, "hold": C.NO_EFFECTIVE_LOSS}


def test_a_trust_in_a_role_gains_what_the_role_holds() -> None:
    """A role chain is a grant that no single resource shows."""
    held = [assume("role:deploy", "root", at="acme_role.root"), edge("role:root", "owner", ORG)]
    derived = compare(held, [*held, assume("account:444", "deploy")])[0]
    assert (derived.edge.role, derived.path) == ("owner", ("role deploy", "role root"))


def test_a_large_group_tells_its_strongest_grants_and_how_many_more() -> None:
    """A cut without a note would look like the whole."""
    group = [edge("group:ops", f"r.{number}", at=f"a.b{number}") for number in range(40)]
    deltas = [delta for delta in compare(group, [*group, member("user:ana", "ops")]) if delta.path]
    assert len(deltas) == 25
    assert [delta.note for delta in deltas if delta.note] == ["and up to 15 more through ops"]


def test_a_grant_that_ended_already_gives_nobody_anything() -> None:
    """Past the end date the group's grant cannot stand in for a lost one."""
    around = [member("user:ana", "ops"), edge("group:ops", expires="2026-11-01")]
    lost = edge("user:ana", expires="2026-11-01")
    assert [delta.change for delta in compare([*around, lost], around, now=NOW)] == [C.LOST]
    assert [delta.change for delta in compare([*around, lost], around)] == [C.NO_EFFECTIVE_LOSS]


def test_the_riskiest_come_first() -> None:
    """Everyone before a person, strong before weak, gains before losses."""
    after = [edge("user:ana"), edge("everyone"), edge("user:ben", "owner")]
    deltas = compare([edge("user:eve", "x.y")], after)
    assert [str(delta.edge.principal) for delta in deltas] == ["everyone", "user ben", "user ana", "user eve"]


def test_an_account_covers_the_principals_in_it() -> None:
    """Trust in account 444 narrowed to one of its roles is a narrower trust."""
    role = replace(assume("role:x", "deploy"), principal=principal("role:x", realm_name="444"))
    assert classes([assume("account:444", "deploy")], [role]) == [C.NARROWED]
