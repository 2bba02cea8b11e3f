"""The ways in which Terraform is really called, and the choices that a resource offers."""

from __future__ import annotations

import pytest

from tests.e2e.cases import CASES, Case
from tests.e2e.workspace import Workspace

BINDING = next(case for case in CASES if case.type == "terrabind_fireworks_aws_iam_role_binding")
POLICY = next(case for case in CASES if case.api == "k0rdent")
COLLECTION = "/v1/accounts/acme/awsIamRoleBindings"
BEARER = {"Authorization": "Bearer by-hand"}


def many(count: int) -> dict[str, object]:
    instances = {f"b{n}": {**BINDING.config, "principal": f"person{n}@example.com"} for n in range(count)}
    return {"resource": {BINDING.type: instances}}


def make_by_hand(workspace: Workspace) -> None:
    workspace.apis.request("fireworks", "POST", COLLECTION, dict(BINDING.config), BEARER)


def list_bindings(workspace: Workspace) -> list[dict[str, str]]:
    answer = workspace.apis.request("fireworks", "GET", COLLECTION, headers=BEARER) or {}
    found: list[dict[str, str]] = answer.get("awsIamRoleBindings", [])
    return found


@pytest.mark.promise(3)
def test_an_existing_binding_is_refused_with_an_import_block(workspace: Workspace) -> None:
    """Taking over somebody's grant silently would hide who gave it."""
    workspace.configure(BINDING.document())
    workspace.init()
    make_by_hand(workspace)
    message = workspace.fail("apply", "-auto-approve")
    assert "import {" in message
    assert f'id = "acme/{BINDING.config["principal"]}/{BINDING.config["role"]}"' in message
    assert workspace.state() == {}


@pytest.mark.promise(3)
@pytest.mark.parametrize("policy", ["adopt", "adopt_identical"])
def test_an_existing_binding_is_adopted_on_request(workspace: Workspace, policy: str) -> None:
    """Adoption is asked for, said in a warning, and makes no second binding."""
    workspace.configure(BINDING.document({"on_existing": policy}))
    workspace.init()
    make_by_hand(workspace)
    said = workspace.run("apply", "-input=false", "-no-color", "-auto-approve").stdout
    assert "Warning" in said
    assert len(list_bindings(workspace)) == 1
    assert workspace.plan() == {}


def test_destroying_with_keep_leaves_the_binding(workspace: Workspace) -> None:
    """Terraform forgets, the person keeps the access."""
    workspace.configure(BINDING.document({"on_destroy": "keep"}))
    workspace.init()
    workspace.apply()
    workspace.destroy()
    assert len(list_bindings(workspace)) == 1


def test_changing_only_what_steers_terrabind_makes_no_request_that_writes(workspace: Workspace) -> None:
    """on_destroy and timeouts concern nobody's access."""
    workspace.configure(BINDING.document())
    workspace.init()
    workspace.apply()
    workspace.apis.control("fireworks", "DELETE", "calls")
    workspace.configure(BINDING.document({"on_destroy": "keep", "timeouts": {"create": "1m"}}))
    assert workspace.plan() == {"update": [BINDING.address]}
    workspace.apply()
    assert {call["method"] for call in workspace.calls("fireworks")} <= {"GET"}
    assert workspace.plan() == {}


@pytest.mark.promise(41)
def test_planning_writes_nothing(workspace: Workspace) -> None:
    """A plan that writes would be an unreviewed change."""
    workspace.configure(many(3))
    workspace.init()
    workspace.plan()
    assert {call["method"] for call in workspace.calls("fireworks")} <= {"GET"}


@pytest.mark.promise(17)
@pytest.mark.parametrize("parallelism", [1, 50])
def test_a_hundred_bindings_refresh_with_one_listing(modern: Workspace, parallelism: int) -> None:
    """A plan costs as many calls as there are pages, not as there are people."""
    modern.configure(many(100))
    modern.init()
    modern.apply(f"-parallelism={parallelism}")
    assert len(list_bindings(modern)) == 50  # the API's first page
    modern.apis.control("fireworks", "DELETE", "calls")
    assert modern.plan(f"-parallelism={parallelism}") == {}
    assert len(modern.calls("fireworks")) == 1


@pytest.mark.promise(42)
def test_one_target_alone_is_changed(workspace: Workspace) -> None:
    """-target and -refresh=false are used in emergencies and must work then."""
    workspace.configure(many(2))
    workspace.init()
    workspace.apply(f"-target={BINDING.type}.b0")
    assert list(workspace.state()) == [f"{BINDING.type}.b0"]
    assert workspace.plan("-refresh=false") == {"create": [f"{BINDING.type}.b1"]}


@pytest.mark.promise(42)
def test_a_provider_that_is_configured_by_another_resource_plans(workspace: Workspace) -> None:
    """An account that is only known after apply is no error at plan time."""
    account = {"terraform_data": {"account": {"input": "acme"}}}
    provider = {"fireworks": {"account_id": "${terraform_data.account.output}"}}
    document = BINDING.document()
    document["resource"].update(account)
    workspace.configure({"provider": {"terrabind": provider}, **document})
    workspace.init()
    assert set(workspace.plan()) == {"create"}
    workspace.apply()
    assert workspace.state()[BINDING.address]["account_id"] == "acme"
    assert workspace.plan() == {}


def test_two_aliases_keep_their_settings_apart(workspace: Workspace) -> None:
    """Settings that mixed would grant in the wrong account."""
    providers = [{"fireworks": {"account_id": name}, "alias": name} for name in ("acme", "umbrella")]
    instances = {name: {**BINDING.config, "provider": f"terrabind.{name}"} for name in ("acme", "umbrella")}
    workspace.configure({"provider": {"terrabind": providers}, "resource": {BINDING.type: instances}})
    workspace.init()
    workspace.apply()
    assert [values["account_id"] for values in workspace.state().values()] == ["acme", "umbrella"]
    assert workspace.plan() == {}


@pytest.mark.promise(19)
@pytest.mark.parametrize("case", [BINDING, POLICY], ids=lambda case: case.type)
def test_create_before_destroy_grants_before_it_revokes(workspace: Workspace, case: Case) -> None:
    """No moment without access, where the API allows two bindings at once."""
    lifecycle = {"lifecycle": {"create_before_destroy": True}}
    workspace.configure(case.document(lifecycle))
    workspace.init()
    workspace.apply()
    workspace.configure(case.document(lifecycle, case.replace))
    assert workspace.plan() == {"create+delete": [case.address]}
    workspace.apply()
    assert workspace.plan() == {}


@pytest.mark.promise(44)
def test_a_moved_resource_is_not_touched(workspace: Workspace) -> None:
    """A new address is no new grant."""
    workspace.configure(BINDING.document())
    workspace.init()
    workspace.apply()
    moved = {"moved": [{"from": BINDING.address, "to": f"{BINDING.type}.that"}]}
    workspace.configure({**moved, "resource": {BINDING.type: {"that": dict(BINDING.config)}}})
    assert workspace.plan() == {}
