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


Credential: TypeAlias = Ready | Login | Minted


def settings_of(credential: Credential) -> tuple[str, ...]:
    """Return the names of the settings that a way in needs."""
    match credential:
        case Ready():
            return (credential.token_setting,)
        case Login():
            return (credential.username_setting, credential.password_setting)
        case Minted():
            return tuple(credential.secrets.values())
