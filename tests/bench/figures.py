"""Medians of interleaved runs: A B C A B C, so that a machine that slows down slows everybody."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """The runs of one contender, in seconds."""

    name: str
    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median run."""
        return statistics.median(self.runs)

    def ratio(self, floor: Figure) -> float:
        """The median of the ratios run by run: each pair saw the same machine."""
        return statistics.median(mine / theirs for mine, theirs in zip(self.runs, floor.runs, strict=True))


def interleave(contenders: Mapping[str, Callable[[], float]], runs: int) -> dict[str, Figure]:
    """Run each contender in turn, `runs` times after one warm-up that does not count."""
    for run in contenders.values():
        run()
    seen: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(runs):
        for name, run in contenders.items():
            seen[name].append(run())
    return {name: Figure(name, tuple(values)) for name, values in seen.items()}


def write_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table under its title."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (head, *rows)
    ]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join([f"\n## {title}\n", *lines])
