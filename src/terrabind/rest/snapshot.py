"""A collection as one listing had it: a value that is looked into, and never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from terrabind.rest.subject import Subject
from terrabind.spec.values import Value, look_up

MOST_WALKS: Final = 4
"""How often a collection is listed at most until two walks in a row show the same."""

Rows = tuple[dict[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A collection as one listing had it. `began` counts the writes before it, `taken` is when it ended.

    `objects` are its rows; `index` finds them by key, and with them those that only an earlier listing showed. `bare`
    rows leave a part of their key out. A `final` snapshot will not become better: absence from it is proven unless
    there is `doubt`. `objects` are `whole` when nothing can be missing among them: there was one page, or the pages
    counted them, or `walks` in a row showed the same, told by the `counts` of the last walk alone for each key.
    """

    began: int
    taken: float
    objects: Rows
    index: Mapping[tuple[str, ...], Rows]
    bare: Rows
    doubt: str
    final: bool
    whole: bool
    counts: Mapping[tuple[str, ...], int]
    walks: int

    def everything(self) -> Iterable[dict[str, Value]]:
        """Return every object that any part of the listing showed."""
        return chain.from_iterable(self.index.values())

    def match(self, subject: Subject) -> list[dict[str, Value]]:
        """Return the objects that are the subject: first the one with its id, then those written exactly like it."""
        found = [
            each
            for each in (self.index.get(subject.bucket, ()) if subject.key_known else self.everything())
            if subject.is_same(each)
        ]
        keys, id_ = subject.resource.key, subject.wanted.get("id")
        found.sort(key=lambda each: [look_up(each, k) for k in keys] != [look_up(subject.wanted, k) for k in keys])
        found.sort(key=lambda each: each.get("id") != id_)
        return found


Enough = Callable[[Snapshot], bool]
"""Tells whether a snapshot will do for what is asked."""


def anything(_: Snapshot) -> bool:
    """Accept every snapshot: what is found in one is there."""
    return True


def proves_absence(snapshot: Snapshot) -> bool:
    """Accept a snapshot that will not become better."""
    return snapshot.final


def is_all_or_the_last(snapshot: Snapshot) -> bool:
    """Accept a snapshot from which nothing can be missing, and the one after which it is given up."""
    return snapshot.whole or snapshot.walks >= MOST_WALKS
