"""Collections, listed completely and once for all who ask.

A listing proves that an object is absent only if no page failed, no token came twice and the total is
reached; a listing of several pages must say so twice, because rows move between pages while others write
(apis.md 1.5). It is all there is when its pages count it, or when two walks in a row show the same. All reads of one
collection share one listing; a read never uses one that began before a write to its own object.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final

from terrabind.codec import attributes
from terrabind.codec.errors import MalformedBodyError
from terrabind.rest import requests
from terrabind.rest.calls import Calls, out_of_time
from terrabind.rest.clock import Clock
from terrabind.rest.doubts import bare, doubtful, of_collection, refuse_bare_rows, refuse_doubt, says_gone
from terrabind.rest.effort import Effort
from terrabind.rest.errors import (
    AnswerError,
    RestError,
    UnreadableAnswerError,
)
from terrabind.rest.locks import Locks
from terrabind.rest.paging import Walk, walk
from terrabind.rest.snapshot import Enough, Rows, Snapshot, anything, is_all_or_the_last, proves_absence
from terrabind.rest.subject import Subject, bucket
from terrabind.spec import duration
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, Values

OLDEST: Final = 30.0
"""Seconds for which a listing is used again: one walk of Terraform, not a whole long apply."""

QUIET: Final = 2.0
"""Seconds without a listing, after which the next one begins at once again."""

UNGATHERED: Final = 4
"""How many listings of a series begin at once."""

LONGEST_GATHERING: Final = 1.0
"""Seconds for which later ones wait at most for more who want them. They wait as long as the last one took, so that a
caller who is alone, as each is at parallelism 1, never waits more than twice as long as it must."""


@dataclass(slots=True)
class Flight:
    """A listing under way; `began` counts the writes before it, below zero while it still gathers who wants it."""

    began: int = -1
    task: asyncio.Task[Snapshot] | None = None


class Collection:
    """One collection: its last snapshots, the listing under way, and which objects were written when."""

    def __init__(
        self,
        fetch: Callable[[int, Snapshot | None], Awaitable[Snapshot]],
        clock: Clock,
        in_turn: Callable[[tuple[str, ...]], bool],
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._in_turn = in_turn
        self._flight = Flight()
        self._series = 0
        self._took = 0.0
        self.snapshot: Snapshot | None = None
        self.proof: Snapshot | None = None
        self.writes = 0
        self.written: dict[tuple[str, ...], int] = {}
        self.made: dict[tuple[str, ...], float] = {}
        self.deleted: dict[tuple[str, ...], float] = {}

    async def since(self, write: int, effort: Effort, enough: Enough) -> Snapshot:
        """Return a snapshot that began after write number `write`, sharing the listing that is under way if it did."""
        while True:
            last = self.snapshot
            for kept in (last, self.proof):
                if kept is not None and self._is_usable(kept, write) and enough(kept):
                    return kept
            flight = self._flight
            if flight.task is None or flight.task.done():
                flight = self._begin(last if last is not None and self._is_usable(last, write) else None)
            if flight.task is None:
                continue
            try:
                await effort.within(asyncio.shield(flight.task))
            except RestError:
                # A listing that began too early concerns others; the next one is ours.
                if flight.began >= write:
                    raise

    def close(self) -> None:
        """Stop listing."""
        if self._flight.task is not None:
            self._flight.task.cancel()

    def _is_usable(self, snapshot: Snapshot, write: int) -> bool:
        return snapshot.began >= write and self._clock.monotonic() - snapshot.taken <= OLDEST

    def _begin(self, first: Snapshot | None) -> Flight:
        """Begin a listing, or the second one that confirms `first`.

        Where one listing follows another, which is how many creates at once look, each waits a little for more to
        share it: what is asked for while it waits is answered by it.
        """
        quiet = self.snapshot is None or self._clock.monotonic() - self.snapshot.taken > QUIET
        self._series = 0 if quiet else self._series + (first is None)
        flight = self._flight = Flight()
        flight.task = asyncio.ensure_future(self._list(flight, first))
        flight.task.add_done_callback(lambda task: task.cancelled() or task.exception())
        return flight

    async def _list(self, flight: Flight, first: Snapshot | None) -> Snapshot:
        if first is None and self._series > UNGATHERED:
            await self._clock.sleep(min(LONGEST_GATHERING, self._took))
        flight.began = self.writes if first is None else first.began
        began = self._clock.monotonic()
        snapshot = await self._fetch(flight.began, first)
        if first is not None and not snapshot.doubt and self._agree(first, snapshot):
            snapshot = replace(snapshot, whole=True)
        self._took = self._clock.monotonic() - began
        self.snapshot = snapshot
        if snapshot.final and not snapshot.doubt:
            self.proof = snapshot
        return snapshot

    def _agree(self, one: Snapshot, other: Snapshot) -> bool:
        """Tell whether two walks show the same objects, apart from those that this client writes meanwhile."""
        unlike = dict(one.counts.items() ^ other.counts.items())
        return all(self.written.get(place, 0) > one.began or self._in_turn(place) for place in unlike)


class Collections:
    """All collections that one client reads or writes."""

    def __init__(self, calls: Calls, locks: Locks) -> None:
        self._calls = calls
        self._all: dict[tuple[str, ...], Collection] = {}
        self._locks = locks
        self._turns = Locks()

    async def find(self, subject: Subject, effort: Effort, *, fresh: bool = False) -> list[dict[str, Value]]:
        """Return the listed objects that are the subject; none means that its absence is proven.

        `fresh` asks for a listing that begins now. Raises `DoubtfulListingError` when the listing proves
        nothing.
        """
        collection = self._of(subject)
        if fresh:
            collection.writes += 1
        known = subject.key_known and not fresh
        write = collection.written.get(subject.bucket, 0) if known else collection.writes
        snapshot = await self._since(collection, subject, write, effort, anything)
        found = snapshot.match(subject)
        if found:
            return found
        snapshot = await self._since(collection, subject, write, effort, proves_absence)
        found = snapshot.match(subject)
        if not found:
            refuse_doubt(subject.resource, snapshot)
            refuse_bare_rows(subject, snapshot)
        return found

    async def everything(self, subject: Subject, effort: Effort, *, firm: bool = False) -> Rows:
        """Return all objects of the subject's collection, as it is after this client's last write.

        `firm` asks for a listing that proves absence, and returns what any part of it showed. Raises
        `DoubtfulListingError` when there is none, or when the walks never agree.
        """
        collection = self._of(subject)
        enough = proves_absence if firm else is_all_or_the_last
        snapshot = await self._since(collection, subject, collection.writes, effort, enough)
        refuse_doubt(subject.resource, snapshot)
        if firm:
            return tuple(snapshot.everything())
        if not snapshot.whole:
            raise doubtful(
                subject.resource,
                snapshot,
                "the walks were not the same: rows move from page to page while others change it",
            )
        return snapshot.objects

    def is_new(self, subject: Subject) -> bool:
        """Tell whether the last listing, whatever its age, proves that the subject was not there then."""
        snapshot = self._of(subject).snapshot
        if snapshot is None or snapshot.doubt or not snapshot.final:
            return False
        return subject.bucket not in snapshot.index

    def wrote(self, subject: Subject) -> None:
        """Take note that the subject was or may have been written: no older listing tells about it any more."""
        collection = self._of(subject)
        collection.writes += 1
        collection.written[subject.bucket] = collection.writes

    def made(self, subject: Subject) -> None:
        """Take note that the subject was created: a read may go on missing it for a while."""
        self._of(subject).made[subject.bucket] = self._calls.clock.monotonic()

    def made_lately(self, subject: Subject) -> bool:
        """Tell whether this client created the subject so lately that a read may still miss it."""
        when = self._of(subject).made.get(subject.bucket)
        return when is not None and self._calls.clock.monotonic() - when <= subject.resource.visible_within

    def deleted(self, subject: Subject) -> None:
        """Take note that the subject was deleted: a listing may go on showing it for a while."""
        collection = self._of(subject)
        collection.made.pop(subject.bucket, None)
        collection.deleted[subject.bucket] = self._calls.clock.monotonic()

    def deleted_lately(self, subject: Subject) -> bool:
        """Tell whether this client deleted the subject so lately that a listing may still show it."""
        when = self._of(subject).deleted.get(subject.bucket)
        return when is not None and self._calls.clock.monotonic() - when <= subject.resource.visible_within

    @asynccontextmanager
    async def turn(self, subject: Subject, effort: Effort) -> AsyncIterator[None]:
        """Let one write to the same object, and under the same lock, go at a time.

        Raises `DeadlineError` when the others take too long.
        """
        name = subject.wanted.get(subject.resource.lock) if subject.resource.lock else None
        async with AsyncExitStack() as held:
            try:
                if isinstance(name, str) and name:
                    await held.enter_async_context(self._locks.holding((name,), effort))
                if any(subject.bucket):  # What has no key yet can be nobody else's object.
                    turn = self._turns.holding((*self._place(subject), *subject.bucket), effort)
                    await held.enter_async_context(turn)
            except TimeoutError:
                raise self._late(subject, effort) from None
            yield

    def close(self) -> None:
        """Stop all listings."""
        for collection in self._all.values():
            collection.close()

    async def _since(
        self, collection: Collection, subject: Subject, write: int, effort: Effort, enough: Enough
    ) -> Snapshot:
        try:
            return await collection.since(write, effort, enough)
        except TimeoutError:
            raise self._late(subject, effort) from None

    def _late(self, subject: Subject, effort: Effort) -> RestError:
        request = requests.Request("GET", "", purpose=f"read the {subject.noun}")
        return out_of_time(self._calls.api, request, effort, None)

    def _place(self, subject: Subject) -> tuple[str, ...]:
        scope = (str(subject.wanted.get(name) or "") for name in subject.resource.scope)
        return (subject.resource.type_name, *scope)

    def _of(self, subject: Subject) -> Collection:
        place = self._place(subject)
        if place not in self._all:
            scope = {name: subject.wanted.get(name) for name in subject.resource.scope}

            async def fetch(began: int, first: Snapshot | None) -> Snapshot:
                return await self._fetch(subject.resource, scope, began, first)

            def in_turn(where: tuple[str, ...]) -> bool:
                return self._turns.is_held((*place, *where))

            self._all[place] = Collection(fetch, self._calls.clock, in_turn)
        return self._all[place]

    async def _fetch(self, resource: Resource, scope: Values, began: int, first: Snapshot | None) -> Snapshot:
        """List a collection; a second time where a `first` listing is to be confirmed."""
        effort = Effort(self._calls.clock, duration.seconds(resource.timeouts["read"]))
        try:
            walked = await walk(self._calls, resource, resource.listing, scope, effort)
        except RestError as error:
            if not isinstance(error, AnswerError) or not says_gone(resource, error):
                raise of_collection(resource, error, listing=True) from error
            walked = Walk((), 1, "")
        objects = self._read(resource, scope, walked)
        index: dict[tuple[str, ...], list[dict[str, Value]]] = {}
        for each in objects:
            index.setdefault(bucket(resource, each), []).append(each)
        counts = {place: len(found) for place, found in index.items()}
        for each in first.objects if first else ():
            # A row that only the earlier listing held may have slipped between pages: it is not proven absent.
            index.setdefault(bucket(resource, each), [each])
        return Snapshot(
            began=began,
            taken=self._calls.clock.monotonic(),
            objects=objects,
            index={place: tuple(found) for place, found in index.items()},
            bare=tuple(each for each in objects if bare(resource, each)),
            doubt=walked.doubt,
            final=first is not None or (walked.pages == 1 and not walked.doubt),
            whole=not walked.doubt and (walked.pages == 1 or walked.counted),
            counts=counts,
            walks=1 + (first.walks if first else 0),
        )

    def _read(self, resource: Resource, scope: Values, walked: Walk) -> Rows:
        found: dict[str, dict[str, Value]] = {}
        for row in walked.rows:
            if resource.gone is not None and resource.gone(row):
                continue
            try:
                values = attributes.load(resource, row)
            except MalformedBodyError as error:
                raise UnreadableAnswerError(
                    f"{resource.api.title}: the list of {resource.plural.replace('_', ' ')} cannot be read",
                    f"One of its rows is malformed: {error}.",
                ) from None
            for name, value in scope.items():
                if values.get(name) is None:
                    values[name] = value
            found.setdefault(repr(values), values)
        return tuple(found.values())
