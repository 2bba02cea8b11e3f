"""A merge patch holds the difference of two documents, and a server that applies it has the second one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.codec import merge_patch
from terrabind.spec.values import UNKNOWN, Value

SCALARS = st.booleans() | st.integers(-2, 2) | st.text(max_size=2)
DOCUMENTS: st.SearchStrategy[Value] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner | st.none(), max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=12,
)

APPENDIX: list[tuple[Value, Value, Value]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]
"""RFC 7386, appendix A: original, patch, result."""


@pytest.mark.parametrize(("original", "patch", "result"), APPENDIX)
def test_a_patch_does_what_the_standard_says(original: Value, patch: Value, result: Value) -> None:
    """The emulator and the round trip below stand on this reading of RFC 7386."""
    assert merge_patch.apply(original, patch) == result


@pytest.mark.promise(24)
@given(prior=DOCUMENTS, planned=DOCUMENTS)
def test_the_difference_leads_from_one_document_to_the_other(prior: Value, planned: Value) -> None:
    """An update that sends less than the difference leaves drift, whatever a user writes."""
    assert merge_patch.apply(prior, merge_patch.difference(prior, planned)) == planned


@given(DOCUMENTS)
def test_equal_documents_differ_in_nothing(document: Value) -> None:
    """Nothing that is as it should be may be sent again."""
    if isinstance(document, dict):
        assert merge_patch.difference(document, document) == {}


@pytest.mark.parametrize(
    ("prior", "planned", "patch"),
    [
        ({"a": 1, "b": 2}, {"a": None, "b": 2}, {"a": None}),
        ({"b": 2}, {"a": None, "b": 2}, {}),
        ({"a": {"x": 1, "y": 1}}, {"a": {"x": 1}}, {"a": {"y": None}}),
        ({"a": 1}, {"a": True}, {"a": True}),
        ({"a": 1}, {"a": 1.0}, {}),
        ({"a": [{"x": 1}]}, {"a": ({"x": 1, "y": None},)}, {}),
        ({"a": [1]}, {"a": [1, 2]}, {"a": [1, 2]}),
        ({"a": UNKNOWN}, {"a": UNKNOWN}, {"a": UNKNOWN}),
    ],
)
def test_only_what_differs_is_sent_and_null_removes(prior: Value, planned: Value, patch: Value) -> None:
    """A null that the user writes takes away what was there, and asks for nothing where nothing was."""
    assert merge_patch.difference(prior, planned) == patch


@pytest.mark.parametrize(
    ("base", "over", "merged"),
    [
        ({"a": {"x": 1}}, {"a": {"y": 2}}, {"a": {"x": 1, "y": 2}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": 1}, {"a": {"b": 2}}, {"a": {"b": 2}}),
        ({"a": None}, {"a": None}, {"a": None}),
        ({"a": 1}, {"a": None, "b": 2}, {"a": 1, "b": 2}),
        ({"a": 1}, None, {"a": 1}),
        (None, {"a": 1}, {"a": 1}),
    ],
)
def test_an_overlay_wins_where_it_says_something(base: Value, over: Value, merged: Value) -> None:
    """A password laid over a body may not erase what stands beside it, and an unset one erases nothing."""
    assert merge_patch.overlay(base, over) == merged
