"""What an answer means: the API's code first, the status second, and a page for people never."""

from __future__ import annotations

import gzip
import json
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.generic.api import API as REST
from terrabind.rest import errors
from terrabind.rest.errors import AnswerError, RestError
from terrabind.rest.redaction import Redactor, Secret
from terrabind.rest.requests import Request
from terrabind.rest.responses import MOST_BYTES, Answer, Raw, Reader, unpack
from terrabind.spec.api import Api
from terrabind.spec.locate import Body
from tests.rest.fakes import ECS, FIREWORKS, K0RDENT

REQUEST = Request("POST", "/v1/things", "q=1", purpose="create the thing")
JSON = {"content-type": "application/json"}
XML = {"content-type": "application/xml"}
HTML = {"content-type": "text/html; charset=utf-8"}


def read(api: Api, status: int, body: object, headers: dict[str, str] | None = None) -> Answer:
    """Read one answer; dictionaries travel as JSON."""
    raw = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Reader(api, Redactor()).read(REQUEST, Raw(status, headers or JSON, raw), 0.0)


def failure(api: Api, status: int, body: object, headers: dict[str, str] | None = None) -> AnswerError:
    """Read one answer that is an error."""
    with pytest.raises(AnswerError) as caught:
        read(api, status, body, headers)
    return caught.value


@pytest.mark.promise(3)
@pytest.mark.parametrize(
    ("api", "status", "body", "kind"),
    [
        (FIREWORKS, 409, {"code": 10, "message": "aborted"}, errors.BusyError),
        (FIREWORKS, 409, {"code": 6, "message": "exists"}, errors.ExistsError),
        (FIREWORKS, 403, {"code": 8, "message": "slow down"}, errors.ThrottledError),
        (FIREWORKS, 412, {"error": {"code": 9, "message": "no"}}, errors.InvalidError),
        (FIREWORKS, 404, {"error": {"code": "NOT_FOUND", "message": "no"}}, errors.GoneError),
        (FIREWORKS, 501, {"code": 12}, errors.NotOfferedError),
        (FIREWORKS, 403, {"error": "plain text"}, errors.ForbiddenError),
        (ECS, 400, {"Error": {"Code": "NoSuchEntity", "Message": "no role"}}, errors.GoneError),
        (ECS, 400, {"ErrorResponse": {"Error": {"Code": "DeleteConflict"}}}, errors.InUseError),
        (ECS, 409, {"Code": "LimitExceeded"}, errors.QuotaError),
        (ECS, 400, {"Error": {"Code": "ConcurrentModification"}}, errors.BusyError),
        (ECS, 401, {"code": 4000, "retryable": False, "description": "bad token"}, errors.UnauthenticatedError),
        (ECS, 500, {"code": 1019, "description": "not found"}, errors.GoneError),
        (K0RDENT, 400, {"error": {"code": 404, "message": "no"}}, errors.GoneError),
        (K0RDENT, 400, {"success": False, "error": {"code": "NOT_FOUND", "message": "no"}}, errors.GoneError),
        (K0RDENT, 400, {"code": "CONFLICT", "message": "twice"}, errors.ExistsError),
        (K0RDENT, 403, {"error": {"code": "QUOTA_EXCEEDED", "message": "full"}}, errors.QuotaError),
        (K0RDENT, 200, {"success": False, "error": {"code": "FORBIDDEN", "message": "no"}}, errors.ForbiddenError),
        (K0RDENT, 200, {"success": False, "error": "no"}, errors.InvalidError),
    ],
)
def test_the_code_decides_before_the_status(api: Api, status: int, body: Any, kind: type[RestError]) -> None:
    """Statuses differ between releases and gateways; codes do not (apis.md 1.6, 2.8, 3.6)."""
    assert type(failure(api, status, body)) is kind


XML_ERROR = (
    '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>'
    "<Code>NoSuchEntity</Code><Message>The role with name r cannot be found.</Message></Error>"
    "<RequestId>r-1</RequestId></ErrorResponse>"
)
XML_REFUSAL = "<error><code>4000</code><description>Token</description><details>expired</details></error>"


