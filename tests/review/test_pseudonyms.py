"""A report under other names says the same of the access and nothing of who has it."""

from __future__ import annotations

import functools
import re
from dataclasses import replace

import pytest

from terrabind.review.edge import Kind
from terrabind.review.pseudonyms import conceal
from terrabind.review.render import FORMATS, Style
from terrabind.review.report import ChangeClass, Report
from tests.review.factories import change, delta, edge, member, plan, principal, report
from tests.review.scenarios import SCENARIOS
from tests.review.scenarios.others import HOSTILE

KEY = b"key of this project"
PEOPLE = frozenset({Kind.USER, Kind.GROUP, Kind.SERVICE_ACCOUNT})
TOLD = ("s01_everyone", "s08_still_through_group", "s09_joins_admins", "s13_time_boxed", "duties", "mass_revoke")


@functools.cache
def real(name: str) -> Report:
    """A scenario's review."""
    return SCENARIOS[name].review()


def gain(address: str = "acme_binding.x", who: str = "user:ana@example.com") -> Report:
    """Somebody gains a role, by the resource of this address."""
    gained = edge(who, "admin", at=address)
    found = report(delta(ChangeClass.GAINED, None, gained), after=[gained])
    return replace(found, plans=(plan(change(address, "create")),))


@pytest.mark.parametrize("name", TOLD)
def test_no_format_names_a_person_or_a_group(name: str) -> None:
    """One format that forgot would be the one that is published."""
    hidden = conceal(real(name), KEY)
    shown = "".join(write(hidden, Style()) for write in FORMATS.values())
    names = {each.principal.id for each in (*real(name).before, *real(name).after) if each.principal.kind in PEOPLE}
    bare = re.compile(r"\b(" + "|".join(re.escape(each.partition("@")[0]) for each in names) + r")@|@example\.com")
    assert names
    assert not bare.search(shown)
    assert not any(re.search(rf"(?:user|group) {re.escape(each)}(?![\w-])", shown) for each in names)


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_names_do_not_slip_through(form: str) -> None:
    """Signs, ends of lines and five thousand letters are how a name might get past a search for names."""
    shown = FORMATS[form](conceal(real("s15_hostile_crowd"), KEY), Style())
    assert not any(each in shown for each in HOSTILE)
    assert "@example.com" not in shown
    assert "xxxxxxxxxxxxxxxxxxxx" not in shown


@pytest.mark.parametrize("name", TOLD)
def test_verdict_numbers_and_fingerprint_stay(name: str) -> None:
    """It is the same review, and its approval holds."""
    hidden = conceal(real(name), KEY)
    assert (hidden.verdict, hidden.fingerprint) == (real(name).verdict, real(name).fingerprint)
    assert [each.change for each in hidden.deltas] == [each.change for each in real(name).deltas]
    assert len({each.principal.key for each in hidden.after}) == len({each.principal.key for each in real(name).after})


def test_with_one_key_a_name_is_the_same_everywhere_and_with_another_it_is_not() -> None:
    """Two reports can be compared by whoever has the key, and nobody else can try names."""
    one, again, other = (conceal(gain(), key).after[0].principal.id for key in (KEY, KEY, b"other"))
    assert one == again != other


@pytest.mark.parametrize("address", ['acme_binding.all["ana@example.com"]', "acme_binding.ana", "module.ana.acme_x.y"])
def test_an_address_that_carries_a_name_is_told_without_it(address: str) -> None:
    """Keys of `for_each` are mail addresses more often than not."""
    hidden = conceal(gain(address), KEY)
    assert "ana" not in hidden.after[0].origin.address
    assert hidden.plans[0].changes[0].address == hidden.after[0].origin.address


def test_a_member_is_still_in_the_group_that_holds_the_grant() -> None:
    """Paths through groups would end nowhere if the two had different names."""
    held, joined = edge("group:ops", "admin"), member("user:ana", "ops")
    hidden = conceal(report(before=[held, joined]), KEY)
    assert hidden.before[1].role == hidden.before[0].principal.id != "ops"


def test_a_name_from_the_directory_is_hidden_too() -> None:
    """`Ana Berg (ana@example.com)` is more of a name than the address alone."""
    who = replace(principal("user:ana@example.com"), shown="Ana Berg (ana@example.com)")
    found = replace(gain(), sentence="user Ana Berg (ana@example.com) gains access", after=(edge(who, "admin"),))
    hidden = conceal(found, KEY)
    assert "Berg" not in f"{hidden}"


def test_roles_services_and_what_is_not_known_yet_stay_readable() -> None:
    """Otherwise a reader could not tell what the change is about; of an account only its number is hidden."""
    role = edge("role:arn:aws:iam::123456789012:role/deploy", "s3:GetObject")
    service = edge("service:ec2.amazonaws.com", "s3:GetObject")
    later = edge("known after apply: aws_iam_role.x.id", "viewer")
    hidden = conceal(report(after=[role, service, later]), KEY)
    assert re.fullmatch(r"arn:aws:iam::name-\w{10}:role/deploy", hidden.after[0].principal.id)
    assert hidden.after[1].principal == service.principal
    assert hidden.after[2].principal.id == later.principal.id


def test_the_key_and_the_values_of_resources_are_in_no_text() -> None:
    """Values may hold names that nobody looked for."""
    held = change("acme_binding.x", "update", before={"note": "for Ana"}, after={"note": "for Ben"})
    hidden = conceal(replace(gain(), plans=(plan(held),)), KEY)
    assert (hidden.plans[0].changes[0].before, hidden.plans[0].changes[0].after) == (None, None)
    assert KEY.decode() not in f"{hidden}"
