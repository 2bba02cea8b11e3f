"""What somebody holds in effect is found through groups, scopes, roles and everyone, and never past a denial."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terrabind.review.closure import MAX_HOPS, Closure
from terrabind.review.containment import contains, covers, family, outranks
from terrabind.review.edge import Edge, Kind, Level, Principal, Scope
from tests.review.factories import ORG, PROJECT, assume, deny, edge, member, principal

ANA = edge("user:ana")


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        (ORG, PROJECT, True),
        (PROJECT, ORG, False),
        (PROJECT, PROJECT, True),
        ((), (), True),
        ((), PROJECT, False),
        (("*",), PROJECT, True),
        (("account 1", "*"), ("account 1", "bucket"), True),
        (("account 1", "arn:b/*"), ("account 1", "arn:b/x"), True),
        (("account 1", "arn:b/x"), ("account 1", "arn:b/*"), False),
        (("account 1", "arn:b/*"), ("account 2", "arn:b/x"), False),
    ],
)
def test_a_scope_contains_what_is_below_it(wide: Scope, narrow: Scope, expected: bool) -> None:
    """An empty scope says nothing, so it contains nothing that says something."""
    assert contains(wide, narrow) is expected


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("roles/storage.objectViewer", {"roles", "storage", "object"}),
        ("AmazonS3ReadOnlyAccess", {"amazon", "s", "3"}),
        ("admin", set()),
        ("pool-user", {"pool"}),
        ("s3:*", {"*"}),
    ],
)
def test_a_family_is_what_a_role_is_about(role: str, words: set[str]) -> None:
    """Without its level, the name says which roles may be compared at all."""
    assert family(role) == words


@pytest.mark.parametrize(
    ("high", "low", "expected"),
    [
        (edge("user:ana", "admin"), edge("user:ana", "viewer"), True),
        (edge("user:ana", "viewer"), edge("user:ana", "admin"), False),
        (edge("user:ana", "*"), edge("user:ana", "anything"), True),
        (edge("user:ana", "s3:Get*"), edge("user:ana", "s3:GetObject"), True),
        (edge("user:ana", "editor"), replace(edge("user:ana", "secret.accessor"), level=Level.READ), False),
        (edge("user:ana", "admin"), edge("user:ana", "unheard-of"), False),
    ],
)
def test_a_role_outranks_another_only_where_it_is_known_to_give_all_of_it(
    high: Edge, low: Edge, expected: bool
) -> None:
    """An editor of a project may not read its secrets: a level alone proves nothing."""
    assert outranks(high, low) is expected


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        (principal("everyone"), principal("user:ana"), True),
        (Principal(kind=Kind.EVERYONE, id="allAuthenticatedUsers"), principal("everyone"), False),
        (principal("account:444"), principal("role:x", realm_name="444"), True),
        (principal("account:444"), principal("role:x", realm_name="555"), False),
        (principal("federated:repo:acme/*"), principal("federated:repo:acme/app"), True),
        (principal("user:*"), principal("group:ops"), False),
    ],
)
def test_a_grant_to_many_covers_the_few(wide: Principal, narrow: Principal, expected: bool) -> None:
    """Everyone includes ana, whether or not she is named."""
    assert covers(wide, narrow) is expected


def test_a_way_names_everybody_between_principal_and_scope() -> None:
    """The reader cuts a way where it is easiest."""
    edges = [
        member("user:ana", "a"),
        member("group:a", "b"),
        assume("group:b", "deploy"),
        edge("role:deploy", scope=ORG),
    ]
    way = Closure(edges).find(ANA)
    assert way is not None
    assert way.steps == ("group a", "group b", "role deploy")
    assert way.words(ANA) == ("group a", "group b", "role deploy", "org acme")


def test_the_shortest_way_is_told() -> None:
    """A direct grant on the organisation is clearer than three groups."""
    edges = [member("user:ana", "a"), member("group:a", "b"), edge("group:b"), edge("user:ana", scope=ORG)]
    way = Closure(edges).find(ANA)
    assert way is not None
    assert way.steps == ()


def test_groups_that_contain_each_other_end_the_walk() -> None:
    """A ring of groups is a mistake that a review must survive."""
    ring = [member("group:a", "b"), member("group:b", "a"), member("user:ana", "a")]
    assert Closure(ring).find(ANA) is None


def test_chains_beyond_the_bound_are_not_followed() -> None:
    """The bound is on hops, and the last allowed one still counts."""
    chain = [member(f"group:{number}", f"{number + 1}") for number in range(20)]
    closure = Closure(
        [member("user:ana", "0"), *chain, edge(f"group:{MAX_HOPS - 1}"), edge(f"group:{MAX_HOPS}", "admin")]
    )
    assert [way.grant.role for way in closure.held(principal("user:ana")) if way.grant.relation == "hold"] == ["viewer"]


def test_a_denial_on_the_assumed_role_binds_only_the_way_through_it() -> None:
    """Her own grant is not denied because the role's is."""
    edges = [assume("user:ana", "deploy"), edge("role:deploy"), deny(edge("role:deploy"))]
    assert Closure(edges).find(ANA) is None
    assert Closure([*edges, ANA]).find(ANA) is not None


def test_a_denied_step_leads_nowhere() -> None:
    """Who may not assume the role does not have what it holds."""
    edges = [assume("user:ana", "deploy"), edge("role:deploy")]
    assert Closure([*edges, deny(assume("user:ana", "deploy"))]).find(ANA) is None


def test_a_bare_role_name_is_the_one_arn_that_ends_in_it() -> None:
    """Trust policies and attachments spell the same role differently."""
    edges = [assume("user:ana", "deploy"), edge("role:arn:aws:iam::1:role/deploy")]
    assert Closure(edges).find(ANA) is not None
    assert Closure([*edges, edge("role:arn:aws:iam::2:role/deploy")]).find(ANA) is None


def test_everything_held_is_listed_once() -> None:
    """Two ways to one grant are one holding."""
    edges = [
        member("user:ana", "a"),
        member("user:ana", "b"),
        member("group:b", "a"),
        edge("group:a"),
        edge("everyone"),
    ]
    held = [way.grant.principal.key for way in Closure(edges).held(principal("user:ana")) if way.grant.role == "viewer"]
    assert sorted(held) == ["everyone:*", "group:a"]


def test_what_remains_is_the_strongest_on_that_scope() -> None:
    """Losing admin, she is an editor by a group and a viewer by herself."""
    edges = [ANA, member("user:ana", "ops"), edge("group:ops", "editor", ORG), edge("user:ana", "owner", ("org b",))]
    way = Closure(edges).remaining(edge("user:ana", "admin"))
    assert way is not None
    assert way.grant.role == "editor"
