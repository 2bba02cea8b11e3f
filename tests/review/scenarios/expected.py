"""What the review must say of each scenario: its verdict, its numbers, its classes and rules, its exit codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from terrabind.review.report import ChangeClass, Verdict

C = ChangeClass
V = Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Verdict and sentence; how often each class and rule occurs; the exit codes of `review` and of `review check`.

    `code` is that of `review --detailed-exitcode`.
    """

    verdict: Verdict
    sentence: str
    code: int
    check: int
    classes: Mapping[ChangeClass, int] = field(default_factory=dict)
    rules: Mapping[str, int] = field(default_factory=dict)


NOTHING = Expected(verdict=V.NO_ACCESS_CHANGE, sentence="Nobody gains or loses access.", code=0, check=0)
ONE_GAINS = Expected(verdict=V.WIDENS, sentence="1 person gains access.", code=2, check=0, classes={C.GAINED: 1})

EXPECTED: Mapping[str, Expected] = {
    "s01_everyone": Expected(
        verdict=V.BLOCKED,
        sentence="Everyone gains access, 1 person loses access.",
        code=3,
        check=3,
        classes={C.GAINED: 1, C.LOST: 1},
        rules={"AR102": 1, "AR301": 1},
    ),
    "s02_rewritten_trust": NOTHING,
    "s03_narrowed_trust": Expected(
        verdict=V.NARROWS, sentence="1 grant narrows.", code=2, check=0, classes={C.NARROWED: 1}
    ),
    "s04_unknown_principal": Expected(
        verdict=V.WIDENS,
        sentence="1 role gains access, 1 grant cannot be resolved.",
        code=2,
        check=4,
        classes={C.GAINED: 1, C.UNRESOLVED: 1},
        rules={"AR801": 1},
    ),
    "s05_forgotten": Expected(
        verdict=V.NO_ACCESS_CHANGE,
        sentence="1 grant stays but is no longer managed.",
        code=2,
        check=0,
        classes={C.KEPT_UNMANAGED: 1},
        rules={"AR704": 1},
    ),
    "s06_moved": Expected(
        verdict=V.NO_ACCESS_CHANGE, sentence=NOTHING.sentence, code=0, check=0, classes={C.UNCHANGED: 3}
    ),
    "s06_settled": NOTHING,
    "s07_authoritative_list": Expected(
        verdict=V.NARROWS,
        sentence="2 people lose access.",
        code=2,
        check=0,
        classes={C.LOST: 2},
        rules={"AR702": 1, "AR705": 1},
    ),
    "s08_still_through_group": Expected(
        verdict=V.NO_ACCESS_CHANGE,
        sentence="Nobody gains or loses access, 1 removed grant changes nothing in effect.",
        code=2,
        check=0,
        classes={C.NO_EFFECTIVE_LOSS: 1},
    ),
    "s09_joins_admins": Expected(
        verdict=V.WIDENS,
        sentence="1 principal gains access.",
        code=2,
        check=0,
        classes={C.GAINED: 2},
        rules={"AR203": 1},
    ),
    "s09_one_stack": Expected(
        verdict=V.WIDENS, sentence="1 principal gains access.", code=2, check=0, classes={C.GAINED: 1}
    ),
    "s10_weaker_limits": Expected(
        verdict=V.BLOCKED,
        sentence="1 grant widens.",
        code=3,
        check=3,
        classes={C.WIDENED: 1},
        rules={"AR501": 1, "AR502": 1, "AR503": 1},
    ),
    "s11_confused_deputy": Expected(
        verdict=V.BLOCKED,
        sentence="1 account gains access, 1 grant widens.",
        code=3,
        check=3,
        classes={C.GAINED: 1, C.WIDENED: 1},
        rules={"AR401": 2, "AR402": 2},
    ),
    "s12_replaced": Expected(
        verdict=V.NARROWS,
        sentence="1 grant is interrupted, 1 grant exists twice for a moment.",
        code=2,
        check=0,
        classes={C.INTERRUPTED: 1, C.OVERLAPPING: 1},
        rules={"AR703": 1},
    ),
    "s13_time_boxed": Expected(
        verdict=V.WIDENS,
        sentence="1 person gains access, 1 grant widens.",
        code=2,
        check=0,
        classes={C.GAINED: 1, C.WIDENED: 1},
        rules={"AR603": 1, "AR604": 1},
    ),
    "s14_targeted": Expected(
        verdict=V.WIDENS,
        sentence="1 grant widens.",
        code=2,
        check=0,
        classes={C.WIDENED: 1},
        rules={"AR201": 1, "AR804": 1},
    ),
    "s14_deferred": Expected(
        verdict=V.WIDENS,
        sentence="1 person gains access, 1 grant cannot be resolved.",
        code=2,
        check=4,
        classes={C.GAINED: 1, C.UNRESOLVED: 1},
        rules={"AR804": 1, "AR805": 1},
    ),
    "s15_hostile_crowd": Expected(
        verdict=V.BLOCKED,
        sentence="1200 people gain access, 1 grant cannot be resolved, 1 resource is not understood.",
        code=3,
        check=4,
        classes={C.GAINED: 1200, C.UNRESOLVED: 1},
        rules={"AR106": 2, "AR705": 48, "AR802": 1, "AR803": 1},
    ),
    "first_review": Expected(
        verdict=V.BLOCKED,
        sentence="2 people and 1 group gain access.",
        code=3,
        check=3,
        classes={C.GAINED: 3},
        rules={"AR301": 1, "AR401": 1},
    ),
    "last_admin": Expected(
        verdict=V.BLOCKED,
        sentence="1 person loses access.",
        code=3,
        check=3,
        classes={C.LOST: 1},
        rules={"AR701": 1},
    ),
    "last_admin_is_not_last": Expected(
        verdict=V.NARROWS, sentence="1 person loses access.", code=2, check=0, classes={C.LOST: 1}
    ),
    "mass_revoke": Expected(
        verdict=V.NARROWS,
        sentence="4 people lose access.",
        code=2,
        check=0,
        classes={C.LOST: 4},
        rules={"AR702": 1},
    ),
    "mass_revoke_is_small": Expected(
        verdict=V.NARROWS, sentence="2 people lose access.", code=2, check=0, classes={C.LOST: 2}
    ),
    "author_gains": Expected(
        verdict=V.WIDENS,
        sentence=ONE_GAINS.sentence,
        code=2,
        check=0,
        classes={C.GAINED: 1},
        rules={"AR105": 1},
    ),
    "author_gains_nothing": ONE_GAINS,
    "duties": Expected(
        verdict=V.BLOCKED,
        sentence=ONE_GAINS.sentence,
        code=3,
        check=3,
        classes={C.GAINED: 1},
        rules={"AR204": 1},
    ),
    "duties_stay_apart": ONE_GAINS,
    "imported": Expected(
        verdict=V.NO_ACCESS_CHANGE,
        sentence="1 existing grant comes under management.",
        code=2,
        check=0,
        classes={C.ADOPTED: 1},
    ),
    "destroyed": Expected(
        verdict=V.BLOCKED,
        sentence="2 people lose access.",
        code=3,
        check=3,
        classes={C.LOST: 2},
        rules={"AR701": 1, "AR702": 1},
    ),
    "empty": NOTHING,
}
"""By scenario; the plan of `s14_failed` is refused, so nothing is said of it."""
