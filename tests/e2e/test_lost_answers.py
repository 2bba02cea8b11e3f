"""Writes whose answer is lost or odd, on real Terraform: one object, in state, untainted, and then an empty plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.e2e.cases import CASES, trust
from tests.e2e.chaos import (
    ADDRESSES,
    BINDING,
    ONE_OF_EACH,
    WRITES,
    calm,
    census,
    everything,
    objects,
    strike,
    struck,
    tainted,
)
from tests.e2e.workspace import Workspace

pytestmark = pytest.mark.e2e

ROLE = next(case for case in CASES if case.api == "ecs")
APPLY = ("apply", "-input=false", "-no-color", "-auto-approve")
STEPS = (
    "UpdateAssumeRolePolicy",
    "UpdateRole",
    "DeleteRolePermissionsBoundary",
    "UntagRole",
    "TagRole",
)


def create(workspace: Workspace) -> None:
    workspace.configure(everything())
    workspace.init()
    workspace.apply()


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a role that state and server spell alike."""
    return {
        name: values[name] or None for name in ("description", "max_session_duration", "permissions_boundary", "tags")
    }


@pytest.mark.promise(1)
@pytest.mark.parametrize("fault", ["lost_reply", "lost_reply=half", "lost_reply=502", "lost_reply=504", "garbage"])
def test_a_lost_create_reply_leaves_one_object_in_state(modern: Workspace, fault: str) -> None:
    """The server did it and nobody heard: made once more it would be doubled, forgotten it would be an orphan."""
    modern.configure(everything())
    modern.init()
    strike(modern.apis, "create", f"{fault}@1")
    modern.apply()
    assert struck(modern.apis) == [1, 1, 1, 1]
    assert census(modern.apis) == ONE_OF_EACH
    assert (sorted(modern.state()), tainted(modern)) == (ADDRESSES, [])
    assert modern.plan() == {}


@pytest.mark.promise(1)
def test_a_create_reply_that_never_comes_leaves_one_object_in_state(modern: Workspace) -> None:
    """A read timeout says nothing about what was done."""
    modern.configure(everything(timeout="2s"))
    modern.init()
    strike(modern.apis, "create", "lost_reply=hang@1")
    modern.apply()
    assert census(modern.apis) == ONE_OF_EACH
    assert tainted(modern) == []
    assert modern.plan() == {}


@pytest.mark.promise(2)
def test_a_lost_create_request_is_repeated_once_it_is_proven_absent(modern: Workspace) -> None:
    """Nothing was done; one clean retry does it, and only one."""
    modern.configure(everything())
    modern.init()
    strike(modern.apis, "create", "lost_request@1")
    modern.apply()
    assert struck(modern.apis) == [1, 1, 1, 1]
    assert census(modern.apis) == ONE_OF_EACH
    assert modern.plan() == {}


@pytest.mark.promise(3)
def test_the_error_code_decides_whether_a_conflict_is_repeated(modern: Workspace) -> None:
    """409 may mean "exists" or "try again"; the code tells, and nothing is adopted unasked."""
    modern.configure(BINDING.document())
    modern.init()
    strike(modern.apis, "create", "error=ABORTED@1")
    modern.apply()
    assert struck(modern.apis)[0] == 1
    calm(modern.apis)
    modern.run("state", "rm", BINDING.address)
    message = modern.fail("apply", "-auto-approve")
    assert "import {" in message
    assert modern.state() == {}


@pytest.mark.promise(4)
@pytest.mark.parametrize("fault", ["500", "unauthorized", "lost_request=hang"])
def test_what_is_made_is_saved_when_the_look_after_it_fails(modern: Workspace, fault: str) -> None:
    """The create succeeded; whatever the look afterwards meets, the object must not be forgotten.

    Fireworks is looked at because its listings lag, ECS and k0rdent because here the answer of the create is lost.
    """
    modern.configure(everything(max_retries=0, timeout="1s"))
    modern.init()
    for case in CASES:
        lost = [] if case.api == "fireworks" else [f"{WRITES['create'][case.type]}:lost_reply@1"]
        look = "read" if case.api == "ecs" else "list"
        since = 1 if case.api == "ecs" else 2  # The others look before they create, too.
        faults = [*lost, f"{WRITES[look][case.type]}:{fault}@{since}-{since + 1}"]
        modern.apis.control(case.api, "POST", "faults", {"faults": faults})
    modern.run(*APPLY, "-parallelism=50", accept=(0, 1))
    assert [times for times in struck(modern.apis) if not times] == []
    calm(modern.apis)
    assert census(modern.apis) == ONE_OF_EACH
    assert sorted(modern.state()) == ADDRESSES
    if modern.plan():
        modern.apply()
    assert (modern.plan(), tainted(modern), census(modern.apis)) == ({}, [], ONE_OF_EACH)


