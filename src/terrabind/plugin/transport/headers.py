"""Header blocks: those of requests are read with HPACK and HTTP/2's rules, those of answers are constant bytes.

Answers never use HPACK's dynamic table, so writing them needs no state and the common ones are made once, here.
Reading keeps state, as HPACK asks; but a block made only of references into the table means the same until the table
changes, so such blocks (all but the first few of a connection) are looked up instead of decoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from hpack import Decoder, HPACKError, OversizedHeaderListError

from terrabind.plugin.transport.call import StatusCode
from terrabind.plugin.transport.frames import ConnectionFaultError, ErrorCode

_REMEMBERED_BLOCKS: Final = 256
_FIRST_LITERAL: Final = 0x80
"""A first byte below this is no plain reference: it may change the table (RFC 7541, section 6)."""
_LONG_REFERENCE: Final = 0xFF

_TIMEOUT: Final = re.compile(rb"([0-9]{1,8})([HMSmun])")
_TIMEOUT_UNITS: Final = {b"H": 3600.0, b"M": 60.0, b"S": 1.0, b"m": 1e-3, b"u": 1e-6, b"n": 1e-9}
_NAME: Final = re.compile(rb":?[!#$%&'*+\-.^_`|~0-9a-z]+")
_BAD_VALUE: Final = re.compile(rb"[\x00\r\n]|^[ \t]|[ \t]$")
_PSEUDO: Final = frozenset((b":method", b":scheme", b":path", b":authority"))
_REQUIRED: Final = (b":method", b":scheme", b":path")
_CONNECTION_SPECIFIC: Final = frozenset(
    (b"connection", b"proxy-connection", b"keep-alive", b"transfer-encoding", b"upgrade")
)
_MAX_MESSAGE_BYTES: Final = 2_048
"""A status message is cut here, so that trailers always fit one frame even when every byte needs escaping."""


class RequestHead(NamedTuple):
    """What the headers of a request say."""

    path: str
    timeout: float | None
    """Seconds, from grpc-timeout."""
    content_length: int | None
    refusal: bytes
    """The header block to answer at once, when the request is well formed but not for a gRPC server; else empty."""
    malformed: str
    """Which rule of HTTP/2 the headers break, as a phrase; else empty."""


class HeaderReader:
    """The reading half of a connection's header compression."""

    __slots__ = ("_decoder", "_known")

    def __init__(self, max_list_bytes: int) -> None:
        self._decoder = Decoder(max_header_list_size=max_list_bytes)
        self._known: dict[bytes, RequestHead] = {}

    def read_request(self, block: bytes) -> RequestHead:
        """What `block` says; raises `ConnectionFaultError` when it cannot be decoded, as the state is lost then."""
        head = self._known.get(block)
        if head is None:
            head = interpret_request(self._decode(block))
            if _leaves_table_alone(block):
                if len(self._known) >= _REMEMBERED_BLOCKS:
                    self._known.clear()
                self._known[block] = head
        return head

    def read_trailers(self, block: bytes) -> str:
        """Which rule the trailers in `block` break, else empty; what they say has no meaning for a request."""
        fields = self._decode(block)
        if any(name.startswith(b":") for name, _ in fields):
            return "pseudo-header in trailers"
        return ""

    def _decode(self, block: bytes) -> list[tuple[bytes, bytes]]:
        if not _leaves_table_alone(block):
            self._known.clear()
        try:
            return [(bytes(name), bytes(value)) for name, value in self._decoder.decode(block, raw=True)]
        except OversizedHeaderListError as error:
            raise ConnectionFaultError(ErrorCode.ENHANCE_YOUR_CALM, "header list too large") from error
        except HPACKError as error:
            raise ConnectionFaultError(ErrorCode.COMPRESSION_ERROR, f"header block: {type(error).__name__}") from error


def _leaves_table_alone(block: bytes) -> bool:
    """Whether `block` is nothing but one-byte references, so that it means the same as long as the table does."""
    return min(block, default=0) >= _FIRST_LITERAL and _LONG_REFERENCE not in block


