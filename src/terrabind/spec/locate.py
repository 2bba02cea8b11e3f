"""Where a value stands in an answer: in a header, at a dotted path of the body, or as the status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Header:
    """The answer's header of this name, in any case.

    With a `segment`, the value is an address and the place is one segment of its path: counted from 1 at its start, or
    from -1 at its end.
    """

    name: str
    segment: int | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """The value at a dotted path of the answer's body; the empty path is the whole body."""

    path: str


@dataclass(frozen=True, slots=True)
class Status:
    """The answer's HTTP status."""


Place: TypeAlias = Header | Body | Status
