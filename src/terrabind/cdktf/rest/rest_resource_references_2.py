"""Generated from `terrabind.generic.attributes` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from terrabind.constructs.members import ObjectReference, TextToken

__all__ = [
    "RestResourceTimeoutsReference",
]


class RestResourceTimeoutsReference(ObjectReference):
    """Tokens of `timeouts`: how long each operation may take, retries and waiting included."""

    create = TextToken()
    """How long the create may take in all, for example "30s" or "5m"; without it 5m."""

    read = TextToken()
    """How long the read may take in all, for example "30s" or "5m"; without it 2m."""

    update = TextToken()
    """How long the update may take in all, for example "30s" or "5m"; without it 5m."""

    delete = TextToken()
    """How long the delete may take in all, for example "30s" or "5m"; without it 5m."""
