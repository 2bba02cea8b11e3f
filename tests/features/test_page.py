"""The comparison page and the tests tell of the same features."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

from tests.features import test_network, test_reading, test_state, test_writing

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "comparison.md"
TEXT = PAGE.read_text(encoding="utf-8")
HEADER = "| Feature | terrabind | restapi 3.0 | restful 0.25 | azapi 2.12 |"

FEATURES: Mapping[str, Callable[..., object]] = {
    "Paged search": test_reading.test_an_object_on_the_last_page_of_a_search_is_found,
    'Any read error but "gone" leaves state alone': test_reading.test_no_failed_read_counts_as_absence,
    "404 drops from state": test_state.test_an_object_that_is_gone_leaves_the_state_and_is_planned_anew,
    "POST never blindly repeated": test_writing.test_a_post_whose_answer_is_lost_is_not_sent_again,
    "State saved before polling": test_state.test_a_failed_poll_leaves_the_object_in_the_state_as_tainted,
    "Polling with an overall limit": test_writing.test_polling_ends_at_its_limit_and_tells_what_it_saw_last,
    "Numbers exact": test_reading.test_numbers_keep_every_digit_in_both_directions,
    "Date-form Retry-After": test_network.test_a_retry_after_that_is_a_date_is_obeyed_within_bounds,
    "Retries also in OAuth2 mode": test_network.test_retries_also_cover_tokens_and_what_is_sent_with_them,
    "Adaptive limit after 429": test_network.test_a_429_slows_everything_that_follows,
    "Redacted logs": test_network.test_no_secret_reaches_a_log_or_an_error,
    "XML": test_writing.test_an_object_is_sent_and_read_as_xml,
    "Merge patch": test_writing.test_an_update_by_merge_patch_sends_only_the_difference,
    "Write-only body": test_state.test_a_write_only_body_is_sent_and_stored_nowhere,
    "Link header paging": test_reading.test_the_link_header_leads_to_the_next_page,
    "Unordered lists": test_reading.test_a_list_whose_order_does_not_count_may_come_in_any_order,
    "Locks": test_writing.test_writes_under_one_lock_go_one_at_a_time,
    "Per-operation headers and query": test_writing.test_each_operation_has_its_own_headers_and_query,
    "Several credentials": test_network.test_an_object_chooses_its_credential_by_name,
}
"""The rows of the table and the test of each."""

FURTHER = {test_writing.test_a_post_whose_answer_is_lost_is_looked_up_where_there_is_a_search}
"""Tests that show more of a row than its own test."""


def rows() -> list[list[str]]:
    """The table's rows as cells."""
    lines = TEXT.split(HEADER)[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def own_tests(module: ModuleType) -> set[Callable[..., object]]:
    """A module's own tests."""
    return {each for name, each in vars(module).items() if name.startswith("test_") and callable(each)}


def test_every_row_of_the_page_links_to_its_test() -> None:
    """A claim without a test is an advertisement."""
    shown = {row[0]: row[1] for row in rows()}
    expected = {
        title: f"yes: [{test.__name__}](../../tests/features/{test.__module__.rpartition('.')[2]}.py)"
        for title, test in FEATURES.items()
    }
    assert shown == expected


def test_every_test_here_has_its_row() -> None:
    """A feature that is tested and not told of is half a row."""
    modules = (test_reading, test_writing, test_network, test_state)
    assert set().union(*map(own_tests, modules)) == {*FEATURES.values(), *FURTHER}


def test_every_cell_says_yes_no_partly_or_not_known_and_where_it_was_read() -> None:
    """Whoever doubts a cell must be able to look it up."""
    cells = [cell for row in rows() for cell in row[2:]]
    wrong = [cell for cell in cells if not re.match(r"(yes|no|partly|not known)\b.*(`\w+\.\w+`|#\d+)", cell)]
    assert (len(cells), wrong) == (57, [])


def test_every_file_that_a_cell_names_is_explained() -> None:
    """A name alone is found in no repository."""
    explained = TEXT.split("## Where it was read")[1]
    named = set(re.findall(r"`(\w+\.(?:go|md))`", " ".join(cell for row in rows() for cell in row[2:])))
    assert {name for name in named if name not in explained} == set()
