"""AR803: A resource that looks like access changes, and nobody described what it means."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Certainty
from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence, visible

_QUIET = frozenset({"no-op", "read"})


def match(context: Context) -> Iterator[Match]:
    """Resources without a mapping that change, and grants whose meaning could not be read."""
    for unclear in context.unclear:
        origin = unclear.origin
        if origin.action in _QUIET and not context.everything:
            continue
        where = f"{visible(origin.address)} of stack {visible(origin.stack)}"
        said = f"{where} looks like access and is not understood: {visible(unclear.reason)}."
        yield Match(message=said, address=origin.address, stack=origin.stack, source=origin.source)
    for delta in context.deltas:
        edge = delta.after
        if edge is not None and edge.certainty is Certainty.UNCLEAR and delta.change is not ChangeClass.UNCHANGED:
            yield Match(message=f"{sentence(edge)}, as far as it is understood.", deltas=(delta,))


RULE = Rule(
    id="AR803",
    family="sight",
    severity=Severity.WARN,
    title="a resource that looks like access is not understood",
    fix="Review it by hand, and ask for a mapping of its type.",
    match=match,
)
