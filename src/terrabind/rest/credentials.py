"""The ways in, performed: a ready token, a session that is logged in and out, a token that is minted and minted again.

A session or token is obtained when the first request needs it, once for all who wait, and once more when the
server refuses it. A refusal of the credential itself is remembered: repeating a wrong password locks
accounts.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from terrabind.codec import json
from terrabind.rest.clock import Clock
from terrabind.rest.errors import (
    AnswerError,
    CredentialMissingError,
    ForbiddenError,
    GoneError,
    InvalidError,
    NotOfferedError,
    RestError,
    SettingsError,
    UnauthenticatedError,
    UnreadableAnswerError,
)
from terrabind.rest.redaction import Secret
from terrabind.rest.requests import Request
from terrabind.rest.responses import Answer
from terrabind.rest.settings import places
from terrabind.spec.api import Api
from terrabind.spec.credential import Credential, Login, Minted, Ready, settings_of
from terrabind.spec.values import UNKNOWN, Value, Values

MARGIN: Final = 60.0
"""A minted token is used until this many seconds before its end, or until half of a shorter life."""

_LINE_BREAK = re.compile(r"[\x00-\x1f\x7f]")

Send = Callable[[Request, Mapping[str, Secret], bytes | None], Awaitable[Answer]]
"""Sends a request with secret headers and, instead of the request's own, a secret body."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What lets one request in: secret headers, and the `generation` of the token in them."""

    generation: int
    headers: Mapping[str, Secret]


@dataclass(frozen=True, slots=True)
class _Token:
    text: Secret
    expires: float
    generation: int = 0


def choose(api: Api, settings: Values) -> Credential:
    """Return the first way in whose settings are all given.

    Raises `CredentialMissingError` naming what would complete a way, and every other way; `SettingsError`
    when a secret holds a line break or is not known yet.
    """
    for way in api.credentials:
        given = [settings.get(name) for name in settings_of(way)]
        if all(_given(value) for value in given):
            for name, value in zip(settings_of(way), given, strict=True):
                _check(api, name, value)
            return way
    unknown = [n for way in api.credentials for n in settings_of(way) if settings.get(n) is UNKNOWN]
    begun = [way for way in api.credentials if any(_given(settings.get(n)) for n in settings_of(way))]
    way = (begun or list(api.credentials))[0]
    missing = unknown or [name for name in settings_of(way) if not _given(settings.get(name))]
    ways = "; or ".join(" and ".join(places(api, name) for name in settings_of(each)) for each in api.credentials)
    raise CredentialMissingError(
        f"{api.title}: no credential is configured",
        f"{api.name}.{missing[0]} is {'not known yet' if unknown else 'not set'}. Set {ways}. "
        f"{api.credential_hint}".rstrip(),
        attribute=f"{api.name}.{missing[0]}",
    )


