"""Paths name places in documents, and what is selected by them is found at the same path again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.spec import paths
from terrabind.spec.values import UNKNOWN, Value

NAMES = st.sampled_from(["a", "b", "c"])
DOCUMENTS = st.recursive(
    st.none() | st.integers(0, 3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
STEPS = st.lists(NAMES | st.sampled_from(["0", "1", "*"]), min_size=1, max_size=3).map(tuple)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("a.b", ("a", "b")),
        ("items.*.name", ("items", "*", "name")),
        ("items[0].name", ("items", "0", "name")),
        ("/a.b/c~1d/e~0f", ("a.b", "c/d", "e~f")),
    ],
)
def test_a_path_is_read_in_both_its_forms(text: str, steps: tuple[str, ...]) -> None:
    """Names that hold dots, as Kubernetes annotations do, need the second form."""
    assert paths.parse(text) == steps


@pytest.mark.parametrize("text", ["", "a..b", ".a", "a.", "."])
def test_a_malformed_path_says_what_to_write(text: str) -> None:
    """A path that silently names nothing would hide a typing error for ever."""
    with pytest.raises(ValueError, match="is no path: write names joined by dots"):
        paths.parse(text)


def test_what_is_not_known_yet_is_found_as_not_known() -> None:
    """A plan must not take an unknown member for a missing one."""
    assert paths.pick({"a": UNKNOWN}, ("a", "b")) is UNKNOWN
    assert paths.pick({"a": {}}, ("a", "b")) is None


def test_every_member_of_a_list_is_found() -> None:
    """One path speaks of all members of a list."""
    assert list(paths.find({"a": [{"b": 1}, {}, {"b": 2}]}, ("a", "*", "b"))) == [1, 2]


def test_selected_members_of_a_list_keep_their_positions() -> None:
    """`{output.a.1.b}` must go on meaning the second member when the first is left out."""
    assert paths.select({"a": [{"b": 1}, {"b": 2, "c": 3}], "d": 4}, [("a", "1", "b")]) == {"a": [None, {"b": 2}]}


@given(DOCUMENTS, st.lists(STEPS, max_size=3))
def test_selecting_twice_is_selecting_once(document: Value, chosen: list[paths.Steps]) -> None:
    """Stored outputs are selected from again when the server leaves something out."""
    once = paths.select(document, chosen)
    assert paths.select(once, chosen) == once


@given(DOCUMENTS, STEPS.filter(lambda steps: "*" not in steps))
def test_what_is_selected_stands_where_it_stood(document: Value, steps: paths.Steps) -> None:
    """An output is used by the path by which it was asked for."""
    assert paths.pick(paths.select(document, [steps]), steps) == paths.pick(document, steps)


def test_a_path_covers_what_lies_in_it() -> None:
    """An ignored object is ignored with all its members."""
    assert paths.covers(("a", "*"), ("a", "0", "b"))
    assert not paths.covers(("a", "b"), ("a",))
    assert paths.fits(("a", "*"), ("a", "0"))
    assert not paths.fits(("a",), ("a", "0"))
