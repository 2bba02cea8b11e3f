"""Lists below the top of a value stay lists in HCL, and texts stay texts."""

from __future__ import annotations

import pytest

from terrabind.constructs.rendering import describe_for_hcl


def shape_of(value: object, *, sees_through: bool = False) -> tuple[object, object]:
    (described,) = describe_for_hcl({"x": value}, sees_through=sees_through).values()
    assert isinstance(described, dict)
    return described["type"], described["value"]


@pytest.mark.parametrize(
    ("value", "word"),
    [("a", "simple"), (1, "simple"), (["a", "b"], "list"), ([], "list"), ({"a": {"b": "c"}}, "map"), ({}, "map")],
)
def test_flat_values_are_written_by_the_kit(value: object, word: str) -> None:
    """The kit can write these by itself."""
    assert shape_of(value) == (word, value)


@pytest.mark.parametrize(
    ("value", "quoted"),
    [
        ({"a": ["7", 7, None]}, {"a": ['"7"', 7, None]}),
        (["a", 1], ['"a"', 1]),
        ([{"a": 'quo"te\n\\b\b'}], [{"a": '"quo\\"te\\n\\\\b\\u0008"'}]),
        ({"a": [], "b": 'say "${var.x["y"]}"'}, {"a": [], "b": 'say \\"${var.x["y"]}\\"'}),
        ({"a": ["#{TfToken[TOKEN.0]}"]}, {"a": ["#{TfToken[TOKEN.0]}"]}),
    ],
)
def test_deep_values_are_written_with_their_texts_in_quotes(value: object, quoted: object) -> None:
    """The kit writes a list within a dictionary as a dictionary, and the text "7" as a number."""
    assert shape_of(value) == ("any", quoted)
