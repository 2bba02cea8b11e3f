"""How a report is to be written, as far as whoever asks for it has a choice. No style changes what a review found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from terrabind.review.report import ChangeClass, Severity

__all__ = ["PLAIN", "GroupBy", "Style"]


class GroupBy(Enum):
    """What the grants of a report are gathered under."""

    PRINCIPAL = "principal"
    SCOPE = "scope"
    ROLE = "role"
    STACK = "stack"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The choices; a format heeds those that mean something to it and ignores the others.

    `color` and `ascii` are for terminals, `width` its columns (0: as the format likes). `only` are the classes to show
    (none: all) and `min_severity` the least finding, in formats for people; formats for programs are always whole.
    `max_chars` is a budget (0: the format's own), `flavour` the Markdown dialect, `target` tells several reports in one
    conversation apart, `link` leads to the full report. `code` is the exit code, null where none was decided.
    """

    color: bool = False
    ascii: bool = False
    width: int = 0
    group_by: GroupBy = GroupBy.PRINCIPAL
    only: frozenset[ChangeClass] = frozenset()
    min_severity: Severity = Severity.INFO
    max_chars: int = 0
    flavour: str = "github"
    target: str = ""
    link: str = ""
    code: int | None = None


PLAIN: Final = Style()
"""Every choice as it is when nobody chooses."""
