"""Who is let in: ready tokens, sessions opened by a login, minted tokens, as the API's credentials describe them.

Any ready token opens an API that has no login, unless the options name the accepted ones; an API with a login takes
only the tokens that it gave out. Every token of this server can be told by its mark, so one that is no longer live is
refused even after a restart.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from terrabind.emulator import markup
from terrabind.emulator.exchange import Answer, Request, json_answer
from terrabind.emulator.refusal import RefusedError
from terrabind.emulator.world import Session, World
from terrabind.spec.credential import Login, Minted, Ready
from terrabind.spec.failure import Meaning

_MARK = ".emulated-"
_SESSION_LIFETIME = 8 * 3600.0  # ECS's default (apis.md 2.2)
_IDLE = 2 * 3600.0  # likewise
_MOST = 100  # live tokens per user (apis.md 2.2)
_MINTED_LIFETIME = 900.0  # k0rdent's example (apis.md 3.2)


class Sessions:
    """The doors of one server."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._doors: dict[tuple[str, str], Callable[[Request], Answer]] = {}
        for credential in world.api.credentials:
            if isinstance(credential, Login):
                self._doors["GET", credential.login_path] = partial(self._login, credential.header)
                self._doors["GET", credential.logout_path] = partial(self._logout, credential.header)
            elif isinstance(credential, Minted):
                self._doors["POST", credential.path] = self._mint

    def serve(self, request: Request) -> Answer | None:
        """Answer a login, a logout or a minting; null for anything else. Raises `RefusedError`."""
        door = self._doors.get((request.method, request.path))
        return None if door is None else door(request)

    def admit(self, request: Request) -> None:
        """Let the caller in. Raises `RefusedError` when no token of the request is good."""
        token = self.token_of(request)
        if not token or not self._good(token):
            what = "is missing" if not token else "is not valid or has expired"
            raise RefusedError(Meaning.UNAUTHENTICATED, f"the credential {what}")

    def token_of(self, request: Request) -> str:
        """Return the token that a request carries, empty when it carries none."""
        for credential in self._world.api.credentials:
            header, prefix = ("Authorization", "Bearer ")
            if isinstance(credential, (Ready, Login)):
                header = credential.header
                prefix = credential.prefix if isinstance(credential, Ready) else ""
            written = request.headers.get(header.lower(), "")
            if written.startswith(prefix) and len(written) > len(prefix):
                return written[len(prefix) :]
        return ""

    def expire(self, request: Request) -> None:
        """End the token of a request. Always raises `RefusedError`: the request came too late."""
        self._world.sessions.pop(self.token_of(request), None)
        raise RefusedError(Meaning.UNAUTHENTICATED, "the credential has expired")

    def _good(self, token: str) -> bool:
        now = self._world.clock.now()
        session = self._world.sessions.get(token)
        if session is not None and now < min(session.expires, session.touched + _IDLE):
            session.touched = now
            return True
        if session is not None or _MARK in token:
            return False
        keys = self._world.options.keys
        return token in keys if keys else not self._logs_in()

    def _logs_in(self) -> bool:
        return any(isinstance(credential, Login) for credential in self._world.api.credentials)

    def _open(self, user: str, start: str, lifetime: float) -> str:
        now = self._world.clock.now()
        for token in [token for token, each in self._world.sessions.items() if each.expires <= now]:
            del self._world.sessions[token]
        token = f"{start}{_MARK}{secrets.token_hex(12)}"
        self._world.sessions[token] = Session(user, now + lifetime, now)
        return token

    def _login(self, header: str, request: Request) -> Answer:
        user, password = _basic(request.headers.get("authorization", ""))
        users = self._world.options.users
        if not user or not password or (users and users.get(user) != password):
            raise RefusedError(
                Meaning.UNAUTHENTICATED,
                "the user name or the password is wrong",
                code="4000",
                status=401,
                headers={"www-authenticate": 'Basic realm="management"'},
            )
        now = self._world.clock.now()
        live = [each for each in self._world.sessions.values() if each.user == user and each.expires > now]
        if len(live) >= _MOST:
            message = f"the user has {_MOST} live tokens; log out of one"
            raise RefusedError(Meaning.QUOTA, message, code="1031", status=403)
        token = self._open(user, "BAAc", self._world.options.token_lifetime or _SESSION_LIFETIME)
        cookie = f"{header}={token}; Path=/; HttpOnly"
        return _named(request, "loggedIn", user, {header: token, "set-cookie": cookie})

    def _logout(self, header: str, request: Request) -> Answer:
        self.admit(request)
        token = request.headers[header.lower()]
        session = self._world.sessions.get(token)
        user = request.fields.get("username") or (session.user if session else "")
        if request.fields.get("force") == "true" or "username" in request.fields:
            for each in [each for each, held in self._world.sessions.items() if held.user == user]:
                del self._world.sessions[each]
        else:
            self._world.sessions.pop(token, None)
        return _named(request, "loggedOut", user, {})

    def _mint(self, request: Request) -> Answer:
        try:
            asked = json.loads(request.body)
        except ValueError as error:
            raise RefusedError(Meaning.INVALID, "the body is not JSON") from error
        if not isinstance(asked, Mapping):
            raise RefusedError(Meaning.INVALID, "the body is not a JSON object")
        for credential in self._world.api.credentials:
            if isinstance(credential, Minted) and all(
                asked.get(name) == word for name, word in credential.grant.items()
            ):
                return self._minted(credential, asked)
        raise RefusedError(Meaning.INVALID, "grant_type is not supported", attribute="grant_type")

    def _minted(self, credential: Minted, asked: Mapping[str, Any]) -> Answer:
        given = {name: asked.get(name) for name in credential.secrets}
        for name, value in given.items():
            if not isinstance(value, str) or not value:
                raise RefusedError(Meaning.INVALID, f"{name} is required", attribute=name)
        user, *rest = (str(value) for value in given.values())
        options = self._world.options
        if rest and options.users and options.users.get(user) != rest[0]:
            raise RefusedError(Meaning.UNAUTHENTICATED, "the client is not known or its secret is wrong")
        if not rest and options.keys and user not in options.keys:
            raise RefusedError(Meaning.UNAUTHENTICATED, "the key is not known")
        lifetime = options.token_lifetime or _MINTED_LIFETIME
        # A service account is named in its token; an API key is a secret and is not.
        name = user if rest else "api-key"
        claims = {"sub": name, "principal_type": "service_account", "scope": "organization"}
        token = self._open(name, f"{_encoded({'alg': 'none', 'typ': 'JWT'})}.{_encoded(claims)}", lifetime)
        return json_answer({"access_token": token, "token_type": "Bearer", "expires_in": round(lifetime)})


def _basic(header: str) -> tuple[str, str]:
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _named(request: Request, root: str, user: str, headers: dict[str, str]) -> Answer:
    if "json" in request.headers.get("accept", ""):
        return json_answer({"user": user}, headers=headers)
    return Answer(headers={"content-type": "application/xml", **headers}, body=markup.write(root, {"user": user}))


def _encoded(claims: Mapping[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
