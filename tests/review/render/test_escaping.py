"""Names of a plan become words that mean nothing to Markdown, to a terminal or to a build log."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from terrabind.review.render.escaping import code, columns, guard_log, guard_word, link, plain, prose, wrap
from tests.review.render.hostile import HOSTILE, NAMES

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})
"""GitHub's dialect without its guesses at links, which need a library of their own."""

HARMLESS = {"text", "code_inline", "softbreak"}


def read_row(cells: list[str]) -> list[Token]:
    """The inline tokens of the cells of the only row."""
    lines = [f"| {' | '.join('abcdef'[: len(cells)])} |", f"|{'---|' * len(cells)}", f"| {' | '.join(cells)} |"]
    tokens = MARKDOWN.parse("\n".join(lines))
    body = tokens[next(number for number, each in enumerate(tokens) if each.type == "tbody_open") :]
    return [each for each in body if each.type == "inline"]


@given(HOSTILE, HOSTILE)
@example("a\\", "|b")
@example("`", "`")
def test_a_name_in_a_cell_stays_in_its_cell(first: str, second: str) -> None:
    """A pipe that splits a row moves what somebody gains under another heading."""
    cells = read_row([code(first), "end", code(second), prose(second), "end"])
    assert len(cells) == 5
    assert [cells[1].content, cells[4].content] == ["end", "end"]


@given(HOSTILE)
def test_a_name_is_code_and_nothing_else(name: str) -> None:
    """A link, an image or a picture in the place of a name could show anything."""
    (cell,) = read_row([code(name)])
    kinds = [each.type for each in cell.children or ()]
    tags = [each.content for each in cell.children or () if each.type == "html_inline"]
    assert kinds == ["code_inline"] or tags == ["<code>", "</code>"]
    assert set(kinds) <= {"code_inline", "html_inline", "text", "text_special"}


@given(HOSTILE)
def test_a_sentence_with_a_name_is_text_and_code(name: str) -> None:
    """A message is written by a rule around names that a stranger chose."""
    (paragraph,) = (each for each in MARKDOWN.parse(f"- x: {prose(f'Who is {name} now?')}") if each.type == "inline")
    tags = {each.content for each in paragraph.children or () if each.type == "html_inline"}
    assert tags <= {"<code>", "</code>"}
    assert {each.type for each in paragraph.children or ()} <= {*HARMLESS, "html_inline", "text_special"}


@given(HOSTILE)
def test_nobody_is_pinged_and_nothing_is_referred_to(name: str) -> None:
    """Forges look for people and tickets in what is not code."""
    for written in (code(name), prose(f"Who is {name} now?")):
        bare = re.sub(r"<code>.*?</code>|`[^`]*`", "", written)
        assert not re.search(r"!\w|[@#~$%^&<>\[\]\\|*_`]|://|www\.|\bGH-\d", bare)


@given(HOSTILE)
def test_a_name_is_one_line_of_bounded_length_in_which_all_is_seen(name: str) -> None:
    """A name that turns the reading direction or fills ten screens hides what stands beside it."""
    for written in (plain(name), code(name)):
        assert written.isprintable()
        assert "\n" not in written
        assert len(written) <= 1_000


def test_a_cut_name_keeps_its_end_and_counts_what_is_missing() -> None:
    """Two long names often differ at their end alone."""
    assert plain("x" * 5_000 + "prod").endswith("xxprod")
    assert "4,884 more characters" in plain("x" * 5_000 + "prod")


def test_plain_words_stay_plain_and_names_become_code() -> None:
    """A sentence in which everything is code cannot be read."""
    said = prose("User ana@acme.example may assume ecs-backup (external) in org/x: 40% of 1,312 grants.")
    assert said == "User `ana@acme.example` may assume ecs-backup (external) in `org/x`: 40% of 1,312 grants."


@given(HOSTILE, st.integers(24, 60))
def test_no_line_is_wider_than_asked_and_nothing_gets_lost(name: str, width: int) -> None:
    """A terminal that breaks lines itself tears names apart where nobody sees it."""
    shown = plain(name)
    lines = wrap(f"{shown} end", width, "  ! ", "    ").split("\n")
    assert all(columns(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "!" + "".join(f"{shown}end".split())


@given(HOSTILE, st.integers(24, 60))
def test_no_line_is_a_command_of_the_runner(name: str, width: int) -> None:
    """GitHub's runner obeys lines that begin with two colons, spaces before them or not."""
    guarded = guard_log(wrap(plain(f"x {name}"), width, "", "    "))
    assert not any(line.lstrip().startswith("::") for line in guarded.split("\n"))
    assert "##[" not in guarded


def test_ascii_writes_other_signs_as_their_numbers() -> None:
    """A terminal without Unicode would show the same mark for all of them."""
    assert guard_word("é", ascii_only=True) == "<U+00E9>"
    assert all(guard_word(plain(each), ascii_only=True).isascii() for each in NAMES)


def test_a_link_leads_to_the_web_or_nowhere() -> None:
    """`javascript:` is an address too, and a bracket ends one early."""
    assert link("whole", "https://ci.example/a)b c") == "[whole](https://ci.example/a%29b%20c)"
    assert link("whole", "javascript:alert(1)") == "whole: `javascript:alert(1)`"


def test_what_a_sentence_quotes_as_code_is_one_code_span() -> None:
    """Next steps name commands and settings; as entities, nobody can read or copy them."""
    assert prose("raise `limits.revoked` or run `terrabind review explain`.") == (
        "raise `limits.revoked` or run `terrabind review explain`."
    )


def test_a_name_with_backticks_cannot_end_the_code_that_it_is_in() -> None:
    """Only what stands between spaces is taken for a quotation, so that no two spans ever touch."""
    for text in ("`x`@team", "a`b` @team", "`` @team `x", "`a|b` @team", "`a` `@b`"):
        assert "@" not in re.sub(r"`[^`]*`|<code>[^<]*</code>", "", prose(text))
