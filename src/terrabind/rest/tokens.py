"""Tokens, obtained: by logging in, by minting, by OAuth2's client credentials, from a command.

Each call to a server goes the way of all requests: the same TLS, proxies, retries, pace and redaction.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Final, TypeAlias
from urllib.parse import quote_plus

from terrabind.codec import form, json
from terrabind.rest import command
from terrabind.rest.errors import (
    CommandError,
    ForbiddenError,
    GoneError,
    InvalidError,
    NotOfferedError,
    UnauthenticatedError,
    UnreadableAnswerError,
)
from terrabind.rest.redaction import MASK, Secret
from terrabind.rest.requests import Request
from terrabind.rest.responses import Answer
from terrabind.rest.settings import places
from terrabind.rest.ways import CONTROL, read_address, words_of
from terrabind.spec.api import Api
from terrabind.spec.credential import ClientCredentials, Command, Login, Minted
from terrabind.spec.failure import Failures, Meaning
from terrabind.spec.locate import Body
from terrabind.spec.values import Value, Values

Renewed: TypeAlias = Login | Minted | ClientCredentials | Command
"""The ways in that obtain a token, and another one when it is refused."""

Send = Callable[[Request, Mapping[str, Secret], bytes | None], Awaitable[Answer]]
"""Sends a request with secret headers and, instead of the request's own, a secret body."""

OAUTH2: Final = Failures(
    style="oauth2",
    codes=("error", "error.code", "error.status", "code"),
    messages=("error_description", "error.message", "message", "detail", "title"),
    details=("error_uri",),
    meanings={
        "invalid_client": Meaning.UNAUTHENTICATED,
        "invalid_grant": Meaning.UNAUTHENTICATED,
        "unauthorized_client": Meaning.FORBIDDEN,
        "access_denied": Meaning.FORBIDDEN,
        "invalid_request": Meaning.INVALID,
        "invalid_scope": Meaning.INVALID,
        "invalid_target": Meaning.INVALID,
        "unsupported_grant_type": Meaning.INVALID,
        "slow_down": Meaning.THROTTLED,
        "server_error": Meaning.UNAVAILABLE,
        "temporarily_unavailable": Meaning.UNAVAILABLE,
    },
)
"""How a token endpoint says that it failed (RFC 6749, 5.2; RFC 8707, 2)."""

_LAST_LINES = 3
_WORD = re.compile(r"\S{8,}")


@dataclass(frozen=True, slots=True)
class Token:
    """A token, and the seconds that it still lives; null when nobody said how long."""

    text: str = field(repr=False)
    lifetime: float | None


