"""A waiver covers what it names and nothing else, until its end."""

from __future__ import annotations

from datetime import datetime

import pytest

from terrabind.review.configuration import ConfigurationError, read
from terrabind.review.report import Finding, Severity
from terrabind.review.waivers import apply
from tests.review.factories import NOW, ORG, edge, finding
from tests.review.rules.cases import gained

GOOD = {"rule": '"AR103"', "principal": '"user:eve"', "until": "2027-01-31", "reason": '"audit"'}
EVE, BEN = gained(edge("user:eve", "viewer", at='acme_binding.a["x"]')), gained(edge("user:ben", "viewer", ORG))
FOUND = finding("AR103", Severity.WARN, EVE)


def waive(found: Finding, alias: str = "", **keys: str) -> str:
    """The reason with which a waiver of these keys silences a finding, empty when it does not."""
    lines = [f"{key} = {value}" for key, value in {**GOOD, **keys}.items() if value]
    [told], _ = apply([(alias, found)], read("[[waive]]\n" + "\n".join(lines)).waivers, datetime.fromisoformat(NOW))
    return told.waived


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"principal": '"eve"'},
        {"principal": "", "role": '"view*"'},
        {"principal": "", "scope": '"org/x"'},
        {"principal": "", "stack": '"prod"'},
        {"principal": "", "address": "'acme_binding.a[\"x\"]'"},
        {"until": "2026-11-21"},
        {"until": "2026-11-21T12:00:01Z"},
        {"until": '"2027-01-31"'},
    ],
)
def test_a_waiver_that_names_the_grant_silences_it(keys: dict[str, str]) -> None:
    """Who, what, where, by which resource: each can say which grant is meant. A date lasts its whole day."""
    assert waive(FOUND, **keys) == "audit"


@pytest.mark.parametrize(
    "keys",
    [
        {"rule": '"AR102"'},
        {"principal": '"user:ev"'},
        {"role": '"admin"'},
        {"scope": '"org"'},
        {"stack": '"dev"'},
        {"address": '"acme_binding.b"'},
        {"until": "2026-11-20"},
        {"until": "2026-11-21T12:00:00Z"},
    ],
)
def test_a_waiver_of_something_else_silences_nothing(keys: dict[str, str]) -> None:
    """All that it names has to fit, and its end must be to come."""
    assert waive(FOUND, **keys) == ""


def test_a_finding_about_two_is_not_silenced_by_a_waiver_of_one() -> None:
    """The other one was never accepted."""
    both = finding("AR103", Severity.WARN, EVE, BEN)
    assert waive(both) == ""
    assert waive(both, principal='"user:*"') == "audit"


def test_a_finding_without_grants_is_waived_by_its_place() -> None:
    """A type that nobody understands has an address and no principal."""
    strange = finding("AR803", address="acme_role_grant.a")
    assert waive(strange, rule='"AR803"', principal="", address='"acme_role_grant.*"') == "audit"
    assert waive(strange, rule='"AR803"') == ""


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"reason": ""}, '"reason" is missing'),
        ({"reason": '" "'}, '"reason" is missing'),
        ({"until": ""}, '"until" is missing; write for example until = 2027-01-31'),
        ({"until": '"soon"'}, "'soon' is no date"),
        ({"principal": ""}, "say for which grants"),
        ({"rule": '"AR999"'}, 'there is no rule "AR999"'),
        ({"unti": "2027-01-31"}, 'did you mean "until"'),
    ],
)
def test_a_waiver_without_reason_end_or_grants_is_refused(keys: dict[str, str], said: str) -> None:
    """An open-ended exception is a rule that is off."""
    with pytest.raises(ConfigurationError, match=said):
        waive(FOUND, **keys)
