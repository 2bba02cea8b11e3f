"""One HTTP exchange as values: the request as it came over the wire, and the answer to send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request. `path` is percent-encoded, header names are in lower case, `fields` are query and form together."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def action(self) -> str:
        """The `Action` of a query API, empty elsewhere."""
        return self.fields.get("Action", "")

    @property
    def subjects(self) -> tuple[str, ...]:
        """What a fault's pattern is matched against: the path, the path with its action, the path with its query."""
        path = unquote(self.path)
        found = [path]
        if self.action:
            found.append(f"{path}?Action={self.action}")
        if self.query:
            found.append(f"{path}?{self.query}")
        return tuple(found)


def request_of(method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Request:
    """Build a request, reading its query and form fields; a field given twice keeps its last value."""
    pairs = parse_qsl(query, keep_blank_values=True) if query else []
    if body and headers.get("content-type", "").startswith(FORM):
        pairs += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return Request(
        method=method, path=path, query=query, headers=headers, body=body, fields=dict(pairs) if pairs else {}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer: status, headers without Content-Length, body."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def json_answer(document: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """Build an answer that holds `document` as JSON."""
    return Answer(
        status=status,
        headers={"content-type": "application/json", **(headers or {})},
        body=json.dumps(document, separators=(",", ":")).encode(),
    )
