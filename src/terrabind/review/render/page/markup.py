"""Elements are written here, and every text that is not already markup is escaped on its way into one.

A text from a plan is hostile: it cannot become an element, an attribute or an entity, its control characters and its
characters that turn the reading direction are written out, and one that is too long is cut with the whole beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, TypeAlias

SHORT: Final = 120
"""Characters of a name that are shown at once."""
LONGEST: Final = 20_000
"""Characters of a text that a page holds at all."""

_PLAIN: Final = re.compile(r"[\x20-\x7e\xa1-\xac\xae-\u02ff\u2018-\u2026\u203a\u2192\u3041-\u30ff\u4e00-\u9fff]*")
"""The frequent case, told quickly: texts in which everything can be seen."""
_SPECIAL: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_HIDDEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BLANK: Final = {"\u00ad", "\u034f", "\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}
"""Letters and marks by their category that draw nothing."""
_VOID: Final = {"meta", "link", "input"}


class Html(str):
    """Markup: a text that needs no escaping any more, because `element` or `join` wrote it."""

    __slots__ = ()


Child: TypeAlias = "str | int | Iterable[Child] | None"
"""What an element holds: markup, a text to escape, a number, nothing, or several of them."""


def reveal(text: str) -> str:
    """Return `text` with every character that cannot be seen written out as its number (`[U+202E]`)."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]} [{len(text) - LONGEST:,} more characters]"
    if _PLAIN.fullmatch(text):
        return text
    return "".join(_reveal_character(each) for each in text)


def _reveal_character(character: str) -> str:
    """One character as it is seen."""
    hidden = unicodedata.category(character) in _HIDDEN or character in _BLANK
    odd_space = unicodedata.category(character) == "Zs" and character != " "
    return f"[U+{ord(character):04X}]" if hidden or odd_space else character


def escape(text: str) -> Html:
    """Return any text as markup that shows it."""
    return Html(reveal(text).translate(_SPECIAL))


def join(*children: Child) -> Html:
    """Return children one after another, each escaped unless it is markup."""
    return Html("".join(_write(each) for each in children))


def _write(child: Child) -> str:
    """One child."""
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return escape(child)
    if child is None:
        return ""
    if isinstance(child, int):
        return f"{child:,}"
    return "".join(_write(each) for each in child)


def element(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """Return one element. In an attribute's name `_` is a dash, a last one is dropped; false and null leave it out."""
    shown = "".join(_write_attribute(key, value) for key, value in attributes.items() if value is not None)
    if name in _VOID:
        return Html(f"<{name}{shown}>")
    return Html(f"<{name}{shown}>{join(*children)}</{name}>")


def _write_attribute(key: str, value: str | int | bool | None) -> str:
    """One attribute, always in double quotes."""
    name = key.rstrip("_").replace("_", "-")
    if isinstance(value, bool):
        return f" {name}" if value else ""
    return f' {name}="{value if isinstance(value, (int, Html)) else escape(str(value))}"'


def cut(text: str, length: int = SHORT) -> str:
    """Return the start of a text that is longer than `length`."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def shorten(text: str, length: int = SHORT) -> Html:
    """Return a text, cut where it is long, with the whole one click away."""
    if len(text) <= length:
        return escape(text)
    summary = element("summary", cut(text, length), element("small", f" ({len(text):,} characters)"))
    return element("details", summary, element("span", text), class_="long")


def code(text: str, length: int = SHORT) -> Html:
    """Return an address or an id, cut where it is long, with the whole in its title."""
    long = len(text) > length
    return element("code", cut(text, length), title=reveal(text) if long else None)
