"""Secrets print as `***`, and what a server says is scrubbed of them and cut before anybody sees it.

The scrubbing comes before the cutting, so that half a secret never survives at the end.
"""

from __future__ import annotations

import base64
import html
import json
import logging
import re
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Final, NoReturn
from urllib.parse import quote, quote_plus

MASK: Final = "***"
MOST: Final = 256
"""The most characters of a server's text that an error shows."""

_SHORTEST = 4  # Shorter "secrets" would blank out ordinary words.
_EXAMINED = 16 * MOST  # What lies behind would be cut off anyway; the patterns below are too slow for megabytes.
# Of "Basic cm9vdDpwdw==" and "Token cGFzc3dvcmQ" the second word alone lets anybody in.
_SCHEME = re.compile(r"^(?:Basic|Bearer|[A-Za-z][A-Za-z0-9-]*(?= +\S{8,}$)) +(.+)$")
_ESCAPE = re.compile(r"%[0-9A-F]{2}")
_AUTHORIZATION = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}")
_NAMED = re.compile(
    r"""(?ix) ( (?:password|passwd|secret|token|api[_-]?key|authorization|cookie) [\w-]{0,40}+ \\?["']?
    \s* [:=] \s* ) ( "(?:[^"\\]|\\.)*" | '[^']*' | [^\s,;&}<]+ )"""
)
# Control characters steer terminals (C1 ones too), direction marks reorder what a person reads, and lone surrogates
# cannot travel to Terraform at all.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


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


def forms_of(text: str) -> Iterator[str]:
    """Yield a secret as it is and as it looks inside an address, a form, JSON, HTML or XML, and in base64."""
    yield text
    for written in (quote(text, safe=""), quote(text), quote_plus(text)):
        yield written
        yield _ESCAPE.sub(lambda escape: escape[0].lower(), written)
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    yield html.escape(text)
    yield html.escape(text, quote=False)
    for encoded in (base64.b64encode(text.encode()), base64.urlsafe_b64encode(text.encode())):
        yield encoded.decode().rstrip("=")


class Redactor:
    """Knows the secrets of one client and takes them out of any text."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def learn(self, secret: Secret) -> None:
        """Remember a secret, in every form in which a server might repeat it."""
        text = secret.reveal()
        for part in (text, *_SCHEME.findall(text)):
            if len(part) >= _SHORTEST:
                self._known.update(forms_of(part))

    def scrub(self, text: str) -> str:
        """Return `text` without secrets and control characters, cut at `MOST` characters."""
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, MASK)
        text = text[:_EXAMINED]
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
