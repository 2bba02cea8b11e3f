"""Role assignments of Azure read as grants."""

from __future__ import annotations

import pytest

from terrabind.review.edge import Certainty, Edge, Kind
from terrabind.spec.values import UNKNOWN
from tests.review.packs.sides import change, only

PERSON = "11111111-1111-1111-1111-111111111111"


def assigned(**more: object) -> Edge:
    """The grant of one role assignment."""
    values = {
        "scope": "/subscriptions/s1/resourceGroups/rg1",
        "role_definition_name": "Reader",
        "role_definition_id": UNKNOWN,
        "principal_id": PERSON,
        "principal_type": UNKNOWN,
        "condition": None,
        **more,
    }
    return only(change("azurerm_role_assignment.x", values, fed={"principal_id": ("azuread_group.ops.object_id",)}))


@pytest.mark.parametrize(
    ("written", "scope"),
    [
        ("/subscriptions/s1", ("subscription s1",)),
        ("/subscriptions/s1/resourceGroups/rg1", ("subscription s1", "resource group rg1")),
        (
            "/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.Storage/storageAccounts/a",
            ("subscription s1", "resource group rg1", "resource Microsoft.Storage/storageAccounts/a"),
        ),
        ("/providers/Microsoft.Management/managementGroups/all", ("management group all",)),
        ("/", ("tenant",)),
        ("something else", ("something else",)),
    ],
)
def test_a_scope_is_a_path_of_its_levels(written: str, scope: tuple[str, ...]) -> None:
    """A subscription contains its resource groups, and the review must know."""
    assert assigned(scope=written).scope == scope


@pytest.mark.parametrize(
    ("role", "level"),
    [
        ("Owner", "GRANT"),
        ("Contributor", "WRITE"),
        ("Reader", "READ"),
        ("User Access Administrator", "GRANT"),
        ("Storage Blob Data Reader", "READ"),
        ("Odd Name", "UNKNOWN"),
    ],
)
def test_a_role_tells_its_level(role: str, level: str) -> None:
    """Owners and user access administrators may let others in."""
    assert assigned(role_definition_name=role).level.name == level


def test_a_role_may_be_given_by_its_id() -> None:
    """Built-in roles have the same id everywhere, with and without a subscription before it."""
    path = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
    edges = [
        assigned(role_definition_name=None, role_definition_id=prefix + path) for prefix in ("", "/subscriptions/s")
    ]
    assert {edge.role for edge in edges} == {"8e3af657-a8ff-443c-a75c-2fe8c4bcb635"}


def test_what_only_the_server_adds_does_not_make_a_grant_uncertain() -> None:
    """The id beside a given name and the type of a given principal are always unknown when created."""
    edge = assigned()
    assert edge.certainty is Certainty.KNOWN
    assert edge.principal.kind is Kind.UNKNOWN
    assert assigned(principal_type="Group").principal.kind is Kind.GROUP


def test_a_principal_of_the_same_plan_is_unresolved() -> None:
    """Its id comes with the apply; the expression says where from."""
    edge = assigned(principal_id=UNKNOWN)
    assert edge.certainty is Certainty.UNRESOLVED
    assert edge.feeds == ("azuread_group.ops.object_id",)


def test_a_condition_limits_an_assignment() -> None:
    """A condition that goes is a grant that grows."""
    assert assigned(condition="@Resource[x] == 'y'").qualifiers == {"condition": "@Resource[x] == 'y'"}


def test_a_member_of_a_group_is_a_member_of_its_id() -> None:
    """Groups are given roles by that same id."""
    edge = only(change("azuread_group_member.x", {"group_object_id": "g1", "member_object_id": PERSON}))
    assert (edge.relation, edge.role, edge.scope) == ("member", "g1", ())
