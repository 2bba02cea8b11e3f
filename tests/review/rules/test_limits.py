"""Limits that get weaker while the grant stays: session, boundary, condition, denial."""

from __future__ import annotations

import pytest

from terrabind.review.edge import Edge
from terrabind.review.report import ChangeClass, Delta, QualifierChange
from tests.review.factories import assume, delta, deny, edge, unsure
from tests.review.rules.cases import changed, gained, lost, says


def role(**limits: str) -> Edge:
    return assume("role:build", "deploy", **limits)


def test_a_longer_session_is_found() -> None:
    """Stolen credentials stay good for as long as the session."""
    assert says("AR501", changed(role(max_session="3600"), role(max_session="43200"))) == [
        "role build may assume deploy in account 111 for longer: session 3600 before, 43200 after."
    ]


def test_a_shorter_or_a_first_session_is_no_finding() -> None:
    """Tightening never raises."""
    assert says("AR501", changed(role(max_session="43200"), role(max_session="3600")), gained(role())) == []


def test_a_removed_boundary_is_found() -> None:
    """Without its cap, a role can be given anything."""
    assert says("AR502", changed(role(boundary="team"), role())) == [
        "role build may assume deploy in account 111, no longer within boundary team."
    ]


def test_a_swapped_boundary_is_found() -> None:
    """Nobody can tell from two names which allows more."""
    assert says("AR502", changed(role(boundary="team"), role(boundary="wide"))) == [
        "role build may assume deploy in account 111, boundary wide instead of team."
    ]


def test_a_first_boundary_is_no_finding() -> None:
    """It is what the rule asks for."""
    assert says("AR502", changed(role(), role(boundary="team")), lost(role(boundary="team"))) == []


def test_a_dropped_second_factor_is_found() -> None:
    """The principals stay the same, so a list of names shows nothing."""
    assert says("AR503", changed(role(mfa="required"), role())) == [
        "role build may assume deploy in account 111 without multi-factor sign-in (removed here)."
    ]


def test_a_weaker_condition_is_found_with_what_it_says_now() -> None:
    """The reviewer needs the new words to judge them."""
    weaker = QualifierChange(name="source_ip", before="10.0.0.0/8", after="0.0.0.0/0", weaker=True)
    two = Delta(change=ChangeClass.WIDENED, before=role(), after=role(), qualifiers=(weaker,))
    assert says("AR503", two) == [
        "role build may assume deploy in account 111 with its limit on source ip weaker: 0.0.0.0/0."
    ]


@pytest.mark.parametrize("limits", [{"max_session": "60"}, {"boundary": "team"}, {"external_id": "abc"}])
def test_limits_with_rules_of_their_own_are_told_once(limits: dict[str, str]) -> None:
    """One removed limit is one finding."""
    assert says("AR503", changed(role(**limits), role()), changed(role(), role(mfa="required"))) == []


def test_a_removed_denial_is_found() -> None:
    """What it kept out comes in, by grants that this plan may not even touch."""
    gone = delta(ChangeClass.WIDENED, deny(edge("group:contractors", "admin")), None)
    assert says("AR504", gone) == [
        "It is no longer denied that group contractors holds admin in project x of org acme."
    ]


def test_a_new_denial_and_one_that_another_repeats_are_no_finding() -> None:
    """A new denial tightens; a denial that still holds another way is not gone."""
    denial = deny(edge("group:contractors", "admin"))
    kept = delta(ChangeClass.NO_EFFECTIVE_LOSS, denial, None, "everyone")
    new = delta(ChangeClass.NARROWED, None, denial)
    assert says("AR504", kept, new, gained(unsure(edge("user:ana"))), lost(edge("user:ben"))) == []
