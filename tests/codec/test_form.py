"""Forms number their lists from 1, and read back what they wrote."""

from __future__ import annotations

from decimal import Decimal

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
