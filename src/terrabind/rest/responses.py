"""Answers as values: status, headers and body in, the API's own words out, or the error that they mean.

Nothing is received here. The API's error code decides before the HTTP status (apis.md 1.6, 2.8, 3.6); an HTML
page is never taken for an answer, whatever its status; a wrapped answer is unwrapped.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import SplitResult, urlsplit

from terrabind.codec import json, xml
from terrabind.codec.errors import MalformedBodyError
from terrabind.rest.errors import (
    CHANGED_ADVICE,
    EXISTS_ADVICE,
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
from terrabind.spec.credential import Credential, Login, settings_of
from terrabind.spec.failure import Meaning, meaning_of_status
from terrabind.spec.locate import Body, Header, Place, Status, segment_of
from terrabind.spec.values import Value, look_up

MOST_BYTES: Final = 32 * 1024 * 1024
"""The largest answer that is read, packed or unpacked. A page of 1,000 roles with long policies stays below."""


_OK: Final = 200
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
    retry_after: float | None = None

    def at(self, place: Body | None) -> Value:
        """Return what stands at a place of the body, null when nothing does."""
        return None if place is None else _look(self.body, place.path)

    def taken(self, place: Place) -> str | None:
        """Return the text or number at any place as text; null when nothing stands there."""
        match place:
            case Status():
                return str(self.status)
            case Header(name, position):
                text = self.headers.get(name.lower(), "")
                return (text if position is None else segment_of(text, position)) or None
            case Body(path, position):
                text = _word(_look(self.body, path))
                return (text if position is None else segment_of(text, position)) or None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the answers of one API. `address` is shown in messages before paths.

    `now` is the time in seconds since 1970 against which dates are measured. `way` is the way in that the requests use,
    null where that is not settled.
    """

    api: Api
    redactor: Redactor
    address: str = ""
    way: Credential | None = None

    def read(self, request: Request, raw: Raw, now: float) -> Answer:
        """Return the answer to `request`. Raises the `AnswerError` that status, code and body mean."""
        successful = raw.status in request.codes if request.codes else 200 <= raw.status < 300
        if 300 <= raw.status < 400 and not successful:
            raise self._redirect(request, raw)
        body, problem = _parse(raw, self.api.any_text, as_it_came=request.text and raw.status == _OK)
        request_id = self._request_id(raw, body)
        if problem and successful and not 200 <= raw.status < 300:
            body, problem = None, ""  # The status is what was asked for, and that is what it says.
        if problem and (successful or (raw.status in (404, 410) and not self.api.any_text)):
            # A page that is not the API's proves nothing about the object, neither presence nor absence.
            raise self._unreadable(request, raw, problem, request_id)
        code, meaning = self._meaning(body)
        told = request.failed(body) if request.failed else None
        refused = told is not None or (bool(self.api.envelope_flag) and _look(body, self.api.envelope_flag) is False)
        if successful and not refused and meaning is None:
            return Answer(raw.status, raw.headers, self._unwrapped(body), request_id, _retry_after(raw, now))
        certain = meaning is not None
        if meaning is None:
            meaning = meaning_of_status(raw.status)
            if successful:
                meaning = Meaning.INVALID if told is None else _meaning_of_code(code)
        said = self.redactor.scrub(told) if told else self.message(body) or self._whole(body)
        advice = self._advice(meaning, request_id)
        if successful and told is not None:
            advice = f"By `failed_when` that is a failure. {advice}"
        error = MEANINGS[meaning](
            f"{self.api.title} did not {request.purpose}: {MEANINGS[meaning].reason}",
            self._detail(request, raw, code, request_id, said, advice),
            status=raw.status,
            code=self.redactor.scrub(code),
            request_id=request_id,
            retry_after=_retry_after(raw, now),
        )
        error.said = said
        error.says_gone = bool(body) and request.gone is not None and request.gone(body)
        if isinstance(error, GoneError):
            error.certain = certain
            error.by_page = problem == HTML
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

    def message(self, body: Value) -> str:
        """Return what a document says of a failure, scrubbed; empty when it says nothing. A text says itself."""
        failures = self.api.failures
        if isinstance(body, str):
            return self.redactor.scrub(body)
        found = (_look(body, path) for path in failures.messages)
        message = next((text for text in found if isinstance(text, str) and text), "")
        details = next((each for path in failures.details if (each := _look(body, path))), None)
        if details is not None and not isinstance(details, str):
            message = f"{message} {json.dumps(details)}".strip()
        return self.redactor.scrub(message)

    def _whole(self, body: Value) -> str:
        """Return all of a failure that says nothing where messages usually stand, of an API that may be any."""
        return self.redactor.scrub(json.dumps(body)) if self.api.any_text and body else ""

    def _detail(self, request: Request, raw: Raw, code: str, request_id: str, message: str, advice: str) -> str:
        called = f" ({self.redactor.scrub(code)})" if code and code != str(raw.status) else ""
        named = f", request id {request_id}" if request_id else ""
        said = f"The server said: {message}\n" if message else ""
        where = f"{request.method} {self.address}{request.path} answered {raw.status}{called}{named}."
        if 200 <= raw.status < 300 and request.codes:
            where += f" Only {', '.join(map(str, request.codes))} counts as success here."
        return f"{said}{where}\n{advice}".rstrip()

    def _request_id(self, raw: Raw, body: Value) -> str:
        headers = (raw.headers.get(name.lower()) for name in self.api.request_id_headers)
        words = (_look(body, path) for path in self.api.failures.request_ids)
        found = next((text for text in (*headers, *words) if isinstance(text, str) and text), "")
        return self.redactor.scrub(found)

    def _redirect(self, request: Request, raw: Raw) -> AnswerError:
        location = _address(raw.headers.get("location", ""))
        logins = [way.login_path for way in self.api.credentials if isinstance(way, Login)]
        if self.api.login_redirects and location and any(location.path.endswith(path) for path in logins):
            kind: type[AnswerError] = UnauthenticatedError
            advice = self._advice(Meaning.UNAUTHENTICATED)
        else:
            kind = RedirectedError
            advice = (
                f"Redirects are not followed, since they would carry the credential along. Set "
                f"{places(self.api, self.api.url_setting)} to the address that answers by itself."
            )
        host = location.netloc.rpartition("@")[2] if location else ""
        target = (
            self.redactor.scrub(location._replace(netloc=host, query="", fragment="").geturl())
            if location
            else "what is no address"
        )
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
        # Whoever answers with a page of HTML, or refuses, is not the API, or did not get as far as doing anything. What
        # says "not found" without its words may mean that what should be deleted is gone.
        error.undecided = problem != HTML and (raw.status in (404, 410) or not 400 <= raw.status < 500)
        error.garbled = problem != HTML
        return error

    def _advice(self, meaning: Meaning, request_id: str = "") -> str:
        match meaning:
            case Meaning.UNAUTHENTICATED:
                return f"{self._ways()}. {self.api.credential_hint}".rstrip()
            case Meaning.FORBIDDEN:
                return f"Ask for the right to do this, or use another credential. {self.api.credential_hint}".rstrip()
            case Meaning.NOT_OFFERED:
                return self.api.unavailable_hint
        advice = _ADVICE.get(meaning, "")
        if meaning is Meaning.UNAVAILABLE and request_id:
            advice += " If it stays so, give the request id to the API's support."
        return advice

    def _ways(self) -> str:
        """Return in words what to look at when the credential is refused: the one that was sent, where it is known."""
        every = self.api.credentials
        sent = [name for way in (every if self.way is None else (self.way,)) for name in settings_of(way)]
        names = dict.fromkeys(sent or [name for way in every for name in settings_of(way)])
        texts = ", ".join(places(self.api, name) for name in names)
        return f"Check {texts}" if sent else f"No credential was sent; the ways to give one are {texts}"


