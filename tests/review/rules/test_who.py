"""Who gains: everyone, a pattern, an outsider, a single user, the author, a name that deceives."""

from __future__ import annotations

import pytest

from terrabind.review.edge import Kind, Principal
from terrabind.review.report import ChangeClass
from terrabind.review.rules.letters import find_deceit, skeleton
from terrabind.review.rules.settings import Limits
from tests.review.factories import ORG, assume, deny, edge, member
from tests.review.factories import delta as change
from tests.review.rules.cases import gained, lost, outside, says, stays

ANYBODY = Principal(kind=Kind.EVERYONE, id="allUsers", shown="allUsers")


def test_a_grant_to_everyone_is_found() -> None:
    """Public access is the mistake that makes the news."""
    assert says("AR101", gained(edge(ANYBODY, "viewer"))) == [
        "everyone (allUsers) holds viewer in project x of org acme."
    ]


def test_everyone_losing_access_or_being_denied_is_no_finding() -> None:
    """Closing a public bucket is what a reviewer wants to see pass."""
    assert says("AR101", lost(edge(ANYBODY, "viewer")), gained(deny(edge(ANYBODY, "editor")))) == []


def test_everyone_who_stays_is_told_only_when_old_findings_are_asked_for() -> None:
    """A change is judged, not the state it leaves: but an audit wants the state."""
    assert says("AR101", stays(edge(ANYBODY))) == []
    assert len(says("AR101", stays(edge(ANYBODY)), everything=True)) == 1


def test_a_star_as_the_principal_is_found() -> None:
    """Nobody can review people whose names are a pattern."""
    assert says("AR102", gained(edge("everyone", "viewer", ORG))) == [
        "everyone holds viewer in org acme, by a star as the principal."
    ]


def test_a_star_that_gives_way_to_one_role_is_no_finding() -> None:
    """The text of the plan still holds the star, on the side of what was: tightening never raises."""
    before, after = assume("everyone", "deploy"), assume("role:build", "deploy")
    assert says("AR102", change(ChangeClass.NARROWED, before, after)) == []
    assert says("AR101", lost(before), gained(after), before=(before,), after=(after,)) == []


def test_an_outsider_who_gains_is_found() -> None:
    """Partners and contractors are granted access on purpose or by a slip; the reviewer tells which."""
    auditor = outside("user:auditor@partner.example", "partner.example")
    assert says("AR103", gained(edge(auditor, "viewer"))) == [
        "user auditor@partner.example holds viewer in project x of org acme, from outside (partner.example)."
    ]


def test_somebody_of_ours_and_a_trust_are_not_outsiders_findings() -> None:
    """Trust has a rule of its own, so that one grant is not told twice."""
    trust = assume("account:444", "deploy")
    assert says("AR103", gained(edge("user:ana")), gained(trust)) == []


def test_several_roles_of_one_resource_are_one_finding() -> None:
    """A policy of forty actions must not bury the rest of the report."""
    auditor = outside("user:eve@partner.example", "partner.example")
    both = [gained(edge(auditor, role, at="acme_policy.a")) for role in ("viewer", "editor")]
    assert says("AR103", *both) == [
        "user eve@partner.example holds viewer and editor in project x of org acme, from outside (partner.example)."
    ]


def test_a_user_beside_a_group_with_the_same_role_is_found() -> None:
    """Access that leaves with the team is better than access that has to be remembered."""
    group = edge("group:ops", "viewer")
    assert says("AR104", gained(edge("user:ana", "viewer")), after=(group, edge("user:ana", "viewer"))) == [
        "user ana holds viewer in project x of org acme directly, as group ops does."
    ]


def test_a_user_where_no_group_is_expected_is_no_finding() -> None:
    """Where people are granted one by one, one more is nothing odd; a pattern says where it is."""
    assert says("AR104", gained(edge("user:ana"))) == []
    assert len(says("AR104", gained(edge("user:ana")), limits=Limits(group_scopes=("org acme/**",)))) == 1


def test_an_author_who_gains_is_found_also_through_a_group() -> None:
    """Giving oneself access is what a second pair of eyes is for."""
    found = says("AR105", gained(edge("user:ana", "admin"), "group ops"), author_names=("Ana",))
    assert found == ["user ana holds admin in project x of org acme through group ops, and wrote this change."]


def test_what_an_author_gains_by_one_path_is_one_finding() -> None:
    """A group of forty grants is one step of the author's."""
    grants = [gained(edge("user:ana", role, ORG), "group ops") for role in ("viewer", "editor", "admin")]
    assert says("AR105", *grants, author_names=("ana",)) == [
        "user ana holds viewer in org acme and 2 more through group ops, and wrote this change."
    ]


def test_a_session_of_the_deploying_role_is_that_role() -> None:
    """A pipeline knows itself by its session, a policy knows it by its role."""
    role = edge("role:arn:aws:iam::111:role/deploy", "admin")
    names = ("arn:aws:sts::111:assumed-role/deploy/run-7",)
    assert len(says("AR105", gained(role), deployer_names=names)) == 1


def test_an_author_who_loses_or_somebody_else_is_no_finding() -> None:
    """Whoever gives up access needs nobody's leave."""
    assert says("AR105", lost(edge("user:ana")), gained(edge("user:ben")), author_names=("ana",)) == []


def test_a_look_alike_letter_in_a_name_is_found() -> None:
    """A Cyrillic letter makes another principal of what reads as a colleague."""
    assert says("AR106", gained(edge("user:\u0430na@acme.example"))) == [
        (
            "user \u0430na@acme.example holds viewer in project x of org acme: the name mixes CYRILLIC and LATIN "
            "letters in one word, such as U+0430 CYRILLIC SMALL LETTER A."
        )
    ]


def test_a_name_that_reads_like_another_known_one_is_found() -> None:
    """Plain ASCII deceives too, but only where the other name exists."""
    known = edge("user:admin@acme.example")
    found = says("AR106", gained(edge("user:adrnin@acme.example")), before=(known,), after=(known,))
    assert found == [
        (
            "user adrnin@acme.example holds viewer in project x of org acme: the name is easily taken for "
            '"admin@acme.example".'
        )
    ]


def test_a_plain_name_and_one_that_goes_are_no_finding() -> None:
    """Most names are what they seem, and taking a deceiving one away is good."""
    assert says("AR106", gained(edge("user:ana")), lost(edge("user:\u0430na")), gained(member("user:ben", "ops"))) == []


@pytest.mark.parametrize(
    "name",
    ["ana\u200b", "a\u202eb", "\u0441\u043e\u0440", "\uff45ve", "xn--80ak6aa92e.com", "ana\u3164", "a\nb"],
    ids=ascii,
)
def test_deceiving_characters_are_told(name: str) -> None:
    """Invisible, right-to-left, all-Cyrillic, full-width, in a domain's disguise: each has been used to deceive."""
    assert find_deceit(name)


@pytest.mark.parametrize(
    "name", ["M\u00fcller", "\u0418\u0432\u0430\u043d", "\u65e5\u672c\u306eana", "na\u00efve", "a b"], ids=ascii
)
def test_ordinary_names_of_the_world_are_not(name: str) -> None:
    """Most people of the world do not write ASCII; their names are no attack."""
    assert find_deceit(name) == ""


def test_a_skeleton_is_what_a_reader_sees() -> None:
    """Two names with one skeleton can be taken for one another."""
    assert skeleton("\u0430dm\u0456n1") == skeleton("adminl") != skeleton("admins")
