"""The server's side of an object: asking for it and writing to it, without deciding what either means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from terrabind.codec import attributes
from terrabind.codec.errors import MalformedBodyError
from terrabind.rest import requests
from terrabind.rest.calls import Calls
from terrabind.rest.doubts import says_gone, scope_words
from terrabind.rest.effort import Effort
from terrabind.rest.errors import (
    AcceptedError,
    AnswerError,
    DoubtfulListingError,
    ExistsError,
    GoneError,
    RequestError,
    RestError,
    changed_meanwhile,
    not_there,
)
from terrabind.rest.listing import Collections
from terrabind.rest.locks import Locks
from terrabind.rest.responses import Answer
from terrabind.rest.subject import Subject
from terrabind.rest.templates import fields
from terrabind.rest.waiting import await_end
from terrabind.spec.identity import attribute_at
from terrabind.spec.locate import Body, Header
from terrabind.spec.operation import Operation
from terrabind.spec.resource import Resource
from terrabind.spec.types import Presence
from terrabind.spec.values import Value, Values, look_up

NO_CONTENT: Final = 204
"""The status of an answer that has no content, and needs none."""


class Remote:
    """One API's objects as the server has them."""

    def __init__(self, calls: Calls, locks: Locks) -> None:
        self.calls = calls
        self.collections = Collections(calls, locks)

    async def observe(self, subject: Subject, effort: Effort, *, fresh: bool = False) -> dict[str, Value] | None:
        """Return the subject as the server has it; null when its absence is proven.

        It is read by its own address where it has one and the subject knows it, else found in its collection.
        `fresh` asks for a listing that begins now.
        """
        operation = subject.resource.read
        if operation is None or requests.missing_in(operation, subject.wanted):
            if not subject.resource.listed:
                raise RequestError(
                    f"{self.calls.api.title}: the {subject.noun} cannot be looked up",
                    "Its id is not known, and there is no `read.search` that would say how it is found.",
                )
            if not any(attribute_at(subject.resource, path).wire_answer for path in subject.resource.key):
                raise RequestError(
                    f"{self.calls.api.title}: the {subject.noun} cannot be told from others",
                    f"It is searched for by {subject.described()}, and listed objects do not say that. Let "
                    '`read.search.match` name what holds the id, such as { name = "{id}" }.',
                )
            found = await self.collections.find(subject, effort, fresh=fresh)
            if len(found) > 1 and not subject.key_known:
                raise DoubtfulListingError(
                    f"{self.calls.api.title}: several objects may be this {subject.noun}",
                    f"{len(found)} listed objects have {subject.described()}. Say more: its key is "
                    f"{', '.join(subject.resource.key)}.",
                )
            ids = {each.get("id") for each in found}
            if len(ids) > 1 and subject.wanted.get("id") not in ids - {None}:
                raise DoubtfulListingError(
                    f"{self.calls.api.title}: several objects may be this {subject.noun}",
                    f"{len(found)} listed objects have {subject.described()}, and which of them is meant is not known. "
                    "Let `read.search.match` say more, or import the one that is meant.",
                )
            return found[0] if found else None
        try:
            return await self._ask(subject, operation, effort) or None
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
        values = await self._asked(subject, operation, effort)
        built = requests.build(subject.resource, operation, values, prior=prior, item=item)
        request = built.meant(f"{purpose} the {subject.noun}", repeatable=repeatable, changing=True)
        try:
            answer = await self._written(subject, operation, request, effort)
            told = self._told(subject, operation, request, answer)
            if operation.wait is not None:
                await self._finished(subject, operation, answer, told, effort)
            return told
        finally:
            self.collections.wrote(subject)

    async def _asked(self, subject: Subject, operation: Operation, effort: Effort) -> Values:
        """Return the values that a write is built of, with what the server says right now where the write names it."""
        question = operation.question
        if question is None:
            return subject.wanted
        asked: Values = {**subject.wanted, "asked": None}
        if question.object and requests.missing_in(question.operation, subject.wanted):
            return asked
        built = requests.build(subject.resource, question.operation, subject.wanted)
        request = built.meant("say what the write needs to know", repeatable=True)
        try:
            answer = await self.calls.call(request, effort)
        except AnswerError as error:
            if question.object and (isinstance(error, GoneError) or says_gone(subject.resource, error)):
                return asked
            raise
        place = question.place
        found = answer.at(place) if isinstance(place, Body) else answer.taken(place)
        if found in (None, ""):
            where = f"the header {place.name}" if isinstance(place, Header) else f"anything at {place.path}"
            raise self.calls.reader.unreadable(request, answer, f"without {where}, as `ask_first` wants it")
        return {**asked, "asked": found}

    async def _written(
        self, subject: Subject, operation: Operation, request: requests.Request, effort: Effort
    ) -> Answer:
        """Send a write. What an API calls a conflict means of an object that exists that somebody else changed it."""
        try:
            return await self.calls.call(request, effort)
        except AnswerError as error:
            if operation is subject.resource.delete and says_gone(subject.resource, error):
                raise not_there(error) from error
            if not isinstance(error, ExistsError) or subject.resource.echoes or operation is subject.resource.create:
                raise
            raise changed_meanwhile(error) from error

    def can_look(self, subject: Subject) -> bool:
        """Tell whether anything says how the subject is found."""
        read = subject.resource.read
        return subject.resource.listed or (read is not None and not requests.missing_in(read, subject.wanted))

    def _told(
        self, subject: Subject, operation: Operation, request: requests.Request, answer: Answer
    ) -> dict[str, Value]:
        """Return what the answer to a write says of the object."""
        if subject.resource.echoes:
            return {} if operation.answer is None else self._loaded(subject, operation, request, answer)
        told = computed_values(subject.resource, answer.at(operation.answer or Body("")))
        for name, place in operation.taken.items():
            found = answer.taken(place)
            told[name] = found if found is not None else told.get(name)
        return told

    async def _finished(
        self, subject: Subject, operation: Operation, answer: Answer, told: dict[str, Value], effort: Effort
    ) -> None:
        """Wait for what goes on after the answer. Raises `AcceptedError`, which holds what was told."""
        deleting = operation is subject.resource.delete
        known = subject.completed(told)
        try:
            await await_end(self.calls, known, operation, answer, effort, may_vanish=deleting)
        except RestError as error:
            raise AcceptedError(told, error) from error

    async def _ask(self, subject: Subject, operation: Operation, effort: Effort) -> dict[str, Value]:
        built = requests.build(subject.resource, operation, subject.wanted)
        request = built.meant(f"read the {subject.noun}", repeatable=True)
        try:
            answer = await self.calls.call(request, effort)
        except AnswerError as error:
            if says_gone(subject.resource, error):
                return {}
            raise
        if answer.status in subject.resource.gone_codes:
            return {}
        says_gone_by_that = subject.resource.gone is not None and subject.resource.gone(None)
        if not subject.resource.echoes and _is_bare(operation, answer) and not says_gone_by_that:
            # It is there, and there is nothing to compare.
            return {"id": subject.wanted.get("id"), **({"body": {}} if subject.wanted.get("body") is None else {})}
        return self._loaded(subject, operation, request, answer)

    def _loaded(
        self, subject: Subject, operation: Operation, request: requests.Request, answer: Answer
    ) -> dict[str, Value]:
        data, echoes = answer.at(operation.answer), subject.resource.echoes
        if operation is subject.resource.read and subject.resource.gone and subject.resource.gone(data):
            return {}
        try:
            values = attributes.load(subject.resource, data) if data or (data is not None and not echoes) else {}
        except MalformedBodyError as error:
            raise self.calls.reader.unreadable(request, answer, f"not a {subject.noun}: {error}") from None
        keys = [path for path in subject.resource.key if look_up(values, path) is not None]
        if not subject.resource.echoes and data is None:
            where = operation.answer.path if operation.answer else ""
            raise self.calls.reader.unreadable(request, answer, f"without an object{where and f' at {where}'}")
        if not subject.resource.echoes and _is_list(data) and not _is_list(subject.wanted.get("body")):
            problem = (
                "a list and no object: say with `read.search` which one it is, or with `read.select` where it stands"
            )
            raise self.calls.reader.unreadable(request, answer, problem)
        if not keys and subject.resource.echoes:
            raise self.calls.reader.unreadable(request, answer, f"not a {subject.noun}: it has no key")
        return values

    async def _confirm_absence(self, subject: Subject, operation: Operation, effort: Effort, error: GoneError) -> None:
        """Raise `error` when the collection still lists what a bare 404 calls gone: the address may be wrong."""
        if not subject.resource.listed:
            if error.by_page:
                await self._ask_around(subject, effort, error)
            return
        names = [*fields(operation.path), *(send.attribute for send in operation.sends)]
        for row in await self.collections.everything(subject, effort, firm=True):
            if all(_folded(look_up(row, name)) == _folded(look_up(subject.wanted, name)) for name in names):
                raise error

    async def _ask_around(self, subject: Subject, effort: Effort, error: GoneError) -> None:
        """Raise `error` unless the collection answers: a page of HTML may come from whatever stands before the API."""
        asked = Operation(
            method="GET", path=str(subject.wanted.get("path") or "").replace("{", "{{").replace("}", "}}")
        )
        built = requests.build(subject.resource, asked, subject.wanted)
        try:
            await self.calls.call(built.meant("find out whether the API answers", repeatable=True), effort)
        except RestError:
            raise error from None


