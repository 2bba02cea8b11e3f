"""What terrabind remembers about an object beside its attributes, in Terraform's private state: JSON with a version."""

from __future__ import annotations

import json
from dataclasses import dataclass

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Private:
    """Whether the object was `adopted`: there before Terraform took it over, so destroying it is worth a warning."""

    adopted: bool = False


def read_private(data: bytes) -> Private:
    """Read private state; what is empty, foreign or newer than this version says nothing."""
    try:
        found = json.loads(data) if data else {}
    except ValueError:
        return Private()
    if not isinstance(found, dict) or found.get("version") != _VERSION:
        return Private()
    return Private(adopted=found.get("adopted") is True)


def write_private(private: Private) -> bytes:
    """Write private state."""
    return json.dumps({"version": _VERSION, "adopted": private.adopted}).encode()
