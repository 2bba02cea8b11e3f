"""A rule is a stable id, a severity and one pure function from a review to what it matched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from terrabind.review.report import Delta, Finding, Severity
from terrabind.review.rules.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One place where a rule matched: one sentence that says who, what and where.

    Address, stack and source are those of the first delta unless given. `alias` is a second name that waivers may use
    (a conflict's id); severity, fix and approvers stand in for the rule's own where given.
    """

    message: str
    deltas: tuple[Delta, ...] = ()
    address: str = ""
    stack: str = ""
    source: str = ""
    fix: str = ""
    alias: str = ""
    severity: Severity | None = None
    approvers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `title` says in a few words what it finds, `fix` the next step; `match` is the rule itself."""

    id: str
    family: str
    severity: Severity
    title: str
    fix: str
    match: Callable[[Context], Iterable[Match]]

    @property
    def page(self) -> str:
        """Where its documentation is, below the project's `docs` folder."""
        return f"rules/{self.id}.md"

    def judge(self, context: Context) -> Iterator[Finding]:
        """Return the findings of one review, at the rule's own severity. Pure."""
        for match in self.match(context):
            yield self.write(match)

    def write(self, match: Match) -> Finding:
        """Return a match as a finding."""
        origin = match.deltas[0].edge.origin if match.deltas else None
        return Finding(
            rule=self.id,
            severity=match.severity or self.severity,
            message=match.message,
            fix=match.fix or self.fix,
            deltas=match.deltas,
            address=match.address or (origin.address if origin else ""),
            stack=match.stack or (origin.stack if origin else ""),
            source=match.source or (origin.source if origin else ""),
            approvers=match.approvers,
        )
