"""Durations are written as Go writes them ("1m30s", "500ms") because Terraform users know that form."""

from __future__ import annotations

import math
import re

_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|us|µs|ns|h|m|s)")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}


def seconds(text: str) -> float:
    """Return the length of a duration in seconds. Raises `ValueError` when the text is not a positive duration."""
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f'"{text}" is not a duration; write for example "30s", "5m" or "1h30m"')
    total = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    if not 0 < total < math.inf:
        raise ValueError(f'"{text}" is not a positive duration; write for example "30s"')
    return total
