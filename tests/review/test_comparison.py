"""A second look reads only what is new."""

from __future__ import annotations

from dataclasses import replace

from terrabind.review.comparison import compare_reports
from terrabind.review.report import ChangeClass, Severity, Verdict
from tests.review.factories import delta, edge, finding, report

C = ChangeClass
GAIN, LOSS = delta(C.GAINED, None, edge("user:ana")), delta(C.LOST, edge("user:ben"))
WARNS = finding("AR201", Severity.WARN, GAIN)


def test_the_same_review_again_says_that_nothing_changed() -> None:
    """Then the approval holds."""
    found = compare_reports(report(GAIN, findings=[WARNS]), report(replace(GAIN, note="x"), findings=[WARNS]))
    assert (found.same, found.sentence) == (True, "Nothing changed.")


def test_what_came_and_what_went_is_listed_and_counted() -> None:
    """The reviewer of the second push looks at these and at nothing else."""
    old = report(LOSS, findings=[WARNS])
    new = report(GAIN, delta(C.UNCHANGED, edge("user:x"), edge("user:x")), verdict=Verdict.WIDENS, fingerprint="1")
    found = compare_reports(old, new)
    assert (found.deltas_new, found.deltas_gone) == ((GAIN,), (LOSS,))
    assert (found.findings_new, found.findings_gone, found.same) == ((), (WARNS,), False)
    assert found.sentence == (
        "1 changed grant is new, 1 is gone, 1 finding is gone, the verdict was NO ACCESS CHANGE and is WIDENS."
    )


def test_a_finding_that_was_waived_since_is_a_change() -> None:
    """Somebody accepted a risk between the two."""
    found = compare_reports(
        report(GAIN, findings=[WARNS]), report(GAIN, findings=[replace(WARNS, waived="ticket")], fingerprint="1")
    )
    assert (len(found.findings_new), len(found.findings_gone)) == (1, 1)


def test_other_rules_with_the_same_findings_are_said_to_be_that() -> None:
    """The fingerprint differs, so somebody must approve again and may wonder why."""
    found = compare_reports(report(GAIN), report(GAIN, fingerprint="1"))
    assert found.sentence == "The same grants and findings, judged by other rules."
