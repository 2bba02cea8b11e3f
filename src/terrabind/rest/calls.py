"""One request made to succeed: let in, paced, read, repeated where that does no harm, within the operation's time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from random import SystemRandom
from typing import Final

from terrabind.rest.addresses import base_address, resolve
from terrabind.rest.clock import Clock
from terrabind.rest.credentials import Credentials, Pass
from terrabind.rest.defaults import Defaults
from terrabind.rest.effort import Effort
from terrabind.rest.errors import DeadlineError, RestError, StoppedError, ThrottledError, UnauthenticatedError
from terrabind.rest.options import Options
from terrabind.rest.rate import Rate
from terrabind.rest.redaction import Redactor, Secret
from terrabind.rest.requests import Request
from terrabind.rest.responses import Answer, Raw, Reader
from terrabind.rest.retry import wait_before_retry
from terrabind.rest.tokens import Token
from terrabind.rest.ways import find
from terrabind.spec.api import Api
from terrabind.spec.values import Value, Values

LOGIN_SECONDS: Final = 120.0
LOGOUT_SECONDS: Final = 5.0

Exchange = Callable[[Request, Mapping[str, Secret], Effort], Awaitable[Raw]]
"""Carries a request, with secret headers, over the network once. Raises `RestError` when no answer comes."""


class Calls:
    """All requests to one API go through here."""

    def __init__(
        self,
        api: Api,
        settings: Values,
        options: Options,
        exchange: Exchange,
        clock: Clock,
        on_secret: Callable[[str], None] | None = None,
    ) -> None:
        self.api = api
        self.clock = clock
        self.redactor = Redactor()
        self._settings = settings
        shown = str(settings.get(api.url_setting) or "").rstrip("/") if api.any_text else ""
        self.reader = Reader(api, self.redactor, shown, find(api, settings))
        self._defaults = Defaults.of(api, settings)
        self._on_secret = on_secret
        self._options = options
        self._exchange = exchange
        self._rate = Rate(clock, options.rate_limit)
        self._chance = SystemRandom().random
        for name, setting in api.settings.items():
            value = settings.get(name)
            for text in value.values() if isinstance(value, Mapping) else (value,):
                if setting.attribute.sensitive and isinstance(text, str):
                    self._learn(Secret(text))
        self._credentials = Credentials(api, settings, self._send_unauthorized, clock, self._learn, self.redactor.scrub)

    async def call(self, request: Request, effort: Effort) -> Answer:
        """Send `request` and return the answer.

        Repeats it after failures that did nothing, and any passing failure when it is repeatable; logs in
        once more when the token is refused. Raises the last error, or `DeadlineError` holding it when time
        runs out.
        """
        tickets: list[Pass] = []
        if request.reference:
            request = self._led(request)

        async def once() -> Answer:
            tickets.append(await self._authorize(request, effort))
            try:
                let_in = replace(request, secret_query=self._defaults.query_with(tickets[-1].query))
                return await self._send(let_in, self._defaults.headers_with(request, tickets[-1].headers), effort)
            except UnauthenticatedError as error:
                error.attribute = self._credentials.attribute
                # The token was good until now, as far as anybody knew: another one is worth one attempt.
                if len(tickets) > 1 and tickets[-1].generation != tickets[0].generation:
                    raise
                if not self._credentials.refused(tickets[-1]):
                    raise
            return await once()

        return await self._repeat(once, request, effort)

    def _led(self, request: Request) -> Request:
        """Return a request that goes where the server pointed. Raises `RequestError` when that is another host."""
        found = resolve(base_address(self.api, self._settings), request.reference, self.api.title)
        query = "&".join(filter(None, (found.query, request.query if request.path else "")))
        return replace(request, address=found.origin, path=found.path, query=query, reference="")

    def wait_after(self, error: RestError, attempt: int, *, repeatable: bool) -> float | None:
        """Return the seconds to wait before attempt number `attempt + 1`, null when there shall be none."""
        return wait_before_retry(
            error,
            attempt=attempt,
            repeatable=repeatable,
            max_retries=self._options.max_retries,
            chance=self._chance(),
        )

    async def token(self) -> Token:
        """Return the present token; obtains one where there is none."""
        return await self._credentials.token()

    async def close(self) -> None:
        """End the session, where one was begun."""
        await self._credentials.close()

    async def sit_out(self, request: Request, effort: Effort) -> None:
        """Wait until nobody was told to wait any more. Raises `DeadlineError` or `StoppedError`."""
        while (wait := self._rate.paused()) > 0:
            if wait >= effort.left:
                raise out_of_time(self.api, request, effort, None)
            await effort.pause(wait)
            if effort.stopped:
                raise stopped(self.api, request, None)

    def conceal(self, value: Value) -> None:
        """Keep every text in a value that is stored nowhere out of errors and logs: servers repeat what they refuse."""
        if isinstance(value, str):
            self._learn(Secret(value))
        elif isinstance(value, Mapping):
            for member in value.values():
                self.conceal(member)
        elif isinstance(value, Sequence):
            for member in value:
                self.conceal(member)

    def _learn(self, secret: Secret) -> None:
        self.redactor.learn(secret)
        if self._on_secret is not None:
            self._on_secret(secret.reveal())

    async def _authorize(self, request: Request, effort: Effort) -> Pass:
        try:
            return await effort.within(self._credentials.authorize())
        except TimeoutError:
            raise out_of_time(self.api, request, effort, None) from None

    async def _repeat(self, once: Callable[[], Awaitable[Answer]], request: Request, effort: Effort) -> Answer:
        attempt = 1
        while True:
            try:
                return await once()
            except DeadlineError:
                raise
            except RestError as error:
                if isinstance(error, ThrottledError):
                    self._rate.slow_down(error.retry_after)
                wait = self.wait_after(error, attempt, repeatable=request.repeatable)
                if wait is None:
                    raise
                if effort.stopped:
                    raise stopped(self.api, request, error) from error
                if wait >= effort.left:
                    raise out_of_time(self.api, request, effort, error) from error
                await effort.pause(wait)
                if effort.stopped:
                    raise stopped(self.api, request, error) from error
            attempt += 1

    async def _send(self, request: Request, secrets: Mapping[str, Secret], effort: Effort) -> Answer:
        while (wait := max(self._rate.book(), self._rate.paused())) > 0:
            if wait >= effort.left:
                raise out_of_time(self.api, request, effort, None)
            await effort.pause(wait)
            if effort.stopped:
                raise stopped(self.api, request, None)
            if self._rate.paused() == 0:
                break
        if effort.left <= 0:
            raise out_of_time(self.api, request, effort, None)
        raw = await self._exchange(request, secrets, effort)
        if raw.status != 429:
            self._rate.speed_up()
        reader = Reader(request.server, self.redactor, request.address) if request.server else self.reader
        return reader.read(request, raw, self.clock.now())

    async def _send_unauthorized(self, request: Request, secrets: Mapping[str, Secret], body: bytes | None) -> Answer:
        """Send a login, logout or mint: it has its own time, since it serves all who wait."""
        effort = Effort(self.clock, LOGIN_SECONDS if request.repeatable else LOGOUT_SECONDS)
        if not request.repeatable:
            effort.stop()  # A logout is tried once and waits for nothing.
        whole = request if body is None else replace(request, body=body)
        return await self._repeat(lambda: self._send(whole, secrets, effort), whole, effort)


def out_of_time(api: Api, request: Request, effort: Effort, last: RestError | None) -> DeadlineError:
    """Return the error of an operation whose time is used up, with what the server said last."""
    before = f" Before that: {last}" if last else ""
    error = DeadlineError(
        f"{api.title} did not {request.purpose} within {effort.seconds:g} s",
        f"The time of this operation is used up. Give it more in `timeouts`, or run the command again.{before}",
        status=last.status if last else None,
        code=last.code if last else "",
        request_id=last.request_id if last else "",
        attribute=last.attribute if last else "",
    )
    error.undecided = last.undecided if last else False
    return error


def stopped(api: Api, request: Request, last: RestError | None) -> StoppedError:
    """Return the error of an operation that waited when the caller asked to stop, with what the server said last."""
    before = f" Before that: {last}" if last else " Nothing was sent for it."
    error = StoppedError(
        f"{api.title} did not {request.purpose}: it was stopped",
        f"The caller asked to stop while this waited to be sent again or at all. Run the command again.{before}",
        status=last.status if last else None,
        code=last.code if last else "",
        request_id=last.request_id if last else "",
    )
    error.undecided = last.undecided if last else False
    return error
