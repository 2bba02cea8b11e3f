"""Rules are found by their file names: ids cost no import, and a mistyped id gets a suggestion."""

from __future__ import annotations

import subprocess
import sys

import pytest

from terrabind.review.rules import UnknownRuleError, find, list_ids, load_rules
from terrabind.review.rules.catalogue import FAMILIES

COUNTS = {1: 6, 2: 4, 3: 3, 4: 6, 5: 4, 6: 4, 7: 6, 8: 5, 9: 2}
SPECIFIED = [f"AR{family}{number:02}" for family, count in COUNTS.items() for number in range(1, count + 1)]


def test_every_rule_is_there_under_its_stable_id() -> None:
    """Waivers and pages name rules by id: one that changes breaks them in silence."""
    assert list(list_ids()) == SPECIFIED
    assert [rule.id for rule in load_rules()] == SPECIFIED


def test_a_rule_belongs_to_the_family_of_its_first_digit() -> None:
    """`ignore = ["AR4"]` must mean what it seems to."""
    assert all(rule.family == FAMILIES[rule.id[2]] for rule in load_rules())


def test_a_rule_has_words_for_people() -> None:
    """A title fits a table's row, a fix is a whole sentence."""
    for rule in load_rules():
        assert 10 < len(rule.title) < 70
        assert rule.fix.endswith(".")
        assert rule.page == f"rules/{rule.id}.md"


def test_an_unknown_id_gets_a_suggestion() -> None:
    """Typing is where most errors come from."""
    with pytest.raises(UnknownRuleError, match='did you mean "AR402"'):
        find("AR4O2")


def test_ids_are_known_without_importing_a_rule() -> None:
    """Help and shell completion must not pay for forty files."""
    program = (
        "import sys; from terrabind.review.rules import list_ids; assert list_ids();"
        "print(*[m for m in sys.modules if m.startswith('terrabind.review.rules.ar')])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ""
