"""Generated from `terrabind.apis.fireworks.node_pool_binding` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from typing import ClassVar, Unpack

from terrabind.apis.fireworks.node_pool_binding import RESOURCE
from terrabind.cdktf.base import Construct, DataMeta, DataSource
from terrabind.constructs.description import Description, describe_list
from terrabind.constructs.members import Given, ObjectReference, ObjectsToken, TextArgument, TextToken

__all__ = [
    "DataNodePoolBindings",
    "DataNodePoolBindingsBindingsReference",
]


class DataNodePoolBindingsBindingsReference(ObjectReference):
    """Tokens of one object of `bindings`."""

    id = TextToken()
    """The import id: `{account_id}/{cluster_id}/{node_pool_id}/{principal}`."""

    principal = TextToken()
    """E-mail address of the person; upper and lower case are not told apart."""

    cluster_id = TextToken()
    """Cluster of the node pool; the server decides when left out."""

    node_pool_id = TextToken()
    """Node pool that the person may use; the server decides when left out."""

    account_id = TextToken()
    """Account that the binding belongs to; the provider's `account_id` when left out."""

    create_time = TextToken()
    """When the binding was made, RFC 3339."""


class DataNodePoolBindings(DataSource):
    """Lists the node pool bindings of Fireworks AI that match all filters.

    The data source `terrabind_fireworks_node_pool_bindings` of Terraform.

    Reference: https://docs.fireworks.ai/api-reference-dlde/delete-node-pool-binding
    """

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_fireworks_node_pool_bindings"
    DESCRIPTION: ClassVar[Description] = describe_list(RESOURCE)

    principal = TextArgument()
    """E-mail address of the person; upper and lower case are not told apart."""
    principal_input = Given[str]()
    """What was given as `principal`."""

    cluster_id = TextArgument()
    """Cluster of the node pool; the server decides when left out."""
    cluster_id_input = Given[str]()
    """What was given as `cluster_id`."""

    node_pool_id = TextArgument()
    """Node pool that the person may use; the server decides when left out."""
    node_pool_id_input = Given[str]()
    """What was given as `node_pool_id`."""

    account_id = TextArgument()
    """Account that the binding belongs to; the provider's `account_id` when left out."""
    account_id_input = Given[str]()
    """What was given as `account_id`."""

    bindings = ObjectsToken(DataNodePoolBindingsBindingsReference)
    """Every object that matches all filters."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        principal: str | None = None,
        cluster_id: str | None = None,
        node_pool_id: str | None = None,
        account_id: str | None = None,
        **meta: Unpack[DataMeta],
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope: the construct that this one belongs to; give it by position.
        id_: its name there, unique; by position.
        principal: Optional. E-mail address of the person; upper and lower case are not told apart. Accepted: an
            e-mail address such as "ana@example.com".
        cluster_id: Optional. Cluster of the node pool; the server decides when left out. Accepted: one word without
            slashes, white space, ?, # or %.
        node_pool_id: Optional. Node pool that the person may use; the server decides when left out. Accepted: one
            word without slashes, white space, ?, # or %.
        account_id: Optional. Account that the binding belongs to; the provider's `account_id` when left out.
            Accepted: one word without slashes, white space, ?, # or %.
        meta: Terraform's own arguments: count, depends_on, for_each, lifecycle, provider.
        """
        super().__init__(
            scope,
            id_,
            {
                "principal": principal,
                "cluster_id": cluster_id,
                "node_pool_id": node_pool_id,
                "account_id": account_id,
            },
            meta,
        )
