"""Rules of other packages run when a configuration names them, and a gate never loses one in silence."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator

import pytest

from terrabind.review.configuration import ConfigurationError, read
from terrabind.review.report import Severity
from terrabind.review.rules import Context, Match, Rule
from terrabind.review.rules.judging import judge
from terrabind.review.rules.plugins import GROUP
from tests.review.factories import edge
from tests.review.rules.cases import gained, review


def _match(context: Context) -> Iterator[Match]:
    """Everybody who gains anything."""
    yield from (Match(message="somebody gains", deltas=(delta,)) for delta in context.gains())


RULE = Rule(id="ACME-01", family="acme", severity=Severity.BLOCK, title="gains", fix="ask", match=_match)
RULES = (RULE, Rule(id="ACME-02", family="acme", severity=Severity.INFO, title="gains", fix="ask", match=_match))
BAD_ID = Rule(id="AR999", family="acme", severity=Severity.INFO, title="gains", fix="ask", match=_match)
NO_RULE = "a text"

GAINS = gained(edge("user:ana", "viewer"))


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entry points as installed packages declare them."""
    names = {"acme": "RULE", "many": "RULES", "bad": "BAD_ID", "text": "NO_RULE", "gone": "NOTHING"}
    points = [importlib.metadata.EntryPoint(name, f"{__name__}:{value}", GROUP) for name, value in names.items()]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda *, group: points if group == GROUP else [])


def test_a_named_plugin_judges_and_one_that_is_only_installed_does_not() -> None:
    """Whoever installs a package does not change everybody's gate."""
    assert [each.rule for each in judge(review(GAINS), read('plugins = ["acme"]'))] == ["ACME-01"]
    assert judge(review(GAINS), read("")) == ()


def test_a_plugin_may_bring_several_rules() -> None:
    """One package is one team's collection."""
    assert [each.rule for each in judge(review(GAINS), read('plugins = ["many"]'))] == ["ACME-01", "ACME-02"]


def test_its_rules_are_configured_and_waived_like_all_others() -> None:
    """Severity is a matter of the project, not of the package."""
    text = 'plugins = ["acme"]\n[severity]\nACME-01 = "info"\n[[waive]]\nrule = "ACME-01"\nprincipal = "user:ana"\n'
    (found,) = judge(review(GAINS), read(f'{text}until = 2027-01-31\nreason = "known"\n'))
    assert (found.severity, found.waived) == (Severity.INFO, "known")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("acmee", 'no plugin "acmee" is installed; did you mean "acme"'),
        ("gone", "cannot be loaded"),
        ("text", "brings a str"),
        ("bad", "choose an id such as ACME-01"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_an_error_with_its_line(name: str, said: str) -> None:
    """A gate that goes on without one of its rules stands open."""
    with pytest.raises(ConfigurationError, match=said) as caught:
        read(f'fail_on = "warn"\nplugins = ["{name}"]')
    assert caught.value.line == 2
