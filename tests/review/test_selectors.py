"""A user rule picks changes by fields of their grants; each is tried on a change that fits and one that does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terrabind.review.configuration import ConfigurationError, read
from terrabind.review.edge import Realm
from terrabind.review.report import ChangeClass, Delta
from terrabind.review.rules.context import Context
from tests.review.factories import ORG, delta, deny, edge, listed, member, principal, unsure
from tests.review.rules.cases import changed, gained, lost, review, stays

PARTNER = principal("user:eve@partner.example", Realm.EXTERNAL, "partner.example")
WIDE = listed(edge(PARTNER, "admin", ORG, at='acme_binding.wide["a"]', stack="prod-eu", expires="2026-11-21T18:00:00Z"))
FITTING = gained(replace(WIDE, origin=replace(WIDE.origin, action="create", source="main.tf:3")), "group ops")
OTHER = gained(edge("group:readers", "viewer", at="other_binding.b", stack="dev"))


def match(condition: str, *deltas: Delta, unless: str = "") -> list[str]:
    """The ids of the principals that a rule with this condition is about."""
    context: Context = review(*deltas, employment={"user:eve@partner.example": "contractor"})
    also = f"unless = {{ {unless} }}\n" if unless else ""
    text = f'[[rule]]\nid = "T"\nmessage = "m"\nwhen = {{ {condition} }}\n{also}'
    return [found.deltas[0].edge.principal.id for found in read(text).rules[0].match(context)]


@pytest.mark.parametrize(
    "condition",
    [
        'principal = "user:eve@*"',
        'principal.id = "EVE@partner.example"',
        'principal.kind = "user"',
        'principal.realm = "external"',
        'principal.realm_name = "partner.*"',
        'principal.group = "ops"',
        'principal.employment = "contractor"',
        'role = "admin"',
        'role.name = "adm*"',
        'role.level = "admin"',
        'role.level = ["admin", "grant"]',
        'scope = "org"',
        'relation = "hold", authoritative = true',
        'stack = "prod-*"',
        'address = "acme_binding.wide[*"',
        'type = "acme_*"',
        'action = "create"',
        'source = "main.tf*"',
        'through = "group ops"',
        'certainty = "known", expires = true',
        'expires_within = "8h"',
        'qualifier.expires = "2026-*"',
        "qualifier.expires = true",
    ],
)
def test_a_condition_fits_one_change_and_not_the_other(condition: str) -> None:
    """A field that fits everything, or nothing, would be a rule that lies about itself."""
    assert match(condition, FITTING, OTHER) == ["eve@partner.example"]


def test_all_conditions_have_to_hold_and_any_of_a_list() -> None:
    """Read aloud, a selector is a sentence with "and"; a list is its "or"."""
    assert match('role = "admin", stack = "dev"', FITTING, OTHER) == []
    assert match('role = ["admin", "viewer"]', FITTING, OTHER) == ["eve@partner.example", "readers"]


def test_unless_excuses_only_what_fits_all_of_it() -> None:
    """An excuse for the on-call group within eight hours is none for the group for ever."""
    condition = 'change = "gained"'
    assert match(condition, FITTING, OTHER, unless='role = "admin", expires_within = "8h"') == ["readers"]
    assert match(condition, FITTING, OTHER, unless='role = "admin", expires_within = "1h"') == [
        "eve@partner.example",
        "readers",
    ]


def test_a_rule_looks_at_gains_unless_it_names_a_change() -> None:
    """Tightening raises nothing here either, but a team may ask about losses."""
    assert match('role = "viewer"', lost(edge("user:ana"))) == []
    assert match('change = ["lost", "kept-unmanaged"]', lost(edge("user:ana"))) == ["ana"]


def test_a_group_of_the_plan_counts() -> None:
    """Who is in the group is told by the plan as often as by the directory, also through another group."""
    inside, outer = member("user:ana", "gpu-oncall"), member("group:gpu-oncall", "oncall")
    context = review(gained(edge("user:ana", "admin")), gained(inside), gained(outer))
    rule = read('[[rule]]\nid = "T"\nmessage = "m"\nwhen = { principal.group = "oncall", role = "admin" }\n').rules[0]
    assert len(list(rule.match(context))) == 1


def test_weaker_limits_and_denials_can_be_asked_for() -> None:
    """The two changes that no list of names shows."""
    weaker = changed(edge("user:ana", mfa="required"), edge("user:ana"))
    assert match("weaker = true", weaker, OTHER) == ["ana"]
    assert match('allowed = false, change = "widened"', replace(weaker, change=ChangeClass.GAINED)) == []


def test_denials_and_what_is_not_certain_are_looked_for_among_all_changes() -> None:
    """Neither is a gain, so a rule about them would never match among the gains."""
    later = delta(ChangeClass.UNRESOLVED, None, unsure(edge("user:ana")))
    kept = stays(unsure(edge("user:ben")))
    assert match('certainty = "known after apply"', later, kept, OTHER) == ["ana"]
    assert match("allowed = false", delta(ChangeClass.WIDENED, deny(edge("user:eve")), None), OTHER) == ["eve"]


def test_a_match_says_who_what_where_and_the_rules_own_words() -> None:
    """The message of a rule is about all its matches; the sentence is about this one."""
    rule = read('[[rule]]\nid = "T"\nmessage = "Ask the team."\nwhen = { stack = "dev" }\n').rules[0]
    assert [found.message for found in rule.match(review(OTHER))] == [
        "group readers holds viewer in project x of org acme: Ask the team."
    ]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ('principal.grup = "x"', 'did you mean "principal.group"'),
        ('change = "gaind"', 'did you mean "gained"'),
        ('role.level = "root"', "known are admin"),
        ('expires_within = "soon"', "is not a length of time"),
        ("authoritative = 3", "this is true or false"),
        ("role = []", "an empty list fits nothing"),
        ("stack = true", "this is a list of texts"),
    ],
)
def test_a_condition_that_cannot_be_meant_is_refused(condition: str, said: str) -> None:
    """A rule that never matches is worse than none."""
    with pytest.raises(ConfigurationError, match=said):
        match(condition)
