"""Data sources and functions: what exists is found, on every page, and policies are compared in HCL too."""

from __future__ import annotations

import pytest

from tests.e2e.cases import CASES, Case, trust
from tests.e2e.workspace import Workspace

ITEMS = {
    "terrabind_fireworks_aws_iam_role_binding": ("terrabind_fireworks_aws_iam_role_bindings", "bindings"),
    "terrabind_fireworks_node_pool_binding": ("terrabind_fireworks_node_pool_bindings", "bindings"),
    "terrabind_ecs_iam_role": ("terrabind_ecs_iam_roles", "roles"),
    "terrabind_k0rdent_iam_policy_binding": ("terrabind_k0rdent_iam_policy_bindings", "bindings"),
}


@pytest.mark.parametrize("case", CASES, ids=[case.type for case in CASES])
def test_one_object_is_read_by_its_identity(workspace: Workspace, case: Case) -> None:
    """A stack refers to what another team made, without owning it."""
    document = case.document()
    document["output"] = {"made": {"value": f"${{{case.address}.id}}"}}
    workspace.configure(document)
    workspace.init()
    workspace.apply()
    identity = case.identity(workspace.state()[case.address])
    document["data"] = {case.type: {"found": identity}}
    document["output"]["found"] = {"value": f"${{data.{case.type}.found.id}}"}
    workspace.configure(document)
    workspace.apply()
    assert workspace.outputs()["found"] == workspace.outputs()["made"]


@pytest.mark.parametrize("case", CASES, ids=[case.type for case in CASES])
def test_all_objects_are_listed(workspace: Workspace, case: Case) -> None:
    """The plural data source is how a stack audits what is there."""
    plural, items = ITEMS[case.type]
    workspace.configure(case.document())
    workspace.init()
    workspace.apply()
    document = case.document()
    document["data"] = {plural: {"all": {}}}
    document["output"] = {"ids": {"value": f"${{data.{plural}.all.{items}[*].id}}"}}
    workspace.configure(document)
    workspace.apply()
    assert workspace.outputs()["ids"] == [workspace.state()[case.address]["id"]]


def test_a_listing_holds_every_page_and_filters(workspace: Workspace) -> None:
    """Half a listing would be half an audit."""
    type_, items = ITEMS["terrabind_fireworks_aws_iam_role_binding"]
    role = "arn:aws:iam::123456789012:role/R"
    for number in range(230):
        body = {"principal": f"p{number}@example.com", "role": role}
        headers = {"Authorization": "Bearer by-hand"}
        workspace.apis.request("fireworks", "POST", "/v1/accounts/acme/awsIamRoleBindings", body, headers)
    data = {type_: {"all": {}, "one": {"principal": "P7@example.com"}}}
    output = {name: {"value": f"${{length(data.{type_}.{name}.{items})}}"} for name in ("all", "one")}
    workspace.configure({"data": data, "output": output})
    workspace.init()
    workspace.apply()
    assert workspace.outputs() == {"all": 230, "one": 1}


def test_a_missing_object_is_one_clear_error(workspace: Workspace) -> None:
    """A data source that finds nothing says what it looked for."""
    workspace.configure({"data": {"terrabind_ecs_iam_role": {"found": {"name": "nobody"}}}})
    workspace.init()
    assert "nobody" in workspace.fail("plan")


def test_functions_answer_in_configurations(workspace: Workspace) -> None:
    """policy_equal, policy_principals and import_id work without any API."""
    kind = "terrabind_fireworks_aws_iam_role_binding"
    binding = '{principal = "ana@example.com", role = "arn:aws:iam::123456789012:role/R", account_id = "acme"}'
    workspace.configure(
        {
            "locals": {"a": trust("ana", "ben"), "b": trust("ben", "ana", indent=1), "c": trust("ana")},
            "output": {
                "same": {"value": "${provider::terrabind::policy_equal(local.a, local.b)}"},
                "other": {"value": "${provider::terrabind::policy_equal(local.a, local.c)}"},
                "who": {"value": "${provider::terrabind::policy_principals(local.c)}"},
                "id": {"value": f'${{provider::terrabind::import_id("{kind}", {binding})}}'},
            },
        }
    )
    workspace.init()
    workspace.apply()
    outputs = workspace.outputs()
    assert (outputs["same"], outputs["other"]) == (True, False)
    assert outputs["id"] == "acme/ana@example.com/arn:aws:iam::123456789012:role/R"
    assert "urn:ecs:iam::ns1:user/ana" in str(outputs["who"])
