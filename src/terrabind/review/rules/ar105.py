"""AR105: Who wrote the change, or the identity that applies it, gains access by it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terrabind.review.edge import Principal
from terrabind.review.report import Delta, Severity
from terrabind.review.rules.context import Context
from terrabind.review.rules.rule import Match, Rule
from terrabind.review.rules.wording import sentence, through

_ASSUMED = re.compile(r"^arn:(aws[a-z-]*):sts::(\d+):assumed-role/([^/]+)/.*$")


def match(context: Context) -> Iterator[Match]:
    """Gains of the author and of the deployer, also through groups and roles."""
    people = {**_known(context.deployer_names, "applies"), **_known(context.author_names, "wrote")}
    found: dict[tuple[str, tuple[str, ...], str], list[Delta]] = {}
    for delta in context.gains() if people else ():
        part = next((people[each] for each in _names(delta.edge.principal) if each in people), "")
        if part:
            own = "" if delta.path else delta.edge.origin.address
            found.setdefault((part, delta.path, own), []).append(delta)
    for (part, path, _), deltas in found.items():
        more = f" and {len(deltas) - 1} more" if len(deltas) > 1 else ""
        said = f"{sentence(deltas[0].edge)}{more}{through(path)}, and {part} this change."
        yield Match(message=said, deltas=tuple(deltas))


def _known(names: tuple[str, ...], part: str) -> dict[str, str]:
    return {_plain(each): part for each in names if each}


def _names(principal: Principal) -> tuple[str, ...]:
    return _plain(principal.id), _plain(principal.shown), _plain(principal.key)


def _plain(text: str) -> str:
    """A session of a role is that role: `assumed-role/deploy/run-7` is `role/deploy`."""
    return _ASSUMED.sub(r"arn:\1:iam::\2:role/\3", text).casefold()


RULE = Rule(
    id="AR105",
    family="who",
    severity=Severity.WARN,
    title="the author or the deployer gains access",
    fix="Let somebody else ask for this grant, or have it approved by a person who gains nothing.",
    match=match,
)
