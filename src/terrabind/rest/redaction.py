"""Secrets print as `***`, and what a server says is scrubbed of them and cut before anybody sees it.

The scrubbing comes before the cutting, so that half a secret never survives at the end.
"""

from __future__ import annotations

import base64
import logging
import re
from contextvars import ContextVar
from typing import Final, NoReturn
from urllib.parse import quote

MASK: Final = "***"
MOST: Final = 256
"""The most characters of a server's text that an error shows."""

_SHORTEST = 4  # Shorter "secrets" would blank out ordinary words.
_AUTHORIZATION = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}")
_NAMED = re.compile(
    r"""(?ix) ( ["']? [\w-]* (?:password|passwd|secret|token|api[_-]?key|authorization|cookie) [\w-]* ["']?
    \s* [:=] \s* ) ( "[^"]*" | '[^']*' | [^\s,;&}<]+ )"""
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Secret:
    """A text that shows itself only to whoever asks for it by `reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text, for the one place that sends it."""
        return self._text

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, specification: str) -> str:
        return format(MASK, specification)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


class Redactor:
    """Knows the secrets of one client and takes them out of any text."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def learn(self, secret: Secret) -> None:
        """Remember a secret, in every form in which a server might repeat it."""
        text = secret.reveal()
        if len(text) >= _SHORTEST:
            encoded = base64.b64encode(text.encode()).decode()
            self._known.update((text, quote(text, safe=""), quote(text), encoded))

    def scrub(self, text: str) -> str:
        """Return `text` without secrets and control characters, cut at `MOST` characters."""
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, MASK)
        text = _AUTHORIZATION.sub(rf"\1 {MASK}", text)
        text = _NAMED.sub(rf"\1{MASK}", text)
        text = _CONTROLS.sub(" ", text).strip()
        return text if len(text) <= MOST else f"{text[: MOST - 1]}…"


IN_FLIGHT: ContextVar[bool] = ContextVar("terrabind_rest_in_flight", default=False)
"""True while one of our own requests is under way in this task."""


class _Hush(logging.Filter):
    """Drops what the HTTP libraries log about our requests: whole addresses, and headers with tokens in them."""

    def filter(self, record: logging.LogRecord) -> bool:
        del record
        return not IN_FLIGHT.get()


_HUSH = _Hush()
_LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy", "httpcore.socks")


def hush_libraries() -> None:
    """Keep the HTTP libraries' own logging from repeating our requests; what others do with them stays logged."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_HUSH)
