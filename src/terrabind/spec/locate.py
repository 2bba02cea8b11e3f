"""Where a value stands in an answer: in a header, at a dotted path of the body, or as the status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote, urlsplit


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
    """The value at a dotted path of the answer's body; the empty path is the whole body.

    With a `segment` it is an address, of which one segment is meant, as with `Header`.
    """

    path: str
    segment: int | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The answer's HTTP status."""


def segment_of(address: str, position: int) -> str:
    """Return one segment of an address's path, counted from 1, or from -1 at its end; empty when there is none.

    A text that is no address is its own only segment.
    """
    parts = [part for part in urlsplit(address).path.split("/") if part]
    index = position - 1 if position > 0 else position
    return unquote(parts[index]) if -len(parts) <= index < len(parts) else ""


Place: TypeAlias = Header | Body | Status
