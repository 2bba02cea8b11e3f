"""What is wrong with waivers themselves: past their end, or for nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from terrabind.review.rules.settings import Waiver, WaiverUse
from tests.review.factories import NOW
from tests.review.rules.cases import says

END = datetime.fromisoformat("2027-01-31T23:59:59Z")
WAIVER = Waiver(rule="AR103", principal="user:eve", until=END, reason="annual audit")
AFTER = END + timedelta(seconds=1)


def test_a_waiver_past_its_end_is_found() -> None:
    """An accepted risk was accepted for a time."""
    assert says("AR901", waivers=(WaiverUse(WAIVER, False),), now=AFTER) == [
        "The waiver of AR103 ended on 2027-01-31 23:59 UTC (annual audit)."
    ]


def test_a_waiver_in_force_has_not_expired() -> None:
    """The last second counts."""
    assert says("AR901", waivers=(WaiverUse(WAIVER, True),), now=END - timedelta(seconds=1)) == []


def test_a_waiver_for_nothing_is_found() -> None:
    """It would silence the next one of its kind, which nobody looked at."""
    assert says("AR902", waivers=(WaiverUse(WAIVER, False),)) == [
        "The waiver of AR103 silences nothing (annual audit)."
    ]


def test_a_used_waiver_and_an_expired_one_are_not_unused() -> None:
    """One does its work; the other is told by its own rule."""
    assert says("AR902", waivers=(WaiverUse(WAIVER, True),), now=datetime.fromisoformat(NOW)) == []
    assert says("AR902", waivers=(WaiverUse(WAIVER, False),), now=AFTER) == []
