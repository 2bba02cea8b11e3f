"""What the demo tells while it runs, and the table at its end.

Narration goes to stderr: a line that lives while a step runs on a terminal, one plain line for each finished step
elsewhere. The result, the table or its JSON, goes to stdout.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

import click


@dataclass(frozen=True, slots=True)
class Happened:
    """One finished step: its title, how long it took in seconds, and what was seen."""

    title: str
    seconds: float
    outcome: str


@dataclass(slots=True)
class Narrator:
    """Tells each step as it runs. `steps` is how many there will be; `clock` counts seconds."""

    steps: int
    clock: Callable[[], float] = time.monotonic
    done: list[Happened] = field(default_factory=list)
    _title: str = ""
    _began: float = 0.0

    def begin(self, title: str) -> None:
        """Announce a step."""
        self._title, self._began = title, self.clock()
        if sys.stderr.isatty():
            self._show(f"{self._count(len(self.done) + 1)} {title} …")

    def progress(self, line: str) -> None:
        """Show the last line of a long step's output, on a terminal only."""
        if sys.stderr.isatty() and line.strip():
            width = max(20, shutil.get_terminal_size().columns - len(self._title) - 12)
            self._show(f"{self._count(len(self.done) + 1)} {self._title}: {line.strip()[:width]}")

    def finish(self, outcome: str) -> None:
        """Say what a step showed and how long it took."""
        happened = Happened(self._title, self.clock() - self._began, outcome)
        self.done.append(happened)
        line = f"{self._count(len(self.done))} {happened.title}: {outcome} ({happened.seconds:.1f} s)"
        if sys.stderr.isatty():
            self._show("")
        click.echo(line, err=True)

    def show(self, text: str) -> None:
        """Print a result that a step has for the reader, to stdout."""
        if sys.stderr.isatty():
            self._show("")
        click.echo(f"\n{text}\n" if not text.endswith("\n") else f"\n{text}")

    def say(self, text: str) -> None:
        """Say something that is no step."""
        click.echo(text, err=True)

    def _count(self, number: int) -> str:
        return f"[{number:>2}/{self.steps}]"

    def _show(self, text: str) -> None:
        click.echo(f"\r\x1b[2K{text}", nl=False, err=True)


def table(done: Sequence[Happened]) -> str:
    """Return what happened as a table, a row for each step."""
    from rich.console import Console
    from rich.table import Table

    rows = Table(title="What happened", title_justify="left")
    rows.add_column("step")
    rows.add_column("seen", overflow="fold")
    rows.add_column("seconds", justify="right")
    for each in done:
        rows.add_row(each.title, each.outcome, f"{each.seconds:.1f}")
    rows.add_section()
    rows.add_row("all", "", f"{sum(each.seconds for each in done):.1f}")
    console = Console()
    with console.capture() as captured:
        console.print(rows)
    return captured.get().rstrip()


def document(done: Sequence[Happened]) -> str:
    """Return what happened as JSON: `{"steps": [{"title", "seconds", "outcome"}]}`."""
    return json.dumps({"steps": [asdict(each) for each in done]}, indent=2)
