"""XML written by hand: elements with text or elements, and lists of `member` as AWS-shaped APIs write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def write(root: str, document: object, attributes: Mapping[str, str] | None = None) -> bytes:
    """Return a document whose root element holds `document`."""
    named = "".join(f" {name}={quoteattr(value)}" for name, value in (attributes or {}).items())
    return f"{_DECLARATION}<{root}{named}>{_inside(document)}</{root}>".encode()


def _inside(value: object) -> str:
    if isinstance(value, Mapping):
        return "".join(_element(str(name), inner) for name, inner in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "".join(_element("member", inner) for inner in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else escape(str(value))


def _element(name: str, value: object) -> str:
    inside = _inside(value)
    return f"<{name}>{inside}</{name}>" if inside or isinstance(value, str) else f"<{name}/>"
