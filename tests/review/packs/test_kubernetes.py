"""Role bindings of Kubernetes read as grants, as resources and as manifests."""

from __future__ import annotations

import pytest

from tests.review.packs.sides import change, lines, only, take

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


@pytest.mark.parametrize(("kind", "listed"), [("Deployment", False), ("NetworkPolicy", False), ("ClusterRole", True)])
def test_other_manifests_are_listed_when_they_are_about_access(kind: str, listed: bool) -> None:
    """What a role means stands in its rules, which are not read: that has to be said."""
    assert bool(take(change("kubernetes_manifest.x", {"manifest": {"kind": kind}})).unclear) is listed


@pytest.mark.parametrize(
    ("verbs", "resources", "level"),
    [
        (["get", "list", "watch"], ["pods"], "READ"),
        (["get", "create"], ["deployments"], "WRITE"),
        (["*"], ["deployments"], "ADMIN"),
        (["*"], ["*"], "GRANT"),
        (["create"], ["rolebindings"], "GRANT"),
        (["escalate"], ["clusterroles"], "GRANT"),
        (["get"], ["secrets"], "READ"),
        (["use"], ["podsecuritypolicies"], "UNKNOWN"),
    ],
)
def test_rules_of_a_role_are_what_its_holders_may_do(verbs: list[str], resources: list[str], level: str) -> None:
    """A role that grows is a gain for everybody who is bound to it, wherever that is written."""
    values = {"metadata": [{"name": "ops"}], "rule": [{"verbs": verbs, "resources": resources, "api_groups": [""]}]}
    (said,) = lines(change("kubernetes_cluster_role_v1.x", values))
    what = f"{', '.join(sorted(verbs))} of {', '.join(resources)}"
    assert said == f"group:holders of cluster role ops hold {what} {level} @ kubernetes cluster"


def test_a_role_of_a_namespace_holds_there() -> None:
    """One of the same name elsewhere is another one; as a manifest it is the same."""
    rule = {"verbs": ["get"], "resources": ["pods"], "resource_names": ["web-0"]}
    as_resource = change("kubernetes_role.x", {"metadata": [{"name": "ops", "namespace": "web"}], "rule": [rule]})
    body = {"kind": "Role", "metadata": {"name": "ops", "namespace": "web"},
            "rules": [{"verbs": ["get"], "resources": ["pods"], "resourceNames": ["web-0"]}]}  # fmt: skip
    edges = [only(as_resource), only(change("kubernetes_manifest.x", {"manifest": body}))]
    assert edges[0].key == edges[1].key
    assert [edge.qualifiers["names"] for edge in edges] == ["web-0", "web-0"]


def test_an_aggregated_role_is_listed() -> None:
    """Its rules are in other roles, which the cluster finds by labels."""
    values = {"metadata": [{"name": "all"}], "aggregation_rule": [{"cluster_role_selectors": [{}]}], "rule": []}
    assert take(change("kubernetes_cluster_role.x", values)).unclear


@pytest.mark.parametrize("kind", ["ClusterRole", "Secret"])
def test_a_manifest_of_a_cluster_role_may_be_aggregated_so_it_is_listed(kind: str) -> None:
    """What a manifest holds has no shape that could be asked for."""
    taken = take(change("kubernetes_manifest.x", {"manifest": {"kind": kind, "metadata": {"name": "x"}}}))
    assert bool(taken.unclear) is (kind == "ClusterRole")
