"""Records that are made quickly are the dataclasses that they were."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from terrabind.review.record import quicken


@quicken
@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One field of each sort."""

    name: str
    size: int = 3
    words: dict[str, str] = field(default_factory=dict)
    note: str = field(default="", compare=False)


def test_a_record_has_its_defaults_and_compares_by_its_fields() -> None:
    """Nothing but the speed may differ."""
    assert Made(name="a") == Made(name="a", size=3, words={}, note="b") != Made(name="b")
    assert repr(replace(Made(name="a"), size=4)) == "Made(name='a', size=4, words={}, note='')"


def test_a_record_is_frozen_and_shares_nothing() -> None:
    """A default that is made anew for each record is one of its own."""
    one, other = Made(name="a"), Made(name="a")
    assert one.words is not other.words
    with pytest.raises(FrozenInstanceError):
        one.name = "b"  # type: ignore[misc]  # what must not work


def test_a_record_names_its_fields() -> None:
    """A forgotten or a misspelled field is an error where it is written."""
    with pytest.raises(TypeError, match="name"):
        Made()  # type: ignore[call-arg]  # what must not work
    with pytest.raises(TypeError, match="nmae"):
        Made(nmae="a")  # type: ignore[call-arg]  # what must not work
