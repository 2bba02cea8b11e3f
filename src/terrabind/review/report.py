"""What a review found, as one frozen value: every format is written from this and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from terrabind.review.edge import Edge, Unclear
from terrabind.review.plan import Plan
from terrabind.review.record import quicken


class ChangeClass(Enum):
    """What becomes of a grant."""

    GAINED = "gained"
    LOST = "lost"
    WIDENED = "widened"
    NARROWED = "narrowed"
    KEPT_UNMANAGED = "kept unmanaged"
    ADOPTED = "adopted"
    INTERRUPTED = "interrupted"
    OVERLAPPING = "overlapping"
    DRIFTED = "drifted"
    UNRESOLVED = "unresolved"
    REDUNDANT_GAIN = "redundant gain"
    NO_EFFECTIVE_LOSS = "no effective loss"
    UNCHANGED = "unchanged"


class Severity(Enum):
    """How much a finding matters. `APPROVE` passes once a named team approved this fingerprint."""

    INFO = "info"
    WARN = "warn"
    APPROVE = "approve"
    BLOCK = "block"


class Verdict(Enum):
    """The first words of every report."""

    NO_ACCESS_CHANGE = "NO ACCESS CHANGE"
    NARROWS = "NARROWS"
    WIDENS = "WIDENS"
    BLOCKED = "BLOCKED"
    CANNOT_TELL = "CANNOT TELL"


@quicken
@dataclass(frozen=True, slots=True, kw_only=True)
class QualifierChange:
    """One limit of a grant that changes; `weaker` is null where the two cannot be compared."""

    name: str
    before: str
    after: str
    weaker: bool | None


@quicken
@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """One grant that changes, or stays: `before` and `after` are null where it is not there on that side.

    `path` is the chain by which it is held, in words, from the principal to the scope ("group ops"). Of a gain or a
    loss it is the one that comes or goes, none for a grant of the principal's own. Of a redundant gain, a loss without
    effect or an unchanged grant it is the other one, by which it is held as well. A denial that comes has no `before`
    and narrows, one that goes has no `after` and widens.
    """

    change: ChangeClass
    before: Edge | None
    after: Edge | None
    qualifiers: tuple[QualifierChange, ...] = ()
    path: tuple[str, ...] = ()
    note: str = ""

    @property
    def edge(self) -> Edge:
        """The grant itself, as it will be, else as it was."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a delta has at least one side")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule that matched. `message` is one sentence; `fix` the next step; `waived` the reason of a waiver."""

    rule: str
    severity: Severity
    message: str
    fix: str
    deltas: tuple[Delta, ...] = ()
    address: str = ""
    stack: str = ""
    source: str = ""
    approvers: tuple[str, ...] = ()
    waived: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was looked at: plans, resources, grants on the after side, and the types that nobody described."""

    stacks: tuple[str, ...]
    resources: int
    grants: int
    not_understood: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One review. `before` and `after` are the direct grants of each side; `deltas` what changes, riskiest first.

    `sentence` is the verdict's one sentence with numbers. `fingerprint` names the meaning of the change: it is the same
    for plans that change the same access.
    """

    verdict: Verdict
    sentence: str
    deltas: tuple[Delta, ...]
    findings: tuple[Finding, ...]
    unclear: tuple[Unclear, ...]
    before: tuple[Edge, ...]
    after: tuple[Edge, ...]
    coverage: Coverage
    fingerprint: str
    plans: tuple[Plan, ...]
    now: str
