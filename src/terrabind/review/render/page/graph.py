"""The changed grants as a drawing of three columns: who, which role, where. Only where it stays readable."""

from __future__ import annotations

from typing import Final

from terrabind.review.render.page.markup import Html, cut, element, join, reveal
from terrabind.review.render.page.model import Grant, View
from terrabind.review.render.page.words import name_role, name_scope

MOST: Final = 40
"""From so many changed edges on, a drawing tells less than the matrix."""
_ROW: Final = 34
_BOX: Final = 24
_WIDTH: Final = 230
_LEFT: Final = (0, 345, 690)
_TITLES: Final = ("Who", "Role", "Where")
_LETTERS: Final = 30


def write_graph(view: View) -> Html | None:
    """Return the drawing; null where there is nothing to draw, or too much."""
    if not 0 < len(view.grants) < MOST:
        return None
    columns: tuple[dict[str, int], ...] = ({}, {}, {})
    lines: dict[tuple[int, str, str], Grant] = {}
    for grant in view.grants:
        names = (str(grant.edge.principal), name_role(grant.edge), name_scope(grant.edge))
        for column, name in zip(columns, names, strict=True):
            column.setdefault(name, len(column))
        for place in (0, 1):
            lines.setdefault((place, names[place], names[place + 1]), grant)
    tallest = max(len(each) for each in columns)
    drawn = [_draw_line(place, columns[place][start], columns[place + 1][end], grant)
             for (place, start, end), grant in lines.items()]  # fmt: skip
    boxes = [_draw_box(place, row, name) for place, column in enumerate(columns) for name, row in column.items()]
    heads = [
        element("text", title, x=left + 4, y=16, class_="head") for title, left in zip(_TITLES, _LEFT, strict=True)
    ]
    label = f"Drawing of {len(view.grants)} changed grants; the matrix says the same in words"
    picture = element(
        "svg", heads, drawn, boxes,
        viewBox=f"0 0 {_LEFT[2] + _WIDTH} {tallest * _ROW + 34}", role="img", aria_label=label, class_="graph",
    )  # fmt: skip
    return element("div", picture, class_="scroll", tabindex=0, role="region", aria_label="Drawing")


def _draw_box(place: int, row: int, name: str) -> Html:
    """One principal, role or scope."""
    left, top = _LEFT[place], row * _ROW + 28
    return element(
        "g",
        element("title", reveal(name)),
        element("rect", x=left, y=top, width=_WIDTH, height=_BOX, rx=4),
        element("text", cut(name, _LETTERS), x=left + 8, y=top + 17),
    )


def _draw_line(place: int, start: int, end: int, grant: Grant) -> Html:
    """One half of a grant, with the sign of its change on the half that leaves the principal."""
    x1, x2 = _LEFT[place] + _WIDTH, _LEFT[place + 1]
    y1, y2 = (row * _ROW + 28 + _BOX // 2 for row in (start, end))
    middle = (x1 + x2) // 2
    path = element("path", d=f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}")
    sign = element("text", grant.look.sign, x=x1 + 10, y=y1 + 4, class_="mark")
    return element("g", path, join(sign) if place == 0 else None, class_=f"edge {grant.look.tone}")
