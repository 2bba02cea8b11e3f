"""The client: one API, its settings, and the five verbs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, TypeVar

from terrabind.rest import crud
from terrabind.rest.calls import Calls, out_of_time
from terrabind.rest.clock import SYSTEM_CLOCK, Clock
from terrabind.rest.effort import RESCUE_SECONDS, Effort
from terrabind.rest.locks import Locks
from terrabind.rest.options import Options
from terrabind.rest.outcome import Outcome
from terrabind.rest.redaction import Secret
from terrabind.rest.remote import Remote
from terrabind.rest.requests import Request
from terrabind.rest.responses import Answer, Raw
from terrabind.rest.subject import Subject, subject_of
from terrabind.rest.tokens import Token
from terrabind.rest.transport import CONNECTIONS, Network
from terrabind.spec import duration
from terrabind.spec.api import Api
from terrabind.spec.resource import Resource
from terrabind.spec.standard import REFUSE
from terrabind.spec.values import Value, Values

if TYPE_CHECKING:
    import httpx

_LOGGER: Final = logging.getLogger("terrabind.rest")
_T = TypeVar("_T")
Found = list[dict[str, Value]]
"""The objects of a collection; named here because the client has a verb called `list`."""

_NOTHING: Final[Values] = {}


class Client:
    """Talks to one API. Use it as `async with Client(...) as client`, or call `aclose` at the end.

    `settings` are the API's settings, resolved (`terrabind.rest.settings.resolve`). `transport` replaces the network,
    for tests; `clock` replaces time; `on_secret` is told every credential and minted token, so that the caller can keep
    them out of its own logs; `locks` are those of other clients, for resources that name one. Nothing is sent before
    the first verb, so a client can be made of settings that are incomplete; the first verb then raises `SettingsError`.

    Values hold a resource's own attributes by name, nested objects as mappings, null for absent. Every verb
    raises `RestError` and ends within `timeout` seconds, by default the resource's own; the time for finding
    out what became of a write that got no answer comes on top.
    """

    def __init__(
        self,
        api: Api,
        settings: Mapping[str, Value],
        *,
        options: Options = Options(),  # noqa: B008 - a frozen value
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock = SYSTEM_CLOCK,
        on_secret: Callable[[str], None] | None = None,
        locks: Locks | None = None,
    ) -> None:
        self.api = api
        self._settings = dict(settings)
        self._options = options
        self._transport = transport
        self._clock = clock
        self._network: Network | None = None
        self._places = asyncio.Semaphore(CONNECTIONS)
        self._calls = Calls(api, self._settings, options, self._exchange, clock, on_secret)
        self._remote = Remote(self._calls, locks or Locks())
        self._unfinished: set[asyncio.Task[object]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """See unfinished writes through, log out where a session was begun, and close the connections."""
        if self._unfinished:
            await asyncio.wait(self._unfinished, timeout=RESCUE_SECONDS)
        self._remote.collections.close()
        await self._calls.close()
        if self._network is not None:
            await self._network.aclose()
            self._network = None

    async def create(
        self,
        resource: Resource,
        values: Values,
        *,
        on_existing: str = REFUSE,
        timeout: float | None = None,  # noqa: ASYNC109 - it bounds retries too, which a caller's scope could not tell
    ) -> Outcome:
        """Create an object and return it as the server has it, in the user's spelling.

        `on_existing` says what happens when it exists: "refuse" raises `ExistsError`, "adopt_identical" takes
        it over if nothing differs, "adopt" also updates what differs. A lost answer is resolved by looking
        for the object; raises `IncompleteError` when that stays open.
        """
        effort = self._effort(resource, "create", timeout)
        write = crud.create(self._remote, self._subject(resource, values), on_existing, effort)
        return await self._see_through(write, effort)

    async def read(
        self,
        resource: Resource,
        values: Values,
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> dict[str, Value] | None:
        """Return the object as the server has it, in the user's spelling; null when its absence is proven."""
        effort = self._effort(resource, "read", timeout)
        return await crud.read(self._remote, self._subject(resource, values), effort)

    async def update(
        self,
        resource: Resource,
        prior: Values,
        planned: Values,
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> Outcome:
        """Change an object from `prior` to `planned` and return it as the server has it then.

        Raises `IncompleteError` with the server's current values when a step fails.
        """
        effort = self._effort(resource, "update", timeout)
        before, after = self._subject(resource, prior), self._subject(resource, planned)
        write = crud.update(self._remote, before, after, effort)
        return await self._see_through(write, effort)

    async def delete(
        self,
        resource: Resource,
        values: Values,
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> None:
        """Delete an object; one that is gone already is a success."""
        effort = self._effort(resource, "delete", timeout)
        write = crud.delete(self._remote, self._subject(resource, values), effort)
        await self._see_through(write, effort)

    async def list(
        self,
        resource: Resource,
        scope: Values = _NOTHING,
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> Found:
        """Return every object of a collection; `scope` holds the attributes that the resource lists as its scope."""
        effort = self._effort(resource, "read", timeout)
        return await crud.list_all(self._remote, self._subject(resource, scope), effort)

    async def ask(
        self,
        resource: Resource,
        values: Values,
        *,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> Answer:
        """Carry out the `read` of a resource as it is and return the answer, whatever stands in it.

        Where the resource is `listed`, its listing is followed to the end instead, and the answer's body is the list of
        all rows.
        """
        effort = self._effort(resource, "read", timeout)
        return await crud.ask(self._remote, self._subject(resource, values), effort)

    async def token(self) -> Token:
        """Return the present token and the seconds it still lives, for others to use; obtains one where there is none.

        It ends with the session that `aclose` ends. Raises `SettingsError` when the way in has no token.
        """
        return await self._calls.token()

    def _subject(self, resource: Resource, values: Values) -> Subject:
        for name, attribute in resource.attributes.items():
            if attribute.write_only:
                self._calls.conceal(values.get(name))
        return subject_of(resource, values, self._settings)

    def _effort(self, resource: Resource, verb: str, timeout: float | None) -> Effort:
        return Effort(self._clock, duration.seconds(resource.timeouts[verb]) if timeout is None else timeout)

    async def _see_through(self, write: Coroutine[object, object, _T], effort: Effort) -> _T:
        """Await a write. A cancel before anything was sent ends it; after that it is finished first.

        Whoever interrupts Terraform still gets the object into the state, since the write's own result is
        returned.
        """
        task = asyncio.ensure_future(write)
        self._unfinished.add(task)
        task.add_done_callback(self._finished)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            effort.stop()
            if not effort.writing:
                task.cancel()
                raise
            return await asyncio.shield(task)

    def _finished(self, task: asyncio.Task[_T]) -> None:
        self._unfinished.discard(task)
        if not task.cancelled():
            task.exception()  # Fetched here: the caller may be gone.

    async def _exchange(self, request: Request, secrets: Mapping[str, Secret], effort: Effort) -> Raw:
        """Carry one request over the network. Raises `RestError` when no whole answer comes."""
        if self._network is None:
            self._network = Network(self.api, self._settings, self._options, self._transport, self._calls.redactor)
            if self._options.tls.insecure:
                _LOGGER.warning("TLS verification is off for %s", self.api.title)
        try:
            await effort.within(self._places.acquire())
        except TimeoutError:
            raise out_of_time(self.api, request, effort, None) from None
        started = self._clock.monotonic()
        raw: Raw | None = None
        try:
            # Somebody may have been told to wait while this one waited for its place.
            await self._calls.sit_out(request, effort)
            effort.writing = effort.writing or request.changing
            raw = await self._network.exchange(request, secrets, min(self._options.timeout, effort.left))
        finally:
            self._places.release()
            self._log(request, raw, self._clock.monotonic() - started)
        return raw

    def _log(self, request: Request, raw: Raw | None, seconds: float) -> None:
        """Log a request by what may be shown: never its query, headers or body."""
        if not _LOGGER.isEnabledFor(logging.DEBUG):
            return
        identity = ""
        if raw is not None:
            found = (raw.headers.get(name.lower()) for name in self.api.request_id_headers)
            identity = self._calls.redactor.scrub(next(filter(None, found), ""))
        fields = {
            "method": request.method,
            "path": request.path,
            "status": raw.status if raw else 0,
            "duration_ms": round(seconds * 1000, 1),
            "request_id": identity,
        }
        _LOGGER.debug("%s request", self.api.title, extra=fields)
