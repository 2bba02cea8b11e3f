"""Every format has a name, a render of the same shape, and is loaded when it is asked for."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from terrabind.review.edge import Edge
from terrabind.review.render import FORMATS, PLAIN
from terrabind.review.render.plain import find_main_files, find_place, one_line, say_edge
from terrabind.review.report import Severity
from tests.review import factories as make
from tests.review.render import reports


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_writes_any_report_the_same_way_twice(name: str) -> None:
    """Nothing but the report decides what is written: no clock, no chance, no surroundings."""
    for report in (make.report(), reports.rich(), reports.hostile()):
        assert FORMATS[name](report, PLAIN) == FORMATS[name](report, PLAIN) != ""


def test_a_format_is_loaded_when_it_is_asked_for() -> None:
    """Whoever wants JSON must not wait for HTML."""
    program = (
        "import sys; from terrabind.review.render import FORMATS; assert len(FORMATS) == 12; "
        "print(*(name for name in sys.modules if name.startswith('terrabind.review.render.')))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["terrabind.review.render.style"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words", "plain words"),
        ("Zo\u00eb \u6f22", "Zo\u00eb \u6f22"),
        ("a\nb\tc\x1b[0m", "a<U+000A>b<U+0009>c<U+001B>[0m"),
        ("\u202egnp", "<U+202E>gnp"),
        ("zero\u200bwidth\u3164", "zero<U+200B>width<U+3164>"),
        ("no\u00a0break", "no<U+00A0>break"),
        ("\ud800", "<U+D800>"),
    ],
)
def test_what_cannot_be_seen_is_written_as_its_number(text: str, shown: str) -> None:
    """A reviewer approves what is on the screen; nothing may be there that is not."""
    assert one_line(text) == shown


def test_a_long_name_is_cut_and_says_so() -> None:
    """Five thousand characters are somebody's attempt to push the rest off the page."""
    assert one_line("a" * 5_000, 10) == "aaaaaaaaaa [4,990 more characters]"


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("live/main.tf:12", ("live/main.tf", 12)),
        (".\\live\\main.tf:1", ("live/main.tf", 1)),
        ("access/team/binding", ("stacks/main.tf", 1)),
        ("main.tf:0", ("stacks/main.tf", 1)),
        ("", ("stacks/main.tf", 1)),
    ],
)
def test_a_place_is_a_line_that_was_found_else_the_main_file(source: str, place: tuple[str, int]) -> None:
    """A construct's path is no file, whatever it looks like."""
    finding = make.finding("AR101", Severity.WARN)

    assert find_place(replace(finding, source=source, stack="prod"), {"prod": "stacks/main.tf"}) == place


def test_the_main_file_is_the_topmost_one_of_its_stack() -> None:
    """Without any file there is none, and nothing is made up."""
    sources = ("b/modules/x/main.tf:1", "b/main.tf:9", "a/roles.tf:3", "construct/path")
    changes = [replace(make.change(f"a.b{number}", "create"), source=each) for number, each in enumerate(sources)]
    report = replace(make.report(), plans=(make.plan(*changes), make.plan(stack="dev")))
    assert find_main_files(report) == {"prod": "b/main.tf"}


@pytest.mark.parametrize(
    ("edge", "said"),
    [
        (make.edge("user:ana"), "user ana: hold viewer at org acme > project x"),
        (make.deny(make.edge("everyone", scope=())), "everyone: may not hold viewer at everywhere"),
    ],
)
def test_a_grant_is_a_few_words(edge: Edge, said: str) -> None:
    """Who, what, where, in this order."""
    assert say_edge(edge) == said
