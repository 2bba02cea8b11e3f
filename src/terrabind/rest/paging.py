"""A listing followed to its end, page after page, with the reasons to doubt that this was all of it.

Pages come one after another: the shape of a token is the server's own business, so no page can be asked for
before the one that names it (apis.md 1.5, 2.6, 3.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from terrabind.rest import requests
from terrabind.rest.addresses import beside, next_link
from terrabind.rest.calls import Calls
from terrabind.rest.effort import Effort
from terrabind.rest.responses import Answer
from terrabind.spec.locate import Body
from terrabind.spec.operation import Listing, Page, Paging
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, Values, look_up, steps_of

MOST_PAGES: Final = 10_000
MOST_NAMED: Final = 8
"""How many members of an object are named in an error."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One listing followed to its end: the rows as the server wrote them, and why they may not be all.

    `counted` says that every total on its pages was the number of different rows that came. A total that changes from
    page to page says that rows came or went, and that others may have slipped.
    """

    rows: tuple[Value, ...]
    pages: int
    doubt: str
    counted: bool = False


async def walk(calls: Calls, resource: Resource, listing: Listing, values: Values, effort: Effort) -> Walk:
    """Follow a listing to its end. Raises `RestError` when a page fails or is none."""
    page = listing.page
    rows: list[Value] = []
    unique: set[str] = set()
    tokens: set[str] = set()
    totals: set[int] = set()
    size: Values = {page.size_parameter: page.size} if page.size_parameter else {}
    start: Values = {page.offset_parameter: page.first} if page.paging is Paging.NUMBER else {}
    request = _request(resource, listing, values, {**size, **start})
    for pages in range(1, MOST_PAGES + 1):
        answer = await calls.call(request, effort)
        fresh, token, total = _page(calls, listing, request, answer)
        seen = len(unique)
        rows.extend(fresh)
        unique.update(repr(row) for row in fresh)
        totals.update(() if total is None else (total,))
        if token:
            if token in tokens:
                return Walk(tuple(rows), pages, "a page token came twice")
            tokens.add(token)
            if page.paging is Paging.LINK:
                # The server's address is whole: it repeats what of the query still counts.
                request = replace(request, reference=beside(request.path, token), query="")
            else:
                request = _request(resource, listing, values, {**size, page.token_parameter: token})
            continue
        position = _position(page, pages, len(rows), fresh, total, len(unique))
        if position is not None and fresh and len(unique) == seen:
            return Walk(tuple(rows), pages, "a page came twice")
        if position is not None:
            request = _request(resource, listing, values, {**size, page.offset_parameter: position})
        elif total is not None and len(unique) < total:
            return Walk(tuple(rows), pages, f"{len(unique)} objects came where {total} were announced")
        else:
            return Walk(tuple(rows), pages, "", counted=totals == {len(unique)})
    return Walk(tuple(rows), MOST_PAGES, f"it did not end within {MOST_PAGES} pages")


def _request(resource: Resource, listing: Listing, values: Values, extra: Values) -> requests.Request:
    if listing.page.in_body:
        built = requests.build(resource, listing.operation, values, members=extra)
    else:
        query = {name: str(value) for name, value in extra.items()}
        built = requests.build(resource, listing.operation, values, extra=query)
    return built.meant(f"list the {resource.plural.replace('_', ' ')}", repeatable=True)


def _position(page: Page, pages: int, came: int, fresh: Sequence[Value], total: int | None, unique: int) -> int | None:
    """Return the offset or number of the next page where pages are asked for by position; null at the end."""
    if not fresh or not page.offset_parameter or (total is not None and unique >= total):
        return None
    match page.paging:
        case Paging.NUMBER:
            return page.first + pages
        case Paging.OFFSET:
            # Until a page is empty: one that is only shorter than asked for may be the server's own limit.
            return came
        case _:
            return came if total is not None else None


def _page(
    calls: Calls, listing: Listing, request: requests.Request, answer: Answer
) -> tuple[Sequence[Value], str, int | None]:
    """Return a page's rows, the token of the next page or nothing, and the total where the page says it."""
    page = listing.page
    body = answer.at(listing.operation.answer or Body(""))
    body = {} if body == "" else body
    places = [place.path for place in (listing.items, page.token, page.more, page.total) if place is not None]
    if listing.items.path and (
        not isinstance(body, Mapping)
        or (body and not listing.sparse and not any(steps_of(path)[0] in body for path in places if path))
    ):
        raise calls.reader.unreadable(request, answer, "not a page of this listing")
    rows = look_up(body, listing.items.path)
    if rows is None or rows == "":
        rows = []
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        what = f"not a page of this listing: {listing.items.path or 'it'} is no list"
        if calls.api.any_text and isinstance(rows, Mapping):
            members = calls.redactor.scrub(", ".join(sorted(rows)[:MOST_NAMED]))
            what += f" but an object with {members or 'nothing in it'}: say with `items` (`select` of a request) where"
            what += " the list stands"
        raise calls.reader.unreadable(request, answer, what)
    if page.paging is Paging.LINK:
        token: Value = next_link(answer.headers.get("link", ""))
    else:
        token = look_up(body, page.token.path) if page.token_parameter else None
    more = page.more is None or look_up(body, page.more.path) in (True, "true", "True")
    total = look_up(body, page.total.path) if page.total else None
    return rows, str(token) if more and token not in (None, "") else "", _count(total)


def _count(total: Value) -> int | None:
    if isinstance(total, bool) or not isinstance(total, (int, Decimal, str)) or not str(total).isdigit():
        return None
    return int(total)
