"""Moments and spans are read from what grants say: dates, RFC 3339 and "8h"-like lengths."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from terrabind.review.edge import Edge

_SPAN = re.compile(r"(\d+)([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_EMBEDDED = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")


def read_moment(text: str) -> datetime | None:
    """Return the moment that a text is or holds; a bare date ends with its day. Null when there is none."""
    found = _EMBEDDED.search(text)
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found[0])
    except ValueError:
        return None
    if len(found[0]) == len("2027-01-31"):
        moment += timedelta(days=1)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_span(text: str) -> timedelta:
    """Return a length of time such as "8h", "90d" or "1d12h". Raises `ValueError`."""
    parts = _SPAN.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f'"{text}" is not a length of time; write for example "8h", "7d" or "12w"')
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())


def end_of(edge: Edge) -> datetime | None:
    """Return when a grant ends, null where it says no end or none that can be read."""
    return read_moment(edge.qualifiers.get("expires", ""))


def in_words(moment: datetime) -> str:
    """Return a moment as a reader writes it, in UTC, without seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def span_in_words(span: timedelta) -> str:
    """Return a length of time in days, or in hours below two days."""
    hours = round(span.total_seconds() / 3600)
    if hours >= 48:
        return f"{hours // 24} days"
    return "1 hour" if hours == 1 else f"{hours} hours"
