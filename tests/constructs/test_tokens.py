"""Tokens are told from values without asking the kit, which would cost a round trip each time."""

from __future__ import annotations

import struct

import pytest

from terrabind.constructs.tokens import is_token, literal, unescape


@pytest.mark.parametrize(
    "value",
    [
        "${TfToken[TOKEN.0]}",
        "a-${var.name}-b",
        "%{ if var.on }x%{ endif }",
        ["#{TfToken[TOKEN.1]}"],
        {"&{TfToken[TOKEN.2]}": ""},
        struct.unpack(">d", bytes.fromhex("fdff000000000007"))[0],
        [struct.unpack(">d", bytes.fromhex("fbff000000000007"))[0]],
    ],
)
def test_every_spelling_of_a_token_is_recognised(value: object) -> None:
    """A token that passed for a value would be refused by checks, although nobody knows it yet."""
    assert is_token(value)


@pytest.mark.parametrize(
    "value",
    [
        "ana@example.com",
        "$${aws:username}",
        "%%{x}",
        "{}",
        "$",
        0,
        -8.1,
        1e300,
        True,
        None,
        [],
        ["a"],
        {"a": "b"},
        b"x",
    ],
)
def test_values_are_not_taken_for_tokens(value: object) -> None:
    """A value that passed for a token would escape its checks."""
    assert not is_token(value)


def test_literal_text_is_no_template_and_reads_back() -> None:
    """Policy variables look like Terraform's templates; without escaping Terraform would try to evaluate them."""
    text = literal("arn:aws:s3:::home/${aws:username}/%{x}")
    assert text == "arn:aws:s3:::home/$${aws:username}/%%{x}"
    assert not is_token(text)
    assert unescape(text) == "arn:aws:s3:::home/${aws:username}/%{x}"
