"""When it ends: never, too late, already, later than before. The time of the review is an argument."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from terrabind.review.report import ChangeClass
from terrabind.review.rules.moments import read_moment, read_span, span_in_words
from terrabind.review.rules.settings import Limits
from tests.review.factories import delta, edge
from tests.review.rules.cases import changed, gained, lost, says

SOON, LATE, PAST = "2026-11-28", "2027-11-21", "2026-11-01"


def test_admin_without_an_end_is_found() -> None:
    """Standing admin is what an attacker hopes to find."""
    assert says("AR601", gained(edge("user:ana", "admin"))) == [
        "user ana holds admin in project x of org acme without an end."
    ]


def test_admin_with_an_end_and_what_is_less_than_admin_are_no_finding() -> None:
    """So are groups: their members come and go."""
    grants = edge("user:ana", "admin", expires=SOON), edge("user:ben", "viewer"), edge("group:ops", "admin")
    assert says("AR601", *map(gained, grants), lost(edge("user:eve", "admin"))) == []


def test_a_user_who_is_raised_to_admin_is_found_too() -> None:
    """A raise is a new grant of admin, although something was there before."""
    raised = delta(ChangeClass.WIDENED, edge("user:ana", "viewer"), edge("user:ana", "admin"))
    assert len(says("AR601", raised)) == 1


def test_an_end_that_is_far_away_is_found() -> None:
    """An end in a year is a grant that nobody will look at again."""
    assert says("AR602", gained(edge("user:ana", "viewer", expires=LATE))) == [
        "user ana holds viewer in project x of org acme until 2027-11-21, 365 days away."
    ]


def test_an_end_within_the_limit_is_no_finding() -> None:
    """The limit is the team's own."""
    far = gained(edge("user:ana", "viewer", expires=LATE))
    assert says("AR602", gained(edge("user:ana", "viewer", expires=SOON)), gained(edge("user:b"))) == []
    assert says("AR602", far, limits=Limits(longest_grant=timedelta(days=400))) == []


def test_an_end_that_is_past_is_found() -> None:
    """It does nothing today, and gives access the day somebody mends the date."""
    assert says("AR603", gained(edge("user:ana", "viewer", expires=PAST))) == [
        "user ana holds viewer in project x of org acme until 2026-11-01, which is past."
    ]


def test_an_end_to_come_is_no_finding_and_now_decides() -> None:
    """The same plan reviewed later says something else."""
    soon = gained(edge("user:ana", "viewer", expires=SOON))
    assert says("AR603", soon, lost(edge("user:ben", expires=PAST))) == []
    assert len(says("AR603", soon, now=datetime(2026, 12, 1, tzinfo=UTC))) == 1


def test_an_extended_end_is_found() -> None:
    """A week that becomes three months was approved as a week."""
    before, after = edge("user:ana", expires="2026-11-28"), edge("user:ana", expires="2027-02-19")
    assert says("AR604", changed(before, after)) == [
        "user ana holds viewer in project x of org acme until 2027-02-19, 83 days longer than before."
    ]


def test_an_end_that_goes_away_is_found() -> None:
    """No end is the longest extension."""
    assert says("AR604", changed(edge("user:ana", expires=SOON), edge("user:ana"))) == [
        "user ana holds viewer in project x of org acme and no longer ends (before: 2026-11-28)."
    ]


def test_an_earlier_end_is_no_finding() -> None:
    """Tightening never raises."""
    before, after = edge("user:ana", expires=LATE), edge("user:ana", expires=SOON)
    assert says("AR604", changed(before, after), changed(edge("user:ben"), edge("user:ben", expires=SOON))) == []


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-28", datetime(2026, 11, 29, tzinfo=UTC)),
        ("2026-11-28T12:00:00Z", datetime(2026, 11, 28, 12, tzinfo=UTC)),
        ('request.time < timestamp("2026-11-28T12:00:00+02:00")', datetime(2026, 11, 28, 10, tzinfo=UTC)),
        ("2026-13-45", None),
        ("never", None),
    ],
)
def test_a_moment_is_read_from_what_grants_say(text: str, moment: datetime | None) -> None:
    """Systems write an end as a date, as a time, or inside a condition."""
    assert read_moment(text) == moment


def test_a_span_is_read_and_said_in_the_words_of_people() -> None:
    """Hours below two days, days above."""
    assert read_span("1d12h") == timedelta(hours=36)
    assert [span_in_words(timedelta(hours=hours)) for hours in (1, 36, 72)] == ["1 hour", "36 hours", "3 days"]
    with pytest.raises(ValueError, match="not a length of time"):
        read_span("soon")
