"""Whatever the grants are, no gain is hidden, no change is dropped, and nothing changes where nothing does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from terrabind.review.containment import contains, outranks
from terrabind.review.difference import compare
from terrabind.review.edge import Edge, Kind
from terrabind.review.fingerprint import fingerprint
from terrabind.review.report import ChangeClass
from tests.review.factories import ORG, OTHER_PROJECT, PROJECT, assume, deny, edge, member

C = ChangeClass
GAINS = {C.GAINED, C.WIDENED}

who = st.sampled_from(["user:ana", "user:ben", "group:ops", "group:sre", "role:deploy", "everyone"])
grants = st.builds(
    edge,
    who,
    st.sampled_from(["viewer", "editor", "admin", "storage.viewer", "payments.approve"]),
    st.sampled_from([ORG, PROJECT, OTHER_PROJECT]),
    at=st.sampled_from(["a.x", "a.y", "a.z"]),
)
members = st.builds(member, who, st.sampled_from(["ops", "sre"]))
trusts = st.builds(assume, who, st.just("deploy"))
sides = st.lists(st.one_of(grants, grants, members, trusts), max_size=8)
any_sides = st.lists(st.one_of(grants, members, trusts, grants.map(deny)), max_size=8)


def reach(edges: Sequence[Edge], key: str) -> set[str]:
    """Who somebody is in effect, found the slow way."""
    found = {key, "everyone:*"}
    for _ in edges:
        for each in edges:
            target = {"member": "group:", "assume": "role:"}.get(each.relation)
            if target is not None and each.principal.key in found:
                found.add(target + each.role)
    return found


def has(edges: Sequence[Edge], wanted: Edge) -> bool:
    """Whether the principal of a grant has it in effect, found the slow way."""
    identities = reach(edges, wanted.principal.key)
    return any(
        each.principal.key in identities
        and each.relation == wanted.relation
        and outranks(each, wanted)
        and contains(each.scope, wanted.scope)
        for each in edges
    )


@settings(max_examples=150, deadline=None)
@given(any_sides, any_sides)
def test_every_grant_that_differs_is_told(before: list[Edge], after: list[Edge]) -> None:
    """What no delta mentions, no reviewer sees."""
    told = {side.key for delta in compare(before, after) for side in (delta.before, delta.after) if side is not None}
    assert {each.key for each in before} ^ {each.key for each in after} <= told


@settings(max_examples=100, deadline=None)
@given(any_sides)
def test_the_same_grants_written_elsewhere_change_nothing(edges: list[Edge]) -> None:
    """Identity is what a grant says."""
    moved = [replace(each, origin=replace(each.origin, address=f"module.m.{each.origin.address}")) for each in edges]
    deltas = compare(edges, moved[::-1])
    assert {delta.change for delta in deltas} <= {C.UNCHANGED}
    assert fingerprint(deltas, ()) == fingerprint((), ())


@settings(max_examples=300, deadline=None)
@given(sides, sides)
def test_no_gain_is_called_anything_else(before: list[Edge], after: list[Edge]) -> None:
    """A direct grant that its principal did not have before, in any way, is a gain or a wider grant."""
    deltas = compare(before, after)
    gains = {delta.after.key for delta in deltas if delta.change in GAINS and delta.after is not None}
    new = {each.key for each in after} - {each.key for each in before}
    assert {each.key for each in after if each.key in new and not has(before, each)} <= gains


@settings(max_examples=300, deadline=None)
@given(sides, sides)
def test_what_follows_from_groups_and_roles_is_a_gain_too(before: list[Edge], after: list[Edge]) -> None:
    """Whoever has in effect what she had not before is among the gainers, or a group or role that she is in is."""
    gainers = {delta.edge.principal.key for delta in compare(before, after) if delta.change in GAINS}
    for person in ("user:ana", "user:ben"):
        identities = reach(after, person)
        held = [each for each in after if each.principal.key in identities and each.relation == "hold"]
        for each in held:
            wanted = edge(person, each.role, each.scope)
            if not has(before, wanted):
                assert gainers & identities


@settings(max_examples=300, deadline=None)
@given(sides, sides)
def test_a_loss_without_effect_is_one_that_is_still_held(before: list[Edge], after: list[Edge]) -> None:
    """Nobody is told that she keeps what she does not."""
    for delta in compare(before, after):
        if delta.change is C.NO_EFFECTIVE_LOSS and delta.before is not None:
            assert has(after, delta.before)
            assert delta.path or delta.before.principal.kind is Kind.EVERYONE
