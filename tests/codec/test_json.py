"""JSON keeps every digit and is bounded in depth."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.codec import json
from terrabind.codec.errors import MalformedBodyError
from terrabind.spec.values import UNKNOWN

SCALARS = st.none() | st.booleans() | st.integers() | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    """Bodies must survive the passage, whatever letters a user writes."""
    assert json.loads(json.dumps(value)) == value  # type: ignore[arg-type]  # hypothesis knows no recursive aliases


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_loses_no_digit(number: Decimal) -> None:
    """A float would turn 0.1000000000000000055 into 0.1 and show drift for ever."""
    assert Decimal(json.dumps(number)) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [(Decimal("7200.0"), "7200"), (7200.0, "7200"), (Decimal("0.10"), "0.1"), (1.5, "1.5"), (1e20, "1" + 20 * "0")],
)
def test_a_whole_number_goes_without_a_fraction(number: float | Decimal, text: str) -> None:
    """Servers that expect an int32 refuse 7200.0."""
    assert json.dumps(number) == text


def test_fractions_are_read_with_all_their_digits() -> None:
    """Numbers keep every digit in both directions."""
    assert json.loads(b'{"a": 0.1000000000000000055}') == {"a": Decimal("0.1000000000000000055")}


@pytest.mark.parametrize("depth", [65, 1000, 200_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    """A hostile answer must not end Python's stack."""
    with pytest.raises(MalformedBodyError, match="nests"):
        json.loads("[" * depth + "]" * depth)


@pytest.mark.parametrize("text", [b"", b"{", b"<html>", b"NaN", b"[Infinity]", b"\xff\xfe\x00", b'{"a":1} x'])
def test_what_is_not_json_is_said_without_repeating_it(text: bytes) -> None:
    """A body may hold a secret, so the error names the fault only."""
    with pytest.raises(MalformedBodyError, match="not JSON") as caught:
        json.loads(text)
    assert "html" not in str(caught.value)


@pytest.mark.parametrize("value", [UNKNOWN, float("inf"), float("nan"), Decimal("NaN"), [Decimal("Infinity")]])
def test_what_json_cannot_say_is_never_sent(value: object) -> None:
    """An unknown value or an infinity would arrive as something else."""
    with pytest.raises(MalformedBodyError):
        json.dumps(value)  # type: ignore[arg-type]  # the parameters are of several types
