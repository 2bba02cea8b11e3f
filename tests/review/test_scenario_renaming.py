"""Carried resources become resources of the type that they stand for, and nothing else of a plan changes."""

from __future__ import annotations

from typing import Any

from tests.review.scenarios.renaming import defer, rename, settle


def carried(name: str = "aws_iam_role__deploy", **change: Any) -> dict[str, Any]:
    """A plan of one carrying resource."""
    row = {"address": f"terraform_data.{name}", "type": "terraform_data", "name": name, "provider_name": "built-in"}
    return {"resource_changes": [{**row, "change": {"actions": ["update"], **change}}]}


def test_a_carried_resource_has_its_own_address_type_and_name() -> None:
    """The review looks types up in its packs, and addresses are what readers search for."""
    (row,) = rename(carried())["resource_changes"]
    assert (row["address"], row["type"], row["name"]) == ("aws_iam_role.deploy", "aws_iam_role", "deploy")
    assert row["provider_name"] == "provider.example/aws/aws"


def test_values_and_marks_are_lifted_out_of_the_carrier() -> None:
    """Unknown and sensitive marks must stay on the attributes that Terraform put them on."""
    plan = carried(
        after={"id": "1", "input": {"role": "admin"}, "output": {"role": "old"}},
        after_unknown={"input": {"member": True}, "output": True},
        after_sensitive={"input": {"condition": True}},
    )
    (row,) = rename(plan)["resource_changes"]
    change = row["change"]
    assert change["after"] == {"id": "1", "role": "admin"}
    assert (change["after_unknown"], change["after_sensitive"]) == ({"member": True}, {"condition": True})


def test_addresses_are_renamed_wherever_they_stand() -> None:
    """A moved row names where it came from, an index or a module stays in front and behind."""
    plan = {"moved": ['module.a.terraform_data.aws_iam_role__deploy["x"]', "terraform_data.plain.id"]}
    assert rename(plan) == {"moved": ['module.a.aws_iam_role.deploy["x"]', "terraform_data.plain.id"]}


def test_a_resource_that_carries_nothing_stays_as_it_is() -> None:
    """Only names with two underscores say that they stand for something else."""
    plan = carried("round", before={"input": 1}, after={"input": 2})
    assert rename(plan) == carried("round", before={"input": 1}, after={"input": 2})


def test_what_differs_from_run_to_run_is_settled() -> None:
    """Or every recording would change every file."""
    made = "1a2b3c4d-0000-4000-8000-1234567890ab"
    plan = {"timestamp": "2030-01-01T00:00:00Z", "id": made, "same": f"x/{made}", "url": "http://127.0.0.1:4711/base"}
    settled = settle(plan)
    assert (settled["timestamp"], settled["url"]) == ("2026-11-21T09:00:00Z", "http://127.0.0.1:8080/base")
    assert settled["same"] == f"x/{settled['id']}" != f"x/{made}"


def test_a_deferred_row_stands_where_terraform_would_put_it() -> None:
    """No released Terraform defers, and the review must be ready for the first that does."""
    plan = defer(carried(), "terraform_data.aws_iam_role__deploy")
    assert (plan["resource_changes"], plan["complete"]) == ([], False)
    assert plan["deferred_changes"][0]["resource_change"]["name"] == "aws_iam_role__deploy"
