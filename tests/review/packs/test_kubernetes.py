"""Role bindings of Kubernetes read as grants, as resources and as manifests."""

from __future__ import annotations

import pytest

from tests.review.packs.sides import change, lines, take

SUBJECTS = [
    {"kind": "User", "name": "ana@example.com"},
    {"kind": "Group", "name": "system:authenticated"},
    {"kind": "ServiceAccount", "name": "ci", "namespace": "build"},
]
BINDING = {
    "metadata": [{"name": "b", "namespace": "web"}],
    "role_ref": [{"kind": "ClusterRole", "name": "edit"}],
    "subject": SUBJECTS,
}


def said(place: str, role: str = "edit WRITE") -> list[str]:
    """The three subjects with a role at a place."""
    return [
        f"everyone:system:authenticated hold {role} @ {place}",
        f"service account:system:serviceaccount:build:ci hold {role} @ {place}",
        f"user:ana@example.com hold {role} @ {place}",
    ]


@pytest.mark.parametrize("version", ["", "_v1"])
def test_a_binding_holds_in_its_namespace_and_a_cluster_binding_everywhere(version: str) -> None:
    """The same role in the whole cluster is a wider grant, and the paths nest."""
    narrow = lines(change(f"kubernetes_role_binding{version}.x", BINDING))
    wide = lines(change(f"kubernetes_cluster_role_binding{version}.x", BINDING))
    assert narrow == said("kubernetes cluster/namespace web")
    assert wide == said("kubernetes cluster")


@pytest.mark.parametrize(
    ("kind", "place"),
    [("RoleBinding", "kubernetes cluster/namespace web"), ("ClusterRoleBinding", "kubernetes cluster")],
)
def test_a_manifest_of_a_binding_is_one(kind: str, place: str) -> None:
    """The same grant, written as a manifest, must not slip by."""
    manifest = {"kind": kind, "metadata": {"namespace": "web"}, "roleRef": {"name": "edit"}, "subjects": SUBJECTS}
    assert lines(change("kubernetes_manifest.x", {"manifest": manifest})) == said(place)


def test_a_service_account_of_a_binding_without_a_namespace_is_its_own() -> None:
    """A subject without a namespace is in that of the binding."""
    subject = [{"kind": "ServiceAccount", "name": "ci", "namespace": ""}]
    assert lines(change("kubernetes_role_binding.x", {**BINDING, "subject": subject})) == [
        "service account:system:serviceaccount:web:ci hold edit WRITE @ kubernetes cluster/namespace web"
    ]


@pytest.mark.parametrize(
    ("role", "level"),
    [("cluster-admin", "GRANT"), ("admin", "ADMIN"), ("view", "READ"), ("pod-reader", "READ"), ("custom", "UNKNOWN")],
)
def test_a_role_tells_its_level(role: str, level: str) -> None:
    """Whoever is cluster-admin may give everything to everyone."""
    said = lines(change("kubernetes_role_binding.x", {**BINDING, "role_ref": [{"name": role}]}))
    assert said[0].split(" hold ")[1].startswith(f"{role} {level} ")


@pytest.mark.parametrize(("kind", "listed"), [("Deployment", False), ("NetworkPolicy", False), ("Role", True)])
def test_other_manifests_are_listed_when_they_are_about_access(kind: str, listed: bool) -> None:
    """What a role means stands in its rules, which are not read: that has to be said."""
    assert bool(take(change("kubernetes_manifest.x", {"manifest": {"kind": kind}})).unclear) is listed