def interpret_request(fields: Iterable[tuple[bytes, bytes]]) -> RequestHead:
    """What a decoded header list asks for, by the rules of HTTP/2 (RFC 9113, 8.2 and 8.3) and of gRPC."""
    seen: dict[bytes, bytes] = {}
    regular = False
    for name, value in fields:
        problem = _field_problem(name, value, regular, seen)
        if problem:
            return _malformed(problem)
        regular = regular or not name.startswith(b":")
        seen[name] = value
    missing = [name.decode() for name in _REQUIRED if not seen.get(name)]
    if missing:
        return _malformed(f"no {missing[0]}")
    length = seen.get(b"content-length")
    if length is not None and not (length.isdigit() and len(length) < 20):
        return _malformed("content-length is no number")
    timeout, refusal = _read_timeout(seen.get(b"grpc-timeout"))
    return RequestHead(
        path=seen[b":path"].decode("utf-8", "replace"),
        timeout=timeout,
        content_length=None if length is None else int(length),
        refusal=_http_refusal(seen) or refusal,
        malformed="",
    )


def _field_problem(name: bytes, value: bytes, regular: bool, seen: dict[bytes, bytes]) -> str:
    if not _NAME.fullmatch(name) or _BAD_VALUE.search(value):
        return "forbidden character in a header"
    if name.startswith(b":"):
        if regular or name in seen or name not in _PSEUDO:
            return "misplaced pseudo-header"
    elif name in _CONNECTION_SPECIFIC or (name == b"te" and value != b"trailers"):
        return "connection-specific header"
    return ""


def _malformed(problem: str) -> RequestHead:
    return RequestHead("", None, None, b"", problem)


def _http_refusal(seen: dict[bytes, bytes]) -> bytes:
    if seen[b":method"] != b"POST":
        return http_status(405)
    content_type = seen.get(b"content-type", b"")
    if content_type != b"application/grpc" and not content_type.startswith(
        (b"application/grpc+", b"application/grpc;")
    ):
        return http_status(415)
    if seen.get(b"grpc-encoding", b"identity") != b"identity":
        return only_status(StatusCode.UNIMPLEMENTED, "compressed messages are not supported")
    return b""


def _read_timeout(value: bytes | None) -> tuple[float | None, bytes]:
    if value is None:
        return None, b""
    match = _TIMEOUT.fullmatch(value)
    if match is None:
        return None, only_status(StatusCode.INTERNAL, "malformed grpc-timeout")
    return int(match[1]) * _TIMEOUT_UNITS[match[2]], b""


def literal_field(name: bytes, value: bytes) -> bytes:
    """One header as HPACK writes it without touching the table (RFC 7541, 6.2.2, no Huffman coding)."""
    return b"".join((b"\x00", _string_length(len(name)), name, _string_length(len(value)), value))


def _string_length(length: int) -> bytes:
    if length < 0x7F:
        return bytes((length,))
    parts = bytearray((0x7F,))
    rest = length - 0x7F
    while rest >= 0x80:
        parts.append(0x80 | (rest & 0x7F))
        rest >>= 7
    parts.append(rest)
    return bytes(parts)


def http_status(status: int) -> bytes:
    """The header block of an answer that is a bare HTTP status: the client does not speak gRPC."""
    return b"\x08\x03%d" % status


def status_trailers(code: StatusCode, message: str) -> bytes:
    """The trailers that end an answer with `code`; `message` is cut at two kilobytes and escaped as gRPC asks."""
    block = literal_field(b"grpc-status", b"%d" % code)
    if message:
        block += literal_field(b"grpc-message", percent_encode(message))
    return block


def only_status(code: StatusCode, message: str) -> bytes:
    """The one header block of an answer without any message."""
    return ANSWER_HEADERS + status_trailers(code, message)


def percent_encode(message: str) -> bytes:
    """`message` in printable ASCII: every other byte of its UTF-8, and the percent sign, becomes ``%XX``."""
    raw = message.encode("utf-8", "replace")[:_MAX_MESSAGE_BYTES]
    return b"".join(b"%c" % byte if 0x20 <= byte <= 0x7E and byte != 0x25 else b"%%%02X" % byte for byte in raw)


ANSWER_HEADERS: Final = b"\x88" + literal_field(b"content-type", b"application/grpc")
"""Status 200 (an entry of HPACK's static table) and gRPC's content type."""
OK_TRAILERS: Final = status_trailers(StatusCode.OK, "")
