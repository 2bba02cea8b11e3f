"""A person may use a node pool of Fireworks AI.

Reference: docs.fireworks.ai, "Delete Node Pool Binding" (apis.md 1.3). Whether a create honours `clusterId` and
`nodePoolId` is not documented: they are sent when configured, and an answer that names another pool is undone and
reported.
"""

from __future__ import annotations

from terrabind.apis.fireworks import ACCOUNT_ID, API, PAGE, UNKNOWN_PRINCIPAL
from terrabind.spec.access import Access
from terrabind.spec.attribute import computed, required, server_default
from terrabind.spec.check import EMAIL, SEGMENT
from terrabind.spec.compare import caseless
from terrabind.spec.locate import Body
from terrabind.spec.operation import Format, Listing, Operation, Send
from terrabind.spec.resource import Resource
from terrabind.spec.types import STRING

_COLLECTION = "/v1/accounts/{account_id}/nodePoolBindings"
_SENDS = (Send("principal"), Send("cluster_id"), Send("node_pool_id"))

RESOURCE = Resource(
    api=API,
    name="node_pool_binding",
    plural="node_pool_bindings",
    doc="Lets a person use a node pool of Fireworks AI.",
    reference="https://docs.fireworks.ai/api-reference-dlde/delete-node-pool-binding",
    attributes={
        "principal": required(
            STRING,
            "E-mail address of the person; upper and lower case are not told apart.",
            wire="principal",
            replace=True,
            checks=(EMAIL,),
            same=caseless,
        ),
        "cluster_id": server_default(
            STRING,
            "Cluster of the node pool; the server decides when left out.",
            wire="clusterId",
            replace=True,
            checks=(SEGMENT,),
            generated="default-cluster",
        ),
        "node_pool_id": server_default(
            STRING,
            "Node pool that the person may use; the server decides when left out.",
            wire="nodePoolId",
            replace=True,
            checks=(SEGMENT,),
            generated="default-pool",
        ),
        "account_id": ACCOUNT_ID,
        "create_time": computed(STRING, "When the binding was made, RFC 3339.", wire="createTime", generated="{now}"),
    },
    key=("account_id", "cluster_id", "node_pool_id", "principal"),
    identity=("account_id", "cluster_id", "node_pool_id", "principal"),
    imports=("{account_id}/{cluster_id}/{node_pool_id}/{principal}",),
    scope=("account_id",),
    create=Operation(
        method="POST",
        path=_COLLECTION,
        format=Format.JSON,
        sends=_SENDS,
        answer=Body(""),
        unknown_principal=UNKNOWN_PRINCIPAL,
    ),
    listing=Listing(operation=Operation(method="GET", path=_COLLECTION), items=Body("nodePoolBindings"), page=PAGE),
    delete=Operation(method="POST", path=_COLLECTION + ":delete", format=Format.JSON, sends=_SENDS),
    looks_first=True,
    access=Access(
        relation="may use",
        principal="{principal}",
        role="node pool {node_pool_id}",
        scope="{account_id}/{cluster_id}/{node_pool_id}",
    ),
    example={"principal": "ana@example.com", "cluster_id": "research", "node_pool_id": "h100-a"},
)
