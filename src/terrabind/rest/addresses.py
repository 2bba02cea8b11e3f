"""Addresses: of the API itself, and those that it gives in a Location or Link header or in a body.

The latter are followed on its own host only.

A reference is resolved against the API's address as a browser would (RFC 3986): "/jobs/1" begins at the host, "jobs/1"
below the API's path. Credentials never leave the host that they were made for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from terrabind.rest.errors import AddressMissingError, RequestError, SettingsError
from terrabind.rest.settings import places
from terrabind.spec.api import Api
from terrabind.spec.values import UNKNOWN, Values

_LINK: Final = re.compile(r'<([^<>]*)>((?:\s*;\s*[a-zA-Z*]+\s*=\s*(?:"[^"]*"|[^\s;,"]*))*)')
_NEXT: Final = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]*))', re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_SAFE: Final = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a reference leads: the host's own address, the path there, and the query without its question mark."""

    origin: str
    path: str
    query: str


def is_address(text: str) -> bool:
    """Tell whether a text is an address rather than a word: a path from the host's root, or a whole URL."""
    return text.startswith(("/", "http://", "https://"))


def resolve(base: str, given: str, title: str) -> Address:
    """Return where `given` leads from the API's address `base`. Raises `RequestError` when that is another host."""
    own, found = urlsplit(base), urlsplit("")
    try:
        found = urlsplit(urljoin(f"{base}/", given))
        same = (found.scheme, found.hostname, found.port) == (own.scheme, own.hostname, own.port)
    except ValueError:
        same = False
    if not same or "@" in found.netloc:
        raise RequestError(
            f"{title} pointed to another host",
            "The answer names an address that is not below the API's own; it is not followed, since that would carry "
            "the credential along.",
        )
    return Address(
        f"{own.scheme}://{own.netloc}", quote(found.path or "/", safe=_SAFE), quote(found.query, safe=f"{_SAFE}?")
    )


def beside(path: str, given: str) -> str:
    """Return a reference that counts from `path`, an address below the API's own, as one that counts from the API's."""
    if is_address(given) or _SCHEME.match(given):
        return given
    return f"./{urljoin(path, given).lstrip('/')}"


def base_address(api: Api, settings: Values) -> str:
    """Return the API's address without a slash at its end.

    Raises `AddressMissingError` when none is configured, `SettingsError` when it is not plainly an address:
    user names, queries and fragments in it would end up in messages or change every request.
    """
    name = api.url_setting
    given = settings.get(name)
    if given is UNKNOWN:
        raise AddressMissingError(
            f"{api.title}: the address is not known yet",
            f"{api.name}.{name} is known only after an apply.",
            attribute=f"{api.name}.{name}",
        )
    text = given if isinstance(given, str) and given else api.default_url
    if not text:
        raise AddressMissingError(
            f"{api.title}: no address is configured",
            f'{api.name}.{name} is not set. Set {places(api, name)}, for example to "{api.settings[name].example}".',
            attribute=f"{api.name}.{name}",
        )
    try:
        parts = urlsplit(text)
        port = parts.port
        plain = parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0
    except ValueError:
        plain = False
    if not plain or "@" in text or "?" in text or "#" in text or any(letter <= " " for letter in text):
        raise SettingsError(
            f"{api.title}: the address is not accepted",
            f"Set {places(api, name)} to an address such as "
            f'"{api.settings[name].example or api.default_url}": http or https, a host, perhaps a port and a path, '
            "and no user name, query or fragment.",
            attribute=f"{api.name}.{name}",
        )
    return text.rstrip("/")


def next_link(header: str) -> str:
    """Return the address of relation "next" in a Link header (RFC 8288), empty when there is none."""
    for match in _LINK.finditer(header):
        for quoted, plain in _NEXT.findall(match[2]):
            if "next" in (quoted or plain).lower().split():
                return match[1].strip()
    return ""
