"""Each element once with what it needs and once with everything, and literally what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from terrabind.cdktf.base import DataSource, Resource
from terrabind.cdktf.ecs import DataIamRole, DataIamRoles, IamRole
from terrabind.cdktf.fireworks import (
    AwsIamRoleBinding,
    DataAwsIamRoleBinding,
    DataAwsIamRoleBindings,
    DataNodePoolBinding,
    DataNodePoolBindings,
    NodePoolBinding,
)
from terrabind.cdktf.k0rdent import DataIamPolicyBinding, DataIamPolicyBindings, IamPolicyBinding
from terrabind.cdktf.rest import DataRestRequest, RestResource

POLICY: Final = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
)
ARN: Final = "arn:aws:iam::123456789012:role/Trainer"
_TIMEOUTS: Final = {"create": "5m", "read": "1m", "update": "5m", "delete": "90s"}
_STANDARD: Final = {"on_existing": "adopt_identical", "on_destroy": "keep", "timeouts": _TIMEOUTS}


@dataclass(frozen=True, slots=True)
class Sample:
    """An element: its class, its Terraform type, the arguments it needs, and all that it takes.

    `text` is an attribute to refer to, `import_id` one that it accepts. Arguments and configuration are the same
    literals: that is what the constructs promise.
    """

    element: Any
    type_name: str
    least: Mapping[str, Any]
    most: Mapping[str, Any]
    text: str
    import_id: str = ""

    @property
    def block(self) -> str:
        """The part of a configuration in which it stands."""
        return "data" if issubclass(self.element, DataSource) else "resource"

    @property
    def address(self) -> str:
        """How others refer to the one named `x`."""
        return f"{'data.' if self.block == 'data' else ''}{self.type_name}.x"

    def __str__(self) -> str:
        return str(self.element.__name__)


RESOURCES: Final = (
    Sample(
        AwsIamRoleBinding,
        "terrabind_fireworks_aws_iam_role_binding",
        {"principal": "ana@example.com", "role": ARN},
        {"principal": "ana@example.com", "role": ARN, "account_id": "acme", **_STANDARD},
        "role",
        f"acme/ana@example.com/{ARN}",
    ),
    Sample(
        NodePoolBinding,
        "terrabind_fireworks_node_pool_binding",
        {"principal": "ana@example.com"},
        {
            "principal": "ana@example.com",
            "cluster_id": "research",
            "node_pool_id": "h100-a",
            "account_id": "acme",
            **_STANDARD,
        },
        "principal",
        "acme/research/h100-a/ana@example.com",
    ),
    Sample(
        IamRole,
        "terrabind_ecs_iam_role",
        {"name": "trainer", "assume_role_policy": POLICY},
        {
            "name": "trainer",
            "assume_role_policy": POLICY,
            "description": "Trains.",
            "max_session_duration": 7200,
            "path": "/",
            "permissions_boundary": "urn:ecs:iam::ns1:policy/Bound",
            "tags": {"Team": "research", "cost-centre": "42"},
            "namespace": "ns1",
            "force_detach_policies": True,
            **_STANDARD,
        },
        "name",
        "ns1/trainer",
    ),
    Sample(
        IamPolicyBinding,
        "terrabind_k0rdent_iam_policy_binding",
        {"role": "viewer", "principal": {"type": "user", "id": "ana"}, "scope": {"type": "org"}},
        {
            "role": "viewer",
            "principal": {"type": "group", "id": "research"},
            "scope": {"type": "project", "resource": "vision"},
            "org_id": "org-1",
            **_STANDARD,
        },
        "role",
        "org-1/viewer-1",
    ),
)

DATA_SOURCES: Final = (
    Sample(
        DataAwsIamRoleBinding,
        "terrabind_fireworks_aws_iam_role_binding",
        {"id": f"acme/ana@example.com/{ARN}"},
        {"principal": "ana@example.com", "role": ARN, "account_id": "acme"},
        "create_time",
    ),
    Sample(
        DataAwsIamRoleBindings,
        "terrabind_fireworks_aws_iam_role_bindings",
        {},
        {"principal": "ana@example.com", "role": ARN, "account_id": "acme"},
        "principal",
    ),
    Sample(
        DataNodePoolBinding,
        "terrabind_fireworks_node_pool_binding",
        {"principal": "ana@example.com"},
        {"principal": "ana@example.com", "cluster_id": "research", "node_pool_id": "h100-a", "account_id": "acme"},
        "node_pool_id",
    ),
    Sample(
        DataNodePoolBindings,
        "terrabind_fireworks_node_pool_bindings",
        {},
        {"principal": "ana@example.com", "cluster_id": "research", "node_pool_id": "h100-a", "account_id": "acme"},
        "cluster_id",
    ),
    Sample(DataIamRole, "terrabind_ecs_iam_role", {"name": "trainer"}, {"name": "trainer", "namespace": "ns1"}, "arn"),
    Sample(
        DataIamRoles,
        "terrabind_ecs_iam_roles",
        {},
        {"max_session_duration": 3600, "path": "/", "tags": {"Team": "research"}, "namespace": "ns1"},
        "namespace",
    ),
    Sample(
        DataIamPolicyBinding,
        "terrabind_k0rdent_iam_policy_binding",
        {"policy_id": "viewer-1"},
        {
            "role": "viewer",
            "principal": {"type": "group", "id": "research"},
            "scope": {"type": "project", "resource": "vision"},
            "org_id": "org-1",
        },
        "self_link",
    ),
    Sample(
        DataIamPolicyBindings,
        "terrabind_k0rdent_iam_policy_bindings",
        {},
        {"role": "viewer", "principal": {"type": "group"}, "scope": {"type": "project"}, "org_id": "org-1"},
        "role",
    ),
)

_TEXTS: Final = {"X-Trace": "1", "camelCase": "{body.name}"}
_OPERATION: Final = {
    "method": "PUT",
    "path": "{path}/{id}",
    "query": _TEXTS,
    "headers": _TEXTS,
    "body": {"camelCase": [1, {"a.b": True}], "Content-Type": {}},
    "success_codes": [200, 409],
}
_PAGE: Final = {
    "token_param": "after",
    "token_from": "page.next",
    "limit_param": "size",
    "limit": 100,
}
_WAIT: Final = {
    "status_from": {"body": "state.name"},
    "success": ["ready"],
    "pending": ["creating", "starting"],
    "path": "{path}/{id}/state",
    "interval": "5s",
    "timeout": "2m",
}
_BODY: Final = {
    "name": "x",
    "deep": {"list": [1, 2.5, ["a", True, {"camelCase": [], "Content-Type": {}}]], "0": False},
    "number as text": "007",
}
_WRITTEN_OUT: Final = {"team": "{body}", "password": "{write_only_body.password}"}

GENERIC: Final = (
    Sample(
        RestResource,
        "terrabind_rest_resource",
        {"path": "/v1/things", "body": {"name": "x"}},
        {
            "path": "/v1/things",
            "body": _BODY,
            "write_only_body": {"password": "${var.password}", "keys": ["${var.key}"]},
            "write_only_version": 3,
            "id_from": {"header": "Location", "path_segment": -1},
            "create": {**_OPERATION, "path": "{path}", "body": _WRITTEN_OUT},
            "read": {
                **_OPERATION,
                "select": "data.0",
                "gone": {"state.name": ["deleted", "expired"]},
                "search": {
                    "path": "{path}",
                    "query": _TEXTS,
                    "items": "data",
                    "sparse": True,
                    "match": _TEXTS,
                    "page": _PAGE,
                },
            },
            "update": {**_OPERATION, "strategy": "merge_patch", "body": _WRITTEN_OUT},
            "delete": _OPERATION,
            "wait": {"create": _WAIT, "update": {"success": ["ready"]}, "delete": _WAIT},
            "ignore_fields": ["deep.list.*"],
            "unordered": ["deep.list"],
            "equal": {"name": "case"},
            "replace_on": ["name"],
            "output_fields": ["uuid", "/a.b/c"],
            "sensitive_output_fields": ["secret"],
            "format": "json",
            "headers": _TEXTS,
            "credential": "admin",
            "lock": "things",
            **_STANDARD,
        },
        "path",
        "/v1/things#42",
    ),
    Sample(
        DataRestRequest,
        "terrabind_rest_request",
        {"path": "/v1/things"},
        {
            "path": "/v1/things",
            "method": "POST",
            "query": _TEXTS,
            "headers": {"X-Trace": "1"},
            "body": _BODY,
            "format": "json",
            "select": "data",
            "page": _PAGE,
            "success_codes": [200, 404],
            "credential": "admin",
        },
        "path",
    ),
)

ALL: Final = (*RESOURCES, *DATA_SOURCES, *GENERIC)

__all__ = ["ALL", "ARN", "DATA_SOURCES", "GENERIC", "POLICY", "RESOURCES", "DataSource", "Resource", "Sample"]