def test_an_error_in_xml_reads_as_one_in_json() -> None:
    """ECS answers in either, whatever was accepted (apis.md 2.8)."""
    gone = failure(ECS, 404, XML_ERROR, XML)
    assert (type(gone), gone.code, gone.request_id) == (errors.GoneError, "NoSuchEntity", "r-1")
    assert "The role with name r cannot be found." in gone.detail
    assert type(failure(ECS, 401, XML_REFUSAL, XML)) is errors.UnauthenticatedError


@pytest.mark.promise(11)
@pytest.mark.parametrize("status", [200, 201, 404, 410])
@pytest.mark.parametrize("headers", [HTML, {}, {"content-type": "text/plain"}])
def test_a_page_for_people_is_no_answer(status: int, headers: dict[str, str]) -> None:
    """A login page with status 200 must not read as an object, one with 404 not as its absence."""
    error = failure(FIREWORKS, status, "\n <!DOCTYPE HTML><html>Sign in</html>", headers)
    assert type(error) is errors.UnreadableAnswerError
    assert not error.undecided
    assert "an HTML page" in error.detail
    assert "FIREWORKS_BASE_URL" in error.detail


def test_a_gateways_page_with_a_bad_status_means_what_the_status_means() -> None:
    """A 502 from a load balancer is HTML too, and passes."""
    assert type(failure(FIREWORKS, 502, "<html>bad gateway</html>", HTML)) is errors.UnavailableError
    assert type(failure(FIREWORKS, 403, "<html>no</html>", HTML)) is errors.ForbiddenError


@pytest.mark.parametrize(
    ("body", "headers"),
    [(b'{"principal": "a', JSON), (b"\xff\xfe", JSON), (b"GIF89a", {"content-type": "image/gif"}), (b"<a>", XML)],
)
def test_garbage_with_a_good_status_leaves_the_outcome_open(body: bytes, headers: dict[str, str]) -> None:
    """The write may have been carried out, so it is looked up and not repeated."""
    error = failure(FIREWORKS, 200, body, headers)
    assert type(error) is errors.UnreadableAnswerError
    assert error.undecided


@given(st.binary(), st.integers(100, 599), st.sampled_from([JSON, XML, HTML, {}, {"content-encoding": "gzip"}]))
def test_no_answer_breaks_the_reading(body: bytes, status: int, headers: dict[str, str]) -> None:
    """Whatever a server sends is an answer or one of our errors."""
    for api in (FIREWORKS, ECS, K0RDENT):
        with suppress(RestError):
            assert read(api, status, body, headers).status == status


@pytest.mark.parametrize("body", [{"id": "a"}, {"success": True, "data": {"id": "a"}, "meta": {}}])
def test_a_wrapped_and_a_bare_answer_read_alike(body: Any) -> None:
    """The draft's prose and its schema disagree (apis.md 3.6)."""
    assert read(K0RDENT, 201, body).at(Body("id")) == "a"


def test_an_object_that_has_a_field_called_data_is_not_unwrapped() -> None:
    """Only the flag says that it is an envelope."""
    assert read(K0RDENT, 200, {"data": 1}).body == {"data": 1}


def test_an_empty_body_is_an_answer() -> None:
    """A delete answers 204 with nothing, or 200 with nothing."""
    assert read(K0RDENT, 204, b"", {}).body is None


def test_the_detail_says_what_where_and_what_next() -> None:
    """One diagnostic must be enough to go on."""
    error = failure(FIREWORKS, 403, {"code": 7, "message": "not allowed"}, {**JSON, "x-request-id": "req-9"})
    assert error.summary == "Fireworks AI did not create the thing: access is denied"
    assert error.detail.startswith("The server said: not allowed\nPOST /v1/things answered 403 (7), request id req-9.")
    assert "Ask for the right to do this, or use another credential. The key needs account management" in error.detail


