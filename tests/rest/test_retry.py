"""Which failure of which request is sent again, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.rest import errors
from terrabind.rest.errors import RestError
from terrabind.rest.retry import LONGEST, LONGEST_ASKED, read_retry_after, wait_before_retry

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
ALWAYS = {"UnreachableError", "BusyError", "ThrottledError"}
WHEN_REPEATABLE = ALWAYS | {"LostAnswerError", "UnavailableError", "UnreadableAnswerError"}


def below(kind: type[RestError]) -> list[type[RestError]]:
    """All errors below `kind`."""
    return [each for child in kind.__subclasses__() for each in (child, *below(child))]


def wait(error: RestError, attempt: int = 1, *, repeatable: bool = True, chance: float = 1.0) -> float | None:
    """The decision for an error."""
    return wait_before_retry(error, attempt=attempt, repeatable=repeatable, max_retries=4, chance=chance)


@pytest.mark.promise(25)
@pytest.mark.parametrize("repeatable", [True, False])
@pytest.mark.parametrize("kind", below(RestError), ids=lambda kind: str(kind.__name__))
def test_the_table_of_what_is_sent_again(kind: type[RestError], repeatable: bool) -> None:
    """A create that may have happened is never repeated; a wrong password never at all."""
    if kind is errors.IncompleteError:
        error: RestError = errors.IncompleteError("s", "d", values=None, tainted=False)
    elif kind is errors.AcceptedError:
        error = errors.AcceptedError({}, RestError("s"))
    else:
        error = kind("s")
    again = wait(error, repeatable=repeatable) is not None
    assert again == (kind.__name__ in (WHEN_REPEATABLE if repeatable else ALWAYS))


def test_a_garbled_answer_is_asked_for_twice_more_and_a_page_of_html_is_not() -> None:
    """What was cut on its way comes whole the next time; a login page stays, and so does an answer of another kind."""
    garbled, page = errors.UnreadableAnswerError("s"), errors.UnreadableAnswerError("s")
    page.garbled = False
    assert [wait(garbled, attempt) is not None for attempt in (1, 2, 3)] == [True, True, False]
    assert wait(page) is None


@pytest.mark.parametrize(("attempt", "most"), [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0)])
def test_waits_double_and_are_drawn_from_nothing_to_their_bound(attempt: int, most: float) -> None:
    """Full jitter keeps clients that failed together from coming back together."""
    error = errors.UnavailableError("s")
    assert wait(error, attempt, chance=1.0) == most
    assert wait(error, attempt, chance=0.0) == 0.0


@pytest.mark.promise(25)
def test_attempts_end() -> None:
    """`max_retries` counts the repetitions."""
    assert wait(errors.UnavailableError("s"), 5) is None


@pytest.mark.promise(26)
@given(st.integers(1, 4), st.floats(0, 1), st.floats(0, LONGEST_ASKED))
def test_no_wait_is_longer_than_asked_and_bounded(attempt: int, chance: float, asked: float) -> None:
    """Terraform shows nothing while we wait."""
    found = wait(errors.ThrottledError("s", retry_after=asked), attempt, chance=chance)
    assert found is not None
    assert asked <= found <= max(asked, LONGEST)


@pytest.mark.promise(26)
@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        (" 2.5 ", 2.5),
        ("0", 0.0),
        ("-5", 0.0),
        ("86400", 60.0),
        ("1e300", 60.0),
        ("inf", 60.0),
        ("nan", None),
        ("soon", None),
        ("", None),
        (format_datetime(NOW.replace(second=30), usegmt=True), 30.0),
        (format_datetime(NOW.replace(year=2020), usegmt=True), 0.0),
        (format_datetime(NOW.replace(year=2099), usegmt=True), 60.0),
        ("Sun, 01 Mar 2026 12:00:10 -0000", 10.0),
        ("Sun, 99 Foo 2026", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_bounded(text: str, seconds: float | None) -> None:
    """Past, absurd, negative and garbled values all occur."""
    assert read_retry_after(text, NOW.timestamp()) == seconds


@pytest.mark.promise(26)
@given(st.text())
def test_no_header_breaks_the_reading(text: str) -> None:
    """A header comes from anywhere."""
    found = read_retry_after(text, 0.0)
    assert found is None or 0 <= found <= LONGEST_ASKED
