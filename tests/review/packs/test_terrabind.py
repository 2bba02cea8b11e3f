"""Our own resources read as the grants that their catalogue entries describe."""

from __future__ import annotations

import pytest

from terrabind.apis import load_catalogue
from terrabind.review.edge import Certainty, Kind
from terrabind.review.packs import load_mappings
from terrabind.spec.values import UNKNOWN
from tests.review.packs.sides import change, line, lines, only, trust

K0RDENT = "terrabind_k0rdent_iam_policy_binding.x"


@pytest.mark.parametrize("name", load_catalogue().resources)
def test_every_resource_of_the_catalogue_is_read_by_its_own_example(name: str) -> None:
    """A resource is described once: adding one must not need a mapping elsewhere, and must not be silent."""
    assert load_mappings().find(name)
    example = {"namespace": "ns1", "account_id": "acme", **load_catalogue().resources[name].example}
    assert lines(change(f"{name}.x", example))


def test_a_role_binding_lets_a_person_assume_the_role() -> None:
    """Its role is the ARN, so that what the role holds elsewhere is found behind it; e-mails ignore case."""
    arn = "arn:aws:iam::123456789012:role/Trainer"
    values = {"principal": "Ana@Example.com", "role": arn, "account_id": "acme"}
    edge = only(change("terrabind_fireworks_aws_iam_role_binding.x", values))
    assert line(edge) == f"user:ana@example.com assume {arn} UNKNOWN @ account acme"
    assert edge.principal.shown == "Ana@Example.com"


def test_a_pool_binding_holds_within_cluster_and_pool() -> None:
    """The scope is a path, so that a wider one can be told from a narrower one."""
    values = {"principal": "ana@example.com", "account_id": "acme", "cluster_id": "c", "node_pool_id": "gpu"}
    said = lines(change("terrabind_fireworks_node_pool_binding.x", values))
    assert said == ["user:ana@example.com use node pool gpu WRITE @ account acme/cluster c/node pool gpu"]


def test_a_pool_that_the_server_chooses_is_unresolved() -> None:
    """Nobody knows where the grant will hold, and that must not read as a place."""
    values = {"principal": "ana@example.com", "account_id": "acme", "cluster_id": "c", "node_pool_id": UNKNOWN}
    edge = only(change("terrabind_fireworks_node_pool_binding.x", values))
    assert edge.certainty is Certainty.UNRESOLVED
    assert edge.feeds == ("node_pool_id",)


@pytest.mark.parametrize(
    ("kind", "name", "organization", "place"),
    [
        ("org", None, "acme", "org acme"),
        ("org", None, None, "org"),
        ("project", "x", "acme", "org acme/project x"),
        ("project", "x", None, "org/project x"),
        ("resource", "r1", "acme", "org acme/resource r1"),
        ("org", None, UNKNOWN, "org"),
    ],
)
def test_an_organisation_contains_its_projects(
    kind: str, name: str | None, organization: str | None, place: str
) -> None:
    """A grant on the whole organisation makes one on a project redundant; the words must nest for that."""
    values = {"role": "viewer", "principal": {"type": "group", "id": "ops"}, "org_id": organization}
    said = lines(change(K0RDENT, {**values, "scope": {"type": kind, "resource": name}}))
    assert said == [f"group:ops hold viewer READ @ {place}"]


def test_the_kind_of_principal_is_read_from_its_attribute() -> None:
    """A group and a user of one name are two principals."""
    values = {"role": "admin", "scope": {"type": "org", "resource": None}}
    kinds = [
        only(change(K0RDENT, {**values, "principal": {"type": kind, "id": "x"}})).principal.kind
        for kind in ("user", "group", "serviceAccount")
    ]
    assert kinds == [Kind.USER, Kind.GROUP, Kind.SERVICE_ACCOUNT]


def test_an_array_role_is_assumed_within_its_limits() -> None:
    """Session and boundary are what a weaker trust weakens, and the role is known before the array made it."""
    policy = trust({"AWS": "urn:ecs:iam::ns1:user/ana"})
    values = {"name": "backup", "namespace": "ns1", "assume_role_policy": policy, "max_session_duration": 7200}
    edge = only(
        change(
            "terrabind_ecs_iam_role.x", {**values, "arn": UNKNOWN, "permissions_boundary": "urn:ecs:iam::ns1:policy/b"}
        )
    )
    assert line(edge) == "user:urn:ecs:iam::ns1:user/ana assume urn:ecs:iam::ns1:role/backup UNKNOWN @ namespace ns1"
    assert edge.qualifiers == {"max_session": "7200", "boundary": "urn:ecs:iam::ns1:policy/b"}
