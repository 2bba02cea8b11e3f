"""Role assignments of Azure read as grants."""

from __future__ import annotations

import pytest

from terrabind.review.edge import Certainty, Edge, Kind
from terrabind.spec.values import UNKNOWN
from tests.review.packs.sides import change, lines, only

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


def test_somebody_who_is_made_in_the_same_plan_is_named() -> None:
    """The object id comes with the apply, but whose it will be, is plain."""
    group = change("azuread_group.ops", {"display_name": "ops", "object_id": UNKNOWN})
    values = {"scope": "/subscriptions/s1", "role_definition_name": "Reader", "principal_id": UNKNOWN}
    fed = {"principal_id": ("azuread_group.ops.object_id",)}
    edge = only(group, change("azurerm_role_assignment.x", values, fed=fed))
    assert (edge.principal.key, edge.certainty) == ("group:group ops", Certainty.KNOWN)


def test_members_of_a_new_group_meet_what_it_holds() -> None:
    """Otherwise nobody could tell who gains."""
    group = change("azuread_group.ops", {"display_name": "ops", "object_id": UNKNOWN})
    values = {"group_object_id": UNKNOWN, "member_object_id": PERSON}
    edge = only(
        group, change("azuread_group_member.x", values, fed={"group_object_id": ("azuread_group.ops.object_id",)})
    )
    assert edge.role == "group ops"


def test_each_permission_of_a_vault_is_a_grant() -> None:
    """A policy of a vault is a list of verbs, and one more of them is what a review is about."""
    vault = "/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/v"
    values = {"key_vault_id": vault, "object_id": PERSON, "secret_permissions": ["Get", "Set"], "key_permissions": []}
    place = "subscription s1/resource group rg1/resource Microsoft.KeyVault/vaults/v"
    assert lines(change("azurerm_key_vault_access_policy.x", values)) == [
        f"principal:{PERSON} hold secret Get READ @ {place}",
        f"principal:{PERSON} hold secret Set WRITE @ {place}",
    ]


def test_an_app_role_is_held_at_its_application() -> None:
    """Admin consent is given by this resource and nothing else."""
    values = {
        "app_role_id": "r1",
        "principal_object_id": PERSON,
        "resource_object_id": "graph",
        "principal_type": UNKNOWN,
    }
    assert lines(change("azuread_app_role_assignment.x", values)) == [
        f"principal:{PERSON} hold r1 UNKNOWN @ tenant/application graph"
    ]


def test_a_federated_subject_assumes_the_identity() -> None:
    """A pipeline elsewhere becomes an identity here, as with a trust policy of AWS."""
    made = change("azurerm_user_assigned_identity.ci", {"name": "ci", "principal_id": "p1", "id": "/x/ci"})
    values = {"issuer": "https://token.example", "subject": "repo:acme/web:*", "parent_id": "/x/ci", "audience": ["a"]}
    edge = only(made, change("azurerm_federated_identity_credential.x", values))
    assert (edge.relation, edge.role, edge.principal.kind) == ("assume", "p1", Kind.FEDERATED)
    assert edge.qualifiers == {"subject": "repo:acme/web:*", "audience": "a"}
