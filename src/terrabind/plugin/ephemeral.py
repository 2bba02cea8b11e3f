"""Ephemeral resources: what Terraform asks for while it runs and keeps nowhere, tokens and single answers.

A token is had by a client of its own, so that closing it ends the session that was opened for it and no other. A token
cannot be prolonged by its owner: when its end comes near, a renewal says so, and Terraform goes on with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.diagnostics import Diagnostic, RefusedError
from terrabind.plugin.lifecycle import asked
from terrabind.plugin.managed import REQUEST, RequestType
from terrabind.plugin.provider import Provider
from terrabind.plugin.requesting import send_request
from terrabind.spec.check import Rule
from terrabind.spec.data import TOKEN_ATTRIBUTES
from terrabind.spec.types import Attribute
from terrabind.spec.values import Value, Values

TOKENS: Final[Mapping[str, str]] = {"terrabind_ecs_token": "ecs", "terrabind_k0rdent_token": "k0rdent"}
"""The ephemeral tokens, and the APIs that give them."""

Now = Callable[[], datetime]
"""Tells the time, in UTC."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An ephemeral object: its `values`, what `private` remembers of it, and when Terraform shall come back."""

    values: Values
    private: bytes = b""
    renew_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EphemeralType:
    """What an ephemeral resource looks like."""

    type_name: str
    attributes: Mapping[str, Attribute]
    codec: Codec
    rules: Sequence[Rule] = ()


def names() -> tuple[str, ...]:
    """Name all ephemeral resources."""
    return (*TOKENS, REQUEST)


def find_type(name: str) -> EphemeralType:
    """Return an ephemeral resource type. Raises `RefusedError` when there is none of that name."""
    if name == REQUEST:
        request = RequestType.make()
        return EphemeralType(name, request.attributes, request.codec, request.rules)
    if name in TOKENS:
        return EphemeralType(name, TOKEN_ATTRIBUTES, Codec(TOKEN_ATTRIBUTES))
    raise RefusedError(Diagnostic(f"There is no {name}", f"This version of terrabind has {', '.join(names())}."))


def current_time() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


async def open_ephemeral(kind: EphemeralType, provider: Provider, config: Values, now: Now = current_time) -> Opened:
    """Ask for what the configuration names. Raises `RefusedError`."""
    if kind.type_name == REQUEST:
        return Opened(await send_request(provider, config))
    api = provider.apis[TOKENS[kind.type_name]]
    lent, client = provider.lend(api)
    began = now()
    try:
        token = await asked(client.token(), kind.type_name)
    except BaseException:
        await provider.take_back(lent)
        raise
    ends = None if token.lifetime is None else began + timedelta(seconds=token.lifetime)
    values: dict[str, Value] = {"token": token.text, "expires_at": None if ends is None else _written(ends)}
    private = json.dumps({"client": lent, "expires_at": values["expires_at"]}).encode()
    return Opened(values, private, None if token.lifetime is None else began + _most_of(token.lifetime))


def renew_ephemeral(kind: EphemeralType, private: bytes) -> Diagnostic:
    """Return what to tell when an object's end comes near: nobody can put it off."""
    ends = _read(private).get("expires_at")
    return Diagnostic(
        f"{kind.type_name} ends soon",
        f"The token ends at {ends} and cannot be prolonged. What still uses it after that will be refused: run the "
        "command again, or have less done in one run.",
        warning=True,
    )


async def close_ephemeral(provider: Provider, private: bytes) -> None:
    """End what was opened for an object: a session is logged out, a minted token simply ends."""
    lent = _read(private).get("client")
    if isinstance(lent, str):
        await provider.take_back(lent)


def _most_of(lifetime: float) -> timedelta:
    """Return the time after which an end counts as near: a minute before it, or half of a shorter life."""
    return timedelta(seconds=lifetime - min(60.0, lifetime / 2))


def _written(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _read(private: bytes) -> dict[str, object]:
    found = json.loads(private) if private else {}
    return found if isinstance(found, dict) else {}
