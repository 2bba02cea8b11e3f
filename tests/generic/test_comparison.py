"""Documents are compared by meaning, and the state holds the user's where the server has what it sets."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.generic.comparison import Meaning, canonical, covers, key_text, merge, same, spell
from terrabind.spec import paths
from terrabind.spec.values import UNKNOWN, Value

SCALARS = (
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "a", "A", "a/", "1", "1.0", Decimal("1.0")])
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=10,
)
STEPS = st.lists(st.sampled_from(["a", "b", "*"]), min_size=1, max_size=3).map(tuple)
WORDS = st.sampled_from(["case", "slash", "number", "json", "time"])
MEANINGS = st.builds(
    Meaning,
    ignored=st.lists(STEPS, max_size=1).map(tuple),
    unordered=st.lists(STEPS, max_size=2).map(tuple),
    equal=st.lists(st.tuples(STEPS, WORDS), max_size=2).map(tuple),
    loose=st.booleans(),
    shown=st.lists(st.tuples(STEPS, st.sampled_from([("a",), ("b", "a")])), max_size=2).map(tuple),
)
PLAIN = Meaning()
BIG = 12345678901234567890123456789012345678901


@pytest.mark.promise(15)
@given(MEANINGS, DOCUMENTS, DOCUMENTS)
def test_the_given_document_is_kept_exactly_when_the_server_covers_it(
    meaning: Meaning, document: Value, server: Value
) -> None:
    """An empty plan and a missed drift are the two sides of this."""
    covered = covers(meaning, document, server)
    spelled = spell(meaning, document, server)
    assert covered == (repr(spelled) == repr(document)) or document is None


@pytest.mark.promise(15)
@given(MEANINGS, DOCUMENTS.filter(lambda document: document is not None), DOCUMENTS)
def test_what_is_spelled_is_covered_and_stays(meaning: Meaning, document: Value, server: Value) -> None:
    """A second refresh of an unchanged server must not change the state again."""
    once = spell(meaning, document, server)
    assert repr(spell(meaning, once, server)) == repr(once)


@given(MEANINGS, DOCUMENTS, DOCUMENTS)
def test_sameness_is_symmetric_and_reflexive(meaning: Meaning, left: Value, right: Value) -> None:
    """Which of two values is the older one must not matter."""
    assert same(meaning, left, left)
    assert same(meaning, left, right) == same(meaning, right, left)


@given(MEANINGS, DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_sameness_is_transitive(meaning: Meaning, one: Value, two: Value, three: Value) -> None:
    """Otherwise a value could drift away in steps that are each no change."""
    assert not (same(meaning, one, two) and same(meaning, two, three)) or same(meaning, one, three)


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        (1, Decimal("1.00"), True),
        (BIG, BIG + 1, False),
        (Decimal("0.1"), 0.1, True),
        (True, 1, False),
        ("1", 1, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": None}, {}, True),
        ([1, 2], [2, 1], False),
        ([], None, False),
    ],
)
def test_without_rules_values_are_the_same_by_value(left: Value, right: Value, alike: bool) -> None:
    """Numbers keep every digit, and neither a flag nor a text is a number."""
    assert same(PLAIN, left, right) is alike
    assert covers(PLAIN, left, right) is alike


@pytest.mark.parametrize(
    ("word", "left", "right", "alike"),
    [
        ("case", "0xAB", "0xab", True),
        ("slash", "http://x/", "http://x", True),
        ("number", "1.50", Decimal("1.5"), True),
        ("number", "x", "y", False),
        ("json", '{"a": 1.0, "b": [2]}', '{"b":[2],"a":1}', True),
        ("json", "{", "{ ", False),
        ("time", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00.000+01:00", True),
        ("time", "2026-01-01T00:00:00.1Z", "2026-01-01T00:00:00.12Z", False),
        ("time", "2026-13-01T00:00:00Z", "2026-13-01T00:00:00.0Z", False),
    ],
)
def test_a_rule_says_which_spellings_are_the_same(word: str, left: Value, right: Value, alike: bool) -> None:
    """Servers normalise hex, addresses, numbers, documents and moments."""
    meaning = Meaning(equal=((("a",), word),))
    assert same(meaning, {"a": left}, {"a": right}) is alike
    assert same(PLAIN, {"a": left}, {"a": right}) is False or word == "number"


def test_additions_of_the_server_are_no_drift_but_changes_are_shown_in_the_given_shape() -> None:
    """Only what the user set is compared, also inside of lists."""
    document: Value = {"rules": [{"port": 80}], "gone": 1}
    server: Value = {"rules": [{"port": 81, "uid": "x"}, {"port": 82, "uid": "y"}], "added": True}
    assert spell(PLAIN, document, server) == {"rules": [{"port": 81}, {"port": 82}]}


def test_a_list_without_order_keeps_the_order_of_the_user() -> None:
    """Members are matched as a whole, so that one that two could match is given to the one that needs it."""
    meaning = Meaning(unordered=(("l",),))
    document: Value = {"l": [{"a": 1}, {"a": 1, "b": 2}, {"a": 3}]}
    server: Value = {"l": [{"a": 4}, {"a": 1, "b": 2}, {"a": 1, "b": 5}]}
    assert spell(meaning, document, server) == {"l": [{"a": 1}, {"a": 1, "b": 2}, {"a": 4}]}


def test_what_is_ignored_keeps_the_users_value() -> None:
    """Passwords that a server masks would be a change for ever."""
    meaning = Meaning(ignored=(("auth",),))
    assert spell(meaning, {"auth": {"p": "s"}, "n": 1}, {"auth": "***", "n": 2}) == {"auth": {"p": "s"}, "n": 2}


def test_formats_of_texts_are_compared_as_texts() -> None:
    """XML has neither numbers nor lists of one member."""
    meaning = Meaning(loose=True)
    assert covers(
        meaning, {"r": {"n": 1, "on": True, "l": [{"a": 2}], "e": []}}, {"r": {"n": "1", "on": "true", "l": {"a": "2"}}}
    )
    assert not covers(PLAIN, {"n": 1}, {"n": "1"})


def test_an_import_takes_the_whole_object() -> None:
    """Nothing is given yet that could choose."""
    assert spell(PLAIN, None, {"a": (1, 2)}) == {"a": [1, 2]}


@pytest.mark.parametrize(
    ("given", "server", "spelled"),
    [
        ({"site": 1}, {"site": {"id": 1, "name": "Aachen"}}, {"site": 1}),
        ({"site": 1}, {"site": {"id": 2, "name": "Bonn"}}, {"site": 2}),
        ({"site": 1}, {"site": 1}, {"site": 1}),
        ({"site": 1}, {"site": None}, {"site": None}),
        ({"site": {"name": "Aachen"}}, {"site": {"id": 1, "name": "Aachen"}}, {"site": {"name": "Aachen"}}),
        ({"tags": ["b", "a"]}, {"tags": [{"name": "a"}, {"name": "b"}]}, {"tags": ["b", "a"]}),
        ({"tags": ["b", "a"]}, {"tags": [{"name": "a"}]}, {"tags": ["a"]}),
    ],
)
def test_a_value_that_the_server_shows_inside_an_object_is_compared_there(
    given: Value, server: Value, spelled: Value
) -> None:
    """Many servers take an id or a word and answer with the object that it names."""
    shown = ((("site",), ("id",)), (("tags", "*"), ("name",)))
    meaning = Meaning(shown=shown, unordered=(("tags",),))
    assert spell(meaning, given, server) == spelled
    assert covers(meaning, given, server) == (given == spelled)


def test_what_is_not_known_covers_nothing() -> None:
    """A plan with an open value is not a plan without changes."""
    assert not covers(PLAIN, {"a": UNKNOWN}, {"a": 1})
    assert canonical(PLAIN, UNKNOWN) != canonical(PLAIN, None)


def test_a_secret_that_is_shown_once_is_kept() -> None:
    """Only the answer to the create holds it; a null counts as left out for secrets alone."""
    assert merge({"k": "s", "d": {"x": 1}}, {"d": {"y": 2}}, keep_nulls=True) == {"k": "s", "d": {"x": 1, "y": 2}}
    assert merge({"k": "s"}, {"k": None}, keep_nulls=False) == {"k": "s"}
    assert merge({"k": "s"}, {"k": None}, keep_nulls=True) == {"k": None}


def test_paths_of_rules_reach_into_every_member() -> None:
    """One rule speaks of a list of objects."""
    meaning = Meaning(equal=((paths.parse("l.*.mac"), "case"),))
    assert covers(meaning, {"l": [{"mac": "AB"}]}, {"l": [{"mac": "ab", "id": 1}]})


@pytest.mark.parametrize(
    ("word", "left", "right"),
    [
        ("slash", "http://a/", "http://a"),
        ("number", "1.50", "1.5"),
        ("json", '{"a": 1, "b": 2}', '{"b":2,"a":1}'),
        ("time", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00"),
    ],
)
def test_what_an_object_is_found_by_follows_the_same_rules(word: str, left: str, right: str) -> None:
    """An object that is not found because its server writes it otherwise would be made twice."""
    meaning = Meaning(equal=((("a",), word),))
    assert key_text(meaning, left, ("a",)) == key_text(meaning, right, ("a",)) != key_text(meaning, "x", ("a",))
    assert key_text(meaning, left, ("b",)) == left
