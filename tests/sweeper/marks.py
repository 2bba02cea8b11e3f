"""What makes an object a test's: its natural key begins with the marker that the tests give to everything they make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from terrabind.spec.resource import Resource
from terrabind.spec.values import Values, look_up

MARKED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "terrabind_fireworks_aws_iam_role_binding": "principal",
        "terrabind_fireworks_node_pool_binding": "principal",
        "terrabind_ecs_iam_role": "name",
        "terrabind_k0rdent_iam_policy_binding": "principal.id",
    }
)
"""The attribute of each typed resource that begins with the marker, as a dotted path; it is a part of the key."""

_MARKER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{4,}-")


class MarkerError(ValueError):
    """The marker could fit what no test made; the message says what is accepted."""


def require_marker(text: str) -> str:
    """Return the marker as it is. Raises `MarkerError` for one that is so short or so plain that it fits by chance."""
    if not _MARKER.fullmatch(text):
        raise MarkerError(
            f'"{text}" is no marker: write at least six letters, digits, dots and dashes that end in a dash'
        )
    return text


def is_marked(resource: Resource, values: Values, marker: str) -> bool:
    """Tell whether an object is a test's. Case is left out of it, since a server may fold e-mail addresses."""
    found = look_up(values, MARKED[resource.type_name])
    return isinstance(found, str) and found.casefold().startswith(marker.casefold())
