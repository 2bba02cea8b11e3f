"""A review puts reading's plans, extraction, comparison and rules together, the same way every time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terrabind.review.configuration import read as read_configuration
from terrabind.review.directory import read_directory
from terrabind.review.plan import Change, Plan
from terrabind.review.realms import Realms
from terrabind.review.report import ChangeClass, Report, Verdict
from terrabind.review.reviewing import Options, review
from terrabind.spec.values import UNKNOWN, Value
from tests.review.factories import NOW, change, plan

C = ChangeClass
KIND = "google_project_iam_member"
OPTIONS = Options(now=NOW)
EVERYONE = {"AR101", "AR102"}


def binding(name: str, member: Value, role: str = "roles/viewer", project: str = "x") -> dict[str, Value]:
    return {"member": member, "role": role, "project": project, "condition": []}


def created(name: str, member: Value, role: str = "roles/viewer") -> Change:
    return change(f"{KIND}.{name}", "create", after=binding(name, member, role))


def kept(name: str, member: Value, role: str = "roles/viewer") -> Change:
    values = binding(name, member, role)
    return change(f"{KIND}.{name}", "no-op", before=values, after=values)


def look(*plans: Plan, options: Options = OPTIONS) -> Report:
    return review(plans, options)


def test_an_empty_plan_changes_no_access() -> None:
    """The commonest plan of all."""
    found = look(plan())
    assert (found.verdict, found.deltas, found.findings) == (Verdict.NO_ACCESS_CHANGE, (), ())
    assert found.sentence == "Nobody gains or loses access."


def test_a_new_binding_widens_and_is_counted() -> None:
    """One person, in words and in numbers."""
    found = look(plan(kept("ana", "user:ana@example.com"), created("ben", "user:ben@example.com")))
    assert (found.verdict, found.sentence) == (Verdict.WIDENS, "1 person gains access.")
    assert (found.coverage.grants, found.coverage.resources, found.coverage.stacks) == (2, 2, ("prod",))
    assert [delta.change for delta in found.deltas] == [C.GAINED]


def test_a_grant_to_everyone_is_blocked() -> None:
    """The rules run on what the comparison found."""
    found = look(plan(created("all", "allUsers", "roles/editor")))
    assert found.verdict is Verdict.BLOCKED
    assert {each.rule for each in found.findings} & EVERYONE


def test_a_principal_that_is_not_known_yet_cannot_be_told() -> None:
    """An unresolved gain alone is never "no change"."""
    found = look(plan(created("later", UNKNOWN, "roles/editor")))
    assert (found.verdict, found.sentence) == (Verdict.CANNOT_TELL, "1 grant cannot be resolved.")
    assert "AR801" in {each.rule for each in found.findings}


def test_a_type_that_nobody_described_is_listed_once() -> None:
    """Both sides of a resource that looks like access are one thing not understood."""
    strange = change("acme_role_grant.x", "update", before={"role": "a"}, after={"role": "b"})
    found = look(plan(strange))
    assert [each.origin.address for each in found.unclear] == ["acme_role_grant.x"]
    assert (found.coverage.not_understood, found.verdict) == ({"acme_role_grant": 1}, Verdict.CANNOT_TELL)


def test_the_directory_makes_a_binding_of_a_group_member_redundant() -> None:
    """No plan holds the members of a group that people are put into elsewhere."""
    directory = read_directory({"groups": {"ops@example.com": {"members": ["ben@example.com"]}}})
    options = replace(OPTIONS, realms=Realms(directory=directory))
    group = kept("ops", "group:ops@example.com")
    found = look(plan(group, created("ben", "user:ben@example.com")), options=options)
    assert [delta.change for delta in found.deltas] == [C.REDUNDANT_GAIN]
    assert (found.verdict, found.coverage.grants) == (Verdict.NO_ACCESS_CHANGE, 2)


def test_a_member_of_a_group_that_no_plan_reads_is_noted_as_unseen() -> None:
    """With one stack of two, the report says what it could not see."""
    joined = change("aws_iam_user_group_membership.ana", "create", after={"user": "ana", "groups": ["ops"]})
    found = look(plan(joined))
    assert [note for note in found.coverage.notes if "ops" in note and "were not read" in note]


def test_drift_is_compared_apart_from_the_plan() -> None:
    """What somebody added by hand and the plan leaves alone is drift."""
    was, now = binding("ana", "user:ana@example.com"), binding("ana", "user:ana@example.com", "roles/editor")
    drifted = change(f"{KIND}.ana", "update", before=was, after=now)
    found = look(plan(kept("ana", "user:ana@example.com", "roles/editor"), drift=[drifted]))
    assert {delta.change for delta in found.deltas} == {C.DRIFTED}
    assert found.verdict is Verdict.NO_ACCESS_CHANGE


def test_a_tightening_says_which_rule_it_resolves() -> None:
    """The star is gone, and the report gives credit for it."""
    gone = change(f"{KIND}.all", "delete", before=binding("all", "allUsers"))
    (delta,) = look(plan(gone)).deltas
    assert (delta.change, "resolves AR10" in delta.note) == (C.LOST, True)


def test_findings_of_a_baseline_are_no_news_and_leave_the_fingerprint() -> None:
    """An approval must not depend on who has which baseline file."""
    wide = plan(created("all", "allUsers", "roles/editor"))
    first = look(wide)
    second = look(wide, options=replace(OPTIONS, baseline=first))
    assert (first.verdict, second.verdict) == (Verdict.BLOCKED, Verdict.WIDENS)
    assert {each.waived for each in second.findings} == {"known in the baseline"}
    assert first.fingerprint == second.fingerprint


def test_the_author_is_known_by_every_alias() -> None:
    """A pull request knows a handle, a plan an address."""
    people = read_directory({"people": {"ana@example.com": {"aliases": ["ana-berg"]}}})
    options = replace(OPTIONS, author="ana-berg", realms=Realms(directory=people))
    found = look(plan(created("ana", "user:ana@example.com")), options=options)
    assert "AR105" in {each.rule for each in found.findings}


def test_old_findings_count_only_when_everything_is_asked_for() -> None:
    """A change is judged, not the end state, unless somebody asks for that."""
    old = plan(kept("all", "allUsers", "roles/editor"))
    assert look(old).findings == ()
    assert {each.rule for each in look(old, options=replace(OPTIONS, everything=True)).findings} & EVERYONE


def test_switching_a_rule_off_changes_the_fingerprint() -> None:
    """Fewer rules are another judgement of the same change."""
    wide = plan(created("ben", "user:ben@example.com"))
    fewer = replace(OPTIONS, configuration=read_configuration('ignore = ["AR2"]'))
    assert look(wide).fingerprint != look(wide, options=fewer).fingerprint


def test_the_same_plans_in_another_order_have_the_same_fingerprint() -> None:
    """A glob has no promised order."""
    one = plan(created("ana", "user:ana@example.com"))
    other = plan(change(f"{KIND}.b", "create", after=binding("b", "user:ben@example.com"), stack="b"), stack="b")
    assert look(one, other).fingerprint == look(other, one).fingerprint


def test_what_limits_a_plan_is_noted_with_its_stack() -> None:
    """A targeted plan shows a part, and the reader must know which."""
    limited = replace(plan(notes=("targeted",)), complete=False, checks=("check.health: no",))
    found = look(limited)
    assert found.coverage.notes == (
        "prod: targeted",
        "prod: the plan says that it is not complete",
        "prod: a check failed: check.health: no",
    )


def test_a_review_without_a_moment_is_refused() -> None:
    """Ends cannot be judged by a guess."""
    with pytest.raises(ValueError, match="is not a moment"):
        look(plan(), options=Options(now="today"))
