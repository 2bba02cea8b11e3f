"""AR203: Somebody reaches admin rights by a few steps, through a group or a role."""

from __future__ import annotations

from collections.abc import Iterator

from terrabind.review.edge import Edge, Kind, Level
from terrabind.review.report import Delta, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import listed, name, place, through, visible


def match(context: Context) -> Iterator[Match]:
    """New paths of at most `admin_hops` steps that end in admin; those who take one path share a finding.

    Services are left out: to assume a role is how a service uses it.
    """
    found: dict[tuple[str, ...], list[Delta]] = {}
    for delta in context.gains():
        edge = delta.edge
        near = 0 < len(delta.path) <= context.limits.admin_hops
        if near and edge.level >= Level.ADMIN and edge.principal.kind is not Kind.SERVICE:
            found.setdefault(delta.path, []).append(delta)
    for path, deltas in found.items():
        who = listed(tuple(dict.fromkeys(name(delta.edge.principal) for delta in deltas)))
        what = listed(tuple(dict.fromkeys(_say(delta.edge) for delta in deltas)))
        yield Match(message=f"{who} may reach {what}{through(path)}.", deltas=tuple(deltas))


def _say(edge: Edge) -> str:
    return f"{visible(edge.role)} in {place(edge.scope)}"


RULE = Rule(
    id="AR203",
    family="what",
    severity=Severity.WARN,
    title="a path leads to admin",
    fix="Break one step of the path, or give the last role to fewer; `terrabind review explain` shows each hop.",
    match=match,
)