@dataclass(slots=True)
class Issuer:
    """Obtains the tokens of one client. `learn` is told each secret on its way, `scrub` takes them out of a text.

    `in_body` says that the token endpoint takes the client's secret in the body only.
    """

    api: Api
    settings: Values
    send: Send
    learn: Callable[[Secret], None]
    scrub: Callable[[str], str]
    in_body: bool = False

    async def issue(self, way: Renewed) -> Token:
        """Return a new token. Raises what the call came to, `UnreadableAnswerError` or `CommandError` without one."""
        match way:
            case Login():
                return await self._log_in(way)
            case Minted():
                return await self._mint(way)
            case ClientCredentials():
                return await self._fetch(way)
            case Command():
                return await self._run(way)

    async def _log_in(self, way: Login) -> Token:
        basic = basic_of(f"{self.settings[way.username_setting]}:{self.settings[way.password_setting]}")
        self.learn(basic)
        request = Request("GET", way.login_path, "", dict(self.api.headers), None, "log in", True)
        answer = await self.send(request, {"Authorization": basic}, None)
        token = answer.headers.get(way.header.lower(), "")
        if not token:
            raise _without_token(self.api, f"the header {way.header}", answer)
        return Token(token, None)

    async def _mint(self, way: Minted) -> Token:
        secrets: dict[str, Value] = {name: self.settings[setting] for name, setting in way.secrets.items()}
        headers = {**self.api.headers, "Content-Type": "application/json"}
        request = Request("POST", way.path, "", headers, None, "mint a token", True)
        answer = await self.send(request, {}, json.dumps({**way.grant, **secrets}).encode())
        return _read(self.api, way.token, way.lifetime, answer)

    async def _fetch(self, way: ClientCredentials) -> Token:
        """Post the grant with the client's secret as HTTP Basic, and in the body where that is refused (2.3.1)."""
        server = replace(
            self.api,
            title="The token endpoint",
            url_setting=way.url_setting,
            credentials=(way,),
            failures=OAUTH2,
            envelope="",
            any_text=False,
        )
        place = read_address(self.api, way.url_setting, self.settings)
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        request = Request("POST", place.path, place.query, headers, None, "give a token", True)
        request = replace(request, address=place.origin, server=server)
        client, secret = str(self.settings[way.client_setting]), str(self.settings[way.secret_setting])
        grant: dict[str, Value] = {
            "grant_type": "client_credentials",
            "scope": " ".join(words_of(self.settings, way.scopes_setting)) or None,
            "audience": self.settings.get(way.audience_setting) or None,
        }
        whole = form.dumps({**grant, "client_id": client, "client_secret": secret}).encode()
        if self.in_body:
            return _read(server, Body("access_token"), Body("expires_in"), await self.send(request, {}, whole))
        basic = basic_of(f"{quote_plus(client)}:{quote_plus(secret)}")
        self.learn(basic)
        try:
            answer = await self.send(request, {"Authorization": basic}, form.dumps(grant).encode())
        except UnauthenticatedError as refusal:
            try:
                answer = await self.send(request, {}, whole)
            except (InvalidError, ForbiddenError, GoneError, NotOfferedError) as other:
                # It does not take secrets in the body at all: what it said of the standard way is the reason.
                raise refusal from other
            self.in_body = True
        return _read(server, Body("access_token"), Body("expires_in"), answer)

    async def _run(self, way: Command) -> Token:
        words = words_of(self.settings, way.words_setting)
        try:
            ran = await command.run(words)
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise self._failed(way, words, f"did not end within {command.SECONDS:g} s") from None
            raise self._failed(way, words, f"cannot be run: {error.strerror or type(error).__name__}") from None
        except command.EndlessError:
            raise self._failed(way, words, f"printed more than {command.MOST // 1024} KiB, which is no token") from None
        if ran.code != 0:
            raise self._failed(way, words, f"ended with exit code {ran.code}", ran)
        try:
            text = ran.printed.decode("ascii").strip()
        except UnicodeDecodeError:
            raise self._failed(way, words, "printed what is no ASCII text", ran) from None
        if not text:
            raise self._failed(way, words, "printed nothing", ran)
        if CONTROL.search(text):
            raise self._failed(way, words, "printed more than one line", ran)
        return Token(text, None)

    def _failed(self, way: Command, words: list[str], problem: str, ran: command.Ran | None = None) -> CommandError:
        """Return the error of a command. Of its words only the program's name is shown: others may be secrets."""
        said = self._complaint(ran) if ran else ""
        name = self.scrub(PurePath(words[0]).name)
        return CommandError(
            f"{self.api.title}: the command for the token failed",
            f"`{name}` {problem}.{said}\nRun it by hand, and correct {places(self.api, way.words_setting)}: it prints "
            "the token on one line, and ends with exit code 0.",
            attribute=f"{self.api.name}.{way.words_setting}",
        )

    def _complaint(self, ran: command.Ran) -> str:
        """Return the last lines that a command complained with, without what it printed: that may be the token."""
        text = ran.complaint.decode("utf-8", "replace")
        for printed in sorted(_WORD.findall(ran.printed.decode("utf-8", "replace")), key=len, reverse=True):
            text = text.replace(printed, MASK)
        lines = [self.scrub(line) for line in text.splitlines() if line.strip()]
        return f" It said: {' / '.join(lines[-_LAST_LINES:])}" if lines else ""


def basic_of(words: str) -> Secret:
    """Return the Authorization header of a user name, a colon and a password (RFC 7617)."""
    return Secret("Basic " + base64.b64encode(words.encode()).decode())


def _read(server: Api, place: Body, lifetime: Body, answer: Answer) -> Token:
    token = answer.at(place)
    if not isinstance(token, str) or not token or CONTROL.search(token):
        raise _without_token(server, place.path, answer)
    return Token(token, _seconds(answer.at(lifetime)))


def _seconds(lifetime: Value) -> float | None:
    """Return a lifetime, which some servers write as a text; null when it is none."""
    try:
        return max(0.0, float(str(lifetime)))
    except ValueError:
        return None


def _without_token(server: Api, where: str, answer: Answer) -> UnreadableAnswerError:
    return UnreadableAnswerError(
        f"{server.title} gave no token",
        f"The login was accepted with status {answer.status}, but {where} holds no token. Check that "
        f"{places(server, server.url_setting)} is the address of the API itself.",
        status=answer.status,
        request_id=answer.request_id,
    )
