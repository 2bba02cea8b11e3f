"""Auditors get a table of every change that their spreadsheet shows and does not calculate."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from terrabind.review.render import FORMATS, PLAIN, Style
from terrabind.review.render.csv import COLUMNS
from terrabind.review.report import ChangeClass, Report
from tests.review import factories as make
from tests.review.render import reports


def rows_of(report: Report, style: Style = PLAIN) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(FORMATS["csv"](report, style), newline="")))


def test_every_change_is_a_row_and_so_is_what_nobody_understands() -> None:
    """An audit that leaves out the doubtful part is none."""
    said = [row["change"] for row in rows_of(reports.rich())]
    assert said == ["gained", "lost", "widened", "unresolved", "unchanged", "not understood", "finding"]


def test_a_row_says_who_may_do_what_where_and_why_it_matters() -> None:
    """One row is enough to answer the question that an auditor asks."""
    row = rows_of(reports.rich())[0]
    columns = ("principal", "realm_name", "role", "level", "scope", "through", "findings")
    assert [row[name] for name in columns] == [
        "ana@example.com", "example.com", "admin", "admin", "org acme > project x", "group ops", "AR201 block"
    ]  # fmt: skip


def test_limits_stand_on_both_sides() -> None:
    """What was weakened is the change."""
    row = rows_of(reports.rich())[2]
    assert (row["limits_before"], row["limits_after"]) == ("max_session: 1h", "")
    assert row["findings"] == "AR103 warn (waived: audit 4821)"


def test_a_row_says_what_the_grant_was() -> None:
    """Who had it, or how much, where that is what changes."""
    before, after = make.edge("everyone", "viewer", make.ORG), make.edge("user:ana", "editor", make.PROJECT)
    (row,) = rows_of(make.report(make.delta(ChangeClass.NARROWED, before, after)))
    assert row["was"] == "everyone hold viewer at org acme"


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\uff1d1", "  =1", "\u00a0@x"])
def test_nothing_that_a_plan_says_is_calculated(name: str) -> None:
    """A principal named like a formula would run on the auditor's machine."""
    who = replace(make.principal("user:x"), id=name, shown=name)
    (row,) = rows_of(make.report(make.delta(ChangeClass.GAINED, None, make.edge(who))))
    assert row["principal"].startswith("'")


def test_hostile_names_break_no_row() -> None:
    """Line breaks, quotes and control characters stay inside their cell, or become words."""
    text = FORMATS["csv"](reports.hostile(), PLAIN)
    (gained, unclear) = rows_of(reports.hostile())
    assert (gained["change"], unclear["change"]) == ("gained", "not understood")
    assert text.count("\r\n") == text.count("\n") == 3
    assert not set("\x00\x1b\u202e\ud800") & set(text)


def test_only_the_wanted_classes_are_rows() -> None:
    """`--only` is for people, and a table is for people."""
    style = replace(PLAIN, only=frozenset({ChangeClass.LOST}))
    assert [row["change"] for row in rows_of(reports.rich(), style)] == ["lost", "not understood", "finding"]


def test_an_empty_review_is_a_table_with_a_head() -> None:
    """A file without a head is no table."""
    assert FORMATS["csv"](make.report(), PLAIN) == ",".join(COLUMNS) + "\r\n"
