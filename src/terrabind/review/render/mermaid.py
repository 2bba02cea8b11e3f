"""The changed grants as a Mermaid flow chart, for places that draw one: from who to what and where.

Only below forty of them: a picture with more is a tangle, and then it says so instead.
"""

from __future__ import annotations

import re
from typing import Final

from terrabind.review.render.plain import SIGNS, one_line, say_scope, say_was
from terrabind.review.render.style import PLAIN, Style
from terrabind.review.report import ChangeClass, Delta, Report

__all__ = ["MOST", "render"]

MOST: Final = 39
"""Grants that one picture shows."""

_LONGEST: Final = 60
_ARROWS: Final = {
    ChangeClass.GAINED: "==>",
    ChangeClass.WIDENED: "==>",
    ChangeClass.LOST: "-.->",
    ChangeClass.NARROWED: "-.->",
    ChangeClass.NO_EFFECTIVE_LOSS: "-.->",
}
"""Thick for more access, dotted for less, plain for the rest; the sign and the word say it too."""
_SAFE: Final = re.compile(r"[A-Za-z0-9 .,:_/+-]|[^\W\d_]")


def render(report: Report, style: Style = PLAIN) -> str:
    """Return the chart as text, without a fence around it."""
    chosen = [each for each in report.deltas if each.change is not ChangeClass.UNCHANGED]
    if style.only:
        chosen = [each for each in chosen if each.change in style.only]
    lines = ["flowchart LR"]
    if not chosen:
        lines.append('  n0["no access changes"]')
    elif len(chosen) > MOST:
        lines.append(f'  n0["{len(chosen)} grants change: too many for a picture"]')
    else:
        lines += _draw(chosen)
    return "\n".join(lines) + "\n"


def _draw(deltas: list[Delta]) -> list[str]:
    """Nodes in the order in which they come up, then the arrows."""
    nodes: dict[tuple[str, ...], str] = {}
    arrows = []
    for delta in deltas:
        edge = delta.edge
        who = nodes.setdefault((str(edge.principal),), f"n{len(nodes)}")
        what = nodes.setdefault((edge.role, say_scope(edge)), f"n{len(nodes)}")
        arrows.append(f'  {who} {_ARROWS.get(delta.change, "-->")}|"{_quote(_say(delta))}"| {what}')
    return [*(_draw_node(name, *words) for words, name in nodes.items()), *arrows]


def _draw_node(name: str, *words: str) -> str:
    """Who is round, what and where is square."""
    label = _quote(" at ".join(map(_shorten, words)))
    return f'  {name}(["{label}"])' if len(words) == 1 else f'  {name}["{label}"]'


def _say(delta: Delta) -> str:
    """An arrow's label: the sign, the word, and what it was."""
    was = say_was(delta)
    denied = "" if delta.edge.allowed else "deny, "
    said = f"{SIGNS.get(delta.change, '=')} {denied}{delta.change.value}"
    return f"{said}, was {_shorten(was)}" if was else said


def _shorten(text: str) -> str:
    """A name with its two ends, which are what tells it from others."""
    return f"{text[: _LONGEST - 21]}...{text[-18:]}" if len(text) > _LONGEST else text


def _quote(text: str) -> str:
    """A label: letters and a few signs as they are, everything else as the number of its character."""
    return "".join(each if _SAFE.fullmatch(each) else f"#{ord(each)};" for each in one_line(text))
