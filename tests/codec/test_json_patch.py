"""JSON patches do member by member what the merge patch does."""

from __future__ import annotations

import pytest

from terrabind.codec.json_patch import operations
from terrabind.codec.merge_patch import difference
from terrabind.spec.values import Value


@pytest.mark.parametrize(
    ("prior", "planned", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [("replace", "/a", 2)]),
        ({"a": 1}, {"a": 1, "b": {"c": None, "d": 1}}, [("add", "/b", {"d": 1})]),
        ({"a": 1, "b": 2}, {"a": 1}, [("remove", "/b")]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, [("replace", "/a/c", 3)]),
        ({"a": {"b": 1}}, {"a": [1]}, [("replace", "/a", [1])]),
        ({"a": [1, 2]}, {"a": [1]}, [("replace", "/a", [1])]),
        ({"labels": {}}, {"labels": {"x/y~z": "1"}}, [("add", "/labels/x~1y~0z", "1")]),
        ([1], [2], [("replace", "", [2])]),
    ],
)
def test_each_member_that_differs_is_one_operation(
    prior: Value, planned: Value, found: list[tuple[Value, ...]]
) -> None:
    """Members that somebody else set are named by none."""
    expected = [dict(zip(("op", "path", "value"), each, strict=False)) for each in found]
    assert operations(prior, difference(prior, planned)) == expected
