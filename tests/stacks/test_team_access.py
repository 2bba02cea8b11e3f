"""A team's grants become bindings, one for each person, group or role as the API wants it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from access_matrix import (
    AwsRole,
    Grant,
    K0rdentRole,
    Member,
    Namespace,
    NodePool,
    NodePoolUse,
    Organisation,
    Project,
    StorageRole,
    Team,
)
from team_access import TeamAccess
from terrabind.cdktf import ArgumentError, TerraformStack, Testing

VISION = Member("vision", {"ada": "ada@example.com", "ben": "ben@example.com"}, is_group=True)
ADA = Member("ada", {"ada": "ada@example.com"}, is_group=False)
TRAINER = "arn:aws:iam::123456789012:role/Trainer"


def made(stack: TerraformStack, *grants: Grant) -> dict[str, list[Any]]:
    """The arguments of everything that the grants make, by type."""
    TeamAccess(stack, "research", Team("research", grants))
    blocks = json.loads(Testing.synth(stack)).get("resource", {})
    return {name: list(instances.values()) for name, instances in blocks.items()}


def test_an_aws_role_is_given_to_each_person_once(stack: TerraformStack) -> None:
    """Somebody who is named and in the group gets one binding: the API refuses a second."""
    assert made(stack, Grant("trainer", AwsRole(TRAINER), (VISION, ADA))) == {
        "terrabind_fireworks_aws_iam_role_binding": [
            {"principal": "ada@example.com", "role": TRAINER},
            {"principal": "ben@example.com", "role": TRAINER},
        ]
    }


def test_a_node_pool_is_given_to_each_person(stack: TerraformStack) -> None:
    """Scope and role together name the binding."""
    grant = Grant("gpu-user", NodePoolUse(), (ADA,), "h100", NodePool("research", "h100-a"))
    assert made(stack, grant) == {
        "terrabind_fireworks_node_pool_binding": [
            {"principal": "ada@example.com", "cluster_id": "research", "node_pool_id": "h100-a"}
        ]
    }


def test_a_storage_role_trusts_everybody_named(stack: TerraformStack) -> None:
    """ECS holds people in the trust policy of one role."""
    grant = Grant("reader", StorageRole("Reads.", 2), (VISION, ADA), "datasets", Namespace("ns1"))
    (role,) = made(stack, grant)["terrabind_ecs_iam_role"]
    (statement,) = json.loads(role.pop("assume_role_policy"))["Statement"]
    assert statement["Principal"] == {"AWS": ["urn:ecs:iam::ns1:user/ada", "urn:ecs:iam::ns1:user/ben"]}
    assert role == {
        "name": "research-reader",
        "namespace": "ns1",
        "description": "Reads.",
        "max_session_duration": 7200,
        "tags": {"team": "research"},
    }


def test_a_k0rdent_role_is_given_to_groups_as_groups(stack: TerraformStack) -> None:
    """The API knows groups itself, so membership can change without Terraform."""
    viewer = K0rdentRole("viewer")
    found = made(
        stack,
        Grant("viewer", viewer, (VISION, ADA), "company", Organisation()),
        Grant("viewer", viewer, (VISION,), "vision", Project("vision")),
    )
    bindings = found["terrabind_k0rdent_iam_policy_binding"]
    assert sorted((each["principal"], each["scope"]) for each in map(_flat, bindings)) == [
        ("group vision", "org"),
        ("group vision", "project vision"),
        ("user ada@example.com", "org"),
    ]
    assert {each["role"] for each in bindings} == {"viewer"}


def _flat(binding: dict[str, Any]) -> dict[str, str]:
    principal, scope = binding["principal"], binding["scope"]
    return {
        "principal": f"{principal['type']} {principal['id']}",
        "scope": " ".join([scope["type"], *([scope["resource"]] if "resource" in scope else [])]),
    }


def test_a_wrong_value_of_the_matrix_is_refused_with_team_and_person(stack: TerraformStack) -> None:
    """The construct's path leads back to the row."""
    wrong = Member("ada", {"ada": "ada"}, is_group=False)
    with pytest.raises(ArgumentError, match='"access/research/trainer-ada", argument principal'):
        made(stack, Grant("trainer", AwsRole(TRAINER), (wrong,)))
