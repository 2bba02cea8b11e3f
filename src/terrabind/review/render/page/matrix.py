"""The matrix, principals by role at scope, as a table that needs no script; a script draws it anew from the data."""

from __future__ import annotations

from typing import Final

from terrabind.review.render.page.markup import Html, cut, element, join, reveal
from terrabind.review.render.page.model import Grant, Kept, View
from terrabind.review.render.page.people import write_name, write_sign
from terrabind.review.render.page.words import CHIPS, LOOKS, name_kind
from terrabind.review.report import ChangeClass

ROWS: Final = 60
"""Principals of the table that is in the page itself."""
COLUMNS: Final = 24
"""Its roles at scopes."""
AGGREGATED: Final = 200
"""Rows of the table that counts what stays as it is."""

_LEGEND: Final = (
    ("+", "gain", "gained"), ("-", "loss", "lost"), ("^", "gain", "wider"), ("v", "loss", "narrower"),
    ("=", "same", "same access"), ("?", "unsure", "unresolved"), ("~", "unsure", "unmanaged"),
)  # fmt: skip


def write_matrix(view: View) -> Html:
    """Return the tools, the table and what they need; the tools show themselves when the script runs."""
    return join(_write_tools(view), _write_legend(view), _write_table(view), _write_kept(view))


def _write_tools(view: View) -> Html:
    """Search, filters and the switch between changed and all."""
    present = {grant.look.chip for grant in view.grants}
    chips = [
        element("button", chip, type="button", class_="chip", data_chip=chip, aria_pressed="false")
        for chip in CHIPS
        if chip in present
    ]
    search = element(
        "label",
        element("span", "Search ", class_="label"),
        element("input", type="search", id="search", placeholder="name, role, scope, address", autocomplete="off"),
    )
    switch = element("label", element("input", type="checkbox", id="all"), " unchanged ones too", class_="switch")
    return element(
        "div",
        search,
        element("div", chips, class_="chips", role="group", aria_label="Show only") if len(chips) > 1 else None,
        switch if view.kept else None,
        element("p", id="status", role="status"),
        class_="tools",
        id="tools",
        hidden=True,
    )


def _write_legend(view: View) -> Html:
    """What each sign means; of the rare ones, those that are there."""
    rare = {(each.look.sign, each.look.tone, each.look.word) for each in view.grants if len(each.look.sign) > 1}
    items = [
        element("li", element("span", sign, class_=f"sign {tone}", aria_hidden="true"), word)
        for sign, tone, word in (*_LEGEND, *sorted(rare))
    ]
    return element("ul", items, class_="legend", aria_label="Signs")


def _write_table(view: View) -> Html:
    """Changed rows and columns; of very many the first, and a word about the rest."""
    if not view.grants:
        return element("div", element("p", "No row changes.", class_="empty"), id="matrix")
    people = view.people[: min(view.changed_people, ROWS)]
    columns = view.columns[: min(view.changed_columns, COLUMNS)]
    cells: dict[tuple[int, int], list[Grant]] = {}
    for grant in view.grants:
        cells.setdefault((grant.person, grant.column), []).append(grant)
    kept = {(each.person, each.column): each for each in view.kept}
    head = element(
        "tr",
        element("th", "Who", scope="col", class_="corner"),
        [
            element("th", element("b", cut(each.role, 60)), element("span", cut(each.scope, 80)), scope="col",
                    title=reveal(f"{each.role} on {each.scope}"))
            for each in columns
        ],
    )  # fmt: skip
    rows = [
        element(
            "tr",
            element("th", write_name(person), element("small", name_kind(person.principal)), scope="row"),
            [_write_cell(cells.get((place, column), []), kept.get((place, column))) for column in range(len(columns))],
        )
        for place, person in enumerate(people)
    ]
    table = element("table", element("thead", head), element("tbody", rows))
    left_out = _say_left_out(view, len(people), len(columns))
    window = element("div", table, class_="scroll grid", tabindex=0, role="region", aria_label="Access matrix")
    return element("div", window, left_out, id="matrix")


def _write_cell(grants: list[Grant], kept: Kept | None) -> Html:
    """One cell: the riskiest sign, its word for who cannot see it, and the way to the evidence."""
    if not grants:
        same = LOOKS[ChangeClass.UNCHANGED]
        return element("td", f"{same.sign}", element("span", same.word, class_="hidden")) if kept else Html("<td></td>")
    first = grants[0]
    word = element("span", "; ".join(each.look.word for each in grants), class_="hidden")
    return element("td", element("a", write_sign(first), word, href=f"#g{first.number}", title=first.look.word))


def _say_left_out(view: View, rows: int, columns: int) -> Html | None:
    """Which changes the plain table has no room for; the cards and lists hold them."""
    if rows == view.changed_people and columns == view.changed_columns:
        return None
    text = (
        f"This table shows the {rows:,} riskiest of {view.changed_people:,} rows and {columns:,} of "
        f"{view.changed_columns:,} columns. With scripts it shows all; the list of people has every change."
    )
    return element("p", text, class_="empty")


def _write_kept(view: View) -> Html | None:
    """What stays as it is, counted by role and scope."""
    if not view.kept:
        return None
    counts: dict[int, int] = {}
    for each in view.kept:
        counts[each.column] = counts.get(each.column, 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: -pair[1])
    rows = [
        element("tr", element("th", cut(view.columns[column].role), scope="row"),
                element("td", cut(view.columns[column].scope)), element("td", count, class_="number"))
        for column, count in ordered[:AGGREGATED]
    ]  # fmt: skip
    rest = sum(count for _, count in ordered[AGGREGATED:])
    head = element("tr", [element("th", text, scope="col") for text in ("Role", "Scope", "Grants")])
    table = element("table", element("thead", head), element("tbody", rows))
    window = element("div", table, class_="scroll", tabindex=0, role="region", aria_label="Unchanged grants")
    more = f"{rest:,} more on {len(ordered) - AGGREGATED:,} other roles and scopes." if rest else None
    title = f"{len(view.kept):,} unchanged {'grant' if len(view.kept) == 1 else 'grants'}, by role and scope"
    return element("details", element("summary", title), window, element("p", more) if more else None)