@pytest.mark.promise(5)
def test_what_is_listed_late_is_waited_for_and_saved(modern: Workspace) -> None:
    """Replicas lag; the object is there, only not everywhere yet."""
    modern.configure(everything())
    modern.init()
    strike(modern.apis, "create", "late=2s")
    modern.apply()
    assert modern.plan() == {}
    assert census(modern.apis) == ONE_OF_EACH


@pytest.mark.promise(6)
@pytest.mark.parametrize(
    "manners",
    [
        {"fold_case": "true", "extra_fields": "true", "account_prefix": "true"},
        {"policies": "rewritten", "nulls": "null", "extra_fields": "true"},
        {"policies": "encoded", "nulls": "empty", "wrapped": "true", "xml": "true"},
    ],
)
def test_a_reply_in_another_spelling_is_no_difference(modern: Workspace, manners: dict[str, str]) -> None:
    """Case, prefixes, order and unknown fields of the server's answer are not the user's concern."""
    variants = dict.fromkeys(("account_prefix", "extra_fields", "fold_case", "wrapped", "xml"), "false")
    usual = {**variants, "nulls": "absent", "policies": "minified"}
    for api in ("fireworks", "ecs", "k0rdent"):
        modern.apis.control(api, "POST", "variants", {**usual, **manners})
    try:
        create(modern)
        assert modern.plan() == {}
    finally:
        for api in ("fireworks", "ecs", "k0rdent"):
            modern.apis.control(api, "POST", "variants", usual)


@pytest.mark.promise(7)
def test_another_object_than_asked_for_is_undone(modern: Workspace) -> None:
    """A binding to the default pool is access that nobody asked for."""
    case = next(case for case in CASES if "node_pool" in case.type)
    modern.configure(case.document())
    modern.init()
    modern.apis.control("fireworks", "POST", "variants", {"ignore_pool": "true"})
    try:
        assert "than asked for" in modern.fail("apply", "-auto-approve")
    finally:
        modern.apis.control("fireworks", "POST", "variants", {"ignore_pool": "false"})
    assert modern.state() == {}
    assert census(modern.apis)[case.type] == 0


@pytest.mark.promise(18)
def test_an_update_that_fails_at_any_step_is_finished_by_the_next_apply(modern: Workspace) -> None:
    """State holds what the server has after step k, so the next apply does the rest, and nothing twice."""
    modern.configure(ROLE.document())
    modern.init()
    modern.apply()
    modern.configure(ROLE.document(ROLE.update))
    for step in STEPS:
        modern.apis.control("ecs", "POST", "faults", {"faults": [f"POST *Action={step}:403"]})
        modern.fail("apply", "-auto-approve")
        calm(modern.apis)
        assert told(modern.state()[ROLE.address]) == told(objects(modern.apis, "ecs", ROLE.type)[0])
    modern.apply()
    assert modern.plan() == {}
    done = [call["action"] for call in modern.calls("ecs") if call["status"] == 200 and call["action"] in STEPS]
    assert done == list(STEPS)


@pytest.mark.promise(18)
def test_setting_a_boundary_that_fails_is_finished_by_the_next_apply(modern: Workspace) -> None:
    """The one step that the other update does not take."""
    modern.configure(ROLE.document({"permissions_boundary": None}))
    modern.init()
    modern.apply()
    modern.configure(ROLE.document({"assume_role_policy": trust("ana")}))
    modern.apis.control("ecs", "POST", "faults", {"faults": ["POST *Action=PutRolePermissionsBoundary:403"]})
    assert "UpdateAssumeRolePolicy" in modern.fail("apply", "-auto-approve")
    calm(modern.apis)
    assert modern.state()[ROLE.address]["permissions_boundary"] is None
    modern.apply()
    assert modern.plan() == {}


@pytest.mark.promise(20)
@pytest.mark.parametrize("fault", ["lost_reply@1", "lost_request@1", "late=2s"])
def test_a_lost_or_late_delete_is_confirmed(modern: Workspace, fault: str) -> None:
    """Access is gone when the API shows that it is gone, not when a connection broke."""
    create(modern)
    strike(modern.apis, "delete", fault)
    modern.destroy()
    assert struck(modern.apis) == [1, 1, 1, 1]
    assert modern.state() == {}
    assert sum(census(modern.apis).values()) == 0
