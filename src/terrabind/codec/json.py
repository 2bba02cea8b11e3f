"""JSON in which a number keeps every digit: fractions are read as `Decimal`, and written as they were given.

An answer nests at most `MAX_DEPTH` levels; Python's own parser would follow it until its stack ends. Its numbers
stay below 10 to the power of `MAX_EXPONENT`: a dozen letters may not become a gigabyte of digits.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from terrabind.codec.errors import MalformedBodyError
from terrabind.spec.values import UNKNOWN, Value

MAX_DEPTH: Final = 64
MAX_EXPONENT: Final = 300
"""Of ten, in either direction; what a double can hold ends at 308."""
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]{1,9})?")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def loads(body: bytes | str) -> Value:
    """Read a JSON text. Raises `MalformedBodyError` when it is none or nests too deeply."""
    try:
        text = body if isinstance(body, str) else body.decode(json.detect_encoding(body))
        value: Value = json.loads(text, parse_float=decimal, parse_int=_integer, parse_constant=_refuse)
        if _SURROGATE.search(text):
            # Half a character written as an escape: no text that could be sent or saved.
            json.dumps(value, ensure_ascii=False, default=str).encode()
    except RecursionError:
        raise MalformedBodyError("JSON that nests too deeply") from None
    except ValueError as error:
        # UnicodeDecodeError is a ValueError too, and its text would repeat the body.
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "it holds what JSON does not allow"
        raise MalformedBodyError(f"not JSON: {reason}") from None
    _measure(value, MAX_DEPTH)
    return value


def dumps(value: Value) -> str:
    """Write compact JSON text, keys in their given order.

    Raises `MalformedBodyError` for what JSON cannot say: values not known yet, infinities, not-a-number.
    """
    if value is None:
        return "null"
    if value is UNKNOWN:
        raise MalformedBodyError("a value is not known yet")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float, Decimal)):
        return number(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{dumps(key)}:{dumps(member)}" for key, member in value.items()) + "}"
    return "[" + ",".join(dumps(member) for member in value) + "]"


def number(value: float | Decimal) -> str:
    """Write a number in digits that lose nothing; whole numbers go without a fraction ("7200", not "7200.0").

    Raises `MalformedBodyError` for infinities and not-a-number.
    """
    if not isinstance(value, int) and not math.isfinite(value):
        raise MalformedBodyError("a number is not finite")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and -30 <= exponent <= 30:
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def decimal(text: str) -> Decimal:
    """Read a number. Raises `ValueError` when the text is none, or one with more than `MAX_EXPONENT` digits."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    value = Decimal(text)
    if value and abs(value.adjusted()) > MAX_EXPONENT:
        raise ValueError(text)
    return value


def _integer(text: str) -> int:
    if len(text) > MAX_EXPONENT:
        raise ValueError(text)
    return int(text)


def _refuse(word: str) -> Value:
    raise ValueError(word)


def _measure(value: Value, levels: int) -> None:
    if isinstance(value, str) or not isinstance(value, (Mapping, Sequence)):
        return
    if levels == 0:
        raise MalformedBodyError(f"JSON that nests more than {MAX_DEPTH} levels deep")
    for member in value.values() if isinstance(value, Mapping) else value:
        _measure(member, levels - 1)
