"""The ways in, performed: what every request carries as it is, and the session or token that is obtained first.

A session or token is obtained when the first request needs it, once for all who wait, and once more when the
server refuses it. A refusal of the credential itself is remembered: repeating a wrong password locks
accounts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from terrabind.codec import form
from terrabind.rest.clock import Clock
from terrabind.rest.errors import (
    AnswerError,
    CommandError,
    ForbiddenError,
    GoneError,
    InvalidError,
    NotOfferedError,
    RestError,
    SettingsError,
    UnauthenticatedError,
)
from terrabind.rest.redaction import Secret
from terrabind.rest.requests import Request
from terrabind.rest.tokens import Issuer, Renewed, Send, Token, basic_of
from terrabind.rest.ways import COOKIE, QUERY, choose
from terrabind.spec.api import Api
from terrabind.spec.credential import Basic, Credential, Key, Login, Ready, settings_of
from terrabind.spec.values import Values

MARGIN: Final = 60.0
"""A minted token is used until this many seconds before its end, or until half of a shorter life."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What lets one request in: secret headers, a secret end of the query, and the `generation` of its token."""

    generation: int
    headers: Mapping[str, Secret] = field(default_factory=dict)
    query: Secret | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """A token that was asked for at some moment of the clock, and the how-manieth it is."""

    token: Token
    asked: float
    generation: int

    @property
    def expires(self) -> float:
        """The moment from which it is not used any more; one that names no end is used until it is refused."""
        lifetime = self.token.lifetime
        return float("inf") if lifetime is None else self.asked + max(0.0, lifetime - min(MARGIN, lifetime / 2))


class Credentials:
    """One client's way in, and the token it currently holds. `learn` and `scrub` are the client's own redactor's."""

    def __init__(
        self,
        api: Api,
        settings: Values,
        send: Send,
        clock: Clock,
        learn: Callable[[Secret], None],
        scrub: Callable[[str], str],
    ) -> None:
        self._api = api
        self._settings = settings
        self._send = send
        self._clock = clock
        self._learn = learn
        self._issuer = Issuer(api, settings, send, learn, scrub)
        self._way: Credential | None = None
        self._lasting: Pass | None = None
        self._held: _Held | None = None
        self._obtained = 0
        self._flight: asyncio.Task[_Held] | None = None
        self._refusal: RestError | None = None

    async def authorize(self) -> Pass:
        """Return what lets the next request in; logs in or obtains a token first where there is none.

        Raises `CredentialMissingError`, or what the login came to.
        """
        way = self._way = self._way or choose(self._api, self._settings)
        if not isinstance(way, Renewed):
            self._lasting = self._lasting or self._last(way)
            return self._lasting
        held = await self._present(way)
        if isinstance(way, Login):
            return Pass(held.generation, {way.header: Secret(held.token.text)})
        return Pass(held.generation, {"Authorization": Secret(f"Bearer {held.token.text}")})

    async def token(self) -> Token:
        """Return the present token and the seconds it still lives, for others to use; obtains one where there is none.

        It ends with the session that `close` ends. Raises `SettingsError` when the way in has no token, or as
        `authorize` does.
        """
        way = self._way = self._way or choose(self._api, self._settings)
        if isinstance(way, Ready):
            return Token(str(self._settings[way.token_setting]), None)
        if not isinstance(way, Renewed):
            raise SettingsError(
                f"{self._api.title}: there is no token",
                "The credential that is configured is sent as it is, and no token is obtained with it.",
                attribute=self.attribute,
            )
        held = await self._present(way)
        lifetime = held.token.lifetime
        left = None if lifetime is None else max(0.0, held.asked + lifetime - self._clock.monotonic())
        return Token(held.token.text, left)

    def refused(self, used: Pass) -> bool:
        """Take note that the server refused `used`; tell whether another attempt may do better."""
        if not isinstance(self._way, Renewed):
            return False
        if self._held is not None and used.generation == self._held.generation:
            self._held = None
        return True

    @property
    def attribute(self) -> str:
        """The dotted path of the setting that holds the secret, for errors; where there is none, of what could."""
        names = settings_of(self._way or self._api.credentials[0])
        if names:
            return f"{self._api.name}.{names[-1] if not isinstance(self._way, Key) else self._way.value_setting}"
        return f"{self._api.name}.{settings_of(self._api.credentials[0])[0].partition('.')[0]}"

    async def close(self) -> None:
        """End the session that was logged in, best effort: a server that is away must not hold up the end."""
        if self._flight is not None and self._flight.cancel():
            await asyncio.wait((self._flight,))
        if not isinstance(self._way, Login) or self._held is None:
            return
        request = Request("GET", self._way.logout_path, "", dict(self._api.headers), None, "log out", False)
        token, self._held = Secret(self._held.token.text), None
        try:
            await self._send(request, {self._way.header: token}, None)
        except RestError:
            # The session ends by itself after some hours (apis.md 2.2).
            return

    def _last(self, way: Credential) -> Pass:
        """Return what a way in that needs no token sends with every request."""
        settings = self._settings
        match way:
            case Ready():
                return Pass(0, {way.header: Secret(way.prefix + str(settings[way.token_setting]))})
            case Basic():
                basic = basic_of(f"{settings[way.username_setting]}:{settings[way.password_setting]}")
                self._learn(basic)
                return Pass(0, {"Authorization": basic})
            case Key():
                name, key = str(settings[way.name_setting]), str(settings[way.value_setting])
                if settings[way.place_setting] == QUERY:
                    return Pass(0, query=Secret(form.dumps({name: key})))
                if settings[way.place_setting] == COOKIE:
                    return Pass(0, {"Cookie": Secret(f"{name}={key}")})
                return Pass(0, {name: Secret(key)})
        return Pass(0)

    async def _present(self, way: Renewed) -> _Held:
        held = self._held
        if held is not None and self._clock.monotonic() < held.expires:
            return held
        if self._refusal is not None:
            raise self._refusal
        if self._flight is None or self._flight.done():
            self._flight = asyncio.ensure_future(self._renew(way))
            # Whoever waits gets the error; when all of them are gone nobody must complain that it was not fetched.
            self._flight.add_done_callback(lambda flight: flight.cancelled() or flight.exception())
        return await asyncio.shield(self._flight)

    async def _renew(self, way: Renewed) -> _Held:
        asked = self._clock.monotonic()
        try:
            token = await self._issuer.issue(way)
        except RestError as error:
            raise self._explained(error) from error
        self._learn(Secret(token.text))
        self._obtained += 1
        self._held = _Held(token, asked, self._obtained)
        return self._held

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
        if isinstance(error, (UnauthenticatedError, ForbiddenError, InvalidError, CommandError)):
            self._refusal = error
        return error
