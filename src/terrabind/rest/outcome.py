"""What a successful write gives back."""

from __future__ import annotations

from dataclasses import dataclass

from terrabind.spec.values import Value


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know although nothing failed."""

    summary: str
    detail: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The object's values after a write, with what the user should know. `adopted` tells that it was there before."""

    values: dict[str, Value]
    notices: tuple[Notice, ...] = ()
    adopted: bool = False
