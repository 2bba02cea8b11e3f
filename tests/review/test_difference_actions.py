"""What Terraform does to resources decides too: imported, forgotten, replaced, hidden, changed behind its back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terrabind.review.difference import compare
from terrabind.review.edge import Certainty, Edge
from terrabind.review.report import ChangeClass
from tests.review.factories import change, classes, edge, listed, member, only, plan, unsure

ANA = edge("user:ana")
C = ChangeClass


def test_an_imported_grant_is_adopted_not_gained() -> None:
    """It was alive before; what begins is its management."""
    done = plan(change("acme_binding.ana", "no-op", before={"principal": "ana"}, imported=True))
    grant = edge("user:ana", at="acme_binding.ana")
    assert classes([grant], [grant], done) == [C.ADOPTED]


def test_an_import_that_adds_a_member_is_a_gain_of_that_member() -> None:
    """What the provider read is on the before side, so the difference is real."""
    done = plan(change("acme_binding.x", "update", before={"members": ["ana"]}, imported=True))
    ana, ben = edge("user:ana", at="acme_binding.x"), edge("user:ben", at="acme_binding.x")
    assert classes([ana], [ana, ben], done) == [C.GAINED, C.ADOPTED]


def test_an_import_that_shows_nothing_of_before_is_adopted_with_a_note() -> None:
    """The plan does not hold what the grant was, and says so."""
    done = plan(change("acme_binding.x", "update", before={"principal": None}, imported=True))
    grant = edge("user:ana", at="acme_binding.x")
    grant = replace(grant, origin=replace(grant.origin, attribute="principal"))
    delta = only([], [grant], done)
    assert (delta.change, "does not show" in delta.note) == (C.ADOPTED, True)


def test_create_and_forget_leaves_an_unmanaged_copy() -> None:
    """The replacement is managed, the forgotten object gives the same access for ever."""
    done = plan(change("acme_binding.x", "create", "forget"))
    grant = edge("user:ana", at="acme_binding.x")
    assert classes([grant], [grant], done) == [C.KEPT_UNMANAGED]


def test_a_grant_handed_from_one_stack_to_another_stays_managed() -> None:
    """Forgotten here and imported there is a move."""
    here, there = edge("user:ana", at="a.x"), edge("user:ana", at="a.y", stack="other")
    plans = plan(change("a.x", "forget")), plan(change("a.y", "no-op", stack="other", imported=True), stack="other")
    assert classes([here], [there], *plans) == [C.UNCHANGED]


def test_replacing_a_grant_that_is_held_another_way_leaves_no_gap() -> None:
    """Nobody notices the moment without the direct one."""
    done = plan(change("a.x", "delete", "create"))
    around = [member("service:backup", "ops"), edge("group:ops"), edge("service:backup", at="a.x")]
    delta = only(around, around, done)
    assert (delta.change, delta.path) == (C.UNCHANGED, ("group ops",))


def test_a_replacement_that_also_widens_is_told_once_with_the_gap() -> None:
    """The wider role is the news, the gap a note."""
    done = plan(change("a.x", "delete", "create"))
    delta = only([edge("user:ana", at="a.x")], [edge("user:ana", "admin", at="a.x")], done)
    assert (delta.change, "deleted before" in delta.note) == (C.WIDENED, True)


def test_a_sensitive_grant_counts_only_when_its_resource_is_touched() -> None:
    """The same hidden words on both sides may be two principals, if somebody wrote to the resource."""
    hidden = unsure(edge("(sensitive)", at="a.x"), Certainty.REDACTED)
    assert classes([hidden], [hidden], plan(change("a.x", "no-op"))) == []
    assert classes([hidden], [hidden], plan(change("a.x", "update"))) == [C.UNRESOLVED]


def test_a_grant_whose_principal_becomes_unknown_is_unresolved_not_lost() -> None:
    """It may well be the same principal again."""
    later = unsure(edge("?", at="a.x"), Certainty.UNRESOLVED, "acme_user.new.id")
    delta = only([edge("user:ana", at="a.x")], [later], plan(change("a.x", "update")))
    assert (delta.change, delta.before, delta.note) == (
        C.UNRESOLVED,
        edge("user:ana", at="a.x"),
        "known after apply, fed by acme_user.new.id",
    )


@pytest.mark.parametrize(
    ("before", "after", "recorded", "seen", "expected"),
    [
        ([ANA], [ANA], [], [ANA], [(C.DRIFTED, "appeared outside Terraform and stays")]),
        ([], [], [ANA], [], [(C.DRIFTED, "disappeared outside Terraform")]),
        ([], [ANA], [ANA], [], [(C.GAINED, "taken away outside Terraform, this gives it back")]),
        ([ANA], [], [], [ANA], [(C.LOST, "known only from drift")]),
        ([], [], [], [listed(ANA)], [(C.LOST, "known only from drift")]),
        ([], [], [], [ANA], [(C.DRIFTED, "appeared outside Terraform")]),
    ],
)
def test_what_changed_outside_is_told_apart_from_what_the_plan_does(
    before: list[Edge], after: list[Edge], recorded: list[Edge], seen: list[Edge], expected: list[tuple[C, str]]
) -> None:
    """Drift that stays is not this change's doing; drift that is undone is."""
    deltas = compare(before, after, drift=(recorded, seen))
    assert [(delta.change, delta.note) for delta in deltas] == expected


def test_a_limit_changed_outside_that_stays_is_drift() -> None:
    """Nobody planned the longer session, and nothing shortens it again."""
    was, found = edge("role:deploy", max_session="3600"), edge("role:deploy", max_session="7200")
    (delta,) = compare([found], [found], drift=([was], [found]))
    assert (delta.change, delta.qualifiers[0].weaker) == (C.DRIFTED, True)
