"""Header blocks are read with their state and their rules, and written so that any peer can read them."""

from __future__ import annotations

import hpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.plugin.transport.call import StatusCode
from terrabind.plugin.transport.headers import (
    HeaderReader,
    RequestHead,
    http_status,
    interpret_request,
    literal_field,
    only_status,
    percent_encode,
    status_trailers,
)
from tests.plugin.transport.wire import FIELDS, block


def fields(path: bytes) -> list[tuple[bytes | str, bytes | str]]:
    return list((dict(FIELDS) | {b":path": path}).items())


def head(*changes: tuple[bytes, bytes]) -> RequestHead:
    return interpret_request((dict(FIELDS) | dict(changes)).items())


@pytest.mark.parametrize(
    ("text", "seconds"),
    [(b"1H", 3600), (b"2M", 120), (b"3S", 3), (b"4m", 0.004), (b"5u", 5e-6), (b"6n", 6e-9), (b"99999999S", 99999999)],
)
def test_a_timeout_is_read_in_every_unit(text: bytes, seconds: float) -> None:
    """Clients choose the unit by the size of the number; a unit mistaken is a deadline a thousand times off."""
    assert head((b"grpc-timeout", text)).timeout == pytest.approx(seconds)


@pytest.mark.parametrize("text", [b"", b"1", b"S", b"1s", b"-1S", b"1.5S", b"123456789S", b"1 S"])
def test_a_timeout_that_is_none_is_refused(text: bytes) -> None:
    """A call whose deadline cannot be read must not run without one."""
    assert b"malformed grpc-timeout" in head((b"grpc-timeout", text)).refusal


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ((b":method", b"GET"), http_status(405)),
        ((b"content-type", b"text/html"), http_status(415)),
        ((b"content-type", b"application/grpcx"), http_status(415)),
        ((b"content-type", b"application/grpc+proto"), b""),
        ((b"grpc-encoding", b"identity"), b""),
    ],
)
def test_what_is_not_grpc_is_refused_in_http(change: tuple[bytes, bytes], refusal: bytes) -> None:
    """A browser or a health probe understands an HTTP status and nothing else."""
    assert head(change).refusal == refusal


def test_repeated_blocks_are_read_from_memory_until_the_table_changes() -> None:
    """The short cut must never outlive the table that its references point into."""
    encoder, reader = hpack.Encoder(), HeaderReader(65_536)

    def read(path: bytes) -> str:
        return reader.read_request(encoder.encode(fields(path))).path

    order = [b"/a", b"/a", b"/a", b"/b", b"/a", b"/b", b"/b", b"/c", b"/a"]
    assert [read(path) for path in order] == [path.decode() for path in order]


def test_many_methods_are_told_apart_when_the_table_overflows() -> None:
    """Entries fall out of the table's end and every reference moves; none may lead to another's method."""
    encoder, reader = hpack.Encoder(), HeaderReader(65_536)
    paths = [b"/service/%d" % (number * 7 % 150) for number in range(600)]
    read = [reader.read_request(encoder.encode(fields(path))).path for path in paths]
    assert read == [path.decode() for path in paths]


@given(st.text())
def test_any_status_text_comes_back_from_its_escaped_form(text: str) -> None:
    """Messages quote what servers say, in any script; headers carry printable ASCII only."""
    from urllib.parse import unquote

    escaped = percent_encode(text)
    assert all(0x20 <= byte <= 0x7E for byte in escaped)
    assert unquote(escaped.decode()) == text.encode("utf-8", "replace")[:2048].decode("utf-8", "replace")


@given(st.binary(min_size=1, max_size=300), st.binary(max_size=70_000))
def test_a_literal_field_is_read_back_by_hpack(name: bytes, value: bytes) -> None:
    """Lengths around 127 and above take more than one byte, which is where an encoder goes wrong."""
    decoder = hpack.Decoder(max_header_list_size=100_000)
    assert list(decoder.decode(literal_field(name, value), raw=True)) == [(name, value)]


def test_trailers_fit_the_smallest_frame_however_long_the_message() -> None:
    """They are sent as one HEADERS frame, and a peer need not accept more than 16 KiB."""
    assert len(only_status(StatusCode.INTERNAL, "ü" * 1_000_000)) < 16_384


def test_a_status_is_what_grpc_clients_look_for() -> None:
    """The names and the number are the whole protocol of failure."""
    fields = hpack.Decoder().decode(status_trailers(StatusCode.NOT_FOUND, "gone"), raw=True)
    assert list(fields) == [(b"grpc-status", b"5"), (b"grpc-message", b"gone")]
    assert list(hpack.Decoder().decode(http_status(405), raw=True)) == [(b":status", b"405")]


def test_trailers_of_a_request_change_the_table_too() -> None:
    """A reference after them must lead where the client means."""
    reader = HeaderReader(65_536)
    assert reader.read_trailers(b"\x40" + literal_field(b"x-note", b"1")[1:]) == ""
    assert reader.read_request(block(extra=()) + b"\xbe").malformed == ""
    assert reader.read_trailers(b"\xbe") == ""
