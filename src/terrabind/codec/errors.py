"""The one error of this package."""

from __future__ import annotations


class MalformedBodyError(ValueError):
    """A body is not what it should be; the message says what is wrong and never repeats the body."""
