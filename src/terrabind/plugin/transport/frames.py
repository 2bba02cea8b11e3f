"""HTTP/2 frames are nine bytes of header and a payload; this module names their parts and builds them.

Numbers are those of RFC 9113 (sections 4.1, 6 and 7). Everything here is a constant, a pure function or an error.
"""

from __future__ import annotations

from enum import IntEnum
from struct import Struct
from typing import Final

PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
"""What a client sends first (RFC 9113, 3.4)."""

HEADER_SIZE: Final = 9
FRAME_HEADER: Final = Struct(">BHBBI")
"""Length in 8 + 16 bits, type, flags, stream id (its highest bit is reserved)."""

STREAM_ID_MASK: Final = 0x7FFFFFFF
MAX_WINDOW: Final = 0x7FFFFFFF
DEFAULT_WINDOW: Final = 65_535
DEFAULT_FRAME_SIZE: Final = 16_384
MAX_FRAME_SIZE: Final = 16_777_215

# Frame types. Plain integers: the receive loop compares them once per frame.
DATA: Final = 0x0
HEADERS: Final = 0x1
PRIORITY: Final = 0x2
RST_STREAM: Final = 0x3
SETTINGS: Final = 0x4
PUSH_PROMISE: Final = 0x5
PING: Final = 0x6
GOAWAY: Final = 0x7
WINDOW_UPDATE: Final = 0x8
CONTINUATION: Final = 0x9

# Flags; a number means different things on different frame types.
END_STREAM: Final = 0x1
ACK: Final = 0x1
END_HEADERS: Final = 0x4
PADDED: Final = 0x8
WITH_PRIORITY: Final = 0x20

# Settings.
SETTING_HEADER_TABLE_SIZE: Final = 0x1
SETTING_ENABLE_PUSH: Final = 0x2
SETTING_MAX_CONCURRENT_STREAMS: Final = 0x3
SETTING_INITIAL_WINDOW_SIZE: Final = 0x4
SETTING_MAX_FRAME_SIZE: Final = 0x5
SETTING_MAX_HEADER_LIST_SIZE: Final = 0x6

_SETTING: Final = Struct(">HI")
_UINT32: Final = Struct(">I")
_UINT32_PAIR: Final = Struct(">II")


class ErrorCode(IntEnum):
    """Why a stream or a connection ended (RFC 9113, section 7)."""

    NO_ERROR = 0x0
    PROTOCOL_ERROR = 0x1
    INTERNAL_ERROR = 0x2
    FLOW_CONTROL_ERROR = 0x3
    SETTINGS_TIMEOUT = 0x4
    STREAM_CLOSED = 0x5
    FRAME_SIZE_ERROR = 0x6
    REFUSED_STREAM = 0x7
    CANCEL = 0x8
    COMPRESSION_ERROR = 0x9
    CONNECT_ERROR = 0xA
    ENHANCE_YOUR_CALM = 0xB
    INADEQUATE_SECURITY = 0xC
    HTTP_1_1_REQUIRED = 0xD


class ConnectionFaultError(Exception):
    """The peer broke a rule that the connection cannot survive: it ends with GOAWAY and `code`."""

    def __init__(self, code: ErrorCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class StreamFaultError(Exception):
    """The peer broke a rule on one stream: that stream ends with RST_STREAM and `code`, the others go on."""

    def __init__(self, stream_id: int, code: ErrorCode, reason: str) -> None:
        super().__init__(reason)
        self.stream_id = stream_id
        self.code = code
        self.reason = reason


def frame_header(length: int, kind: int, flags: int, stream_id: int) -> bytes:
    """The nine bytes before a payload of `length` bytes."""
    return FRAME_HEADER.pack(length >> 16, length & 0xFFFF, kind, flags, stream_id)


def headers_frame(stream_id: int, block: bytes, *, end_stream: bool) -> bytes:
    """HEADERS holding a whole header block; `block` must fit the smallest frame size a peer may ask for."""
    flags = END_HEADERS | END_STREAM if end_stream else END_HEADERS
    return frame_header(len(block), HEADERS, flags, stream_id) + block


def rst_stream_frame(stream_id: int, code: int) -> bytes:
    """RST_STREAM: this stream is over, for the reason `code`."""
    return frame_header(4, RST_STREAM, 0, stream_id) + _UINT32.pack(code)


def settings_frame(settings: dict[int, int]) -> bytes:
    """SETTINGS with `settings`, number to value."""
    payload = b"".join(_SETTING.pack(number, value) for number, value in settings.items())
    return frame_header(len(payload), SETTINGS, 0, 0) + payload


SETTINGS_ACK: Final = frame_header(0, SETTINGS, ACK, 0)


def ping_ack_frame(opaque: bytes) -> bytes:
    """The answer to a PING that carried the eight bytes `opaque`."""
    return frame_header(8, PING, ACK, 0) + opaque


def goaway_frame(last_stream_id: int, code: int, reason: str = "") -> bytes:
    """GOAWAY: streams above `last_stream_id` are not served; `reason` is text for a person reading a trace."""
    payload = _UINT32_PAIR.pack(last_stream_id, code) + reason.encode()[:256]
    return frame_header(len(payload), GOAWAY, 0, 0) + payload


def window_update_frame(stream_id: int, increment: int) -> bytes:
    """WINDOW_UPDATE: the peer may send `increment` bytes more, on a stream or (stream 0) in all."""
    return frame_header(4, WINDOW_UPDATE, 0, stream_id) + _UINT32.pack(increment)


def read_settings(payload: bytes) -> list[tuple[int, int]]:
    """The settings in a SETTINGS payload, in order; a length that is no multiple of six is a FRAME_SIZE_ERROR."""
    if len(payload) % _SETTING.size:
        raise ConnectionFaultError(ErrorCode.FRAME_SIZE_ERROR, "SETTINGS payload is not a whole number of settings")
    return list(_SETTING.iter_unpack(payload))


def read_uint32(payload: bytes, kind: str) -> int:
    """The one number that RST_STREAM and WINDOW_UPDATE carry; any other length is a FRAME_SIZE_ERROR."""
    if len(payload) != _UINT32.size:
        raise ConnectionFaultError(ErrorCode.FRAME_SIZE_ERROR, f"{kind} payload must be 4 bytes")
    number: int = _UINT32.unpack(payload)[0]
    return number


def strip_padding(payload: bytes, flags: int) -> bytes:
    """The payload of DATA or HEADERS without its padding; padding longer than the payload is a PROTOCOL_ERROR."""
    if not flags & PADDED:
        return payload
    if not payload:
        raise ConnectionFaultError(ErrorCode.FRAME_SIZE_ERROR, "padded frame without a padding length")
    padding = payload[0]
    if padding >= len(payload):
        raise ConnectionFaultError(ErrorCode.PROTOCOL_ERROR, "padding is longer than the frame")
    return payload[1 : len(payload) - padding]


def strip_priority(payload: bytes, flags: int) -> bytes:
    """The header block of a HEADERS frame without its five priority bytes, which nothing here uses."""
    if not flags & WITH_PRIORITY:
        return payload
    if len(payload) < 5:
        raise ConnectionFaultError(ErrorCode.FRAME_SIZE_ERROR, "HEADERS too short for its priority")
    return payload[5:]
