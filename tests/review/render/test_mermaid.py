"""A small change is a picture, and no name can draw into it."""

from __future__ import annotations

import re

from terrabind.review.render import FORMATS, PLAIN
from terrabind.review.report import ChangeClass, Report
from tests.review import factories as make
from tests.review.render import reports


def draw(report: Report) -> list[str]:
    return FORMATS["mermaid"](report, PLAIN).splitlines()


def test_changed_grants_lead_from_who_to_what() -> None:
    """Signs and words beside the arrows: a picture must be readable without colour."""
    lines = draw(reports.rich())
    assert lines[0] == "flowchart LR"
    assert '  n0(["user ana#64;example.com"])' in lines
    assert '  n1["admin at org acme #62; project x"]' in lines
    assert '  n0 ==>|"+ gained"| n1' in lines
    assert not any("unchanged" in line for line in lines)


def test_the_same_principal_is_one_node() -> None:
    """Two arrows from one person are what the picture is for."""
    deltas = [make.delta(ChangeClass.GAINED, None, make.edge("user:ana", role)) for role in ("viewer", "admin")]
    assert sum("user ana" in line for line in draw(make.report(*deltas))) == 1


def test_from_forty_grants_on_it_says_so_instead() -> None:
    """A picture of that many arrows is a tangle."""
    assert len(draw(reports.many(39))) > 39
    assert draw(reports.many(40)) == ["flowchart LR", '  n0["40 grants change: too many for a picture"]']


def test_no_change_is_a_picture_too() -> None:
    """An empty chart does not render at all."""
    assert draw(make.report()) == ["flowchart LR", '  n0["no access changes"]']


def test_hostile_names_stay_inside_their_label() -> None:
    """Quotes, brackets, backticks and links are characters by number; a long name is cut."""
    lines = draw(reports.hostile())
    assert len(lines) == 4
    label = r'"[\w .,:_/+\-#;]*"'
    shapes = (r"flowchart LR", rf"  n0\(\[{label}\]\)", rf"  n1\[{label}\]", rf"  n0 ==>\|{label}\| n1")
    assert all(re.fullmatch(shape, line) for shape, line in zip(shapes, lines, strict=True))
    assert max(map(len, lines)) < 600


def test_an_arrow_says_what_the_grant_was() -> None:
    """From everyone to one person is another story than from nobody."""
    lines = draw(make.report(make.delta(ChangeClass.NARROWED, make.edge("everyone"), make.edge("user:ana"))))
    assert lines[-1] == '  n0 -.->|"v narrowed, was everyone"| n1'


def test_long_names_that_begin_and_end_alike_stay_two() -> None:
    """A label is cut, and what it stands for is not."""
    users = [f"user:{'a' * 50}{middle}{'z' * 50}" for middle in "xy"]
    lines = draw(make.report(*(make.delta(ChangeClass.GAINED, None, make.edge(user)) for user in users)))
    assert sum("user aaa" in line for line in lines) == 2
