"""An approval holds for every plan that means the same, and for no other."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from terrabind.review.edge import Edge, Origin
from terrabind.review.fingerprint import fingerprint, name_finding, read_fingerprint, verify
from terrabind.review.report import ChangeClass, Severity
from tests.review.factories import ORG, PROJECT, delta, edge, finding, report, unclear, unsure

C = ChangeClass
GAIN = delta(C.GAINED, None, edge("user:ana"))
LOSS = delta(C.LOST, edge("user:ben"))


def gain(grant: Edge) -> str:
    return fingerprint([delta(C.GAINED, None, grant)], ())


def test_a_fingerprint_is_four_groups_of_four_hexadecimal_digits() -> None:
    """Long enough that nobody meets two alike, short enough to read aloud."""
    assert read_fingerprint(fingerprint([GAIN], ())) == fingerprint([GAIN], ())


def test_order_address_stack_note_and_unchanged_grants_play_no_part() -> None:
    """A re-plan after a refactoring keeps its approval."""
    moved = replace(edge("user:ana"), origin=Origin(stack="other", address="module.x.a.b"))
    again = [LOSS, delta(C.UNCHANGED, edge("user:eve"), edge("user:eve")), delta(C.GAINED, None, moved)]
    assert fingerprint([GAIN, LOSS], ()) == fingerprint([replace(each, note="x") for each in again], ())


@pytest.mark.parametrize(
    "other",
    [
        edge("user:eve"),
        edge("user:ana", "admin"),
        edge("user:ana", scope=ORG),
        edge("user:ana", relation="use"),
        edge("user:ana", expires="2026-12-01"),
        replace(edge("user:ana"), allowed=False),
        unsure(edge("user:ana")),
    ],
)
def test_every_word_of_a_grant_plays_a_part(other: Edge) -> None:
    """An approval of less is not one of more."""
    assert gain(edge("user:ana", scope=PROJECT)) != gain(other)


def test_class_findings_and_rules_play_a_part() -> None:
    """What the rules said is part of what was approved."""
    prints = {
        fingerprint([GAIN], ()),
        fingerprint([replace(GAIN, change=C.ADOPTED)], ()),
        fingerprint([GAIN], [finding("AR301", Severity.BLOCK, GAIN)]),
        fingerprint([GAIN], [finding("AR301", Severity.WARN, GAIN)]),
        fingerprint([GAIN], [finding("AR301", Severity.BLOCK, GAIN, waived="ticket")]),
        fingerprint([GAIN], (), "2"),
    }
    assert len(prints) == 6


def test_a_finding_is_the_same_one_at_another_severity() -> None:
    """A baseline must not bring old findings back because a rule got stricter."""
    one, other = finding("AR301", Severity.WARN, GAIN), finding("AR301", Severity.BLOCK, GAIN, waived="x")
    assert name_finding(one) == name_finding(other) != name_finding(finding("AR301", Severity.WARN, LOSS))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9f3c-71aa-0b12-44de\n", "9f3c-71aa-0b12-44de"),
        ("approved: 9f3c-71aa-0b12-44de by ana", "9f3c-71aa-0b12-44de"),
        (json.dumps({"fingerprint": "9f3c-71aa-0b12-44de"}), "9f3c-71aa-0b12-44de"),
        (json.dumps({"fingerprint": 5, "x": "9f3c-71aa-0b12-44de"}), ""),
        ("9f3c-71aa", ""),
        ("", ""),
    ],
)
def test_an_approval_is_a_line_of_text_or_a_saved_report(text: str, found: str) -> None:
    """Both are what people have at hand."""
    assert read_fingerprint(text) == found


def test_an_approval_holds_for_its_own_change_only() -> None:
    """The reason says which one was approved and which one this is."""
    made = report(GAIN, fingerprint="9f3c-71aa-0b12-44de")
    assert verify(made, "9f3c-71aa-0b12-44de").approved
    other = verify(made, "0000-0000-0000-0000")
    assert (other.approved, "0000-0000-0000-0000" in other.reason, made.fingerprint in other.reason) == (
        False,
        True,
        True,
    )
    assert made.fingerprint in verify(made, "yes").reason


def test_what_cannot_be_told_cannot_be_approved() -> None:
    """The same fingerprint would hold for whatever the unknown turns out to be."""
    doubt = delta(C.UNRESOLVED, None, unsure(edge("?")))
    assert not verify(report(doubt), "0000-0000-0000-0000").approved
    assert not verify(report(unclear=[unclear("acme_role_grant.x")]), "0000-0000-0000-0000").approved
    waived = finding("AR801", Severity.WARN, doubt, waived="ticket 4")
    assert verify(report(doubt, findings=[waived]), "0000-0000-0000-0000").approved
