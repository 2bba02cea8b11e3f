"""Kubernetes: role bindings and cluster role bindings, as resources of their own and as manifests.

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

PACK = Pack(
    types={
        **dict.fromkeys(("kubernetes_role_binding", "kubernetes_role_binding_v1"), (_both(_BINDING),)),
        **dict.fromkeys(
            ("kubernetes_cluster_role_binding", "kubernetes_cluster_role_binding_v1"),
            (Mapping(sources=(_CLUSTER_BINDING,)),),
        ),
        "kubernetes_manifest": (
            replace(_both(_MANIFEST), when=("manifest.kind", ("RoleBinding",))),
            Mapping(sources=(_CLUSTER_MANIFEST,), when=("manifest.kind", ("ClusterRoleBinding",))),
        ),
    }
)
