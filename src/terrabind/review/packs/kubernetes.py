"""Kubernetes: roles, cluster roles and their bindings, as resources of their own and as manifests.

Sources: the Kubernetes reference on RBAC (default roles, names of subjects). Users and groups are those of whoever
signs them in; a service account belongs to its namespace.
"""

from __future__ import annotations

import re
from dataclasses import replace

from terrabind.review.edge import Kind, Level
from terrabind.review.mapping import Dialect, Grant, Levels, Mapping, Pack

_SUBJECTS = Dialect(
    kinds={"User": Kind.USER, "Group": Kind.GROUP, "ServiceAccount": Kind.SERVICE_ACCOUNT},
    prefixes={"system:serviceaccount:": Kind.SERVICE_ACCOUNT},
    keep=frozenset({"system:serviceaccount:"}),
    whole=frozenset({"*", "system:authenticated", "system:unauthenticated", "system:anonymous"}),
)
_ROLES = Levels(
    names={
        "cluster-admin": Level.GRANT,
        "admin": Level.ADMIN,
        "edit": Level.WRITE,
        "view": Level.READ,
        "system:masters": Level.GRANT,
        "system:discovery": Level.READ,
        "system:public-info-viewer": Level.READ,
        "system:basic-user": Level.READ,
    }
)
_CLUSTER = "kubernetes cluster"
_OF_NAMESPACE = re.compile("Role")


def _both(grant: Grant) -> Mapping:
    """A role of the namespace may bear the name of one of the cluster, and is another one."""
    return Mapping(sources=(grant, replace(grant, role=f"Role {grant.role}", only=_OF_NAMESPACE, but=None)))


_BINDING = Grant(
    each="subject",
    principal="{each.name}",
    # As the API server itself names them, so that a subject of kind User with that name is the same one.
    principals={"ServiceAccount": "system:serviceaccount:{each.namespace|metadata.0.namespace|=default}:{each.name}"},
    kind="{each.kind}",
    dialect=_SUBJECTS,
    role="{role_ref.0.name}",
    scope=(_CLUSTER, "namespace {metadata.0.namespace|=default}"),
    levels=_ROLES,
    when_role="{role_ref.0.kind}",
    but=_OF_NAMESPACE,
)
_CLUSTER_BINDING = replace(_BINDING, scope=(_CLUSTER,))
_MANIFEST = replace(
    _BINDING,
    each="manifest.subjects",
    principals={
        "ServiceAccount": "system:serviceaccount:{each.namespace|manifest.metadata.namespace|=default}:{each.name}"
    },
    role="{manifest.roleRef.name}",
    when_role="{manifest.roleRef.kind}",
    scope=(_CLUSTER, "namespace {manifest.metadata.namespace|=default}"),
)
_CLUSTER_MANIFEST = replace(_MANIFEST, scope=(_CLUSTER,))

# What a role may do is held by whoever is bound to it, here or in another plan.
_GIVING = r"(.*, )?(\*|(cluster)?rolebindings|serviceaccounts/token)(, .*)?"
_RULES = Levels(
    patterns=(
        (re.compile(r"(.*, )?(bind|escalate|impersonate)(, .*)? of .*"), Level.GRANT),
        (re.compile(rf"(.*, )?(create|patch|update|\*)(, .*)? of {_GIVING}"), Level.GRANT),
        (re.compile(r"(.*, )?\*(, .*)? of .*"), Level.ADMIN),
        (re.compile(r"(.*, )?(create|patch|update|delete|deletecollection)(, .*)? of .*"), Level.WRITE),
        (re.compile(r"(get|list|watch)(, (get|list|watch))* of .*"), Level.READ),
    ),
    words=False,
)
_CLUSTER_RULES = Grant(
    each="rule",
    principal="holders of cluster role {metadata.0.name}",
    kind="Group",
    dialect=_SUBJECTS,
    role="{each.verbs} of {each.resources|each.non_resource_urls}",
    scope=(_CLUSTER,),
    levels=_RULES,
    qualifiers={"names": "{each.resource_names}", "api_groups": "{each.api_groups}"},
    authoritative=True,
)
_RULES_OF_NAMESPACE = replace(
    _CLUSTER_RULES,
    principal="holders of role {metadata.0.name} in {metadata.0.namespace|=default}",
    scope=(_CLUSTER, "namespace {metadata.0.namespace|=default}"),
)
_RULES_MANIFEST = replace(
    _RULES_OF_NAMESPACE,
    each="manifest.rules",
    principal="holders of role {manifest.metadata.name} in {manifest.metadata.namespace|=default}",
    role="{each.verbs} of {each.resources|each.nonResourceURLs}",
    scope=(_CLUSTER, "namespace {manifest.metadata.namespace|=default}"),
    qualifiers={"names": "{each.resourceNames}", "api_groups": "{each.apiGroups}"},
)
# The rules of an aggregated role are those of others, which the cluster finds by their labels.
_NOT_AGGREGATED = ("aggregation_rule.0", (None,))

PACK = Pack(
    types={
        **dict.fromkeys(
            ("kubernetes_cluster_role", "kubernetes_cluster_role_v1"),
            (Mapping(sources=(_CLUSTER_RULES,), when=_NOT_AGGREGATED),),
        ),
        **dict.fromkeys(("kubernetes_role", "kubernetes_role_v1"), (Mapping(sources=(_RULES_OF_NAMESPACE,)),)),
        **dict.fromkeys(("kubernetes_role_binding", "kubernetes_role_binding_v1"), (_both(_BINDING),)),
        **dict.fromkeys(
            ("kubernetes_cluster_role_binding", "kubernetes_cluster_role_binding_v1"),
            (Mapping(sources=(_CLUSTER_BINDING,)),),
        ),
        "kubernetes_manifest": (
            replace(_both(_MANIFEST), when=("manifest.kind", ("RoleBinding",))),
            Mapping(sources=(_CLUSTER_MANIFEST,), when=("manifest.kind", ("ClusterRoleBinding",))),
            Mapping(sources=(_RULES_MANIFEST,), when=("manifest.kind", ("Role",))),
        ),
    }
)
