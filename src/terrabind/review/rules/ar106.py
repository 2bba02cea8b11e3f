"""AR106: A principal's name holds look-alike or invisible characters, so that a reader takes it for another."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Kind, Principal
from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules.context import Context, follows
from terrabind.review.rules.letters import find_deceit, skeleton
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence, visible

_SILENT = frozenset({ChangeClass.UNCHANGED, ChangeClass.LOST, ChangeClass.NO_EFFECTIVE_LOSS, ChangeClass.NARROWED})


def match(context: Context) -> Iterator[Match]:
    """Principals of new grants with deceiving letters, or that read like another principal of the same kind."""
    twins: dict[tuple[Kind, str], set[str]] = {}
    for principal in {edge.principal.key: edge.principal for edge in (*context.before, *context.after)}.values():
        if not find_deceit(principal.id):
            twins.setdefault(_look(principal), set()).add(principal.key.casefold())
    for delta in context.deltas:
        if delta.after is None or follows(delta) or (delta.change in _SILENT and not context.everything):
            continue
        problem = _judge(delta.after.principal, twins)
        if problem:
            yield Match(message=f"{sentence(delta.after)}: the name {problem}.", deltas=(delta,))


def _judge(principal: Principal, twins: dict[tuple[Kind, str], set[str]]) -> str:
    deceit = find_deceit(principal.id)
    others = twins.get(_look(principal), set()) - {principal.key.casefold()}
    if deceit or not others:
        return deceit
    return f'is easily taken for "{visible(min(others).partition(":")[2])}"'


def _look(principal: Principal) -> tuple[Kind, str]:
    return principal.kind, skeleton(principal.id)


RULE = Rule(
    id="AR106",
    family="who",
    severity=Severity.BLOCK,
    title="a principal's name looks like another",
    fix="Type the name anew with plain letters; if the character is meant, waive this for the one principal.",
    match=match,
)
