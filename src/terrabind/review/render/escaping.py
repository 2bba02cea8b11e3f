"""Names of a plan are hostile: here they become words that break no table, ping nobody and hide nothing.

Markdown of GitHub, GitLab and Azure alike, and lines of a terminal or of a log. Nothing here knows what a text means.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from terrabind.review.render.plain import one_line

__all__ = ["code", "columns", "guard_log", "guard_word", "link", "plain", "prose", "shorten", "wrap"]

LONGEST: Final = 120
"""Characters of one name before its middle is left out."""

_LONGEST_SENTENCE: Final = 2_000
_END: Final = 24
_SPAN: Final = re.compile(r"[^`|\\\s](?:[^`|\\\n]*[^`|\\\s])?")
_ENTITY: Final = re.compile(r"[^\w \-]|_", re.ASCII)
_WORD: Final = re.compile(
    r"""["'(]*(?:[^\W_]+(?:['\u2019-][^\W_]+)*|[0-9]+(?:[.,][0-9]+)*%?)?(?:[,.;:?!)"']*)""",
)
_REFERENCE: Final = re.compile(r"\W*(?:[A-Za-z][A-Za-z0-9]*-[0-9]+|(?=\w*[0-9])[0-9a-f]{7,64})\W*", re.IGNORECASE)
# What stands in backticks, away from other signs: two code spans that touch would become one.
_QUOTED: Final = re.compile(r"(?<![^ ])`([^`\n]+)`(?=[.,;:]? |[.,;:]?$)")
_UNSAFE_ADDRESS: Final = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&*+,;=%]")
_SPLIT: Final = re.compile(r"(?<=[^ ]) +(?=[^ ])")


def shorten(text: str, limit: int = LONGEST) -> str:
    """Return a text of which, above `limit` characters, the middle is left out and counted."""
    if len(text) <= limit:
        return text
    kept = limit - _END
    return f"{text[:kept]}[{len(text) - limit:,} more characters]{text[-_END:]}"


def plain(text: str, limit: int = LONGEST) -> str:
    """Return a text as one line in which everything can be seen."""
    return one_line(shorten(text, limit))


def code(text: str, limit: int = LONGEST) -> str:
    """Return a name as a Markdown code span that is the same inside and outside a table.

    What a backtick span cannot hold in a table cell (pipe, backtick, backslash) is written as HTML with the number of
    each sign: nobody agrees on how these are quoted there.
    """
    shown = plain(text, limit)
    if not shown.strip():
        return "`(empty)`"
    if _SPAN.fullmatch(shown):
        return f"`{shown}`"
    return f"<code>{_ENTITY.sub(lambda sign: f'&#{ord(sign[0])};', shown)}</code>"


def prose(text: str, limit: int = _LONGEST_SENTENCE) -> str:
    """Return a sentence as Markdown: plain words as they are, whatever could mean something as code."""
    pieces = _QUOTED.split(plain(text, limit))
    return "".join(code(piece) if number % 2 else _prose(piece) for number, piece in enumerate(pieces))


def _prose(text: str) -> str:
    return " ".join(word if not word or _is_plain_word(word) else _word(word) for word in text.split(" "))


def _is_plain_word(word: str) -> bool:
    """Whether a word can be no markup, mention, link, commit or ticket."""
    return len(word) <= LONGEST and bool(_WORD.fullmatch(word)) and not _REFERENCE.fullmatch(word)


def _word(word: str) -> str:
    """A word as code; a full stop, comma or colon behind it is none of its own."""
    bare = word.rstrip(",.;:") or word
    return code(bare) + word[len(bare) :]


def link(title: str, address: str) -> str:
    """Return a link of our own; anything but a web address is shown and leads nowhere."""
    if not address.startswith(("https://", "http://")):
        return f"{title}: {code(address)}"
    return f"[{title}]({_UNSAFE_ADDRESS.sub(lambda sign: _percent(sign[0]), address)})"


def _percent(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "replace"))


def guard_log(text: str) -> str:
    """Return a text in which the runner of GitHub Actions finds no command: neither `::error` nor `##[error]`."""
    lines = text.replace("##[", "# #[").split("\n")
    return "\n".join(_guard_line(line) for line in lines)


def _guard_line(line: str) -> str:
    bare = line.lstrip()
    return f"{line[: len(line) - len(bare)]}: {bare[1:]}" if bare.startswith("::") else line


def guard_word(text: str, ascii_only: bool) -> str:
    """Return a text in signs that a terminal has; with `ascii_only`, others are written as their numbers."""
    if not ascii_only or text.isascii():
        return text
    return "".join(each if each.isascii() else f"<U+{ord(each):04X}>" for each in text)


def columns(text: str) -> int:
    """Return the columns that a terminal takes for a text."""
    if text.isascii():
        return len(text)
    return sum(_columns(each) for each in text)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def wrap(text: str, width: int, first: str = "", rest: str = "") -> str:
    """Return a text in lines of at most `width` columns, the first after `first`, the others after `rest`.

    A word that is longer than a line is broken, so that no terminal does it in its own way.
    """
    lines: list[str] = []
    line, empty = first, True
    for word in _SPLIT.split(text.strip()):
        piece = word
        while piece:
            room = width - columns(line) - (0 if empty else 1)
            if columns(piece) <= room:
                line, empty, piece = f"{line}{'' if empty else ' '}{piece}", False, ""
            elif not empty:
                lines.append(line)
                line, empty = rest, True
            else:
                head = _take(piece, max(room, 1))
                lines.append(line + head)
                line, piece = rest, piece[len(head) :]
    return "\n".join([*lines, line] if not empty or not lines else lines)


def _take(text: str, room: int) -> str:
    """As many signs as fit, one at least."""
    taken, used = 0, 0
    for sign in text:
        used += _columns(sign)
        if used > room and taken:
            break
        taken += 1
    return text[:taken]
