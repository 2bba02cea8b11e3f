"""The graph draws every change, and no name becomes anything but a label."""

from __future__ import annotations

import re

from terrabind.review.render import FORMATS, PLAIN, Style
from terrabind.review.report import ChangeClass
from tests.review import factories as make
from tests.review.render import reports

STATEMENT = re.compile(
    r"  (?:rankdir=LR|label=Q|(?:node|edge) \[fontname=Q\]|n\d+ \[label=Q, shape=\w+\]"
    r"|n\d+ -> n\d+ \[label=Q, style=\w+\]);"
)
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def test_a_gain_is_thick_a_loss_dashed_and_names_stand_once() -> None:
    """Whoever looks sees what grows; two grants to one person leave one node."""
    gained = make.delta(ChangeClass.GAINED, None, make.edge("user:ana", "admin"))
    lost = make.delta(ChangeClass.LOST, make.edge("user:ana", "viewer"), None)
    graph = FORMATS["dot"](make.report(gained, lost), PLAIN)
    assert graph.count('label="user ana"') == 1
    assert 'n0 -> n1 [label="+ gained", style=bold];' in graph
    assert 'n0 -> n2 [label="- lost", style=dashed];' in graph


def test_only_the_wanted_classes_are_drawn() -> None:
    """A picture of the gains alone is the one that is pasted somewhere."""
    gained = make.delta(ChangeClass.GAINED, None, make.edge("user:ana", "admin"))
    lost = make.delta(ChangeClass.LOST, make.edge("user:ana", "viewer"), None)
    graph = FORMATS["dot"](make.report(gained, lost), Style(only=frozenset({ChangeClass.LOST})))
    assert "lost" in graph
    assert "gained" not in graph


def test_hostile_names_stay_labels() -> None:
    """A quote would end the label, and a backslash would mean something inside of it."""
    graph = FORMATS["dot"](reports.hostile(), PLAIN)
    first, *lines, last = QUOTED.sub("Q", graph).splitlines()
    assert (first, last) == ("digraph access {", "}")
    assert all(STATEMENT.fullmatch(line) for line in lines)
