"""AR201: Somebody who had less here before gains a stronger role."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge, Level
from terrabind.review.report import Delta, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.scopes import contains
from terrabind.review.rules.wording import gather, sentence_of


def match(context: Context) -> Iterator[Match]:
    """Gains of a level above what the same principal had in the same scope."""
    gains = [delta for delta in context.gains() if not delta.path]
    had: dict[str, list[Edge]] = {delta.edge.principal.key: [] for delta in gains}
    for edge in context.before if gains else ():
        if (known := had.get(edge.principal.key)) is not None:
            known.append(edge)
    gains = [delta for delta in gains if delta.before is not None or had[delta.edge.principal.key]]
    levels = {id(delta): _level_before(delta, had) for delta in gains}
    raised = (delta for delta in gains if 0 < levels[id(delta)] < delta.edge.level)
    for deltas in gather(raised):
        level, highest = levels[id(deltas[0])], max(delta.edge.level for delta in deltas)
        said = f"{sentence_of(deltas)}: {_word(highest)} instead of {_word(level)} before."
        yield Match(message=said, deltas=deltas)


def _level_before(delta: Delta, had: dict[str, list[Edge]]) -> Level:
    edge = delta.edge
    inside = [each for each in had[edge.principal.key] if contains(each.scope, edge.scope)]
    earlier = [each.level for each in (*inside, delta.before) if each is not None and each.allowed]
    return max(earlier, default=Level.UNKNOWN)


def _word(level: Level) -> str:
    return "giving access to others" if level is Level.GRANT else level.name.lower()


RULE = Rule(
    id="AR201",
    family="what",
    severity=Severity.WARN,
    title="somebody's role is raised",
    fix="Check that the stronger role is needed, and for how long; a narrower role or an end date may do.",
    match=match,
)
