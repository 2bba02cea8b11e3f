"""Why a request is refused, before a dialect puts it into its API's words."""

from __future__ import annotations

from terrabind.spec.failure import Meaning


class RefusedError(Exception):
    """The request is refused.

    `meaning` says why; `attribute` which attribute is at fault; `code` and `status`, when given, are used as they are.
    `headers` travel with the answer.
    """

    def __init__(
        self,
        meaning: Meaning,
        message: str,
        *,
        attribute: str = "",
        code: str = "",
        status: int = 0,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.meaning = meaning
        self.message = message
        self.attribute = attribute
        self.code = code
        self.status = status
        self.headers = headers or {}