def test_details_of_a_grpc_status_are_shown() -> None:
    """ErrorInfo holds the reason that the message leaves out (apis.md 1.6)."""
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "NOT_A_MEMBER"}]
    assert "NOT_A_MEMBER" in failure(FIREWORKS, 400, {"code": 3, "message": "no", "details": details}).detail


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"errorMessage": "Client web already exists"}, "The server said: Client web already exists\n"),
        ({"problems": [{"in": "name", "why": "too long"}]}, '"why":"too long"'),
    ],
)
def test_what_any_api_says_of_a_failure_is_shown_whatever_its_shape(body: object, words: str) -> None:
    """Nobody can act on a bare status."""
    assert words in failure(REST, 409, body).detail.replace('": "', '":"')


@pytest.mark.promise(32)
def test_a_secret_in_an_error_body_is_not_repeated() -> None:
    """Servers echo what was sent."""
    redactor = Redactor()
    redactor.learn(Secret("canary-key"))
    body = json.dumps({"code": 16, "message": "bad key canary-key", "details": [{"header": "canary-key"}]})
    with pytest.raises(AnswerError) as caught:
        Reader(FIREWORKS, redactor).read(REQUEST, Raw(401, {**JSON, "x-request-id": "canary-key"}, body.encode()), 0)
    assert "canary" not in f"{caught.value}{caught.value.said}"


@pytest.mark.parametrize("location", ["https://ecs.example:4443/login", "/login?x=1"])
def test_a_redirect_to_the_login_is_an_expired_session(location: str) -> None:
    """ECS answers 302 or 401 to a dead token (apis.md 2.2)."""
    assert type(failure(ECS, 302, b"", {"location": location})) is errors.UnauthenticatedError


@pytest.mark.parametrize("api", [FIREWORKS, ECS])
def test_any_other_redirect_is_an_error_that_shows_where_to_without_its_query(api: Api) -> None:
    """Following it would carry the credential to another host."""
    error = failure(api, 301, b"", {"location": "https://user:canary@evil.example/x?token=canary"})
    assert type(error) is errors.RedirectedError
    assert "https://evil.example/x" in error.detail
    assert "canary" not in error.detail


@pytest.mark.promise(34)
@pytest.mark.parametrize(
    "location", ["http://[", "http://[::1", "http://[x]/", "http://a\u2100b/", "::", "\x00", "\x1b[2J"]
)
@pytest.mark.parametrize("api", [FIREWORKS, ECS, K0RDENT])
def test_a_redirect_to_what_is_no_address_is_an_error_all_the_same(api: Api, location: str) -> None:
    """What the server says of itself cannot be trusted to be well-formed."""
    error = failure(api, 308, b"", {"location": location})
    assert type(error) is errors.RedirectedError
    assert not any(letter < " " and letter != "\n" for letter in error.detail)


@pytest.mark.promise(36)
def test_a_packed_body_is_unpacked_within_bounds() -> None:
    """A megabyte on the wire can become a gigabyte."""
    assert unpack(Raw(200, {"content-encoding": "gzip"}, gzip.compress(b"{}"))) == b"{}"
    assert unpack(Raw(200, {"content-encoding": "deflate"}, zlib.compress(b"{}"))) == b"{}"
    bomb = Raw(200, {**JSON, "content-encoding": "gzip"}, gzip.compress(b" " * (MOST_BYTES + 1)))
    with pytest.raises(AnswerError, match="larger than 32 MB"):
        Reader(FIREWORKS, Redactor()).read(REQUEST, bomb, 0.0)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_a_compression_that_was_not_asked_for_is_refused(encoding: str) -> None:
    """It could not be bounded."""
    error = failure(FIREWORKS, 200, b"x", {**JSON, "content-encoding": encoding})
    assert "compressed" in error.detail


def test_retry_after_travels_with_the_error() -> None:
    """The decision to wait is made elsewhere."""
    assert failure(FIREWORKS, 429, b"", {"retry-after": "7"}).retry_after == 7.0
