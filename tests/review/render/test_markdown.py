"""A comment says first what decides, fits where it is posted, and never drops a finding without a word."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from markdown_it import MarkdownIt

from terrabind.review.edge import Edge
from terrabind.review.render import PLAIN, GroupBy, Style
from terrabind.review.render.markdown import BUDGETS, find_marker, render
from terrabind.review.report import ChangeClass, Coverage, QualifierChange, Report, Severity, Verdict
from tests.review.browser.example import make_example
from tests.review.factories import change, delta, edge, finding, plan, report, unclear
from tests.review.render.hostile import HOSTILE, make_hostile

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})
HEADS = ("Who gains", "Who loses", "Limit", "Otherwise", "### Not sure", "### Findings", "<details>", "Read: ")


def make_large(grants: int, findings: int = 0, name: str = "user:{}@acme.example") -> Report:
    """Many gains, the first of them with a finding each, and as many evidences."""
    deltas = [delta(ChangeClass.GAINED, None, edge(name.format(number), "viewer")) for number in range(grants)]
    found = [finding(f"TEAM{number}", Severity.BLOCK, each, address=f"acme.b{number}")
             for number, each in enumerate(deltas[:findings])]  # fmt: skip
    return report(*deltas, findings=found, verdict=Verdict.BLOCKED if found else Verdict.WIDENS)


def measure(text: str) -> int:
    return len(text.encode())


def test_the_parts_stand_in_the_order_in_which_a_reviewer_decides() -> None:
    """The first screen of a phone must be enough to say no."""
    text = render(make_example())
    places = [text.index(each) for each in HEADS]
    assert places == sorted(places)
    assert text.index("**AR402 block**") < text.index("**AR301 block**") < places[0]


def test_the_first_line_is_the_hidden_marker_and_the_second_the_verdict() -> None:
    """The marker is how a later run finds its comment; the verdict is what a person looks for."""
    first, second = render(make_example(), Style(target="prod")).splitlines()[:2]
    assert first == find_marker("prod") == "<!-- terrabind-review prod -->"
    assert second == "## BLOCKED: access changes in stacks `prod-access`, `identity`"


def test_a_heading_does_not_contradict_itself() -> None:
    """The word "changes" beside the verdict that nothing does would be read first."""
    assert "## NO ACCESS CHANGE in stack `prod`\n" in render(report())


def test_a_target_cannot_end_the_marker() -> None:
    """What stands behind the marker would be shown, or obeyed."""
    assert find_marker("a --> b\n@team") == "<!-- terrabind-review a%20--%3E%20b%0A%40team -->"


def test_nothing_that_decides_is_inside_a_fold() -> None:
    """A fold is what nobody opens."""
    visible = re.sub(r"<details>.*?</details>", "", render(make_example()), flags=re.DOTALL)
    for said in ("AR402 block", "AR801 warn", "contractors", "weaker", "ben@acme", "nightly", "Not sure"):
        assert said in visible


def test_who_loses_reads_how_it_is_still_held() -> None:
    """Without it, a removed binding looks like a loss that is none."""
    assert "| user `ben@acme.example` | `admin` |" in (text := render(make_example()))
    assert r"\- lost: still viewer through group ops" in text


def test_a_limit_that_changes_shows_both_sides_and_which_is_weaker() -> None:
    """A dropped condition with nothing beside it says nothing about before."""
    assert "| `1h` | `12h` | **weaker** AR402 |" in render(make_example())


def test_a_tightened_limit_is_no_gain() -> None:
    """Whoever shortens a session should not be asked who gains."""
    was, now = edge("user:ana", max_session="12h"), edge("user:ana", max_session="1h")
    limit = QualifierChange(name="max_session", before="12h", after="1h", weaker=False)
    narrowed = replace(delta(ChangeClass.NARROWED, was, now), qualifiers=(limit,))
    text = render(report(narrowed, verdict=Verdict.NARROWS))
    assert "| `12h` | `1h` | stronger |" in text
    assert "Who gains" not in text
    assert "Who loses" not in text


def test_everything_is_shown_while_it_fits() -> None:
    """A note about shortening that is not true is noise."""
    text = render(make_large(40))
    assert "Shortened" not in text
    assert text.count("gained: user `") == text.count("| user `") == 40  # the evidence and the table


def test_twelve_hundred_grants_fit_with_all_findings_and_a_note_on_the_first_screen() -> None:
    """A comment that a forge refuses is no comment; one that hides what it lacks is worse."""
    text = render(make_large(1_200, 30))
    assert measure(text) <= BUDGETS["github"]
    assert "> **Shortened** to fit 60,000 characters. Left out: what stays the same" in text[:600]
    assert all(f"**TEAM{number} block**" in text for number in range(30))


@pytest.mark.parametrize("budget", [60_000, 30_000, 12_000, 6_000, 4_500])
def test_each_budget_is_kept_and_no_finding_is_cut(budget: int) -> None:
    """Findings are the last thing to go, whatever the room."""
    text = render(make_large(300, 25), Style(max_chars=budget))
    assert measure(text) <= budget
    assert all(f"**TEAM{number} block**" in text for number in range(25))


def test_findings_that_do_not_fit_at_all_are_counted_and_the_reader_is_sent_on() -> None:
    """Then a reviewer must know that there are more, how many, and where."""
    text = render(make_large(500, 500), Style(max_chars=5_000, link="https://ci.example/report"))
    shown = len(re.findall(r"\*\*TEAM\d+ block\*\*", text))
    assert measure(text) <= 5_000
    assert shown > 20
    assert f"and {500 - shown:,} of 500 findings that do not fit here" in text
    assert "[the full report](https://ci.example/report)" in text[:800]


def test_many_blocking_findings_leave_the_tables_in_sight() -> None:
    """Ten are above the tables; the rest is below, and the tenth is followed by their number."""
    text = render(make_large(30, 13))
    assert "- and 3 more that block or need an approval" in text
    assert text.index("**TEAM9 block**") < text.index("Who gains") < text.index("**TEAM10 block**")


def test_bytes_count_because_forges_differ() -> None:
    """A name in another script takes up to four times its length."""
    text = render(make_large(900, 5, "user:日本語の名前{}"), Style(max_chars=20_000))
    assert measure(text) <= 20_000


def test_gitlab_takes_more_than_github() -> None:
    """Its notes are sixteen times as long."""
    large = make_large(900)
    assert "Shortened" in render(large)
    assert "Shortened" not in render(large, Style(flavour="gitlab"))


def test_what_is_not_understood_is_listed_where_it_is_touched_and_counted_where_not() -> None:
    """A type that nobody described may grant anything."""
    strange = [unclear("acme_role_grant.a"), unclear("acme_role_grant.b", action="no-op")]
    covered = Coverage(stacks=("prod",), resources=2, grants=0, not_understood={"acme_role_grant": 2})
    text = render(report(unclear=strange, coverage=covered, verdict=Verdict.CANNOT_TELL))
    assert "- ? `acme_role_grant.a` (`acme_role_grant`)" in text
    assert "`acme_role_grant.b`" not in text
    assert "1 type not understood (`acme_role_grant`), 1 of them untouched by this plan" in text


def test_the_foot_says_what_limits_the_review() -> None:
    """Nothing found is not the same as nothing there."""
    covered = Coverage(stacks=("prod",), resources=2, grants=0, notes=("prod: targeted",))
    text = render(report(coverage=covered))
    assert "- prod: targeted" in text.splitlines()


def test_a_waived_finding_is_counted_above_and_told_in_a_fold() -> None:
    """A waiver is a decision that somebody else may want to see."""
    text = render(report(findings=[finding("AR103", waived="annual audit")]))
    assert "1 finding is waived." in text
    assert "*Waived*: annual audit" in text
    assert "- **AR103 block**: AR103 matched *Waived*" in text


def test_what_a_style_leaves_out_is_said() -> None:
    """A reader who does not know of --only takes the rest for all."""
    text = render(make_example(), Style(only=frozenset({ChangeClass.LOST}), min_severity=Severity.BLOCK))
    assert "Not shown, as asked: 6 grants of other classes (--only) and 1 finding of lower severity" in text
    assert "Who gains" not in text
    assert "AR801" not in text


def test_rows_can_be_gathered_by_scope() -> None:
    """Whoever owns a project wants its rows together."""
    wide, narrow = ("org acme",), ("org acme", "project x")
    rows = [edge("user:a", scope=wide), edge("user:b", scope=narrow), edge("user:c", scope=wide)]
    text = render(report(*(delta(ChangeClass.GAINED, None, each) for each in rows)), Style(group_by=GroupBy.SCOPE))
    assert text.index("user `a`") < text.index("user `c`") < text.index("user `b`")


def test_moves_and_drift_are_in_folds() -> None:
    """A refactoring changes addresses and no access: they matter to whoever wonders, and to nobody else."""
    moved = replace(delta(ChangeClass.UNCHANGED, edge("user:a"), edge("user:a")), note="moved from acme.old")
    made = replace(report(moved), plans=(plan(drift=[change("acme.drifted", "update")]),))
    text = render(made)
    assert "moved from `acme.old`" in text.partition("<details>")[2]
    assert "- `acme.drifted` in `prod`" in text.partition("<details>")[2]


def test_a_picture_is_drawn_for_few_grants_where_the_forge_draws() -> None:
    """Above forty it is a tangle, and Azure has another fence."""
    assert "```mermaid" in render(make_example())
    assert "```mermaid" not in render(make_large(41))
    assert "```mermaid" not in render(make_example(), Style(flavour="azure"))


@given(HOSTILE)
@example("|")
@settings(max_examples=60, deadline=None)
def test_hostile_names_keep_the_shape_of_the_page(name: str) -> None:
    """The same report with other names has the same headings, rows and folds."""
    assert read_shape(render(make_hostile(name))) == read_shape(render(make_hostile("plain")))


def read_shape(text: str) -> list[str]:
    """Every block of the page; what a name may not change."""
    return [f"{each.type} {each.tag}" for each in MARKDOWN.parse(text) if each.type not in {"inline", "html_block"}]


@given(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_hostile_names_ping_nobody_and_command_nothing(name: str) -> None:
    """The forge looks for people, tickets and orders in all of the text that is not code."""
    text = render(make_hostile(name))
    fences = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    bare = re.sub(r"<code>.*?</code>|`[^`\n]*`", "", fences)
    assert not re.search(r"@\w|#\d|://|www\.", bare)
    assert not re.search(r"^\s*(/|::|@|atlantis)", text, re.MULTILINE)


def test_ten_thousand_grants_are_written_at_once() -> None:
    """Each step is one more page, and a pipeline waits for it."""
    from time import perf_counter

    large = make_large(10_000, 50)
    start = perf_counter()
    assert measure(render(large, PLAIN)) <= BUDGETS["github"]
    assert perf_counter() - start < 5


def test_the_same_report_is_the_same_text() -> None:
    """A comment is written over only when it says something else."""
    kept: list[Edge] = [edge("group:platform", "admin")]
    assert render(report(after=kept)) == render(report(after=kept))
