"""What every dialect answers for: errors, successes, and what a vendor does besides the description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from terrabind.emulator.exchange import Answer, Request, json_answer
from terrabind.emulator.refusal import RefusedError
from terrabind.emulator.rendering import Document, place
from terrabind.emulator.store import Record, Wanted
from terrabind.emulator.world import World
from terrabind.spec.failure import Meaning
from terrabind.spec.locate import Body
from terrabind.spec.resource import Resource
from terrabind.spec.values import Values


class Dialect:
    """The plainest dialect: JSON answers, errors as `{code, message}`. Families override what they do otherwise.

    `codes` maps the family's error codes to HTTP statuses, `by_meaning` and `by_status` choose a code. `duplicates`
    is what a second identical create gets, `coerces` whether too large page sizes are cut or refused, `hidden` the
    attributes that requests carry and answers never do, `own` the attribute values that the caller's credential
    implies.
    """

    codes: ClassVar[Mapping[str, int]] = {}
    by_meaning: ClassVar[Mapping[Meaning, str]] = {}
    by_status: ClassVar[Mapping[int, str]] = {}
    duplicates = "conflict"
    coerces = True
    hidden: frozenset[str] = frozenset()

    def __init__(self, world: World) -> None:
        self.world = world
        self.own: Mapping[str, str] = {}

    def refuse(self, request: Request, refused: RefusedError) -> Answer:
        """Return the error answer for a refusal."""
        code, status = self.code_of(refused)
        return self.error(request, code, status, refused)

    def code_of(self, refused: RefusedError) -> tuple[str, int]:
        """Choose the error code and the HTTP status of a refusal."""
        if refused.code:
            return refused.code, refused.status or self.codes.get(refused.code, 400)
        meant = self.by_meaning.get(refused.meaning, "")
        if refused.status:
            return self.by_status.get(refused.status, meant), refused.status
        return meant, self.codes.get(meant, 500)

    def error(self, request: Request, code: str, status: int, refused: RefusedError) -> Answer:  # noqa: ARG002  families look at the request
        """Return the error document for a code."""
        return json_answer({"code": code, "message": refused.message}, status, refused.headers)

    def encode(self, request: Request, document: Document, status: int) -> Answer:  # noqa: ARG002  families look at the request
        """Return a success answer that holds `document`; 204 has no body."""
        return Answer(status=status) if status == 204 else json_answer(document, status)

    def place(self, request: Request, document: Document, answer: Body | None) -> Document:  # noqa: ARG002  families look at the request
        """Put an object where the operation's description looks for it."""
        return place(document, answer)

    def decorate(self, resource: Resource, document: Document) -> Document:  # noqa: ARG002  families look at the resource
        """Add to an object what the vendor adds."""
        return document

    def filters(self, request: Request) -> Wanted:  # noqa: ARG002  families look at the request
        """Return what a listing's own query parameters ask for. Raises `RefusedError` for what is not supported."""
        return {}

    def guard_values(self, resource: Resource, values: Values) -> None:
        """Refuse given values that the vendor refuses besides the checks. Raises `RefusedError`."""

    def guard_create(self, resource: Resource, values: Values) -> None:
        """Refuse a new object that the vendor refuses. Raises `RefusedError`."""

    def guard_delete(self, resource: Resource, record: Record) -> None:
        """Refuse a deletion that the vendor refuses. Raises `RefusedError`."""

    def serve(self, request: Request) -> Answer | None:  # noqa: ARG002  families look at the request
        """Answer a request that no description knows, or return null. Raises `RefusedError`."""
        return None
