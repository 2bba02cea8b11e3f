"""Which way in is used: the first whose settings are all given, checked before anything is sent.

An API that also lets everybody in does so only when nothing was begun: a password that is empty or not known yet never
turns into a request without one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlsplit

from terrabind.rest.addresses import Address
from terrabind.rest.errors import CredentialMissingError, SettingsError
from terrabind.rest.settings import places
from terrabind.spec.api import Api
from terrabind.spec.credential import Basic, ClientCredentials, Credential, Key, Open, settings_of
from terrabind.spec.values import Value, Values, is_known

CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
"""What ends a line, or steers what reads it: no credential holds one."""

HEADER: Final = "header"
QUERY: Final = "query"
COOKIE: Final = "cookie"

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # a token of RFC 9110, 5.6.2
_SAFE = "/%:@!$&'()*+,;=~-._"


def choose(api: Api, settings: Values) -> Credential:
    """Return the first way in whose settings are all given.

    Raises `CredentialMissingError` naming what would complete a way, and the other ways; `SettingsError`
    when a setting of it cannot be sent.
    """
    way = find(api, settings)
    if way is None:
        raise _incomplete(api, settings)
    for name in _names(way):
        _check(api, name, settings.get(name))
    match way:
        case Basic() if ":" in _text(settings, way.username_setting):
            raise _unfit(api, way.username_setting, "holds a colon", "HTTP ends the user's name at the first one")
        case Key():
            _check_key(api, way, settings)
        case ClientCredentials():
            read_address(api, way.url_setting, settings)
    return way


def find(api: Api, settings: Values) -> Credential | None:
    """Return the first way in whose settings are all given and known, unchecked; null when none is complete."""
    for way in api.credentials:
        if isinstance(way, Open):
            if all(settings.get(name) is None for other in api.credentials for name in _names(other)):
                return way
        elif all(_given(settings.get(name)) for name in settings_of(way)) and _is_settled(way, settings):
            return way
    return None


def read_address(api: Api, name: str, settings: Values) -> Address:
    """Return the parts of a setting that holds a whole address. Raises `SettingsError`, which never repeats it."""
    text, parts = _text(settings, name), urlsplit("")
    try:
        parts = urlsplit(text)
        plain = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        plain = False
    if not plain or "@" in parts.netloc or "#" in text or any(letter <= " " for letter in text):
        raise SettingsError(
            f"{api.name}.{name} is not accepted",
            f"Set {places(api, name)} to a whole address: http or https, a host, a path, and no user name or fragment.",
            attribute=f"{api.name}.{name}",
        )
    path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=f"{_SAFE}?")
    return Address(f"{parts.scheme}://{parts.netloc}", path, query)


def _incomplete(api: Api, settings: Values) -> CredentialMissingError:
    ways = [way for way in api.credentials if not isinstance(way, Open)]
    empty: tuple[Value, ...] = (None, "", [], ())
    begun = [way for way in ways if any(settings.get(name) not in empty for name in _names(way))]
    begun = begun or [way for way in ways if any(settings.get(name) is not None for name in _names(way))]
    unknown = [name for way in ways for name in _names(way) if not is_known(settings.get(name))]
    way = (begun or ways)[0]
    name = (unknown or [name for name in settings_of(way) if not _given(settings.get(name))])[0]
    problem = "not known yet" if unknown else "not set" if settings.get(name) is None else "empty"
    if any(isinstance(each, Open) for each in api.credentials):
        ways = begun  # One of them was meant; without any, nothing would be missing.
    texts = "; or ".join(" and ".join(places(api, name) for name in settings_of(each)) for each in ways)
    return CredentialMissingError(
        f"{api.title}: no credential is configured",
        f"{api.name}.{name} is {problem}. Set {texts}. {api.credential_hint}".rstrip(),
        attribute=f"{api.name}.{name}",
    )


def _names(way: Credential) -> tuple[str, ...]:
    """Return the settings that a way in needs, and those that it also reads."""
    more = (way.scopes_setting, way.audience_setting) if isinstance(way, ClientCredentials) else ()
    return settings_of(way) + tuple(filter(None, more))


def _is_settled(way: Credential, settings: Values) -> bool:
    return all(is_known(settings.get(name)) for name in _names(way))


def _given(value: Value) -> bool:
    if isinstance(value, str):
        return value != ""
    return isinstance(value, Sequence) and len(value) > 0 and is_known(value)


def _text(settings: Values, name: str) -> str:
    value = settings.get(name)
    return value if isinstance(value, str) else ""


def _check(api: Api, name: str, value: Value) -> None:
    if isinstance(value, str) and CONTROL.search(value):
        raise _unfit(
            api, name, "holds a line break", "A credential is one line; a file that was read into it ends with another"
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        words = [word for word in value if isinstance(word, str)]
        if len(words) != len(value) or not words[:1] or words[0] == "" or any("\0" in word for word in words):
            raise _unfit(api, name, "is no list of words", "Each member is one word, and the first is not empty")


def _check_key(api: Api, way: Key, settings: Values) -> None:
    place, name = _text(settings, way.place_setting), _text(settings, way.name_setting)
    if place not in (HEADER, QUERY, COOKIE):
        raise _unfit(api, way.place_setting, "is no place for a key", f"Places are {HEADER}, {QUERY} and {COOKIE}")
    if place != QUERY and not _NAME.fullmatch(name):
        raise _unfit(api, way.name_setting, f"is no name of a {place}", "It holds a blank, a colon or another mark")
    if place == COOKIE and ";" in _text(settings, way.value_setting):
        raise _unfit(api, way.value_setting, "holds a semicolon", "It would end the cookie")


def _unfit(api: Api, name: str, problem: str, reason: str) -> SettingsError:
    """Return the error for a value that cannot be sent; it never shows the value."""
    return SettingsError(
        f"{api.name}.{name} {problem}", f"{reason}. Correct {places(api, name)}.", attribute=f"{api.name}.{name}"
    )


def words_of(settings: Values, name: str) -> list[str]:
    """Return the words of a setting that is a list, none when it is null."""
    value = settings.get(name)
    return [] if value is None or isinstance(value, str) or not isinstance(value, Sequence) else [str(w) for w in value]
