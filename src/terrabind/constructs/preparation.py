"""Arguments become what a configuration holds: each is read by its type, judged by its checks, and all by the rules.

A token passes every check, since nobody knows it yet. What reaches the kit afterwards is only text, whole numbers up to
2^53, finite fractions, booleans, lists, dictionaries and tokens: the kit changes or chokes on everything else.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from enum import Enum
from typing import Final

from terrabind.constructs.description import Description
from terrabind.constructs.error import MisfitError
from terrabind.constructs.tokens import TokenSource, is_token, unescape
from terrabind.spec.types import (
    DYNAMIC,
    Attribute,
    ListOf,
    MapOf,
    ObjectOf,
    Presence,
    Scalar,
    SetOf,
    Type,
)
from terrabind.spec.values import UNKNOWN, Value, is_known

__all__ = ["prepare"]

# Node reads JSON numbers as doubles, so a larger integer comes out changed; as a text Terraform converts it exactly.
_MOST_EXACT: Final = 2**53

# The kit drops a null from lists and dictionaries, so it is written as an expression of Terraform.
_NULL: Final = "${null}"

# JavaScript takes it for something else than a name, and Node refuses it while the construct is made.
_UNCARRIED: Final = "__proto__"

_NULL_HINT = "null is not accepted inside; leave the entry out, or write Token.null_value() for an explicit null"

_Read = tuple[object, Value]
"""What goes into the configuration, and what the checks see of it."""


def prepare(description: Description, given: Mapping[str, object]) -> dict[str, object]:
    """Return the attributes of an element as the configuration holds them. Null arguments are left out.

    Raises `MisfitError` for the first argument that is missing, of the wrong type, or refused by a check or rule.
    """
    rendered: dict[str, object] = {}
    known: dict[str, Value] = {}
    for name, attribute in description.arguments.items():
        value = given.get(name)
        if value is None:
            if attribute.presence is Presence.REQUIRED:
                raise MisfitError(name, f"it is required. {attribute.doc}")
            continue
        rendered[name], known[name] = _read_attribute(value, attribute, name)
    for rule in description.rules:
        for fault in rule.judge(known):
            raise MisfitError(fault.path, fault.detail)
    return rendered


def _read_attribute(value: object, attribute: Attribute, path: str) -> _Read:
    if not attribute.sensitive:
        return _read_and_judge(value, attribute, path)
    try:
        return _read_and_judge(value, attribute, path)
    except MisfitError:
        accepted = " and ".join(check.accepts for check in attribute.checks) or "of the right type"
        raise MisfitError(path, f"the value, not shown because it is secret, is not {accepted}.") from None


def _read_and_judge(value: object, attribute: Attribute, path: str) -> _Read:
    rendered, known = _read(value, attribute.type, path)
    if attribute.checks and is_known(known):
        for check in attribute.checks:
            complaint = check.complain(known)
            if complaint is not None:
                raise MisfitError(path, complaint)
    return rendered, known


def _read(value: object, type_: Type, path: str) -> _Read:
    if isinstance(value, TokenSource):
        return value.token, UNKNOWN
    if isinstance(value, Enum):
        value = value.value
    if is_token(value) and not isinstance(value, str):
        return _plain_token(value), UNKNOWN
    match type_:
        case Scalar(name):
            return _SCALARS[name](value, path)
        case ListOf(element) | SetOf(element):
            return _read_list(value, element, path)
        case MapOf(element):
            return _read_map(value, element, path)
        case ObjectOf(attributes):
            return _read_object(value, attributes, path)


def _plain_token(value: object) -> object:
    """The kit recognises lists and maps that are tokens only as `list` and `dict`."""
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, Sequence) else value


def _read_text(value: object, path: str) -> _Read:
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if not isinstance(value, str):
        raise MisfitError(path, f"a text is expected, not {_shown(value)}.")
    text = str.__str__(value)
    return text, UNKNOWN if is_token(text) else unescape(text)


def _read_number(value: object, path: str) -> _Read:
    if isinstance(value, str) and is_token(value):
        return value, UNKNOWN
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise MisfitError(path, f"a number is expected, not {_shown(value)}.")
    if not math.isfinite(value):
        raise MisfitError(path, f"a finite number is expected, not {value}.")
    if isinstance(value, Decimal):
        return format(value, "f"), value
    if isinstance(value, int) and abs(value) > _MOST_EXACT:
        return str(value), value
    return value, value


def _read_flag(value: object, path: str) -> _Read:
    if isinstance(value, bool):
        return value, value
    if isinstance(value, str) and is_token(value):
        return value, UNKNOWN
    raise MisfitError(path, f"true or false is expected, not {_shown(value)}.")


def _read_list(value: object, element: Type, path: str) -> _Read:
    if isinstance(value, str) and is_token(value):
        return value, UNKNOWN
    if isinstance(value, AbstractSet):
        value = sorted(value, key=str)  # an order, so that the same program always writes the same configuration
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes, bytearray)):
        raise MisfitError(path, f"a list is expected, not {_shown(value)}.")
    pairs = [_read_member(member, element, f"{path}[{index}]") for index, member in enumerate(value)]
    return [rendered for rendered, _ in pairs], [known for _, known in pairs]


def _read_map(value: object, element: Type, path: str) -> _Read:
    if isinstance(value, str) and is_token(value):
        return value, UNKNOWN
    if not isinstance(value, Mapping):
        raise MisfitError(path, f"a dictionary is expected, not {_shown(value)}.")
    rendered: dict[str, object] = {}
    known: dict[str, Value] = {}
    for key, member in value.items():
        if not isinstance(key, str):
            raise MisfitError(path, f"keys are texts, not {_shown(key)}.")
        if key == _UNCARRIED:
            raise MisfitError(path, f'the construct kit cannot carry a member named "{key}".')
        rendered[key], known[unescape(key)] = _read_member(member, element, f'{path}["{key}"]')
    return rendered, UNKNOWN if any(is_token(key) for key in rendered) else known


def _read_object(value: object, attributes: Mapping[str, Attribute], path: str) -> _Read:
    if isinstance(value, str) and is_token(value):
        return value, UNKNOWN
    if not isinstance(value, Mapping):
        raise MisfitError(path, f"a dictionary with {_listed(attributes)} is expected, not {_shown(value)}.")
    for key in value:
        if key not in attributes:
            raise MisfitError(f"{path}.{key}", f"there is no such argument; {path} has {_listed(attributes)}.")
    rendered: dict[str, object] = {}
    known: dict[str, Value] = {}
    for name, attribute in attributes.items():
        inner = f"{path}.{name}"
        member = value.get(name)
        if member is not None:
            rendered[name], known[name] = _read_attribute(member, attribute, inner)
        elif attribute.presence is Presence.REQUIRED:
            raise MisfitError(inner, f"it is required. {attribute.doc}")
    return rendered, known


def _read_member(member: object, element: Type, path: str) -> _Read:
    if member is None and element == DYNAMIC:
        return _NULL, None
    if member is None:
        raise MisfitError(path, f"{_NULL_HINT}.")
    return _read(member, element, path)


def _read_anything(value: object, path: str) -> _Read:
    """Read a value whose type only the user knows: nothing tells Terraform to turn a text back into a number."""
    if isinstance(value, bool):
        return value, value
    if isinstance(value, (int, float, Decimal)):
        rendered, known = _read_number(value, path)
        return (f"${{{value}}}" if isinstance(rendered, str) else rendered), known
    if isinstance(value, Mapping):
        return _read_map(value, DYNAMIC, path)
    if isinstance(value, (AbstractSet, Sequence)) and not isinstance(value, (str, bytes, bytearray)):
        return _read_list(value, DYNAMIC, path)
    return _read_text(value, path)


_SCALARS: Final[Mapping[str, Callable[[object, str], _Read]]] = {
    "string": _read_text,
    "number": _read_number,
    "bool": _read_flag,
    "dynamic": _read_anything,
}


def _shown(value: object) -> str:
    """Name a value of the wrong type: small plain values by themselves, everything else by its class."""
    if value is None or isinstance(value, (bool, int, float, Decimal)):
        return f"{type(value).__name__} {value}"
    if isinstance(value, str):
        return "the text " + (f'"{value}"' if len(value) <= 40 else f'"{value[:37]}..."')
    return f"{type(value).__name__} (write one of its attributes?)" if hasattr(value, "fqn") else type(value).__name__


def _listed(attributes: Mapping[str, Attribute]) -> str:
    return ", ".join(attributes)
