"""A report is sorted into what people ask: who gains, who loses, what is weaker, what is not sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terrabind.review.render import PLAIN
from terrabind.review.render.parts import arrange, say_limit
from terrabind.review.report import ChangeClass, QualifierChange
from tests.review.browser.example import make_example
from tests.review.factories import delta, edge, finding, report


@pytest.mark.parametrize("kind", ChangeClass)
def test_every_change_is_in_one_part(kind: ChangeClass) -> None:
    """A class that no part takes would be a change that nobody sees."""
    parts = arrange(report(delta(kind, edge("user:a"), edge("user:a"))), PLAIN)
    shown = [*parts.gains, *parts.losses, *parts.unsure, *parts.others, *parts.same]
    assert [row.delta.change for row in shown] == [kind]


def test_a_grant_of_which_only_limits_change_is_told_by_its_limits() -> None:
    """In the table of gains it would look like a new grant."""
    limits = (QualifierChange(name="mfa", before="required", after="", weaker=True),)
    weaker = replace(delta(ChangeClass.WIDENED, edge("user:a", mfa="required"), edge("user:a")), qualifiers=limits)
    parts = arrange(report(weaker), PLAIN)
    assert parts.gains == ()
    assert [each.judged for each in parts.limits] == ["weaker"]


def test_a_wider_grant_with_other_limits_is_told_by_both() -> None:
    """Where the scope widens too, the limit alone would hide it."""
    limits = (QualifierChange(name="mfa", before="required", after="", weaker=True),)
    was, now = edge("user:a", scope=("org", "x")), edge("user:a", scope=("org",))
    parts = arrange(report(replace(delta(ChangeClass.WIDENED, was, now), qualifiers=limits)), PLAIN)
    assert len(parts.gains) == len(parts.limits) == len(parts.changes) == 1


def test_every_open_finding_is_shown_once_and_a_waived_one_apart() -> None:
    """Findings are why a review exists."""
    made = make_example()
    parts = arrange(replace(made, findings=(*made.findings, finding("AR103", waived="audit"))), PLAIN)
    assert [each.rule for each in (*parts.decisive, *parts.findings)] == ["AR402", "AR301", "AR801"]
    assert [each.rule for each in parts.waived] == ["AR103"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("3600", "3600 s (1 h)"), ("5400", "5400 s (90 min)"), ("59", "59 s"), ("0", "0 s"), ("1h", "1h"), ("", "")],
)
def test_a_session_has_a_unit(text: str, said: str) -> None:
    """43200 means nothing to most people, and something wrong to some."""
    assert say_limit("max_session", text) == said
    assert say_limit("external_id", text) == text


def test_a_grant_that_everyone_had_before_says_so() -> None:
    """Four names that "narrow" tell nothing to who does not know that the door stood open."""
    narrowed = delta(ChangeClass.NARROWED, edge("everyone"), edge("user:a"))
    parts = arrange(report(narrowed), PLAIN)
    assert "was for everyone" in [note for row in (*parts.others, *parts.losses) for note in row.notes]
