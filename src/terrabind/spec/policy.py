"""AWS-style policy documents compare by meaning, not by text.

Ignored: key order, white space, one-element list against scalar, order of statements and of list elements, repeated
elements, percent-encoding of the whole text (ECS returns some documents so, apis.md 2.12 quirk 1), an account
principal written as its root ARN, and booleans or numbers written as strings inside conditions. Everything else
counts: `Version`, `Sid` and every letter of a value, because a changed letter may be a changed right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

# What IAM's grammar lets be a scalar or a list; the order of the list never matters.
_LISTS = frozenset({"Action", "NotAction", "Resource", "NotResource"})
_PRINCIPALS = frozenset({"Principal", "NotPrincipal"})
_ACCOUNT_ROOT = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):root")
_MAX_DEPTH = 64


class MalformedPolicyError(ValueError):
    """The text is not a policy document; `line` and `column` count from 1 and say where it goes wrong."""

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{reason} (line {line}, column {column})")
        self.reason = reason
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Principal:
    """One principal of a trust policy: its `kind` (AWS, Service, Federated, CanonicalUser, *), name and effect."""

    kind: str
    name: str
    effect: str


def parse(text: str) -> dict[str, Any]:
    """Read a policy document, percent-encoded or not.

    Raises `MalformedPolicyError` when the text is not JSON, repeats a key, nests deeper than 64 levels, or is not
    an object with `Statement`.
    """
    document = _decode(text)
    if not isinstance(document, dict):
        raise MalformedPolicyError("a policy document is a JSON object")
    statements = document.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not all(isinstance(each, dict) for each in statements):
        raise MalformedPolicyError('a policy document needs "Statement": an object or a list of objects')
    for index, statement in enumerate(statements):
        if statement.get("Effect") not in ("Allow", "Deny"):
            raise MalformedPolicyError(f'statement {index + 1} needs "Effect": "Allow" or "Deny"')
    return document


def equivalent(left: str, right: str) -> bool:
    """Tell whether two documents mean the same. Raises `MalformedPolicyError` when either is none."""
    return left == right or normal_form(left) == normal_form(right)


def normal_form(text: str) -> str:
    """Return one canonical text for all documents that mean the same. Raises `MalformedPolicyError`."""
    document = parse(text)
    statements = document["Statement"]
    if isinstance(statements, dict):
        statements = [statements]
    normal = {key: value for key, value in document.items() if key != "Statement"}
    normal["Statement"] = sorted({_dump(_statement(each)) for each in statements})
    return _dump(normal)


def readable(text: str) -> str:
    """Return the document as plain JSON text: percent-decoded when it came encoded, else unchanged."""
    if text.lstrip().startswith("%"):
        decoded = unquote(text)
        try:
            json.loads(decoded)
        except ValueError:
            return text
        return decoded
    return text


def principals(text: str) -> list[Principal]:
    """List the principals that the document's statements name, sorted. Raises `MalformedPolicyError`."""
    statements = parse(text)["Statement"]
    found: set[tuple[str, str, str]] = set()
    for statement in [statements] if isinstance(statements, dict) else statements:
        effect = str(statement["Effect"])
        given = statement.get("Principal")
        for kind, names in given.items() if isinstance(given, dict) else [("*", given)]:
            found.update((kind, str(name), effect) for name in _listed(names) if name is not None)
    return [Principal(*each) for each in sorted(found)]


def _decode(text: str) -> Any:
    try:
        return _load(text)
    except MalformedPolicyError:
        if text.lstrip().startswith("%"):
            return _load(unquote(text))
        raise


def _load(text: str) -> Any:
    try:
        document = json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise MalformedPolicyError(f"not JSON: {error.msg}", error.lineno, error.colno) from error
    except RecursionError as error:
        raise MalformedPolicyError("nested too deeply") from error
    if _depth(document) > _MAX_DEPTH:
        raise MalformedPolicyError(f"nested more than {_MAX_DEPTH} levels deep")
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise MalformedPolicyError(f'the key "{twice}" stands twice in one object')
    return document


def _depth(value: Any, level: int = 1) -> int:
    if level > _MAX_DEPTH:
        return level
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((_depth(member, level + 1) for member in members), default=level)


def _statement(statement: Mapping[str, Any]) -> dict[str, Any]:
    normal: dict[str, Any] = {}
    for key, value in statement.items():
        if key in _LISTS:
            normal[key] = _set(value)
        elif key in _PRINCIPALS:
            normal[key] = _principal(value)
        elif key == "Condition" and isinstance(value, dict):
            normal[key] = _condition(value)
        else:
            normal[key] = value
    return normal


def _principal(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {kind: _set(_account(names) if kind == "AWS" else names) for kind, names in value.items()}


def _account(names: Any) -> list[Any]:
    roots = [_ACCOUNT_ROOT.fullmatch(name) if isinstance(name, str) else None for name in _listed(names)]
    return [root.group(1) if root else name for root, name in zip(roots, _listed(names), strict=True)]


def _condition(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        operator: {key: _set([_text(each) for each in _listed(wanted)]) for key, wanted in keys.items()}
        if isinstance(keys, dict)
        else keys
        for operator, keys in value.items()
    }


def _text(value: Any) -> Any:
    """Conditions compare text: IAM reads true and "true", 5 and "5" alike."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _set(value: Any) -> list[Any]:
    unique = {_dump(each): each for each in _listed(value)}
    return [unique[key] for key in sorted(unique)]


def _dump(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
