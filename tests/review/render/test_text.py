"""The terminal says the verdict first, keeps its width, and lets no name move the cursor."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrabind.review.render import GroupBy, Style
from terrabind.review.render.escaping import columns
from terrabind.review.render.text import WIDTH, render
from terrabind.review.report import ChangeClass, Coverage, Report, Severity, Verdict
from tests.review.browser.example import make_example
from tests.review.factories import delta, edge, finding, report, unclear
from tests.review.render.hostile import HOSTILE, NAMES, make_hostile

ANSI = re.compile("\x1b\\[[0-9;]*m")
TITLES = ["Blocking", "Gains", "Losses", "Limits", "Not sure", "Otherwise", "Findings"]


@pytest.mark.parametrize("verdict", Verdict)
def test_the_first_line_is_the_verdict_alone(verdict: Verdict) -> None:
    """Whoever pipes it through head reads what matters."""
    assert render(report(verdict=verdict)).splitlines()[0] == verdict.value


def test_the_sentence_follows_and_then_the_parts_in_the_order_of_the_decision() -> None:
    """Reading stops where enough is known."""
    lines = render(make_example()).splitlines()
    assert lines[1].startswith("1 group, 1 user and 1 service gain access")
    assert [line for line in lines if line in TITLES] == TITLES
    assert lines[-1] == "Fingerprint 9f3c-71aa-04d2-be18"


def test_a_gain_says_who_what_where_until_and_by_which_address() -> None:
    """Five words and a place: what a reviewer needs to say no."""
    line = render(make_example(), Style(width=400)).splitlines()[13]
    assert line == (
        "  + gained: user mia@acme.example, pool-user on account acme > pool gpu-a "
        '[terrabind_fireworks_node_pool_binding.gpu_a["mia"]]; until 2026-12-09T12:00:00Z'
    )


def test_a_weaker_limit_shows_both_sides() -> None:
    """A longer session is a number that only means something beside the old one."""
    text = render(make_example(), Style(width=400))
    assert "  ^ weaker: max session 1h -> 12h, account 444455556666 (external), assume ecs-backup" in text


def test_no_access_change_is_said_in_four_lines_and_with_what_was_read() -> None:
    """Nothing found never looks like nothing read."""
    made = replace(report(), sentence="Nobody gains or loses access.")
    assert render(made).split("\n\n") == [
        "NO ACCESS CHANGE\nNobody gains or loses access.",
        "Read: 1 stack (prod), 0 resources, 0 grants\nFingerprint 0000-0000-0000-0000\n",
    ]


def test_what_nobody_understands_is_listed_and_counted() -> None:
    """A type without a mapping may grant anything."""
    covered = Coverage(stacks=("prod",), resources=1, grants=0, not_understood={"acme_role_grant": 1})
    text = render(report(unclear=[unclear("acme_role_grant.a")], coverage=covered))
    assert "  ? not understood: acme_role_grant.a (acme_role_grant): no mapping" in text
    assert "1 type not understood (acme_role_grant 1)" in text


def test_limits_of_the_review_are_said() -> None:
    """A targeted plan shows a part."""
    text = render(report(coverage=Coverage(stacks=("prod",), resources=2, grants=0, notes=("prod: targeted",))))
    assert "  ! prod: targeted" in text.splitlines()


def test_a_moved_grant_is_told_and_one_that_merely_stays_is_not() -> None:
    """A refactoring deserves its line; a thousand grants that stay deserve none, unless they are asked for."""
    moved = replace(delta(ChangeClass.UNCHANGED, edge("user:a"), edge("user:a")), note="moved from acme.old")
    stays = delta(ChangeClass.UNCHANGED, edge("user:b"), edge("user:b"))
    text = render(report(moved, stays))
    assert "moved from acme.old" in text
    assert "user b" not in text
    assert "user b" in render(report(moved, stays), Style(only=frozenset({ChangeClass.UNCHANGED})))


def test_rows_are_gathered_under_what_is_asked_for() -> None:
    """Whoever owns a scope reads one heading."""
    wide, narrow = ("org acme",), ("org acme", "project x")
    rows = [edge("user:a", scope=wide), edge("user:b", scope=narrow), edge("user:c", scope=wide)]
    made = report(*(delta(ChangeClass.GAINED, None, each) for each in rows))
    lines = [line[:20] for line in render(made, Style(group_by=GroupBy.SCOPE)).splitlines()]
    assert lines[4:9] == ["  org acme", "    + gained: user a", "    + gained: user c", "  org acme > project",
                          "    + gained: user b"]  # fmt: skip


def test_what_a_style_leaves_out_is_said() -> None:
    """A filter that somebody forgot must not look like good news."""
    text = render(make_example(), Style(only=frozenset({ChangeClass.LOST}), min_severity=Severity.BLOCK, width=300))
    assert "Not shown, as asked: 6 grants of other classes (--only) and 1 finding of lower severity" in text


def test_colour_only_repeats_what_words_say() -> None:
    """A terminal without colours, and an eye without, lose nothing."""
    colored = render(make_example(), Style(color=True))
    assert colored.startswith("\x1b[1;31mBLOCKED\x1b[0m\n")
    assert ANSI.sub("", colored) == render(make_example())
    assert "\x1b" not in render(make_example())


@given(st.integers(24, 140))
@settings(max_examples=25, deadline=None)
def test_every_line_keeps_the_width(width: int) -> None:
    """A line that the terminal breaks has lost its indent, and with it what it belongs to."""
    assert all(columns(line) <= width for line in render(make_example(), Style(width=width)).split("\n"))


def test_without_a_width_lines_are_as_wide_as_a_log_shows() -> None:
    """In a pipe there is no terminal to ask."""
    assert all(columns(line) <= WIDTH for line in render(make_example()).split("\n"))


@given(HOSTILE, st.integers(30, 120), st.booleans())
@settings(max_examples=80, deadline=None)
def test_hostile_names_neither_move_the_cursor_nor_command_a_build_log(name: str, width: int, color: bool) -> None:
    """Escape codes, turned directions and workflow commands all come from names."""
    lines = ANSI.sub("", render(make_hostile(name), Style(width=width, color=color))).split("\n")
    assert all(line.isprintable() and columns(line) <= width for line in lines)
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)
    assert lines[0] == "NO ACCESS CHANGE"


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_ascii_is_nothing_else(name: str) -> None:
    """Some terminals and most old logs have no other signs."""
    assert render(make_hostile(name), Style(ascii=True)).isascii()


def test_findings_are_never_cut() -> None:
    """A terminal can scroll; what was cut cannot be read."""
    found = [finding(f"TEAM{number}", Severity.WARN, address=f"acme.b{number}") for number in range(500)]
    text = render(report(findings=found))
    assert all(f"TEAM{number} warn: " in text for number in range(500))


def test_ten_thousand_grants_are_written_in_no_time() -> None:
    """A gate that is slow is switched off."""
    from time import perf_counter

    made: Report = report(*(delta(ChangeClass.GAINED, None, edge(f"user:{number}")) for number in range(10_000)))
    start = perf_counter()
    assert render(made).count("+ gained") == 10_000
    assert perf_counter() - start < 5