class Credentials:
    """One client's way in, and the token it currently holds."""

    def __init__(self, api: Api, settings: Values, send: Send, clock: Clock, learn: Callable[[Secret], None]) -> None:
        self._api = api
        self._settings = settings
        self._send = send
        self._clock = clock
        self._learn = learn
        self._way: Credential | None = None
        self._token: _Token | None = None
        self._obtained = 0
        self._flight: asyncio.Task[_Token] | None = None
        self._refusal: RestError | None = None

    async def authorize(self) -> Pass:
        """Return what lets the next request in; logs in or mints a token first where there is none.

        Raises `CredentialMissingError`, or what the login came to.
        """
        way = self._way = self._way or choose(self._api, self._settings)
        if isinstance(way, Ready):
            return Pass(0, {way.header: Secret(way.prefix + str(self._settings[way.token_setting]))})
        token = self._token
        if token is None or self._clock.monotonic() >= token.expires:
            token = await self._obtain(way)
        if isinstance(way, Login):
            return Pass(token.generation, {way.header: token.text})
        return Pass(token.generation, {"Authorization": Secret(f"Bearer {token.text.reveal()}")})

    def refused(self, used: Pass) -> bool:
        """Take note that the server refused `used`; tell whether another attempt may do better."""
        if self._way is None or isinstance(self._way, Ready):
            return False
        if self._token is not None and used.generation == self._token.generation:
            self._token = None
        return True

    @property
    def attribute(self) -> str:
        """The dotted path of the setting that holds the secret, for errors."""
        way = self._way or self._api.credentials[0]
        return f"{self._api.name}.{settings_of(way)[-1]}"

    async def close(self) -> None:
        """End the session that was logged in, best effort: a server that is away must not hold up the end."""
        if self._flight is not None:
            self._flight.cancel()
        if not isinstance(self._way, Login) or self._token is None:
            return
        request = Request("GET", self._way.logout_path, "", dict(self._api.headers), None, "log out", False)
        token, self._token = self._token, None
        try:
            await self._send(request, {self._way.header: token.text}, None)
        except RestError:
            # The session ends by itself after some hours (apis.md 2.2).
            return

    async def _obtain(self, way: Login | Minted) -> _Token:
        if self._refusal is not None:
            raise self._refusal
        if self._flight is None or self._flight.done():
            self._flight = asyncio.ensure_future(self._renew(way))
            # Whoever waits gets the error; when all of them are gone nobody must complain that it was not fetched.
            self._flight.add_done_callback(lambda flight: flight.cancelled() or flight.exception())
        return await asyncio.shield(self._flight)

    async def _renew(self, way: Login | Minted) -> _Token:
        try:
            token = await (self._log_in(way) if isinstance(way, Login) else self._mint(way))
        except RestError as error:
            raise self._explained(error) from error
        self._learn(token.text)
        self._obtained += 1
        self._token = replace(token, generation=self._obtained)
        return self._token

    def _explained(self, error: RestError) -> RestError:
        """Return a failed login's error as one of the login: the request that needed it was never sent.

        "Not found" on the way in must not look like "not found" said of an object.
        """
        if isinstance(error, GoneError):
            error = NotOfferedError(error.summary, error.detail, status=error.status, code=error.code)
        error.undecided = False
        if isinstance(error, AnswerError):
            error.attribute = self.attribute
            if self._api.credential_hint not in error.detail:
                error.detail = f"{error.detail} {self._api.credential_hint}"
        if isinstance(error, (UnauthenticatedError, ForbiddenError, InvalidError)):
            self._refusal = error
        return error

    async def _log_in(self, way: Login) -> _Token:
        words = f"{self._settings[way.username_setting]}:{self._settings[way.password_setting]}"
        basic = Secret("Basic " + base64.b64encode(words.encode()).decode())
        self._learn(basic)
        request = Request("GET", way.login_path, "", dict(self._api.headers), None, "log in", True)
        answer = await self._send(request, {"Authorization": basic}, None)
        token = answer.headers.get(way.header.lower(), "")
        if not token:
            raise self._without_token(f"the header {way.header}", answer)
        return _Token(Secret(token), float("inf"))

    async def _mint(self, way: Minted) -> _Token:
        secrets: dict[str, Value] = {name: self._settings[setting] for name, setting in way.secrets.items()}
        headers = {**self._api.headers, "Content-Type": "application/json"}
        request = Request("POST", way.path, "", headers, None, "mint a token", True)
        asked = self._clock.monotonic()
        answer = await self._send(request, {}, json.dumps({**way.grant, **secrets}).encode())
        token = answer.at(way.token)
        if not isinstance(token, str) or not token or _LINE_BREAK.search(token):
            raise self._without_token(way.token.path, answer)
        return _Token(Secret(token), asked + _usable(answer.at(way.lifetime)))

    def _without_token(self, where: str, answer: Answer) -> UnreadableAnswerError:
        return UnreadableAnswerError(
            f"{self._api.title} gave no token",
            f"The login was accepted with status {answer.status}, but {where} holds no token. Check that "
            f"{places(self._api, self._api.url_setting)} is the address of the API itself.",
            status=answer.status,
            request_id=answer.request_id,
        )


def _usable(lifetime: Value) -> float:
    """Return the seconds for which a token is used; one that names no end is used until it is refused."""
    try:
        seconds = float(lifetime) if isinstance(lifetime, (int, float, str)) else float(str(lifetime))
    except ValueError:
        return float("inf")
    return max(0.0, seconds - min(MARGIN, seconds / 2))


def _given(value: Value) -> bool:
    return isinstance(value, str) and value != ""


def _check(api: Api, name: str, value: Value) -> None:
    if isinstance(value, str) and _LINE_BREAK.search(value):
        raise SettingsError(
            f"{api.name}.{name} holds a line break",
            "A credential is one line; a file that was read into it probably ends with an empty one. "
            f"Trim {places(api, name)}.",
            attribute=f"{api.name}.{name}",
        )
