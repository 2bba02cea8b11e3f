"""Answers as values: status, headers and body in, the API's own words out, or the error that they mean.

Nothing is received here. The API's error code decides before the HTTP status (apis.md 1.6, 2.8, 3.6); an HTML
page is never taken for an answer, whatever its status; a wrapped answer is unwrapped.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from terrabind.codec import json, xml
from terrabind.codec.errors import MalformedBodyError
from terrabind.rest.errors import (
    MEANINGS,
    AnswerError,
    GoneError,
    RedirectedError,
    UnauthenticatedError,
    UnreadableAnswerError,
)
from terrabind.rest.redaction import Redactor
from terrabind.rest.requests import Request
from terrabind.rest.retry import read_retry_after
from terrabind.rest.settings import places
from terrabind.spec.api import Api
from terrabind.spec.credential import Login, settings_of
from terrabind.spec.failure import Meaning, meaning_of_status
from terrabind.spec.locate import Body
from terrabind.spec.values import Value, look_up

MOST_BYTES: Final = 32 * 1024 * 1024
"""The largest answer that is read, packed or unpacked. A page of 1,000 roles with long policies stays below."""


HTML: Final = "an HTML page"
"""What is wrong with an answer that a person should read."""


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came: header names in lower case, the body as it travelled."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer: its body as plain values, unwrapped; null when it had none."""

    status: int
    headers: Mapping[str, str]
    body: Value
    request_id: str = ""

    def at(self, place: Body | None) -> Value:
        """Return what stands at a place of the body, null when nothing does."""
        return None if place is None else _look(self.body, place.path)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the answers of one API. `now` is the time in seconds since 1970 against which dates are measured."""

    api: Api
    redactor: Redactor

    def read(self, request: Request, raw: Raw, now: float) -> Answer:
        """Return the answer to `request`. Raises the `AnswerError` that status, code and body mean."""
        if 300 <= raw.status < 400:
            raise self._redirect(request, raw)
        body, problem = _parse(raw)
        request_id = self._request_id(raw, body)
        successful = 200 <= raw.status < 300
        if problem and (successful or raw.status in (404, 410)):
            # A page that is not the API's proves nothing about the object, neither presence nor absence.
            raise self._unreadable(request, raw, problem, request_id)
        code, meaning = self._meaning(body)
        refused = _look(body, self.api.envelope_flag) is False if self.api.envelope_flag else False
        if successful and not refused and meaning is None:
            return Answer(raw.status, raw.headers, self._unwrapped(body), request_id)
        certain = meaning is not None
        if meaning is None:
            meaning = Meaning.INVALID if successful else meaning_of_status(raw.status)
        said = self._message(body)
        error = MEANINGS[meaning](
            f"{self.api.title} did not {request.purpose}: {MEANINGS[meaning].reason}",
            self._detail(request, raw, code, request_id, said, self._advice(meaning)),
            status=raw.status,
            code=code,
            request_id=request_id,
            retry_after=_retry_after(raw, now),
        )
        error.said = said
        if isinstance(error, GoneError):
            error.certain = certain
        raise error

    def unreadable(self, request: Request, answer: Answer, problem: str) -> UnreadableAnswerError:
        """Return the error for a successful answer that does not hold what it should."""
        return self._unreadable(request, Raw(answer.status, answer.headers, b""), problem, answer.request_id)

    def _unwrapped(self, body: Value) -> Value:
        flag, envelope = self.api.envelope_flag, self.api.envelope
        if envelope and isinstance(body, Mapping) and flag in body and envelope in body:
            return body[envelope]
        return body

    def _meaning(self, body: Value) -> tuple[str, Meaning | None]:
        failures = self.api.failures
        codes = [text for path in failures.codes if (text := _word(_look(body, path)))]
        known = next((code for code in codes if code in failures.meanings), None)
        if known is not None:
            return known, failures.meanings[known]
        return (codes[0] if codes else ""), None

    def _message(self, body: Value) -> str:
        failures = self.api.failures
        found = (_look(body, path) for path in failures.messages)
        message = next((text for text in found if isinstance(text, str) and text), "")
        details = next((each for path in failures.details if (each := _look(body, path))), None)
        if details is not None and not isinstance(details, str):
            message = f"{message} {json.dumps(details)}".strip()
        return self.redactor.scrub(message)

    def _detail(self, request: Request, raw: Raw, code: str, request_id: str, message: str, advice: str) -> str:
        called = f" ({self.redactor.scrub(code)})" if code and code != str(raw.status) else ""
        named = f", request id {request_id}" if request_id else ""
        said = f"The server said: {message}\n" if message else ""
        where = f"{request.method} {request.path} answered {raw.status}{called}{named}."
        return f"{said}{where}\n{advice}".rstrip()

    def _request_id(self, raw: Raw, body: Value) -> str:
        headers = (raw.headers.get(name.lower()) for name in self.api.request_id_headers)
        words = (_look(body, path) for path in self.api.failures.request_ids)
        found = next((text for text in (*headers, *words) if isinstance(text, str) and text), "")
        return self.redactor.scrub(found)

    def _redirect(self, request: Request, raw: Raw) -> AnswerError:
        location = urlsplit(raw.headers.get("location", ""))
        logins = [way.login_path for way in self.api.credentials if isinstance(way, Login)]
        if self.api.login_redirects and any(location.path.endswith(path) for path in logins):
            kind: type[AnswerError] = UnauthenticatedError
            advice = self._advice(Meaning.UNAUTHENTICATED)
        else:
            kind = RedirectedError
            advice = (
                f"Redirects are not followed, since they would carry the credential along. Set "
                f"{places(self.api, self.api.url_setting)} to the address that answers by itself."
            )
        target = self.redactor.scrub(f"{location.scheme}://{location.netloc.rpartition('@')[2]}{location.path}")
        return kind(
            f"{self.api.title} did not {request.purpose}: {kind.reason}",
            self._detail(request, raw, "", self._request_id(raw, None), f"go to {target}", advice),
            status=raw.status,
            request_id=self._request_id(raw, None),
        )

    def _unreadable(self, request: Request, raw: Raw, problem: str, request_id: str) -> UnreadableAnswerError:
        advice = (
            f"Check that {places(self.api, self.api.url_setting)} is the address of the API itself and that no login "
            "page or proxy stands before it."
        )
        error = UnreadableAnswerError(
            f"{self.api.title} did not {request.purpose}: {UnreadableAnswerError.reason}",
            f"It is {problem}.\n" + self._detail(request, raw, "", request_id, "", advice),
            status=raw.status,
            request_id=request_id,
        )
        # Whoever answers with a page of HTML, or refuses, is not the API, or did not get as far as doing anything.
        error.undecided = problem != HTML and not 400 <= raw.status < 500
        return error

    def _advice(self, meaning: Meaning) -> str:
        match meaning:
            case Meaning.UNAUTHENTICATED:
                return f"Check {self._ways()}. {self.api.credential_hint}".rstrip()
            case Meaning.FORBIDDEN:
                return f"Ask for the right to do this, or use another credential. {self.api.credential_hint}".rstrip()
            case Meaning.NOT_OFFERED:
                return self.api.unavailable_hint
        return _ADVICE.get(meaning, "")

    def _ways(self) -> str:
        names = dict.fromkeys(name for way in self.api.credentials for name in settings_of(way))
        return ", ".join(places(self.api, name) for name in names)


_ADVICE: Final[Mapping[Meaning, str]] = {
    Meaning.GONE: "Check that what the request names exists.",
    Meaning.EXISTS: "Import it, or let Terraform take it over with `on_existing`.",
    Meaning.RETRY: "Run the command again.",
    Meaning.THROTTLED: "Run the command again later, or set `rate_limit` below what the API allows.",
    Meaning.UNAVAILABLE: "Run the command again; if it stays so, give the request id to the API's support.",
    Meaning.INVALID: "Correct what the message names.",
    Meaning.QUOTA: "Remove what is no longer needed, or ask for a higher limit.",
    Meaning.IN_USE: "Remove what depends on it first.",
}


def unpack(raw: Raw) -> bytes:
    """Return the body without its content encoding. Raises `MalformedBodyError` when it is too large or broken."""
    encoding = raw.headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity"):
        body = raw.body
    elif encoding in ("gzip", "x-gzip", "deflate"):
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        try:
            body = unpacker.decompress(raw.body, MOST_BYTES + 1)
        except zlib.error:
            raise MalformedBodyError("broken where it is compressed") from None
    else:
        raise MalformedBodyError("compressed in a way that was not asked for")
    if len(body) > MOST_BYTES:
        raise MalformedBodyError(f"larger than {MOST_BYTES // 2**20} MB")
    return body


def _parse(raw: Raw) -> tuple[Value, str]:
    """Return the body as plain values, or null and what is wrong with it."""
    try:
        body = unpack(raw).strip()
        if not body:
            return None, ""
        kind = raw.headers.get("content-type", "").partition(";")[0].strip().lower()
        if "html" in kind or body[:64].lower().startswith((b"<!doctype html", b"<html")):
            return None, HTML
        if "json" in kind or (kind in ("", "text/plain") and body[:1] in b"{["):
            return json.loads(body), ""
        if "xml" in kind or (kind in ("", "text/plain") and body[:1] == b"<"):
            return xml.loads(body), ""
        return None, f"of the type {kind[:40] or 'unknown'}, neither JSON nor XML"
    except MalformedBodyError as error:
        return None, str(error)


def _look(body: Value, path: str) -> Value:
    return look_up(body, path) if isinstance(body, Mapping) else None if path else body


def _word(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return json.number(value)
    return ""


def _retry_after(raw: Raw, now: float) -> float | None:
    text = raw.headers.get("retry-after")
    return None if text is None else read_retry_after(text, now)
