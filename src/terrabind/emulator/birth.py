"""Where a new object's values come from: the request, defaults, the caller's own scope, and what the server makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

from terrabind.emulator.clock import rfc3339
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, Values, look_up

_FIELD = re.compile(r"\{([a-z0-9_.]+)\}")
_ROLE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def complete(
    resource: Resource, given: Values, *, own: Mapping[str, str], now: float, random: Random
) -> dict[str, Value]:
    """Return all values of a new object; `own` is what the caller's credential implies, by attribute.

    Templates that name no other attribute are filled first, so that one may be built on another.
    """
    values: dict[str, Value] = {}
    templates: list[tuple[str, str]] = []
    for name, attribute in resource.attributes.items():
        if attribute.local:
            continue
        value = given.get(name)
        values[name] = own.get(name, attribute.default) if value is None else value
        if values[name] is None and attribute.generated:
            templates.append((name, attribute.generated))
    makers: dict[str, Callable[[], str]] = {
        "now": lambda: rfc3339(now),
        "uuid": lambda: _uuid(random),
        "slug": lambda: f"pol-{random.getrandbits(48):012x}",
        "role_id": lambda: "AROA" + "".join(random.choices(_ROLE_ALPHABET, k=16)),
    }
    templates.sort(key=lambda each: not set(_FIELD.findall(each[1])) <= makers.keys())
    for name, text in templates:
        values[name] = _fill(text, makers, values)
    return values


def _fill(text: str, makers: Mapping[str, Callable[[], str]], values: Values) -> str:
    def replace(found: re.Match[str]) -> str:
        name = found.group(1)
        return makers[name]() if name in makers else str(look_up(values, name))

    return _FIELD.sub(replace, text)


def _uuid(random: Random) -> str:
    digits = f"{random.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
