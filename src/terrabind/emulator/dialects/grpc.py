"""gRPC gateways, as Fireworks AI is one: statuses as JSON, proto3 manners, resource names (apis.md 1.5, 1.6, 1.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from terrabind.emulator.dialects.dialect import Dialect
from terrabind.emulator.exchange import Answer, Request, json_answer
from terrabind.emulator.refusal import RefusedError
from terrabind.emulator.rendering import Document
from terrabind.emulator.store import Wanted
from terrabind.spec.failure import Meaning
from terrabind.spec.resource import Resource

_NUMBERS = {
    "CANCELLED": (1, 499),
    "UNKNOWN": (2, 500),
    "INVALID_ARGUMENT": (3, 400),
    "DEADLINE_EXCEEDED": (4, 504),
    "NOT_FOUND": (5, 404),
    "ALREADY_EXISTS": (6, 409),
    "PERMISSION_DENIED": (7, 403),
    "RESOURCE_EXHAUSTED": (8, 429),
    "FAILED_PRECONDITION": (9, 400),
    "ABORTED": (10, 409),
    "OUT_OF_RANGE": (11, 400),
    "UNIMPLEMENTED": (12, 501),
    "INTERNAL": (13, 500),
    "UNAVAILABLE": (14, 503),
    "DATA_LOSS": (15, 500),
    "UNAUTHENTICATED": (16, 401),
}
# Older releases of the gateway (apis.md 1.6).
_OLD_STATUSES = {"RESOURCE_EXHAUSTED": 403, "FAILED_PRECONDITION": 412, "CANCELLED": 408}
_NAMES = {str(number): name for name, (number, _) in _NUMBERS.items()}


class Grpc(Dialect):
    """A gRPC service behind an HTTP transcoder."""

    codes: ClassVar[Mapping[str, int]] = {name: status for name, (_, status) in _NUMBERS.items()} | {
        number: _NUMBERS[name][1] for number, name in _NAMES.items()
    }
    by_meaning: ClassVar[Mapping[Meaning, str]] = {
        Meaning.INVALID: "INVALID_ARGUMENT",
        Meaning.UNAUTHENTICATED: "UNAUTHENTICATED",
        Meaning.FORBIDDEN: "PERMISSION_DENIED",
        Meaning.GONE: "NOT_FOUND",
        Meaning.EXISTS: "ALREADY_EXISTS",
        Meaning.RETRY: "ABORTED",
        Meaning.THROTTLED: "RESOURCE_EXHAUSTED",
        Meaning.QUOTA: "RESOURCE_EXHAUSTED",
        Meaning.UNAVAILABLE: "UNAVAILABLE",
        Meaning.IN_USE: "FAILED_PRECONDITION",
        Meaning.NOT_OFFERED: "UNIMPLEMENTED",
    }
    by_status: ClassVar[Mapping[int, str]] = {
        499: "CANCELLED",
        500: "INTERNAL",
        501: "UNIMPLEMENTED",
        504: "DEADLINE_EXCEEDED",
    }

    def error(self, request: Request, code: str, status: int, refused: RefusedError) -> Answer:  # noqa: ARG002  every request is refused alike
        """Return `{code, message, details}`; the message alone or the document under `error` as a variant."""
        name = _NAMES.get(code, code)
        if self.world.variants.old_statuses:
            status = _OLD_STATUSES.get(name, status)
        document: Document = {
            "code": _NUMBERS[name][0] if name in _NUMBERS else code,
            "message": refused.message,
            "details": [],
        }
        shape = self.world.variants.error_shape
        if shape == "nested":
            document = {"error": document}
        elif shape == "text":
            document = {"error": refused.message}
        return json_answer(document, status, refused.headers)

    def decorate(self, resource: Resource, document: Document) -> Document:  # noqa: ARG002  every resource alike
        """Write the account as a resource name when the variant asks for it."""
        if self.world.variants.account_prefix and "accountId" in document:
            document["accountId"] = f"accounts/{document['accountId']}"
        return document

    def filters(self, request: Request) -> Wanted:
        """Refuse filter expressions: their field names are not documented, so answering any would be made up."""
        if request.fields.get("filter"):
            raise RefusedError(Meaning.INVALID, "filter: the field names are not known to this server")
        return {}

    def serve(self, request: Request) -> Answer | None:
        """Tell a key's account, as the vendor's client asks for it (apis.md 1.1)."""
        if (request.method, request.path) != ("GET", "/verifyApiKey"):
            return None
        account = self.world.api.settings["account_id"].example
        return json_answer({}, headers={"x-fireworks-account-id": account})
