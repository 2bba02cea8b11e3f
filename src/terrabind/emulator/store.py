"""What the server holds: objects by resource, found by key, shown late when a fault says so.

A record is what was committed; `Stale` is what readers still see of it for a while, which is how a replicated store
looks from outside. Uniqueness and deletes work on what was committed, reads and listings on what is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from terrabind.spec.compare import caseless, exact
from terrabind.spec.identity import attribute_at
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, Values, look_up

Wanted = Mapping[str, Value]
"""Values by dotted attribute path that a record must have."""


@dataclass(slots=True)
class Stale:
    """What readers see instead of the truth: `values`, null for nothing, until a time or for a number of reads."""

    values: dict[str, Value] | None
    until: float = 0.0
    reads: int = 0

    def over(self, now: float) -> bool:
        """Tell whether readers see the truth again."""
        return self.reads <= 0 and now >= self.until


@dataclass(slots=True)
class Record:
    """One object. `values` are by attribute name, null once it is deleted; `beside` is what a dialect keeps with it."""

    serial: int
    values: dict[str, Value] | None
    beside: dict[str, Any] = field(default_factory=dict)
    stale: Stale | None = None


@dataclass(slots=True)
class _Shelf:
    resource: Resource
    records: dict[int, Record] = field(default_factory=dict)
    index: dict[tuple[str, ...], list[Record]] = field(default_factory=dict)


class Store:
    """All objects of one API. `saved` is called after every change with a function that returns the whole content."""

    def __init__(
        self,
        resources: Iterable[Resource],
        now: Callable[[], float],
        saved: Callable[[Callable[[], dict[str, Any]]], None],
    ) -> None:
        self._shelves = {resource.type_name: _Shelf(resource) for resource in resources}
        self._now = now
        self._saved = saved
        self._serial = 0

    def next_serial(self) -> int:
        """Return the serial number that the next record gets."""
        return self._serial + 1

    def add(self, resource: Resource, values: dict[str, Value], beside: dict[str, Any] | None = None) -> Record:
        """Commit a new object."""
        self._serial += 1
        record = Record(self._serial, values, beside or {})
        self._place(self._shelves[resource.type_name], record)
        self.save()
        return record

    def change(self, record: Record, values: dict[str, Value]) -> None:
        """Commit other values of an object; its key stays what it is."""
        record.values = values
        self.save()

    def remove(self, resource: Resource, record: Record) -> None:
        """Commit a deletion."""
        shelf = self._shelves[resource.type_name]
        if record.values is not None:
            shelf.index[_print_of(resource, record.values)].remove(record)
        record.values = None
        if record.stale is None:
            shelf.records.pop(record.serial, None)
        self.save()

    def hide(self, resource: Resource, record: Record, before: Values | None, until: float, reads: int) -> None:
        """Let readers see `before` until a time or for so many reads."""
        record.stale = Stale(None if before is None else dict(before), until, reads)
        self._shelves[resource.type_name].records[record.serial] = record

    def find(self, resource: Resource, wanted: Wanted) -> Record | None:
        """Return the committed object that has all `wanted` values by each attribute's meaning of same."""
        for record in self._candidates(resource, wanted):
            if record.values is not None and matches(resource, record.values, wanted):
                return record
        return None

    def seen(self, resource: Resource, wanted: Wanted) -> list[tuple[Record, Values]]:
        """Return what a reader sees of the objects with all `wanted` values, oldest first; this counts as a read."""
        found: list[tuple[Record, Values]] = []
        for record in list(self._shelves[resource.type_name].records.values()):
            values = record.values if record.stale is None else self._shown(resource, record, wanted)
            if values is not None and matches(resource, values, wanted):
                found.append((record, values))
        return found

    def _shown(self, resource: Resource, record: Record, wanted: Wanted) -> Values | None:
        """Return what a reader sees of a record that may be stale; a reader who asks for another does not count."""
        stale = record.stale
        if stale is None or stale.over(self._now()):
            record.stale = None
            if record.values is None:
                del self._shelves[resource.type_name].records[record.serial]
            return record.values
        if any(each is not None and matches(resource, each, wanted) for each in (record.values, stale.values)):
            stale.reads -= 1
        return stale.values

    def committed(self, resource: Resource) -> list[Record]:
        """Return the objects that exist, oldest first."""
        return [record for record in self._shelves[resource.type_name].records.values() if record.values is not None]

    def clear(self) -> None:
        """Forget every object; serial numbers go on, so that no id is given twice."""
        for shelf in self._shelves.values():
            shelf.records.clear()
            shelf.index.clear()
        self.save()

    def save(self) -> None:
        """Hand the content to whoever keeps it."""
        self._saved(self.dump)

    def dump(self) -> dict[str, Any]:
        """Return the content as JSON values."""
        return {
            "serial": self._serial,
            "objects": {
                name: [
                    {"serial": record.serial, "values": record.values, "beside": record.beside}
                    for record in shelf.records.values()
                    if record.values is not None
                ]
                for name, shelf in self._shelves.items()
            },
        }

    def load(self, content: Mapping[str, Any]) -> None:
        """Replace the content by what `dump` returned; objects of unknown resources are left out."""
        self._serial = int(content["serial"])
        for name, rows in content["objects"].items():
            shelf = self._shelves.get(name)
            for row in rows if shelf is not None else ():
                self._place(shelf, Record(row["serial"], row["values"], row["beside"]))

    def _place(self, shelf: _Shelf | None, record: Record) -> None:
        if shelf is None or record.values is None:
            return
        shelf.records[record.serial] = record
        shelf.index.setdefault(_print_of(shelf.resource, record.values), []).append(record)

    def _candidates(self, resource: Resource, wanted: Wanted) -> Iterable[Record]:
        shelf = self._shelves[resource.type_name]
        if all(path in wanted for path in resource.key):
            return shelf.index.get(_print(resource, [wanted[path] for path in resource.key]), ())
        return shelf.records.values()


def matches(resource: Resource, values: Values, wanted: Wanted) -> bool:
    """Tell whether `values` have all `wanted` ones, each by its attribute's meaning of same."""
    return all(attribute_at(resource, path).same(look_up(values, path), value) for path, value in wanted.items())


def _print_of(resource: Resource, values: Values) -> tuple[str, ...]:
    return _print(resource, [look_up(values, path) for path in resource.key])


def _print(resource: Resource, key: Iterable[Value]) -> tuple[str, ...]:
    """Return a text per key value that is the same for values that mean the same; comparing has the last word."""
    found = []
    for path, value in zip(resource.key, key, strict=True):
        same = attribute_at(resource, path).same
        if same is caseless:
            found.append(str(value).casefold())
        else:
            found.append(str(value) if same is exact else "")
    return tuple(found)