def computed_values(resource: Resource, data: Value) -> dict[str, Value]:
    """Return what a document tells of the attributes that the server decides, the key by which it is found aside."""
    keys = {path.partition(".")[0] for path in resource.key} - {"id"}
    chosen = {
        name: attribute
        for name, attribute in resource.attributes.items()
        if attribute.presence is Presence.COMPUTED and name not in keys
    }
    try:
        return attributes.load_attributes(chosen, data)
    except MalformedBodyError:
        return {}


def concerns_object(subject: Subject, error: GoneError) -> bool:
    """Tell whether "not found" is said of the object itself and not of the scope it lives in.

    ECS has one code for a missing role and a missing namespace (apis.md 2.8), so the message decides: one
    that speaks of the scope and neither of the object's kind nor of its name is not about the object.
    """
    said = error.said.casefold()
    names = [look_up(subject.wanted, path) for path in subject.resource.key if path not in subject.resource.scope]
    about = [subject.noun.rsplit(" ", 1)[-1], *(str(name).casefold() for name in names if name)]
    return not any(word in said for word in scope_words(subject.resource)) or any(word in said for word in about)


def _is_bare(operation: Operation, answer: Answer) -> bool:
    """Tell whether an answer has no content by what it is, and not because something is missing."""
    return answer.body is None and (operation.method == "HEAD" or answer.status == NO_CONTENT)


def _is_list(value: Value) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _folded(value: Value) -> str:
    return str(value).casefold()
