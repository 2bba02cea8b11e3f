"""Listings cut into pages the way an API cuts them, and the ways in which a page can be wrong."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from terrabind.emulator.refusal import RefusedError
from terrabind.emulator.rendering import Document, place, set_at
from terrabind.emulator.store import Record
from terrabind.emulator.variants import Variants
from terrabind.spec.failure import Meaning
from terrabind.spec.operation import Listing, Page
from terrabind.spec.values import Values

Rows = Sequence[tuple[Record, Values]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How this server cuts: it `coerces` too large sizes or refuses them; `cap` bounds pages, 0 for the API's limit."""

    coerces: bool
    cap: int
    variants: Variants
    tampers: Mapping[str, str]


def write_page(
    listing: Listing,
    rows: Rows,
    fields: Mapping[str, str],
    cut: Cut,
    written: Callable[[Record, Values], object],
) -> Document:
    """Return one page of a listing as the API answers it. Raises `RefusedError` for bad page parameters."""
    page = listing.page
    size = _size(page, fields, cut)
    offset, after = _start(page, fields, size)
    if after:
        offset = next((index for index, (record, _) in enumerate(rows) if record.serial > after), len(rows))
    shown = list(rows[offset : offset + size])
    following = offset + len(shown)
    tampers = cut.tampers
    if "empty_page" in tampers:
        shown, following = [], offset
    token = ""
    if following < len(rows):
        token = _token(page, fields, size, following, rows[following - 1][0].serial if following else 0, cut)
    if "repeated_token" in tampers and fields.get(page.token_parameter):
        token = fields[page.token_parameter]
    if "missing_rows" in tampers:
        shown = shown[int(tampers["missing_rows"] or 1) :]
    if "repeated_rows" in tampers:
        shown = shown + shown[: int(tampers["repeated_rows"] or 1)]
    total = len(rows) + (int(tampers["wrong_total"] or 1) if "wrong_total" in tampers else 0)
    return _document(listing, [written(*row) for row in shown], token, total, fields, cut)


def _document(
    listing: Listing, items: list[object], token: str, total: int, fields: Mapping[str, str], cut: Cut
) -> Document:
    page = listing.page
    document: Document = {}
    if "no_items" not in cut.tampers and (items or not cut.variants.omit_empty):
        set_at(document, listing.items.path, items)
    if page.more is not None:
        set_at(document, page.more.path, bool(token))
    if token or page.more is not None or cut.variants.empty_token:
        set_at(document, page.token.path, token)
    # An API that also pages by offset tells the total only then (apis.md 3.5).
    if page.total is not None and (not page.offset_parameter or page.offset_parameter in fields):
        set_at(document, page.total.path, total)
    return place(document, listing.operation.answer) if listing.operation.answer else document


def _size(page: Page, fields: Mapping[str, str], cut: Cut) -> int:
    text = fields.get(page.size_parameter, "")
    try:
        size = int(text) if text else page.default_size
    except ValueError as error:
        raise RefusedError(Meaning.INVALID, f"{page.size_parameter} is not a number") from error
    if size < 0 or (size == 0 and not cut.coerces) or (size > page.size and not cut.coerces):
        raise RefusedError(Meaning.INVALID, f"{page.size_parameter} must be from 1 to {page.size}")
    size = min(size or page.default_size, page.size)
    return min(size, cut.cap) if cut.cap else size


def _start(page: Page, fields: Mapping[str, str], size: int) -> tuple[int, int]:
    """Return the offset of the page's first row, or the serial after which it begins."""
    token = fields.get(page.token_parameter, "")
    offset = fields.get(page.offset_parameter, "") if page.offset_parameter else ""
    if token and offset:
        raise RefusedError(Meaning.INVALID, f"{page.token_parameter} and {page.offset_parameter} exclude each other")
    if offset:
        if not offset.isdigit():
            raise RefusedError(Meaning.INVALID, f"{page.offset_parameter} must be 0 or more")
        return int(offset), 0
    if not token:
        return 0, 0
    try:
        held = json.loads(base64.urlsafe_b64decode(token))
        start, after, mark = int(held["o"]), int(held["a"]), int(held["m"])
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise RefusedError(Meaning.INVALID, f"{page.token_parameter} is not a page token") from error
    # Every other parameter must be what it was in the call that made the token (apis.md 1.2).
    if mark != _mark(page, fields, size):
        raise RefusedError(Meaning.INVALID, f"{page.token_parameter} belongs to a listing with other parameters")
    return start, after


def _token(page: Page, fields: Mapping[str, str], size: int, offset: int, serial: int, cut: Cut) -> str:
    after = serial if cut.variants.tokens == "position" else 0
    held = {"o": offset, "a": after, "m": _mark(page, fields, size)}
    return base64.urlsafe_b64encode(json.dumps(held, separators=(",", ":")).encode()).decode()


def _mark(page: Page, fields: Mapping[str, str], size: int) -> int:
    others = {
        name: value for name, value in fields.items() if name not in (page.token_parameter, page.offset_parameter)
    }
    return zlib.crc32(json.dumps([sorted(others.items()), size]).encode())
