"""Where it holds: the whole organisation, a wider scope than before, every resource of a kind."""

from __future__ import annotations

import pytest

from terrabind.review.edge import Scope
from terrabind.review.report import ChangeClass
from terrabind.review.rules.scopes import contains, is_whole_organisation, is_wildcard, matches_scope
from terrabind.review.rules.settings import Limits
from tests.review.factories import ORG, PROJECT, delta, edge
from tests.review.rules.cases import changed, gained, lost, says

EVERY_BUCKET = ("account 111", "arn:aws:s3:::*")


def test_a_grant_in_the_whole_organisation_is_found() -> None:
    """What is needed in one project is often granted in all."""
    assert says("AR301", gained(edge("group:contractors", "viewer", ORG))) == [
        "group contractors holds viewer in org acme, the whole organisation."
    ]


def test_a_grant_in_a_project_and_an_old_one_are_no_finding() -> None:
    """Only what is new and wide is worth a stop."""
    before, after = edge("user:ana", "viewer", ORG, mfa="required"), edge("user:ana", "viewer", ORG)
    assert says("AR301", gained(edge("user:ana")), changed(before, after), lost(edge("user:b", "viewer", ORG))) == []


def test_a_configured_scope_counts_as_the_organisation() -> None:
    """What "everything" is called differs between houses."""
    wide = gained(edge("user:ana", "viewer", ("cluster main",)))
    assert says("AR301", wide) == []
    assert len(says("AR301", wide, limits=Limits(organisation_scopes=("cluster *",)))) == 1


def test_a_scope_that_is_widened_is_found() -> None:
    """The same role in a wider place reads like the same grant."""
    before, after = edge("user:ana", "viewer", PROJECT), edge("user:ana", "viewer", ORG)
    assert says("AR302", delta(ChangeClass.WIDENED, before, after)) == [
        "user ana holds viewer in org acme, before only in project x of org acme."
    ]


def test_a_scope_that_is_narrowed_or_new_is_no_finding() -> None:
    """From the organisation down to a project is the way it should go."""
    before, after = edge("user:ana", "viewer", ORG), edge("user:ana", "viewer", PROJECT)
    assert says("AR302", delta(ChangeClass.NARROWED, before, after), gained(edge("user:ben", "viewer", ORG))) == []


def test_a_star_for_every_resource_is_found() -> None:
    """The star is shorter to write than the name."""
    assert says("AR303", gained(edge("role:build", "s3:GetObject", EVERY_BUCKET))) == [
        "role build holds s3:GetObject in arn:aws:s3:::* of account 111, which stands for every resource there."
    ]


def test_a_named_resource_and_a_prefix_are_no_finding() -> None:
    """A prefix that only one team uses is a name."""
    named = [edge("role:build", "read", ("account 1", name)) for name in ("arn:aws:s3:::logs", "arn:aws:s3:::logs-*")]
    assert says("AR303", *map(gained, named), lost(edge("role:build", "read", EVERY_BUCKET))) == []


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("org/prod/**", True),
        ("org acme/project prod", True),
        ("acme/prod", True),
        ("**/prod", True),
        ("org/*", True),
        ("org acme/project *", True),
        ("**", True),
        ("org", False),
        ("org/dev/**", False),
        ("*", False),
        ("org/prod/*", False),
    ],
)
def test_a_scope_pattern_reads_step_by_step(pattern: str, fits: bool) -> None:
    """A step may be written whole, by its kind or by its name."""
    assert matches_scope(("org acme", "project prod"), pattern) is fits


@pytest.mark.parametrize(
    ("scope", "whole"),
    [
        (("org acme",), True),
        (("organization 123", "*"), True),
        (("management group root",), True),
        (("org acme", "project x"), False),
        (("account 111", "*"), False),
        ((), False),
    ],
)
def test_a_scope_says_by_its_name_whether_it_is_everything(scope: Scope, whole: bool) -> None:
    """A star below the organisation is the organisation, a star below an account is that account."""
    assert is_whole_organisation(scope) is whole


def test_containment_needs_a_scope_on_both_sides() -> None:
    """An empty scope says nothing about where."""
    assert contains(ORG, PROJECT)
    assert not contains(PROJECT, ORG)
    assert not contains((), ORG)
    assert is_wildcard(("account 1", "*"))
    assert not is_wildcard(("bucket a*",))
