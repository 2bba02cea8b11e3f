"""How a server's way of writing a value becomes the user's: small readings that descriptions name in `load`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from terrabind.spec import policy
from terrabind.spec.values import Value


def without_prefix(prefix: str) -> Callable[[Value], Value]:
    """Read "accounts/acme" as "acme" where the API writes a resource name instead of an id."""

    def load(value: Value) -> Value:
        return value.removeprefix(prefix) if isinstance(value, str) else value

    return load


def empty_as_null(value: Value) -> Value:
    """Read an empty text as absent."""
    return None if value == "" else value


def null_as_empty(value: Value) -> Value:
    """Read an absent text as empty."""
    return "" if value is None else value


def whole_number(value: Value) -> Value:
    """Read a number that XML or JSON wrote as text."""
    return int(value) if isinstance(value, str) and value.strip().lstrip("-").isdigit() else value


def policy_text(value: Value) -> Value:
    """Read a policy document that came percent-encoded as plain JSON text."""
    return policy.readable(value) if isinstance(value, str) else value


def no_tags(value: Value) -> Value:
    """Read an empty map of tags as no tags: the API does not tell the two apart."""
    return None if isinstance(value, Mapping) and not value else value
