"""A grant that leaves one address and enters another in one run of real Terraform is there at the end (promise 44)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.cases import CASES, Case
from tests.e2e.workspace import Workspace

pytestmark = pytest.mark.promise(44)
POOL = next(case for case in CASES if case.type == "terrabind_fireworks_node_pool_binding")
BINDING = next(case for case in CASES if case.type == "terrabind_fireworks_aws_iam_role_binding")
MOST_RUNS = 20
"""With one place to work in each run decides by chance, one half against the other."""
EVERYTHING = {case.type: case for case in CASES}


def at(address: str, *cases: Case, **more: Any) -> dict[str, Any]:
    """A configuration with every case under one name."""
    return {"resource": {case.type: {address: {**case.config, **more}} for case in cases}}


def held(workspace: Workspace) -> list[str]:
    """The objects that the APIs hold, by type."""
    apis = {case.api for case in CASES}
    states = [workspace.apis.control(api, "GET", "state") for api in sorted(apis)]
    return sorted(name for state in states for name, rows in state.items() for _ in rows)


def deletes(workspace: Workspace) -> int:
    """How many delete calls Fireworks has seen."""
    return sum(call["path"].endswith("awsIamRoleBindings:delete") for call in workspace.calls("fireworks"))


def apply_once(workspace: Workspace, places: int) -> int:
    """Apply; at the end of the run every grant is there, and what to do is said. The exit code."""
    arguments = ("-input=false", "-no-color", "-auto-approve", f"-parallelism={places}")
    done = workspace.run("apply", *arguments, accept=(0, 1))
    assert held(workspace) == sorted(EVERYTHING)
    assert "moved {" in done.stdout + done.stderr
    return done.returncode


@pytest.mark.parametrize("places", [1, 50])
def test_renamed_addresses_keep_their_grants(workspace: Workspace, places: int) -> None:
    """All resources, each under a new name: whatever order Terraform chose, nobody has lost access at the end."""
    workspace.configure(at("old", *CASES))
    workspace.init()
    workspace.apply()
    workspace.configure(at("new", *CASES))
    # One place to work in may let a create come first; it is then refused, and the next run goes on.
    runs = [apply_once(workspace, places)]
    while runs[-1] and len(runs) < MOST_RUNS:
        runs.append(apply_once(workspace, places))
    assert list(workspace.state()) == sorted(f"{case.type}.new" for case in CASES)
    assert workspace.plan() == {}


def test_a_delete_that_comes_last_revokes_nothing(workspace: Workspace) -> None:
    """The old address waits for another delete, so that the create comes first for certain."""
    waiting = {"depends_on": [f"{BINDING.type}.old"]}
    workspace.configure({"resource": {**at("old", BINDING)["resource"], **at("old", POOL, **waiting)["resource"]}})
    workspace.init()
    workspace.apply()
    before = workspace.state()[f"{BINDING.type}.old"]
    workspace.apis.control("fireworks", "POST", "faults", {"faults": ["POST */nodePoolBindings:delete:delay=500ms"]})
    workspace.configure(at("new", BINDING))
    workspace.apply("-parallelism=50")
    assert (workspace.state()[f"{BINDING.type}.new"], deletes(workspace)) == (before, 0)
    assert workspace.plan() == {}


def test_a_create_that_comes_last_makes_the_grant_anew(workspace: Workspace) -> None:
    """The new address waits for another create, so that the delete comes first for certain."""
    workspace.configure(at("old", BINDING))
    workspace.init()
    workspace.apply()
    workspace.apis.control("fireworks", "POST", "faults", {"faults": ["POST */nodePoolBindings:delay=500ms"]})
    after = at("new", BINDING, depends_on=[f"{POOL.type}.new"])["resource"]
    workspace.configure({"resource": {**after, **at("new", POOL)["resource"]}})
    workspace.apply("-parallelism=50")
    assert (deletes(workspace), held(workspace)) == (1, sorted([BINDING.type, POOL.type]))
    assert workspace.plan() == {}


def test_a_moved_block_makes_no_request_to_write(modern: Workspace) -> None:
    """What every warning advises."""
    modern.configure(at("old", BINDING))
    modern.init()
    modern.apply()
    before = len([call for call in modern.calls("fireworks") if call["method"] == "POST"])
    moved = [{"from": f"{BINDING.type}.old", "to": f"{BINDING.type}.new"}]
    modern.configure({**at("new", BINDING), "moved": moved})
    modern.apply()
    assert len([call for call in modern.calls("fireworks") if call["method"] == "POST"]) == before


@pytest.mark.promise(46)
def test_a_key_that_only_changes_case_keeps_its_grant(workspace: Workspace) -> None:
    """`for_each` over e-mail addresses whose spelling changes: neither revoked nor doubled."""
    document = {
        "resource": {
            BINDING.type: {
                "this": {**BINDING.config, "for_each": "${toset([var.person])}", "principal": "${each.key}"},
            }
        },
        "variable": {"person": {"default": "ana@example.com"}},
    }
    workspace.configure(document)
    workspace.init()
    workspace.apply()
    workspace.apply("-var=person=ANA@example.com", "-parallelism=50")
    assert held(workspace) == [BINDING.type]
    assert list(workspace.state()) == [f'{BINDING.type}.this["ANA@example.com"]']


def test_replacing_one_address_really_replaces(modern: Workspace) -> None:
    """`-replace` is for an object that is to be made anew; it is no hand-over."""
    modern.configure(at("this", *CASES))
    modern.init()
    modern.apply()
    before = modern.state()
    modern.apply(*(f"-replace={case.address}" for case in CASES))
    after = modern.state()
    ids = {
        case.address: name
        for case in CASES
        for name in ("create_time", "role_id", "uid")
        if name in before[case.address]
    }
    assert all(before[address][name] != after[address][name] for address, name in ids.items())
    assert held(modern) == sorted(EVERYTHING)
