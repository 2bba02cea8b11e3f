"""How an API says that it failed: where its error code and message stand, and what each code means.

The code decides before the HTTP status (apis.md 1.6, 2.8, 3.6); a status means something only when no code is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Meaning(Enum):
    """What a failure means for the caller; the only words on which `terrabind.rest` decides."""

    GONE = "gone"  # the object does not exist
    EXISTS = "exists"  # an object with this key exists already
    CHANGED = "changed"  # the object is not any more as the request expects it
    RETRY = "retry"  # refused for now, nothing was done: the same request may be sent again
    THROTTLED = "throttled"  # too many requests
    UNAVAILABLE = "unavailable"  # the server failed; whether anything was done is not known
    UNAUTHENTICATED = "unauthenticated"  # the credential is missing, wrong or expired
    FORBIDDEN = "forbidden"  # the credential is good but may not do this
    INVALID = "invalid"  # the request is wrong
    QUOTA = "quota"  # a limit of the account is reached
    IN_USE = "in_use"  # the object cannot be deleted while others depend on it
    NOT_OFFERED = "not_offered"  # the API does not offer this feature here


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Where an API's error document holds its code and message, and what its codes mean.

    `codes` and `messages` are dotted paths, tried in order; numbers are compared as text. `style` names the document's
    shape for an emulator: "grpc", "aws" or "k0rdent".
    """

    style: str
    codes: tuple[str, ...]
    messages: tuple[str, ...]
    details: tuple[str, ...] = ()
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    request_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A failure that its code alone does not tell from others: one of `codes`, with a message that has `words`.

    `codes` are compared as text with the answer's code or, where it has none, its status; `words` is a pattern that is
    searched for without case.
    """

    codes: tuple[str, ...]
    words: str

    def fits(self, code: str, status: int | None, message: str) -> bool:
        """Tell whether a failure is this one."""
        return (code or str(status)) in self.codes and re.search(self.words, message, re.IGNORECASE) is not None


STATUS_MEANINGS: Mapping[int, Meaning] = {
    400: Meaning.INVALID,
    401: Meaning.UNAUTHENTICATED,
    403: Meaning.FORBIDDEN,
    404: Meaning.GONE,
    408: Meaning.UNAVAILABLE,
    409: Meaning.EXISTS,
    410: Meaning.GONE,
    412: Meaning.CHANGED,
    422: Meaning.INVALID,
    425: Meaning.RETRY,
    429: Meaning.THROTTLED,
    501: Meaning.NOT_OFFERED,
}


def meaning_of_status(status: int) -> Meaning:
    """Return what a status means where the API gives no code: 5xx is unavailable, other 4xx invalid."""
    if status in STATUS_MEANINGS:
        return STATUS_MEANINGS[status]
    return Meaning.UNAVAILABLE if status >= 500 else Meaning.INVALID
