"""Generated from `terrabind.generic.attributes` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from typing import TypedDict

__all__ = [
    "RestResourceTimeouts",
]


class RestResourceTimeouts(TypedDict, total=False):
    """How long each operation may take, retries and waiting included.

    create: How long the create may take in all, for example "30s" or "5m"; without it 5m. Accepted: a duration
        such as "30s", "5m" or "1h30m".
    read: How long the read may take in all, for example "30s" or "5m"; without it 2m. Accepted: a duration such
        as "30s", "5m" or "1h30m".
    update: How long the update may take in all, for example "30s" or "5m"; without it 5m. Accepted: a duration
        such as "30s", "5m" or "1h30m".
    delete: How long the delete may take in all, for example "30s" or "5m"; without it 5m. Accepted: a duration
        such as "30s", "5m" or "1h30m".
    """

    create: str | None
    read: str | None
    update: str | None
    delete: str | None
