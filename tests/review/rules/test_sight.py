"""What the review cannot see: unknown, hidden, not understood, not planned, put off."""

from __future__ import annotations

from dataclasses import replace

from terrabind.review.edge import Certainty, Kind, Principal
from terrabind.review.report import ChangeClass
from tests.review.factories import change, delta, edge, plan, unclear, unsure
from tests.review.rules.cases import gained, says, stays

SOMEBODY = Principal(kind=Kind.USER, id="known after apply: acme_role.deploy.id")
LATER = unsure(edge(SOMEBODY, "admin", at="acme_binding.later"), Certainty.UNRESOLVED, "acme_role.deploy.id")
HIDDEN = unsure(edge("(sensitive)", "admin"), Certainty.REDACTED)


def test_a_grant_that_is_not_known_yet_is_found_with_what_feeds_it() -> None:
    """An empty cell would read as nobody."""
    assert says("AR801", delta(ChangeClass.UNRESOLVED, None, LATER)) == [
        "whoever acme_role.deploy.id turns out to be holds admin in project x of org acme: known only after the apply."
    ]


def test_an_unknown_role_is_told_with_what_feeds_it() -> None:
    """The principal may be known while nobody knows what it gets."""
    later = unsure(edge("user:ana", "(known after apply)"), Certainty.UNRESOLVED, "var.role", "local.role")
    assert says("AR801", delta(ChangeClass.UNRESOLVED, None, later)) == [
        (
            "user ana holds (known after apply) in project x of org acme: known only after the apply, fed by var.role "
            "and local.role."
        )
    ]


def test_a_known_grant_and_an_old_unknown_one_are_no_finding() -> None:
    """What nobody could tell before either is not this change's doing."""
    assert says("AR801", gained(edge("user:ana")), stays(LATER)) == []


def test_a_grant_that_is_put_off_is_told_once_as_such() -> None:
    """It is unknown because it waits, and the reason is the better finding."""
    plans = (plan(change("acme_binding.later", "create", after={}, deferred="provider_config_unknown")),)
    later = delta(ChangeClass.UNRESOLVED, None, LATER)
    assert says("AR801", later, plans=plans) == []
    assert says("AR805", later, plans=plans) == [
        "acme_binding.later of stack prod is put off: provider_config_unknown."
    ]


def test_a_deferred_resource_that_gives_no_access_is_no_finding() -> None:
    """A machine that waits is none of this review's business."""
    plans = (plan(change("acme_machine.a", "create", after={}, deferred="resource_config_unknown")),)
    assert says("AR805", gained(edge("user:ana")), plans=plans) == []


def test_a_sensitive_grant_is_found() -> None:
    """A hidden principal cannot be approved."""
    assert says("AR802", delta(ChangeClass.UNRESOLVED, None, HIDDEN)) == [
        (
            "principal (sensitive) holds admin in project x of org acme, of which a part is sensitive and cannot be "
            "reviewed."
        )
    ]


def test_a_hidden_grant_that_stays_is_no_finding() -> None:
    """It was there before, and old findings are for those who ask."""
    assert says("AR802", stays(HIDDEN), gained(edge("user:ana"))) == []
    assert len(says("AR802", stays(HIDDEN), everything=True)) == 1


def test_a_resource_that_looks_like_access_is_found() -> None:
    """Never drop what could be a grant: nothing found must not look like safe."""
    assert says("AR803", unclear=(unclear("acme_role_grant.a"),)) == [
        "acme_role_grant.a of stack prod looks like access and is not understood: no mapping."
    ]


def test_one_that_does_not_change_is_no_finding() -> None:
    """The coverage line names it; a finding on every plan would be noise."""
    still = unclear("acme_role_grant.a", action="no-op")
    assert says("AR803", gained(edge("user:ana")), unclear=(still,)) == []
    assert len(says("AR803", unclear=(still,), everything=True)) == 1


def test_a_grant_that_was_read_in_part_is_found() -> None:
    """Half a meaning is better told than none, and must not pass for the whole."""
    half = unsure(edge("user:ana", "admin"), Certainty.UNCLEAR)
    assert says("AR803", delta(ChangeClass.UNRESOLVED, None, half)) == [
        "user ana holds admin in project x of org acme, as far as it is understood."
    ]


def test_a_plan_that_shows_only_a_part_is_found() -> None:
    """What was left out of the plan was left out of the review."""
    assert says("AR804", plans=(plan(notes=("targeted",)),)) == [
        "The plan of stack prod does not show everything: targeted."
    ]


def test_an_incomplete_plan_and_failed_checks_are_found() -> None:
    """Newer plans say so themselves; older ones say nothing, which is no finding."""
    partial = replace(plan(), complete=False, checks=("region is allowed",))
    assert says("AR804", plans=(partial,)) == [
        "The plan of stack prod does not show everything: more changes will follow.",
        "Checks of stack prod failed: region is allowed.",
    ]


def test_a_whole_plan_is_no_finding() -> None:
    """Not stated is not false."""
    assert says("AR804", plans=(plan(), replace(plan(), complete=True))) == []
