"""TOML tables are read strictly: what nobody asked for is an error that says where it stands and what was meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from terrabind.review.rules.catalogue import suggest
from terrabind.review.rules.moments import read_moment, read_span

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")


class ConfigurationError(ValueError):
    """A configuration that cannot be used: `summary` says what is wrong, `detail` where and what to write instead."""

    def __init__(self, summary: str, detail: str, *, path: str = "", line: int = 0) -> None:
        super().__init__(f"{summary}: {detail}")
        self.summary = summary
        self.detail = detail
        self.path = path
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a configuration file. `prefix` is the table that holds it ("tool.terrabind.review."), if any."""

    path: str
    text: str
    prefix: str = ""

    def find_line(self, table: str, index: int, key: str) -> int:
        """Return the line (from 1) of a key in the `index`-th table of that name, else of the table, else 0.

        A table that has no heading of its own is written on one line within the one above it.
        """
        line = self._search(table, index, key)
        while not line and table:
            table, _, written = table.rpartition(".")
            line = self._search(table, index, key) or self._search(table, index, written)
        return line

    def _search(self, table: str, index: int, key: str) -> int:
        wanted = f"{self.prefix}{table}".rstrip(".")
        pattern = re.compile(rf"""(?:^|[\s{{,."'])["']?{re.escape(key)}["']?\s*[=.\]]""") if key else None
        inside, seen, header = not wanted, -1, 0
        for number, line in enumerate(self.text.splitlines(), 1):
            found = _HEADER.match(line)
            if found:
                name = found[2].replace('"', "").replace(" ", "")
                seen += name == wanted
                inside = (name == wanted or name.startswith(f"{wanted}.")) and seen == max(index, 0)
                header = number if inside and not header else header
            if inside and pattern is not None and pattern.search(line):
                return number
        return header


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a document: `name` is its dotted name, `index` its place among tables of that name."""

    document: Document
    values: Mapping[str, Any]
    name: str = ""
    index: int = 0

    def fail(self, key: str, problem: str) -> ConfigurationError:
        """Return the error for a key of this table, with its line."""
        line = self.document.find_line(self.name, self.index, key.rpartition(".")[2])
        where = f"{self.document.path}:{line}" if line else self.document.path
        at = f"[{self.name}] {key}".strip() if self.name else key
        return ConfigurationError(f"{where}: {at}", problem, path=self.document.path, line=line)

    def check(self, known: Collection[str]) -> None:
        """Refuse keys that are not among the known ones. Raises `ConfigurationError`."""
        for key in self.values:
            if key not in known:
                raise self.fail(key, f'"{key}" is not known here; {suggest(key, known)}')

    @property
    def source(self) -> str:
        """File and line of the table."""
        line = self.document.find_line(self.name, self.index, "")
        return f"{self.document.path}:{line}" if line else self.document.path

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, empty when it is not there."""
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise self.fail(key, f"this is a text, not {_kind(value)}")
        if required and not value.strip():
            raise self.fail(key, f'"{key}" is missing; every [[{self.name}]] needs one')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; one text alone is a list of one."""
        value = self.values.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise self.fail(key, "this is a list of texts")
        return tuple(listed)

    def choice(self, key: str, choices: Collection[str]) -> str:
        """Return one of the given words, empty when the key is not there."""
        value = self.text(key)
        if value and value not in choices:
            raise self.fail(key, f'"{value}" is not one of its words; {suggest(value, choices)}')
        return value

    def number(self, key: str, default: float) -> float:
        """Return a number that is not negative."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise self.fail(key, f"this is a number of at least 0, not {_kind(value)}")
        return value

    def span(self, key: str, default: timedelta) -> timedelta:
        """Return a length of time such as "90d"."""
        if key not in self.values:
            return default
        try:
            return read_span(self.text(key))
        except ValueError as error:
            raise self.fail(key, str(error)) from error

    def moment(self, key: str) -> datetime:
        """Return a date, which lasts until the end of its day, or a date with time. Raises when it is missing."""
        value = self.values.get(key)
        if isinstance(value, str):
            value = read_moment(value) or value
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        if isinstance(value, date):
            return datetime.combine(value, time(23, 59, 59), UTC)
        said = f'"{key}" is missing' if value is None else f"{value!r} is no date"
        raise self.fail(key, f"{said}; write for example {key} = 2027-01-31")

    def table(self, key: str) -> Table:
        """Return a table within this one, empty when it is not there."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.fail(key, f"this is a table, not {_kind(value)}")
        return Table(self.document, value, f"{self.name}.{key}".lstrip("."), self.index)

    def tables(self, key: str) -> Iterator[Table]:
        """Yield the tables of a list of tables (`[[rule]]`)."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.fail(key, f"write each as a table of its own under [[{key}]]")
        for index, each in enumerate(value):
            yield Table(self.document, each, key, index)


def _kind(value: object) -> str:
    return {bool: "a yes or no", int: "a number", float: "a number", list: "a list", dict: "a table"}.get(
        type(value), f"{value!r}"
    )
