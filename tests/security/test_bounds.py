"""A hostile or broken server costs a bounded amount of time and memory, and ends in an error of ours."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrabind.codec import json as our_json
from terrabind.codec import xml
from terrabind.codec.errors import MalformedBodyError
from terrabind.rest import errors
from terrabind.rest.redaction import Redactor
from terrabind.rest.requests import Request
from terrabind.rest.responses import MOST_BYTES, Raw, Reader
from tests.security.loopback import CATALOGUE, TYPES, answer, connect, play, serving

pytestmark = pytest.mark.promise(36)
REQUEST = Request("GET", "/v1/things", purpose="read the thing")
KINDS = {"json": "application/json", "xml": "application/xml", "none": "", "text": "text/plain", "html": "text/html"}
STEADY = settings(max_examples=150, deadline=None, derandomize=True)


def read(api: str, raw: Raw) -> None:
    """Read one answer as `api` would."""
    Reader(CATALOGUE.apis[api], Redactor()).read(REQUEST, raw, 0.0)


def seconds(work: Callable[[], object]) -> float:
    """The processor time of some work that may be refused."""
    started = time.process_time()
    with suppress(errors.RestError, MalformedBodyError):
        work()
    return time.process_time() - started


BILLION = '<!DOCTYPE r [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
HOSTILE_XML = {
    "a billion laughs": f"{BILLION}]><r>&j;</r>",
    "a file of ours": '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>',
    "an address": '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd"><r/>',
    "a parameter entity": '<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;]><r/>',
    "a hundred levels": "<r>" * 100 + "</r>" * 100,
}


@pytest.mark.parametrize("text", HOSTILE_XML.values(), ids=HOSTILE_XML)
def test_xml_expands_and_loads_nothing(text: str) -> None:
    """Entities multiply, and read files and addresses that are nobody's business."""
    with pytest.raises(MalformedBodyError):
        xml.loads(text)


@pytest.mark.parametrize("size", [200_000])
@pytest.mark.parametrize("same", [True, False])
def test_many_elements_cost_as_much_as_there_are(size: int, same: bool) -> None:
    """Comparing each with each would take hours for one page of 32 MB."""
    body = "".join("<a/>" if same else f"<a{n}/>" for n in range(size))
    assert seconds(lambda: xml.loads(f"<r>{body}</r>")) < 5


@pytest.mark.parametrize("text", ["a" * 10**6, "token" * 10**5, "bearer " * 10**5, '"' * 10**6, "secret=" * 10**5])
@pytest.mark.parametrize("api", TYPES)
def test_a_long_message_is_scrubbed_quickly(api: str, text: str) -> None:
    """A pattern that looks back over everything held the whole provider still for hours."""
    body = json.dumps({"message": text, "details": [text], "Error": {"Message": text}}).encode()
    assert seconds(lambda: read(api, Raw(400, {"content-type": "application/json"}, body))) < 2


@pytest.mark.parametrize("number", ["1e999999999", "-1e-999999999", "1" * 4000, "NaN", "Infinity", "1e301"])
def test_a_number_does_not_become_a_gigabyte_of_digits(number: str) -> None:
    """Ten letters can say a number of a billion digits, and writing it out is how memory ends."""
    with pytest.raises(MalformedBodyError):
        our_json.loads(f'{{"seconds": {number}}}')


@pytest.mark.parametrize("text", ["1e999999999", "NaN", "Infinity", "-inf", "0x10", "1_0_", ""])
async def test_a_number_in_xml_is_bounded_too(text: str) -> None:
    """XML writes numbers as text, past JSON's grammar."""
    role = f"<RoleName>r</RoleName><MaxSessionDuration>{text}</MaxSessionDuration>"
    body = f"<A><GetRoleResult><Role>{role}</Role></GetRoleResult></A>".encode()

    def reply(head: bytes, content: bytes) -> bytes:
        return answer(body, "Content-Type: text/xml") if b"/iam" in head.split(b"\r\n")[0] else play(head, content)

    async with serving(reply) as server, connect("ecs", server.address) as client:
        with pytest.raises(errors.RestError):
            await client.read(CATALOGUE.resources[TYPES["ecs"]], {"name": "r", "namespace": "ns1"})


@pytest.mark.parametrize("text", ['"\\ud800"', '{"\\udfff": 1}', '["\\uD83D x"]'])
def test_half_a_character_is_refused(text: str) -> None:
    """It cannot be written as UTF-8, so it could neither be saved nor shown."""
    with pytest.raises(MalformedBodyError):
        our_json.loads(text)
    assert our_json.loads('"\\ud83d\\ude00"') == "😀"


@pytest.mark.parametrize("levels", [65, 10_000, 1_000_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_json_nests_so_deep_and_no_deeper(levels: int, opening: str, closing: str) -> None:
    """A parser that calls itself ends the process where the stack ends."""
    with pytest.raises(MalformedBodyError):
        our_json.loads(opening * levels + "1" + closing * levels)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress], ids=["gzip", "deflate"])
def test_a_bomb_takes_no_more_memory_than_an_answer_may(pack: Callable[[bytes], bytes]) -> None:
    """Of 256 MB that travelled as 256 KB only the bound is ever unpacked."""
    bomb = Raw(200, {"content-encoding": "gzip", "content-type": "application/json"}, pack(b" " * 2**28))
    tracemalloc.start()
    with pytest.raises(errors.UnreadableAnswerError, match="larger than"):
        read("fireworks", bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * MOST_BYTES


async def test_an_endless_answer_is_left_at_the_bound() -> None:
    """A server that never stops is not read for ever, and its connection is not used again."""
    endless = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b" " * (MOST_BYTES + 2**20)
    async with serving(lambda _head, _body: endless) as server, connect("fireworks", server.address) as client:
        with pytest.raises(errors.UnreadableAnswerError, match="larger than"):
            await client.list(CATALOGUE.resources[TYPES["fireworks"]])


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["error", "code", "message", "details", "Error", "Code", "data", "success"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@STEADY
@given(body=JSON_VALUES, status=st.sampled_from([200, 201, 204, 302, 400, 401, 403, 404, 409, 429, 500, 503]))
def test_any_json_is_an_answer_or_an_error_of_ours(body: object, status: int) -> None:
    """Codes that are lists, messages that are numbers, envelopes that hold nothing: all of it has been seen."""
    raw = Raw(status, {"content-type": "application/json"}, json.dumps(body).encode())
    for api in TYPES:
        try:
            read(api, raw)
        except errors.RestError as error:
            f"{error.summary}{error.detail}{error.request_id}".encode()


@STEADY
@given(
    body=st.binary(max_size=200), kind=st.sampled_from(sorted(KINDS)), packed=st.sampled_from(["", "gzip", "deflate"])
)
def test_any_bytes_are_an_answer_or_an_error_of_ours(body: bytes, kind: str, packed: str) -> None:
    """Garbage is what a broken proxy sends."""
    for status in (200, 404, 500):
        raw = Raw(status, {"content-type": KINDS[kind], "content-encoding": packed}, body)
        for api in TYPES:
            assert seconds(lambda api=api, raw=raw: read(api, raw)) < 2  # type: ignore[misc]  # lambdas have no types
