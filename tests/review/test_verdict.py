"""The verdict is one of five, its sentence counts, and the exit code fails closed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from terrabind.review.edge import Unclear
from terrabind.review.report import ChangeClass, Delta, Finding, Severity, Verdict
from terrabind.review.verdict import OnUnknown, exit_code, judge
from tests.review.factories import delta as make
from tests.review.factories import deny, edge, finding, report, unclear, unsure

C, V = ChangeClass, Verdict
GAIN = make(C.GAINED, None, edge("user:ana"))
LOSS = make(C.LOST, edge("user:ben"))
DOUBT = make(C.UNRESOLVED, None, unsure(edge("?", "admin")))
SAME = make(C.UNCHANGED, edge("user:ana"), edge("user:ana"))
NO_LOSS = make(C.NO_EFFECTIVE_LOSS, edge("user:ben"), None, "group ops")
KEPT = make(C.KEPT_UNMANAGED, edge("user:ana"))


@pytest.mark.parametrize(
    ("deltas", "findings", "strange", "on_unknown", "expected"),
    [
        ([], [], [], "fail", V.NO_ACCESS_CHANGE),
        ([SAME], [], [], "fail", V.NO_ACCESS_CHANGE),
        ([NO_LOSS], [], [], "fail", V.NO_ACCESS_CHANGE),
        ([LOSS], [], [], "fail", V.NARROWS),
        ([LOSS, GAIN], [], [], "fail", V.WIDENS),
        ([make(C.WIDENED, deny(edge("user:ana")))], [], [], "fail", V.WIDENS),
        ([make(C.INTERRUPTED, edge("user:ana"), edge("user:ana"))], [], [], "fail", V.NARROWS),
        ([DOUBT], [], [], "warn", V.CANNOT_TELL),
        ([DOUBT, LOSS], [], [], "warn", V.CANNOT_TELL),
        ([DOUBT, GAIN], [], [], "warn", V.WIDENS),
        ([DOUBT, GAIN], [], [], "fail", V.CANNOT_TELL),
        ([DOUBT], [finding("AR801", Severity.WARN, DOUBT, waived="ticket 1")], [], "fail", V.NO_ACCESS_CHANGE),
        ([DOUBT], [finding("AR801", Severity.WARN, DOUBT, waived="known in the baseline")], [], "fail", V.CANNOT_TELL),
        ([], [], [unclear("acme_role_grant.x")], "warn", V.CANNOT_TELL),
        ([], [], [unclear("acme_role_grant.x", action="no-op")], "fail", V.NO_ACCESS_CHANGE),
        ([DOUBT, GAIN], [finding("AR301")], [], "fail", V.BLOCKED),
        ([GAIN], [finding("AR301", waived="ticket 2")], [], "fail", V.WIDENS),
        ([GAIN], [finding("AR301", Severity.WARN)], [], "fail", V.WIDENS),
    ],
)
def test_the_verdict_is_the_worst_that_is_true(
    deltas: Sequence[Delta],
    findings: Sequence[Finding],
    strange: Sequence[Unclear],
    on_unknown: OnUnknown,
    expected: Verdict,
) -> None:
    """Nothing found must never look like safe."""
    assert judge(deltas, findings, strange, on_unknown)[0] is expected


@pytest.mark.parametrize(
    ("deltas", "strange", "sentence"),
    [
        ([], 0, "Nobody gains or loses access."),
        ([SAME], 0, "Nobody gains or loses access."),
        ([GAIN], 0, "1 person gains access."),
        ([GAIN, make(C.GAINED, None, edge("user:ana", "admin"))], 0, "1 person gains access."),
        (
            [GAIN, make(C.GAINED, None, edge("user:mia")), make(C.GAINED, None, edge("service:s")), LOSS, DOUBT],
            0,
            "2 people and 1 service gain access, 1 person loses access, 1 grant cannot be resolved.",
        ),
        (
            [make(C.GAINED, None, edge(who)) for who in ("user:a", "group:g", "service:s")] + [LOSS],
            0,
            "1 person, 1 group and 1 service gain access; 1 person loses access.",
        ),
        ([make(C.GAINED, None, edge("everyone"))], 0, "Everyone gains access."),
        ([NO_LOSS], 0, "Nobody gains or loses access, 1 removed grant changes nothing in effect."),
        ([KEPT], 0, "1 grant stays but is no longer managed."),
        ([make(C.WIDENED, edge("user:a"), edge("user:a"))] * 2, 0, "2 grants widen."),
        ([], 2, "2 resources are not understood."),
    ],
)
def test_the_sentence_counts_who_gains_and_who_loses(deltas: Sequence[Delta], strange: int, sentence: str) -> None:
    """People are counted once, however many grants they gain."""
    things = [unclear(f"acme_role_grant.x{number}") for number in range(strange)]
    assert judge(deltas, (), things)[1] == sentence


BLOCKS = finding("AR301")
ASKS = finding("TEAM-01", Severity.APPROVE)
PRINT = "0000-0000-0000-0000"


@pytest.mark.parametrize(
    ("deltas", "findings", "options", "code"),
    [
        ([], [], {}, 0),
        ([GAIN], [], {}, 0),
        ([GAIN], [], {"detailed": True}, 2),
        ([SAME], [], {"detailed": True}, 0),
        ([KEPT], [], {"detailed": True}, 2),
        ([GAIN], [BLOCKS], {"detailed": True}, 3),
        ([GAIN], [finding("AR301", waived="ticket")], {}, 0),
        ([GAIN], [finding("AR201", Severity.WARN)], {"fail_on": Severity.WARN}, 3),
        ([DOUBT], [], {}, 0),
        ([DOUBT], [BLOCKS], {"on_unknown": "fail"}, 4),
        ([GAIN], [ASKS], {}, 5),
        ([GAIN], [ASKS], {"approved": PRINT}, 0),
        ([GAIN], [], {"approved": "1111-1111-1111-1111"}, 5),
        ([GAIN, DOUBT], [ASKS], {"approved": PRINT}, 5),
        ([GAIN, DOUBT], [BLOCKS, ASKS], {"exit_zero": True}, 0),
    ],
)
def test_the_highest_exit_code_that_applies_wins(
    deltas: Sequence[Delta], findings: Sequence[Finding], options: dict[str, object], code: int
) -> None:
    """A script that only knows Terraform's codes still does the right thing."""
    made = report(*deltas, findings=findings, fingerprint=PRINT)
    assert exit_code(made, **options) == code  # type: ignore[arg-type]  # the cases hold options of several types


def test_a_resource_that_nobody_understands_is_no_proof_of_no_change() -> None:
    """With detailed codes, 0 says that no access changes, which nobody knows here; what is not touched says nothing."""
    assert exit_code(report(unclear=[unclear("acme_role_grant.x")]), detailed=True) == 2
    assert exit_code(report(unclear=[unclear("acme_role_grant.x", action="no-op")]), detailed=True) == 0
