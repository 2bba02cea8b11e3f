"""The changed grants as a Graphviz graph, from who to what and where; unlike Mermaid's picture it may be large.

`dot -Tsvg` draws it. Names stand in quotes, in which nothing but the quote and the backslash means anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from terrabind.review.render.plain import SIGNS, one_line, say_scope, say_was
from terrabind.review.render.style import PLAIN, Style
from terrabind.review.report import ChangeClass, Delta, Report

__all__ = ["render"]

_LONGEST: Final = 200
_MORE: Final = frozenset({ChangeClass.GAINED, ChangeClass.WIDENED})
_LESS: Final = frozenset({ChangeClass.LOST, ChangeClass.NARROWED, ChangeClass.NO_EFFECTIVE_LOSS})


def render(report: Report, style: Style = PLAIN) -> str:
    """Return the graph as text; the changes that it shows are those of `style.only`, all where that is empty."""
    chosen = [
        each
        for each in report.deltas
        if each.change is not ChangeClass.UNCHANGED and (not style.only or each.change in style.only)
    ]
    lines = [
        "digraph access {",
        "  rankdir=LR;",
        f"  label={_quote(f'{report.verdict.value}: {report.sentence}')};",
        '  node [fontname="sans-serif"];',
        '  edge [fontname="sans-serif"];',
        *_draw(chosen),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _draw(deltas: list[Delta]) -> Iterator[str]:
    """Nodes as they come up, each followed by the arrows that are the first to need it."""
    nodes: dict[tuple[str, ...], str] = {}
    for delta in deltas:
        edge = delta.edge
        who, what = (edge.principal.key,), (edge.relation, edge.role, *edge.scope)
        for key, label, shape in (
            (who, str(edge.principal), "ellipse"),
            (what, f"{edge.role} at {say_scope(edge)}", "box"),
        ):
            if key not in nodes:
                nodes[key] = f"n{len(nodes)}"
                yield f"  {nodes[key]} [label={_quote(label)}, shape={shape}];"
        yield f"  {nodes[who]} -> {nodes[what]} [label={_quote(_say(delta))}, style={_line(delta)}];"


def _line(delta: Delta) -> str:
    """Thick for more access, dashed for less, as it is drawn elsewhere; the sign and the word say it too."""
    return "bold" if delta.change in _MORE else "dashed" if delta.change in _LESS else "solid"


def _say(delta: Delta) -> str:
    was = say_was(delta)
    denied = "" if delta.edge.allowed else "deny, "
    return f"{SIGNS.get(delta.change, '=')} {denied}{delta.change.value}{f', was {was}' if was else ''}"


def _quote(text: str) -> str:
    """A text between quotes: a backslash is doubled, for with a letter behind it means something."""
    escaped = one_line(text, _LONGEST).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
