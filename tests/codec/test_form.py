"""Forms number their lists from 1, and read back what they wrote."""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.codec import form
from terrabind.codec.errors import MalformedBodyError
from terrabind.spec.values import UNKNOWN, Value

NAMES = st.from_regex(r"[A-Za-z]{1,8}", fullmatch=True).filter(lambda name: name != "member")
FORMS = st.dictionaries(
    NAMES,
    st.text() | st.lists(st.text(), min_size=1) | st.lists(st.fixed_dictionaries({"Key": st.text()}), min_size=1),
)


def test_lists_are_numbered_as_aws_numbers_them() -> None:
    """TagRole and UntagRole take their lists so (apis.md 2.3)."""
    values: dict[str, Value] = {"Tags": [{"Key": "a", "Value": "1"}], "TagKeys": ["x", "y"]}
    assert form.dumps(values) == "Tags.member.1.Key=a&Tags.member.1.Value=1&TagKeys.member.1=x&TagKeys.member.2=y"


def test_a_space_is_never_a_plus() -> None:
    """A decoder that knows only percent-encoding would leave the plus in a policy."""
    assert form.dumps({"D": "a b+c&d=é"}) == "D=a%20b%2Bc%26d%3D%C3%A9"


def test_numbers_and_booleans_are_words_and_null_is_nothing() -> None:
    """An empty PermissionsBoundary is an error to ECS, so null is not sent (apis.md 2.12, quirk 6)."""
    values: dict[str, Value] = {"N": Decimal(7200), "B": True, "Z": None, "E": [], "S": ""}
    assert form.dumps(values) == "N=7200&B=true&S="


@given(FORMS)
def test_what_is_written_is_read_back(values: dict[str, Value]) -> None:
    """The emulator reads what the client writes by the same grammar."""
    assert form.loads(form.dumps(values)) == values


@pytest.mark.parametrize("text", ["a=1&a.b=2", "a.b=2&a=1", "&".join(f"k{n}=1" for n in range(1001))])
def test_a_contradictory_or_endless_form_is_refused(text: str) -> None:
    """Neither may overwrite silently nor fill the memory."""
    with pytest.raises(MalformedBodyError):
        form.loads(text)


def test_a_value_that_is_not_known_is_never_sent() -> None:
    """It would arrive as a word."""
    with pytest.raises(MalformedBodyError):
        form.dumps({"A": UNKNOWN})


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"a": ["x", 1, None, True]}, "a=x&a=1&a=true"),
        ({"a": [{"b": 1, "c": None}, {"b": ["x", "y"]}]}, "a[0][b]=1&a[1][b]=x&a[1][b]=y"),
        ({"a": [["x", "y"], ["z"]]}, "a[0]=x&a[0]=y&a[1]=z"),
        ({"a": {"b": {"c": Decimal("0.10")}}, "n": None, "e": [], "m": {}, "s": ""}, "a[b][c]=0.1&s="),
    ],
)
def test_brackets_lead_to_members_and_names_repeat_for_lists(values: dict[str, Value], text: str) -> None:
    """Most servers that take forms read them so, and null is what a user did not set."""
    assert form.dumps_nested(values).replace("%5B", "[").replace("%5D", "]") == text


@given(st.dictionaries(st.text(), st.lists(st.text(), min_size=1)))
def test_every_character_passes_whatever_it_means_to_a_form(values: dict[str, list[str]]) -> None:
    """A name or a text may hold `&`, `=`, `[` and `+`, and none of them may become another field."""
    sent = form.dumps_nested(values)
    pairs = [(name, text) for name, texts in values.items() for text in texts]
    assert parse_qsl(sent, keep_blank_values=True) == pairs
    assert re.fullmatch(r"[A-Za-z0-9_.~%&=-]*", sent)


@pytest.mark.parametrize("value", [UNKNOWN, {"b": [UNKNOWN]}, float("inf"), "\ud800"])
def test_what_a_form_cannot_say_is_refused(value: Value) -> None:
    """It would arrive as a word, or end in a stack trace."""
    with pytest.raises(MalformedBodyError):
        form.dumps_nested({"a": value})