_ADVICE: Final[Mapping[Meaning, str]] = {
    Meaning.GONE: "Check that what the request names exists.",
    Meaning.EXISTS: EXISTS_ADVICE,
    Meaning.CHANGED: CHANGED_ADVICE,
    Meaning.RETRY: "Run the command again.",
    Meaning.THROTTLED: "Run the command again later, or set `rate_limit` below what the API allows.",
    Meaning.UNAVAILABLE: "Run the command again.",
    Meaning.INVALID: "Correct what the message names.",
    Meaning.QUOTA: "Remove what is no longer needed, or ask for a higher limit.",
    Meaning.IN_USE: "Remove what depends on it first.",
}


def _meaning_of_code(code: str) -> Meaning:
    """Return what a failure means that came with a status of success: its code may be the status that it stands for."""
    return meaning_of_status(int(code)) if re.fullmatch("[45][0-9]{2}", code) else Meaning.INVALID


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


def _parse(raw: Raw, any_text: bool = False, *, as_it_came: bool = False) -> tuple[Value, str]:
    """Return the body as plain values, or null and what is wrong with it.

    With `any_text` whatever is neither JSON nor XML is a text, and XML keeps the name of its root. What is wanted
    `as_it_came` is a text in any case, unless it is a page of HTML.
    """
    try:
        whole = unpack(raw)
        body = whole.strip()
        if not body:
            return ("" if as_it_came else None), ""
        kind = raw.headers.get("content-type", "").partition(";")[0].strip().lower()
        if "html" in kind or body[:64].lower().startswith((b"<!doctype html", b"<html")):
            return None, HTML
        if as_it_came:
            return whole.decode(errors="replace"), ""
        if "json" in kind or (kind in ("", "text/plain") and body[:1] in b"{["):
            return json.loads(body), ""
        if "xml" in kind or (kind in ("", "text/plain") and body[:1] == b"<"):
            return xml.loads(body, keep_root=any_text), ""
        if any_text:
            return body.decode(errors="replace"), ""
        return None, f"of the type {kind[:40] or 'unknown'}, neither JSON nor XML"
    except MalformedBodyError as error:
        return None, str(error)


def _address(location: str) -> SplitResult | None:
    """Return the parts of the address that a redirect names, null when it is none."""
    try:
        return urlsplit(location)
    except ValueError:
        return None


def _look(body: Value, path: str) -> Value:
    return look_up(body, path)


def _word(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return json.number(value)
    return ""


def _retry_after(raw: Raw, now: float) -> float | None:
    text = raw.headers.get("retry-after")
    return None if text is None else read_retry_after(text, now)
