"""What terrabind remembers about an object beside its attributes, in Terraform's private state: JSON with a version."""

from __future__ import annotations

import json
from dataclasses import dataclass

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Private:
    """Whether the object was `adopted`: there before Terraform took it over, so destroying it is worth a warning.

    `imported` says of a generic object that its body is all that the server has, since nobody said what was meant.
    """

    adopted: bool = False
    imported: bool = False


def read_private(data: bytes) -> Private:
    """Read private state; what is empty, foreign or newer than this version says nothing."""
    try:
        found = json.loads(data) if data else {}
    except ValueError:
        return Private()
    if not isinstance(found, dict) or found.get("version") != _VERSION:
        return Private()
    return Private(adopted=found.get("adopted") is True, imported=found.get("imported") is True)


def write_private(private: Private) -> bytes:
    """Write private state; marks that are not set are left out."""
    marks = {"imported": True} if private.imported else {}
    return json.dumps({"version": _VERSION, "adopted": private.adopted, **marks}).encode()
