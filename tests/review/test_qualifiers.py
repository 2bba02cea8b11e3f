"""Limits are ordered by what they mean, and what nobody can order is never guessed."""

from __future__ import annotations

import pytest

from terrabind.review.qualifiers import compare, moment, passes, permits


@pytest.mark.parametrize(
    ("name", "before", "after", "weaker"),
    [
        ("max_session", "3600", "43200", True),
        ("max_session", "12h", "1h", False),
        ("max_session", "", "43200", True),
        ("max_session", "43200", "", False),
        ("max_session", "long", "43200", None),
        ("boundary", "arn:aws:iam::1:policy/bound", "", True),
        ("boundary", "", "arn:aws:iam::1:policy/bound", False),
        ("boundary", "arn:aws:iam::1:policy/a", "arn:aws:iam::1:policy/b", None),
        ("mfa", "required", "", True),
        ("mfa", "true", "false", True),
        ("mfa", "required", "required, where present", True),
        ("external_id", "abc", "", True),
        ("external_id", "abc", "def", None),
        ("external_id", "abc", "abc, def", True),
        ("source_account", "111, 222", "111", False),
        ("source_arn", "arn:x:*", "arn:x:1", False),
        ("source_account", "111", "111, where present", True),
        ("expires", "2026-11-28T00:00:00Z", "2027-02-19T00:00:00Z", True),
        ("expires", "2026-12-01", "2026-11-30T00:00:00Z", False),
        ("expires", "", "2026-12-01", False),
        ("expires", "2026-12-01", "", True),
        ("expires", "soon", "later", None),
        ("mfa_age", "at most 3600", "at most 900", False),
        ("mfa_age", "at most 3600", "below 900", None),
        ("not_principal", "user ana", "user ana, user ben", False),
        ("condition", "StringEquals aws:x a", "", True),
        ("condition", "StringEquals aws:x a", "StringEquals aws:x a, b", True),
        ("condition", "StringLike aws:x a*", "StringLike aws:x a1", False),
        ("condition", "StringEquals aws:x a*", "StringEquals aws:x a1", None),
        ("condition", "StringNotEquals aws:x a", "StringNotEquals aws:x a, b", False),
        ("condition", "StringEquals aws:x a", "StringEquals aws:x a and Bool aws:y true", False),
        ("condition", "Bool aws:y true", "Bool aws:y false", None),
        ("condition", "NumericLessThan aws:n 5", "NumericLessThan aws:n 9", True),
        ("condition", "NumericGreaterThan aws:n 5", "NumericGreaterThan aws:n 9", False),
        ("condition", "DateLessThan aws:t 2026-12-01T00:00:00Z", "DateLessThan aws:t 2027-12-01T00:00:00Z", True),
        ("condition", 'a == "x" && b == "y"', 'a == "x"', True),
        ("condition", 'a == "x"', 'a == "x" || b == "y"', None),
    ],
)
def test_a_limit_gets_weaker_stronger_or_cannot_be_compared(
    name: str, before: str, after: str, weaker: bool | None
) -> None:
    """A reviewer reads one word; it must be the right one, or no word at all."""
    (change,) = compare({name: before}, {name: after})
    assert (change.name, change.before, change.after, change.weaker) == (name, before, after, weaker)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("max_session", "3600", "1h"),
        ("max_session", "", "3600"),
        ("mfa", "", "false"),
        ("source_account", "111, 222", "222,111"),
        ("condition", "StringEquals aws:x a, b", "StringEquals AWS:X b, a"),
        ("condition", 'a == "x"  && b == "y"', 'b == "y" && a == "x"'),
        ("condition", 'a == "x" || b', 'a  == "x" || b'),
        ("expires", "2026-11-22T00:00:00Z", "2026-11-21"),
        ("expires", "2026-11-22T00:00:00Z", "2026-11-22T01:00:00+01:00"),
    ],
)
def test_two_spellings_of_one_limit_are_no_change(name: str, before: str, after: str) -> None:
    """An hour is 3,600 seconds, whoever wrote it."""
    assert compare({name: before}, {name: after}) == ()


def test_all_limits_that_change_are_listed_by_name() -> None:
    """Three weaker limits in one change are three facts."""
    changes = compare({"mfa": "required", "boundary": "a", "x": "1"}, {"x": "1", "max_session": "7200"})
    assert [change.name for change in changes] == ["boundary", "max_session", "mfa"]


def test_a_grant_permits_what_a_more_limited_one_would() -> None:
    """Only what is at least as wide stands in for a lost grant."""
    assert permits({}, {"mfa": "required"})
    assert not permits({"mfa": "required"}, {})
    assert not permits({"boundary": "a"}, {"boundary": "b"})


def test_a_step_passes_limits_that_it_does_not_have() -> None:
    """A membership says nothing of sessions, so it shortens none."""
    assert passes({}, {"max_session": "7200"})
    assert not passes({"expires": "2026-12-01"}, {})


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01"])
def test_text_that_is_no_moment_is_none(text: str) -> None:
    """A typing error in an end date must not end a review."""
    assert moment(text) is None
