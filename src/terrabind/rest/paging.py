"""A listing followed to its end, page after page, with the reasons to doubt that this was all of it.

Pages come one after another: the shape of a token is the server's own business, so no page can be asked for
before the one that names it (apis.md 1.5, 2.6, 3.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from terrabind.rest import requests
from terrabind.rest.calls import Calls
from terrabind.rest.effort import Effort
from terrabind.rest.responses import Answer
from terrabind.spec.locate import Body
from terrabind.spec.operation import Listing
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, Values, look_up

MOST_PAGES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Walk:
    """One listing followed to its end: the rows as the server wrote them, and why they may not be all."""

    rows: tuple[Value, ...]
    pages: int
    doubt: str


async def walk(calls: Calls, resource: Resource, listing: Listing, values: Values, effort: Effort) -> Walk:
    """Follow a listing to its end. Raises `RestError` when a page fails or is none."""
    page = listing.page
    rows: list[Value] = []
    unique: set[str] = set()
    tokens: set[str] = set()
    extra = {page.size_parameter: str(page.size)}
    for pages in range(1, MOST_PAGES + 1):
        built = requests.build(resource, listing.operation, values, extra=extra)
        request = built.meant(f"list the {resource.plural.replace('_', ' ')}", repeatable=True)
        answer = await calls.call(request, effort)
        fresh, token, total = _page(calls, listing, request, answer)
        rows.extend(fresh)
        unique.update(repr(row) for row in fresh)
        if token:
            if token in tokens:
                return Walk(tuple(rows), pages, "a page token came twice")
            tokens.add(token)
            extra = {page.size_parameter: str(page.size), page.token_parameter: token}
        elif total is not None and len(unique) < total:
            if not page.offset_parameter or not fresh:
                return Walk(tuple(rows), pages, f"{len(unique)} objects came where {total} were announced")
            extra = {page.size_parameter: str(page.size), page.offset_parameter: str(len(rows))}
        else:
            return Walk(tuple(rows), pages, "")
    return Walk(tuple(rows), MOST_PAGES, f"it did not end within {MOST_PAGES} pages")


def _page(
    calls: Calls, listing: Listing, request: requests.Request, answer: Answer
) -> tuple[Sequence[Value], str, int | None]:
    """Return a page's rows, the token of the next page or nothing, and the total where the page says it."""
    page = listing.page
    body = answer.at(listing.operation.answer or Body(""))
    body = {} if body == "" else body
    places = [place.path for place in (listing.items, page.token, page.more, page.total) if place is not None]
    if not isinstance(body, Mapping) or (body and not any(path.split(".")[0] in body for path in places)):
        raise calls.reader.unreadable(request, answer, "not a page of this listing")
    rows = look_up(body, listing.items.path)
    if rows is None or rows == "":
        rows = []
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise calls.reader.unreadable(request, answer, f"not a page of this listing: {listing.items.path} is no list")
    token = look_up(body, page.token.path)
    more = page.more is None or look_up(body, page.more.path) in (True, "true", "True")
    total = look_up(body, page.total.path) if page.total else None
    return rows, str(token) if more and token not in (None, "") else "", _count(total)


def _count(total: Value) -> int | None:
    if isinstance(total, bool) or not isinstance(total, (int, Decimal, str)) or not str(total).isdigit():
        return None
    return int(total)
