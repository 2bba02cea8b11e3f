"""Generated from `terrabind.apis.fireworks.node_pool_binding` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from typing import ClassVar, TypedDict, Unpack

from terrabind.apis.fireworks.node_pool_binding import RESOURCE
from terrabind.cdktf.base import Construct, Meta, Resource
from terrabind.constructs.description import Description, describe_resource
from terrabind.constructs.members import Given, ObjectArgument, ObjectReference, TextArgument, TextToken

__all__ = [
    "NodePoolBinding",
    "NodePoolBindingTimeouts",
    "NodePoolBindingTimeoutsReference",
]


class NodePoolBindingTimeouts(TypedDict, total=False):
    """How long each operation may take, retries and waiting included.

    create: How long the create may take in all, for example "30s" or "5m"; without it 5m. Accepted: a duration
        such as "30s", "5m" or "1h30m".
    read: How long the read may take in all, for example "30s" or "5m"; without it 2m. Accepted: a duration such
        as "30s", "5m" or "1h30m".
    update: How long the update may take in all, for example "30s" or "5m"; without it 5m. Accepted: a duration
        such as "30s", "5m" or "1h30m".
    delete: How long the delete may take in all, for example "30s" or "5m"; without it 5m. Accepted: a duration
        such as "30s", "5m" or "1h30m".
    """

    create: str | None
    read: str | None
    update: str | None
    delete: str | None


class NodePoolBindingTimeoutsReference(ObjectReference):
    """Tokens of `timeouts`: how long each operation may take, retries and waiting included."""

    create = TextToken()
    """How long the create may take in all, for example "30s" or "5m"; without it 5m."""

    read = TextToken()
    """How long the read may take in all, for example "30s" or "5m"; without it 2m."""

    update = TextToken()
    """How long the update may take in all, for example "30s" or "5m"; without it 5m."""

    delete = TextToken()
    """How long the delete may take in all, for example "30s" or "5m"; without it 5m."""


class NodePoolBinding(Resource):
    """Lets a person use a node pool of Fireworks AI.

    The resource `terrabind_fireworks_node_pool_binding` of Terraform.

    Import id: `<account_id>/<cluster_id>/<node_pool_id>/<principal>`.

    Reference: https://docs.fireworks.ai/api-reference-dlde/delete-node-pool-binding
    """

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_fireworks_node_pool_binding"
    DESCRIPTION: ClassVar[Description] = describe_resource(RESOURCE)

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

    create_time = TextToken()
    """When the binding was made, RFC 3339."""

    id = TextToken()
    """The import id: `{account_id}/{cluster_id}/{node_pool_id}/{principal}`."""

    on_existing = TextArgument()
    """What to do when the same object exists already that Terraform does not know: `refuse` fails with an
    import block, `adopt_identical` takes it over if nothing differs, `adopt` in any case, and updates it.
    """
    on_existing_input = Given[str]()
    """What was given as `on_existing`."""

    on_destroy = TextArgument()
    """What destroying does: `delete` removes the object, `keep` leaves it where it is and only forgets it."""
    on_destroy_input = Given[str]()
    """What was given as `on_destroy`."""

    timeouts = ObjectArgument(
        NodePoolBindingTimeoutsReference,
        NodePoolBindingTimeouts,
    )
    """How long each operation may take, retries and waiting included."""
    timeouts_input = Given[NodePoolBindingTimeouts | NodePoolBindingTimeoutsReference]()
    """What was given as `timeouts`."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        principal: str,
        cluster_id: str | None = None,
        node_pool_id: str | None = None,
        account_id: str | None = None,
        on_existing: str | None = None,
        on_destroy: str | None = None,
        timeouts: NodePoolBindingTimeouts | NodePoolBindingTimeoutsReference | None = None,
        **meta: Unpack[Meta],
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope: the construct that this one belongs to; give it by position.
        id_: its name there, unique; by position.
        principal: E-mail address of the person; upper and lower case are not told apart. Accepted: an e-mail
            address such as "ana@example.com". A change makes a new object.
        cluster_id: Optional. Cluster of the node pool; the server decides when left out. Accepted: one word without
            slashes, white space, ?, # or %. A change makes a new object.
        node_pool_id: Optional. Node pool that the person may use; the server decides when left out. Accepted: one
            word without slashes, white space, ?, # or %. A change makes a new object.
        account_id: Optional. Account that the binding belongs to; the provider's `account_id` when left out.
            Accepted: one word without slashes, white space, ?, # or %. A change makes a new object.
        on_existing: Optional. What to do when the same object exists already that Terraform does not know: `refuse`
            fails with an import block, `adopt_identical` takes it over if nothing differs, `adopt` in any case, and
            updates it. Accepted: one of "refuse", "adopt_identical", "adopt". Default: `"refuse"`.
        on_destroy: Optional. What destroying does: `delete` removes the object, `keep` leaves it where it is and
            only forgets it. Accepted: one of "delete", "keep". Default: `"delete"`.
        timeouts: Optional. How long each operation may take, retries and waiting included.
        meta: Terraform's own arguments: connection, count, depends_on, for_each, lifecycle, provider, provisioners.
        """
        super().__init__(
            scope,
            id_,
            {
                "principal": principal,
                "cluster_id": cluster_id,
                "node_pool_id": node_pool_id,
                "account_id": account_id,
                "on_existing": on_existing,
                "on_destroy": on_destroy,
                "timeouts": timeouts,
            },
            meta,
        )
