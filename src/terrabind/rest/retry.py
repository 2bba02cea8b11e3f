"""Whether a request is sent again, and after how long: decisions without a clock, a network or a memory.

Waits grow from half a second to eight, each drawn evenly between nothing and its bound ("full jitter"), so
that clients who failed together do not come back together. A server's `Retry-After` wins within its own bound
(apis.md 1.7).
"""

from __future__ import annotations

import math
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

from terrabind.rest.errors import (
    BusyError,
    LostAnswerError,
    RestError,
    ThrottledError,
    TlsError,
    UnavailableError,
    UnreachableError,
    UnreadableAnswerError,
)

FIRST: Final = 0.5
LONGEST: Final = 8.0
LONGEST_ASKED: Final = 60.0
"""The longest `Retry-After` that is obeyed, in seconds."""

MOST_GARBLED: Final = 2
"""How often an answer that cannot be read is asked for again: what was cut or garbled on its way comes whole then."""

_NOTHING_DONE = (UnreachableError, BusyError, ThrottledError)
_DOUBTFUL = (LostAnswerError, UnavailableError)


def wait_before_retry(
    error: RestError, *, attempt: int, repeatable: bool, max_retries: int, chance: float
) -> float | None:
    """Return the seconds to wait before attempt number `attempt + 1`, null when there shall be none.

    `attempt` counts from 1. `repeatable` requests do no harm when they are carried out twice; others are sent
    again only when nothing was done. `chance` is an even draw from 0 to 1.
    """
    if attempt > max_retries or isinstance(error, TlsError):
        return None
    if not isinstance(error, _NOTHING_DONE) and not (repeatable and _may_pass(error, attempt)):
        return None
    drawn = chance * min(LONGEST, FIRST * 2.0 ** (attempt - 1))
    return drawn if error.retry_after is None else max(error.retry_after, drawn)


def _may_pass(error: RestError, attempt: int) -> bool:
    """Tell whether a failure after which something may have been done is one that may not come again.

    A page of HTML comes from whatever stands before the API, and stays.
    """
    if isinstance(error, UnreadableAnswerError):
        return error.garbled and attempt <= MOST_GARBLED
    return isinstance(error, _DOUBTFUL)


def read_retry_after(text: str, now: float) -> float | None:
    """Return the seconds that a `Retry-After` header asks to wait, 0 to 60; null when it cannot be read.

    Both forms are read: seconds, and a date, which is measured against `now` (seconds since 1970). What lies
    in the past asks for no wait.
    """
    text = text.strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            date = parsedate_to_datetime(text)
        except (ValueError, IndexError, TypeError, OverflowError):
            return None
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
    if math.isnan(seconds):
        return None
    return min(max(seconds, 0.0), LONGEST_ASKED)
