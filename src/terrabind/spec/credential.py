"""The ways in which an API lets a caller in, as values; `terrabind.rest.credentials` performs them.

Every field that ends in `_setting` names an API setting. An API lists its ways in order of preference; the first whose
settings are all given is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from terrabind.spec.locate import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A token that the user already has, sent in `header` behind `prefix`."""

    token_setting: str
    header: str = "Authorization"
    prefix: str = "Bearer "


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A session: a GET with HTTP Basic returns a token in a header; it is sent in that header, and ended by a GET."""

    username_setting: str
    password_setting: str
    login_path: str
    logout_path: str
    header: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Minted:
    """A short-lived bearer token, minted by a POST of JSON.

    `grant` holds the fixed fields of the request, `secrets` maps request fields to settings. The token is at
    `token`, its lifetime in seconds at `lifetime`.
    """

    path: str
    grant: Mapping[str, str]
    secrets: Mapping[str, str]
    token: Body = field(default=Body("access_token"))
    lifetime: Body = field(default=Body("expires_in"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic:
    """A user name and a password with every request (RFC 7617)."""

    username_setting: str
    password_setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key under a name of the user's choice: `place_setting` holds "header", "query" or "cookie"."""

    name_setting: str
    value_setting: str
    place_setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentials:
    """An OAuth2 token of the client itself (RFC 6749, 4.4): a form POST to `url_setting`, an absolute address.

    `scopes_setting` holds a list of texts or null, `audience_setting` a text or null.
    """

    url_setting: str
    client_setting: str
    secret_setting: str
    scopes_setting: str = ""
    audience_setting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command, a list of words, whose standard output is the bearer token; run again when the token is refused."""

    words_setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """No credential: the API lets everybody in."""


Credential: TypeAlias = Ready | Login | Minted | Basic | Key | ClientCredentials | Command | Open


def settings_of(credential: Credential) -> tuple[str, ...]:
    """Return the names of the settings that a way in needs."""
    match credential:
        case Ready():
            return (credential.token_setting,)
        case Login():
            return (credential.username_setting, credential.password_setting)
        case Minted():
            return tuple(credential.secrets.values())
        case Basic():
            return (credential.username_setting, credential.password_setting)
        case Key():
            return (credential.name_setting, credential.value_setting, credential.place_setting)
        case ClientCredentials():
            return (credential.url_setting, credential.client_setting, credential.secret_setting)
        case Command():
            return (credential.words_setting,)
        case Open():
            return ()
