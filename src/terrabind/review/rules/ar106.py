"""AR106: A principal's name holds look-alike or invisible characters, so that a reader takes it for another."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Principal
from terrabind.review.report import ChangeClass, Severity
from terrabind.review.rules.context import Context, follows
from terrabind.review.rules.letters import find_deceit, skeleton
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence, visible

_SILENT = (ChangeClass.UNCHANGED, ChangeClass.LOST, ChangeClass.NO_EFFECTIVE_LOSS, ChangeClass.NARROWED)


def match(context: Context) -> Iterator[Match]:
    """Principals of new grants with deceiving letters, or that read like another principal of the same kind."""
    deltas = [
        delta
        for delta in context.deltas
        if delta.after is not None
        and not (delta.change in _SILENT and not context.everything)
        and not (delta.path and follows(delta))
    ]
    if not deltas:
        return
    known = {edge.principal.key: edge.principal for edge in (*context.before, *context.after)}
    principals = {delta.edge.principal.key: delta.edge.principal for delta in deltas} | known
    looks = {key: _look(principal) for key, principal in principals.items()}
    deceits = {key: deceit for key, principal in principals.items() if (deceit := find_deceit(principal.id))}
    twins: dict[str, set[str]] = {}
    for key in known:
        if key not in deceits:
            twins.setdefault(looks[key], set()).add(key.casefold())
    for delta in deltas:
        key = delta.edge.principal.key
        problem = deceits.get(key) or _judge(key.casefold(), twins.get(looks[key], set()))
        if problem:
            yield Match(message=f"{sentence(delta.edge)}: the name {problem}.", deltas=(delta,))


def _judge(name: str, twins: set[str]) -> str:
    if not twins or (len(twins) == 1 and name in twins):
        return ""
    return f'is easily taken for "{visible(min(twins - {name}).partition(":")[2])}"'


def _look(principal: Principal) -> str:
    return f"{principal.kind._value_} {skeleton(principal.id)}"


RULE = Rule(
    id="AR106",
    family="who",
    severity=Severity.BLOCK,
    title="a principal's name looks like another",
    fix="Type the name anew with plain letters; if the character is meant, waive this for the one principal.",
    match=match,
)
