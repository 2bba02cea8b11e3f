"""AR502: The boundary that caps what a role can be given is removed, or another takes its place."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.report import Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence, visible


def match(context: Context) -> Iterator[Match]:
    """Boundaries that are gone or different; a first boundary tightens and raises nothing."""
    for delta, qualifier in context.limits_changed("boundary"):
        if not qualifier.before or qualifier.weaker is False:
            continue
        after = f"boundary {visible(qualifier.after)} instead of" if qualifier.after else "no longer within boundary"
        said = f"{sentence(delta.edge)}, {after} {visible(qualifier.before)}."
        yield Match(message=said, deltas=(delta,))


RULE = Rule(
    id="AR502",
    family="limits weakened",
    severity=Severity.BLOCK,
    title="a permission boundary is removed or swapped",
    fix="Keep the boundary; if the new one is meant, let its owner confirm that it allows no more.",
    match=match,
)
