"""The server's side of an object: asking for it and writing to it, without deciding what either means."""

from __future__ import annotations

import re

from terrabind.codec import attributes
from terrabind.codec.errors import MalformedBodyError
from terrabind.rest import requests
from terrabind.rest.calls import Calls
from terrabind.rest.effort import Effort
from terrabind.rest.errors import DoubtfulListingError, GoneError
from terrabind.rest.listing import Collections, scope_words
from terrabind.rest.responses import Answer
from terrabind.rest.subject import Subject
from terrabind.spec.operation import Operation
from terrabind.spec.values import Value, Values, look_up

_FIELD = re.compile(r"\{([a-z0-9_.]+)\}")


class Remote:
    """One API's objects as the server has them."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.collections = Collections(calls)

    async def observe(self, subject: Subject, effort: Effort, *, fresh: bool = False) -> dict[str, Value] | None:
        """Return the subject as the server has it; null when its absence is proven.

        It is read by its own address where it has one and the subject knows it, else found in its collection.
        `fresh` asks for a listing that begins now.
        """
        operation = subject.resource.read
        if operation is None or requests.missing_in(operation, subject.wanted):
            found = await self.collections.find(subject, effort, fresh=fresh)
            if len(found) > 1 and not subject.key_known:
                raise DoubtfulListingError(
                    f"{self.calls.api.title}: several objects may be this {subject.noun}",
                    f"{len(found)} listed objects have {subject.described()}. Say more: its key is "
                    f"{', '.join(subject.resource.key)}.",
                )
            return found[0] if found else None
        try:
            return await self._ask(subject, operation, effort)
        except GoneError as error:
            if not error.certain:
                await self._confirm_absence(subject, operation, effort, error)
            elif not concerns_object(subject, error):
                raise
            return None

    async def write(
        self,
        subject: Subject,
        operation: Operation,
        effort: Effort,
        purpose: str,
        *,
        prior: Values | None = None,
        item: Value = None,
        repeatable: bool = False,
    ) -> dict[str, Value]:
        """Send one write and return the object where the answer holds it, else nothing.

        Whatever comes of it, listings that began before it no longer tell about the subject.
        """
        built = requests.build(subject.resource, operation, subject.wanted, prior=prior, item=item)
        request = built.meant(f"{purpose} the {subject.noun}", repeatable=repeatable, changing=True)
        try:
            answer = await self.calls.call(request, effort)
            return {} if operation.answer is None else self._loaded(subject, operation, request, answer)
        finally:
            self.collections.wrote(subject)

    async def _ask(self, subject: Subject, operation: Operation, effort: Effort) -> dict[str, Value]:
        built = requests.build(subject.resource, operation, subject.wanted)
        request = built.meant(f"read the {subject.noun}", repeatable=True)
        return self._loaded(subject, operation, request, await self.calls.call(request, effort))

    def _loaded(
        self, subject: Subject, operation: Operation, request: requests.Request, answer: Answer
    ) -> dict[str, Value]:
        data = answer.at(operation.answer)
        try:
            values = attributes.load(subject.resource, data) if data else {}
        except MalformedBodyError as error:
            raise self.calls.reader.unreadable(request, answer, f"not a {subject.noun}: {error}") from None
        keys = [path for path in subject.resource.key if look_up(values, path) is not None]
        if not keys:
            raise self.calls.reader.unreadable(request, answer, f"not a {subject.noun}: it has no key")
        return values

    async def _confirm_absence(self, subject: Subject, operation: Operation, effort: Effort, error: GoneError) -> None:
        """Raise `error` when the collection still lists what a bare 404 calls gone: the address may be wrong."""
        names = [*_FIELD.findall(operation.path), *(send.attribute for send in operation.sends)]
        for row in await self.collections.everything(subject, effort, firm=True):
            if all(_folded(look_up(row, name)) == _folded(look_up(subject.wanted, name)) for name in names):
                raise error


def concerns_object(subject: Subject, error: GoneError) -> bool:
    """Tell whether "not found" is said of the object itself and not of the scope it lives in.

    ECS has one code for a missing role and a missing namespace (apis.md 2.8), so the message decides: one
    that speaks of the scope and neither of the object's kind nor of its name is not about the object.
    """
    said = error.said.casefold()
    names = [look_up(subject.wanted, path) for path in subject.resource.key if path not in subject.resource.scope]
    about = [subject.noun.rsplit(" ", 1)[-1], *(str(name).casefold() for name in names if name)]
    return not any(word in said for word in scope_words(subject.resource)) or any(word in said for word in about)


def _folded(value: Value) -> str:
    return str(value).casefold()
