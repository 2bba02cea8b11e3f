"""The life of each typed resource on real Terraform; the second plan is always empty."""

from __future__ import annotations

import json

import pytest

from tests.e2e.cases import CASES, Case
from tests.e2e.workspace import Workspace

each_case = pytest.mark.parametrize("case", CASES, ids=[case.type for case in CASES])


def create(workspace: Workspace, case: Case) -> None:
    workspace.configure(case.document())
    workspace.init()
    assert workspace.plan() == {"create": [case.address]}
    workspace.apply()


@pytest.mark.promise(6)
@each_case
def test_what_is_created_is_in_state_and_the_second_plan_is_empty(workspace: Workspace, case: Case) -> None:
    """A resource that plans again after its own apply can never be trusted."""
    create(workspace, case)
    values = workspace.state()[case.address]
    assert {name: values[name] for name in case.config if name != "scope"} == {
        name: value for name, value in case.config.items() if name != "scope"
    }
    assert values["id"] == case.import_ids(values)[0]
    assert workspace.plan() == {}


@pytest.mark.promise(19)
@each_case
def test_a_change_is_made_in_place_or_by_replacement(workspace: Workspace, case: Case) -> None:
    """What the API can update is updated; what it cannot is replaced; both end with an empty plan."""
    create(workspace, case)
    if case.update:
        workspace.configure(case.document(case.update))
        assert workspace.plan() == {"update": [case.address]}
        workspace.apply()
        assert workspace.plan() == {}
    workspace.configure(case.document(case.update, case.replace))
    assert workspace.plan() == {"delete+create": [case.address]}
    workspace.apply()
    assert workspace.plan() == {}


@each_case
def test_destroying_leaves_nothing_behind(workspace: Workspace, case: Case) -> None:
    """A grant that outlives its destroy is a breach."""
    create(workspace, case)
    workspace.destroy()
    assert workspace.state() == {}
    objects = workspace.apis.control(case.api, "GET", "state")
    assert [each for kind in objects.values() for each in kind] == []


@pytest.mark.promise(10)
@each_case
def test_what_is_gone_elsewhere_is_planned_anew(workspace: Workspace, case: Case) -> None:
    """Access revoked by hand shows in the next plan and comes back with the next apply."""
    create(workspace, case)
    workspace.apis.control(case.api, "DELETE", "state")
    assert workspace.plan() == {"create": [case.address]}
    workspace.apply()
    assert workspace.plan() == {}


@pytest.mark.promise(20)
@each_case
def test_destroying_what_is_already_gone_succeeds(workspace: Workspace, case: Case) -> None:
    """Somebody was faster; the outcome is the wanted one."""
    create(workspace, case)
    workspace.apis.control(case.api, "DELETE", "state")
    workspace.destroy("-refresh=false")
    assert workspace.state() == {}


@pytest.mark.promise(21)
@each_case
def test_every_import_id_leads_to_an_empty_plan(workspace: Workspace, case: Case) -> None:
    """What exists can be taken over, by each documented id."""
    create(workspace, case)
    for text in case.import_ids(workspace.state()[case.address]):
        workspace.run("state", "rm", case.address)
        workspace.run("import", "-input=false", "-no-color", case.address, text)
        assert workspace.plan() == {}


@pytest.mark.promise(22)
@each_case
def test_an_identity_imports_too(modern: Workspace, case: Case) -> None:
    """Terraform 1.12 and later import by identity, without anyone gluing ids together."""
    create(modern, case)
    identity = case.identity(modern.state()[case.address])
    modern.run("state", "rm", case.address)
    block = {"import": [{"to": case.address, "identity": identity}]}
    modern.configure({**case.document(), **block})
    assert modern.plan() == {"import": [case.address]}
    modern.apply()
    assert modern.plan() == {}


@pytest.mark.promise(15, 46)
@pytest.mark.parametrize("case", [case for case in CASES if case.only_looks], ids=lambda case: case.type)
def test_what_only_looks_different_plans_empty(workspace: Workspace, case: Case) -> None:
    """Case of e-mails and names, and the layout of policies, are no changes of access."""
    create(workspace, case)
    workspace.configure(case.document(case.only_looks))
    assert workspace.plan() == {}


@pytest.mark.promise(14)
def test_a_changed_trust_policy_shows_and_is_restored(workspace: Workspace) -> None:
    """A policy opened by hand is drift, and apply closes it."""
    case = next(case for case in CASES if case.api == "ecs")
    create(workspace, case)
    opened = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [opened]})
    seed = {case.type: [{"name": "trainer", "namespace": "ns1", "assume_role_policy": policy}]}
    workspace.apis.control("ecs", "POST", "state", seed)
    assert workspace.plan() == {"update": [case.address]}
    workspace.apply()
    assert workspace.plan() == {}
