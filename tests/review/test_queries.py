"""Every answer names each hop and the address that says it, and a wrong name gets a suggestion."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from terrabind.review.queries import Hop, QueryError, can, explain, find_principal, who_can
from tests.review.factories import ORG, PROJECT, assume, deny, edge, member, unsure

EDGES = (
    member("user:ana", "ops", at="acme_member.ana"),
    edge("group:ops", "admin", at="acme_binding.ops"),
    edge("user:ben", "viewer", ORG, at="acme_binding.ben"),
    assume("user:ben", "deploy", at="acme_role.deploy"),
    edge("role:deploy", "owner", ("org acme", "project y"), at="acme_binding.deploy", mfa="required"),
    unsure(edge("?", "admin", at="acme_binding.later")),
)


def test_who_can_lists_members_and_holders_of_wider_scopes() -> None:
    """Whoever may act here, whichever way the right comes."""
    found = [(str(each.principal), each.grant.role, each.is_direct) for each in who_can(EDGES, "project x")]
    assert found == [
        ("group ops", "admin", True),
        ("principal ?", "admin", True),
        ("user ana", "admin", False),
        ("user ben", "viewer", True),
    ]


def test_who_can_be_asked_for_one_role() -> None:
    """The question of every incident: who else is admin here."""
    assert {str(each.principal) for each in who_can(EDGES, "org acme / project x", "Admin")} == {
        "group ops",
        "user ana",
        "principal ?",
    }


def test_who_can_leaves_out_whoever_is_denied() -> None:
    """An allow that is denied is no access."""
    denied = deny(edge("user:ana", "admin", ORG))
    assert "user ana" not in {str(each.principal) for each in who_can((*EDGES, denied), "project x")}


def test_can_lists_everything_with_its_hops() -> None:
    """Each hop has the address of the line to change."""
    (owner, *_) = can(EDGES, "ben")
    assert owner.hops == (
        Hop("user ben may assume role deploy", "acme_role.deploy", "prod"),
        Hop("role deploy: owner (hold) on org acme / project y, mfa required", "acme_binding.deploy", "prod"),
    )


def test_explain_answers_a_question_of_three_words() -> None:
    """Why ana is admin of project x is one line of shell."""
    (holding,) = explain(EDGES, "user:ana > admin @ project x")
    assert [hop.address for hop in holding.hops] == ["acme_member.ana", "acme_binding.ops"]
    assert explain(EDGES, "user:ana > viewer") == ()
    assert len(explain(EDGES, "user ana")) == 2


@pytest.mark.parametrize(
    ("ask", "summary", "hint"),
    [
        (lambda: can(EDGES, "anna"), 'nobody is called "anna"', 'did you mean "ana"?'),
        (lambda: who_can(EDGES, "projekt x"), 'no scope "projekt x"', 'did you mean "project x"?'),
        (lambda: who_can(EDGES, "project x", "admn"), 'no role "admn"', 'did you mean "admin"?'),
        (lambda: explain(EDGES, "ana > viever"), 'no role "viever"', 'did you mean "viewer"?'),
        (lambda: can((), "ana"), 'nobody is called "ana"', "none is known."),
    ],
)
def test_a_name_that_nobody_has_is_an_error_with_a_suggestion(
    ask: Callable[[], object], summary: str, hint: str
) -> None:
    """An empty answer to a mistyped name would read as "no access"."""
    with pytest.raises(QueryError) as caught:
        ask()
    assert summary in caught.value.summary
    assert caught.value.detail == hint


def test_a_name_that_two_have_must_be_said_with_its_kind() -> None:
    """A user and a group may share a name."""
    edges = [edge("user:ops"), edge("group:ops")]
    with pytest.raises(QueryError, match='"group:ops", "user:ops"'):
        find_principal(edges, "ops")
    assert find_principal(edges, "group ops").key == "group:ops"


def test_the_last_step_of_a_scope_is_found_without_its_kind() -> None:
    """People say "x", not "project x"."""
    assert who_can(EDGES, "x") == who_can(EDGES, "/".join(PROJECT))
