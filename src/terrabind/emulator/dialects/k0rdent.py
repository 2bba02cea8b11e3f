"""k0rdent AI: three shapes of errors, answers that may be wrapped, an id on every answer (apis.md 3.2 to 3.6)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar

from terrabind.emulator.clock import rfc3339
from terrabind.emulator.dialects.dialect import Dialect
from terrabind.emulator.exchange import Answer, Request, json_answer
from terrabind.emulator.refusal import RefusedError
from terrabind.emulator.rendering import Document
from terrabind.emulator.store import Wanted
from terrabind.emulator.world import World
from terrabind.spec.failure import Meaning

_REVOKE = "/v1/regions/global/auth/revoke"


class K0rdent(Dialect):
    """The draft API: no conflict is declared, so a repeated create makes a second binding."""

    codes: ClassVar[Mapping[str, int]] = {
        "VALIDATION_ERROR": 400,
        "UNAUTHORIZED": 401,
        "FORBIDDEN": 403,
        "QUOTA_EXCEEDED": 403,
        "NOT_FOUND": 404,
        "CONFLICT": 409,
        "INVALID_STATE_TRANSITION": 409,
        "RATE_LIMITED": 429,
        "INTERNAL_ERROR": 500,
    }
    by_meaning: ClassVar[Mapping[Meaning, str]] = {
        Meaning.INVALID: "VALIDATION_ERROR",
        Meaning.UNAUTHENTICATED: "UNAUTHORIZED",
        Meaning.FORBIDDEN: "FORBIDDEN",
        Meaning.QUOTA: "QUOTA_EXCEEDED",
        Meaning.GONE: "NOT_FOUND",
        Meaning.EXISTS: "CONFLICT",
        Meaning.RETRY: "CONFLICT",
        Meaning.IN_USE: "INVALID_STATE_TRANSITION",
        Meaning.THROTTLED: "RATE_LIMITED",
        Meaning.UNAVAILABLE: "INTERNAL_ERROR",
        Meaning.NOT_OFFERED: "INTERNAL_ERROR",
    }
    duplicates = "accept"
    coerces = False
    hidden = frozenset({"org_id"})  # in requests only: the answer's schema does not have it (apis.md 3.3)

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.own = {"org_id": world.api.settings["org_id"].example}

    def error(self, request: Request, code: str, status: int, refused: RefusedError) -> Answer:  # noqa: ARG002  every request is refused alike
        """Return the error in the specification's shape, or in the prose's, or flat."""
        name = self._id()
        place = {"field": refused.attribute} if refused.attribute else {}
        shape = self.world.variants.error_shape
        document: Document = {
            "error": {"code": status, "message": refused.message, "details": [place] if place else []}
        }
        if shape == "flat":
            document = {"code": code, "message": refused.message}
        elif shape == "prose":
            document = {
                "success": False,
                "error": {"code": code, "message": refused.message, "details": place},
                "meta": self._meta(name),
            }
        return json_answer(document, status, {"x-request-id": name, **refused.headers})

    def encode(self, request: Request, document: Document, status: int) -> Answer:  # noqa: ARG002  every caller is answered alike
        """Return the document, wrapped in `{success, data, meta}` when the variant asks for it."""
        name = self._id()
        if status == 204:
            return Answer(status=204, headers={"x-request-id": name})
        if self.world.variants.wrapped:
            document = {"success": True, "data": document, "meta": self._meta(name)}
        return json_answer(document, status, {"x-request-id": name})

    def filters(self, request: Request) -> Wanted:
        """Filter by kind of scope and by resource; there is no filter on role or principal (apis.md 3.4)."""
        asked = {"scope.type": request.fields.get("scope"), "scope.resource": request.fields.get("resource")}
        return {path: value for path, value in asked.items() if value}

    def serve(self, request: Request) -> Answer | None:
        """Revoke a token: the answer is 200 whatever the token was (apis.md 3.2)."""
        if (request.method, request.path) != ("POST", _REVOKE):
            return None
        try:
            asked = json.loads(request.body)
        except ValueError as error:
            raise RefusedError(Meaning.INVALID, "the body is not JSON") from error
        if isinstance(asked, dict):
            self.world.sessions.pop(str(asked.get("token")), None)
        return self.encode(request, {}, 200)

    def _id(self) -> str:
        return f"req_global-{int(self.world.clock.now() * 1000)}-{self.world.request_id()}"

    def _meta(self, name: str) -> Document:
        return {"requestId": name, "timestamp": rfc3339(self.world.clock.now())}
