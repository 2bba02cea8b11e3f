"""Every failure of the network and every status becomes one error of one documented tree."""

from __future__ import annotations

import re
import ssl

import httpx
import pytest

from terrabind.rest import errors
from terrabind.rest.errors import (
    AnswerError,
    IncompleteError,
    LostAnswerError,
    RequestError,
    RestError,
    TlsError,
    UnreachableError,
)
from terrabind.rest.redaction import Redactor
from terrabind.rest.requests import Request
from terrabind.rest.responses import Raw, Reader
from terrabind.rest.transport import translate
from terrabind.spec.failure import Meaning, meaning_of_status
from tests.rest.fakes import FIREWORKS

REQUEST = Request("GET", "/x", purpose="read the binding", repeatable=True)


def below(kind: type[Exception]) -> list[type[Exception]]:
    """All classes below `kind`, at any depth."""
    return [each for child in kind.__subclasses__() for each in (child, *below(child))]


NETWORK = [
    each
    for root in (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, httpx.CookieConflict)
    for each in (root, *below(root))
    if each.__module__ == "httpx"
]


def made(kind: type[Exception]) -> Exception:
    """An exception of any of httpx's classes."""
    error = kind.__new__(kind)
    error.args = ("it broke",)
    return error


def test_the_printed_tree_is_the_tree() -> None:
    """The tree at the top of the module is what people catch by; it must not age."""
    drawn = re.findall(r"^    ([│ ]*)[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE)
    printed: dict[str, str] = {}
    parents = ["RestError"]
    for indent, name in drawn:
        depth = len(indent) // 4
        printed[name] = parents[depth]
        parents[depth + 1 :] = [name]
    actual = {each.__name__: each.__bases__[0].__name__ for each in below(RestError)}
    assert printed == actual


@pytest.mark.promise(39)
@pytest.mark.parametrize("kind", NETWORK, ids=lambda kind: str(kind.__name__))
def test_every_exception_of_httpx_is_one_of_ours(kind: type[Exception]) -> None:
    """A new exception of a new httpx must count as "sent", the careful reading."""
    error = translate(made(kind), FIREWORKS, REQUEST, "https://api.fireworks.ai", Redactor())
    assert type(error) in (UnreachableError, RequestError, LostAnswerError)
    assert error.undecided == isinstance(error, LostAnswerError)
    assert "it broke" in error.detail


@pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError])
def test_before_a_connection_stands_nothing_was_sent(kind: type[httpx.TransportError]) -> None:
    """Only then may a create be sent again without looking."""
    error = translate(kind("no"), FIREWORKS, REQUEST, "https://api.fireworks.ai", Redactor())
    assert isinstance(error, UnreachableError)
    assert not error.undecided
    assert error.attribute == "fireworks.base_url"


def test_a_refused_certificate_names_the_setting_that_helps() -> None:
    """Appliances have their own authority, and users look for where to put it (apis.md 2.2)."""
    failure = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate")
    failure.__cause__ = ssl.SSLCertVerificationError("self-signed certificate")
    error = translate(failure, FIREWORKS, REQUEST, "https://api.fireworks.ai", Redactor())
    assert isinstance(error, TlsError)
    assert error.attribute == "tls.ca_file"
    assert "tls.ca_file" in error.detail


@pytest.mark.parametrize("status", [*range(300, 600)])
def test_every_status_that_is_no_success_is_an_error(status: int) -> None:
    """No status may fall through as an answer."""
    with pytest.raises(AnswerError) as caught:
        Reader(FIREWORKS, Redactor()).read(REQUEST, Raw(status, {}, b""), 0.0)
    assert caught.value.status == status
    if status >= 400:
        assert type(caught.value) is errors.MEANINGS[meaning_of_status(status)]


@pytest.mark.parametrize("status", range(200, 300))
def test_every_success_is_an_answer(status: int) -> None:
    """The documented status is one of several that servers use (apis.md 1.9, quirk 6)."""
    assert Reader(FIREWORKS, Redactor()).read(REQUEST, Raw(status, {}, b"{}"), 0.0).body == {}


@pytest.mark.parametrize("meaning", Meaning)
def test_every_meaning_has_its_error(meaning: Meaning) -> None:
    """A meaning added to the vocabulary needs an error here."""
    assert issubclass(errors.MEANINGS[meaning], AnswerError)


def test_an_incomplete_write_keeps_what_the_failure_said() -> None:
    """The diagnostic shows the request id of the call that failed, not of the rescue."""
    cause = errors.UnavailableError("s", "d", status=502, code="14", request_id="r1", attribute="a")
    error = IncompleteError("s", "d", values={"a": 1}, tainted=True, cause=cause)
    assert (error.status, error.code, error.request_id, error.attribute) == (502, "14", "r1", "a")
    assert (error.values, error.tainted, str(error)) == ({"a": 1}, True, "s: d")
