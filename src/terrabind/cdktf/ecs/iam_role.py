"""Generated from `terrabind.apis.ecs.iam_role` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, TypedDict, Unpack

from terrabind.apis.ecs.iam_role import RESOURCE
from terrabind.cdktf.base import Construct, Meta, Resource
from terrabind.constructs.description import Description, describe_resource
from terrabind.constructs.members import (
    FlagArgument,
    Given,
    MapArgument,
    NumberArgument,
    ObjectArgument,
    ObjectReference,
    TextArgument,
    TextToken,
)
from terrabind.constructs.tokens import Resolvable

__all__ = [
    "IamRole",
    "IamRoleTimeouts",
    "IamRoleTimeoutsReference",
]


class IamRoleTimeouts(TypedDict, total=False):
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


class IamRoleTimeoutsReference(ObjectReference):
    """Tokens of `timeouts`: how long each operation may take, retries and waiting included."""

    create = TextToken()
    """How long the create may take in all, for example "30s" or "5m"; without it 5m."""

    read = TextToken()
    """How long the read may take in all, for example "30s" or "5m"; without it 2m."""

    update = TextToken()
    """How long the update may take in all, for example "30s" or "5m"; without it 5m."""

    delete = TextToken()
    """How long the delete may take in all, for example "30s" or "5m"; without it 5m."""


class IamRole(Resource):
    """A role of Dell ECS IAM; its trust policy says who may assume it.

    The resource `terrabind_ecs_iam_role` of Terraform.

    Import id: `<namespace>/<name>` or `<name>`.

    The name stays part of the key without its case: changing only the case changes nothing on the array.

    Policies attached outside of Terraform make destroying fail unless `force_detach_policies` is true.

    Reference: https://www.dell.com/support/manuals/en-us/ecs-appliance-/ecs_p_adminguide_3_8
    """

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_ecs_iam_role"
    DESCRIPTION: ClassVar[Description] = describe_resource(RESOURCE)

    name = TextArgument()
    """Name of the role, unique in the namespace; upper and lower case are not told apart."""
    name_input = Given[str]()
    """What was given as `name`."""

    assume_role_policy = TextArgument()
    """Trust policy as JSON text; compared by meaning, not by spelling."""
    assume_role_policy_input = Given[str]()
    """What was given as `assume_role_policy`."""

    description = TextArgument()
    """What the role is for."""
    description_input = Given[str]()
    """What was given as `description`."""

    max_session_duration = NumberArgument()
    """Longest session of whoever assumes the role, in seconds."""
    max_session_duration_input = Given[float]()
    """What was given as `max_session_duration`."""

    path = TextArgument()
    """Path of the role; ECS knows only `/`."""
    path_input = Given[str]()
    """What was given as `path`."""

    permissions_boundary = TextArgument()
    """ARN or URN of the policy that bounds what the role may do."""
    permissions_boundary_input = Given[str]()
    """What was given as `permissions_boundary`."""

    tags = MapArgument()
    """Tags of the role."""
    tags_input = Given[Mapping[str, str]]()
    """What was given as `tags`."""

    namespace = TextArgument()
    """Namespace of the role; the provider's `namespace` when left out."""
    namespace_input = Given[str]()
    """What was given as `namespace`."""

    force_detach_policies = FlagArgument()
    """Whether destroying first detaches managed policies, deletes inline ones and drops the boundary."""
    force_detach_policies_input = Given[bool | Resolvable]()
    """What was given as `force_detach_policies`."""

    arn = TextToken()
    """URN of the role."""

    role_id = TextToken()
    """Id of this very role; a role made anew has another."""

    create_date = TextToken()
    """When the role was made, ISO 8601."""

    id = TextToken()
    """The import id: `{namespace}/{name}`."""

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
        IamRoleTimeoutsReference,
        IamRoleTimeouts,
    )
    """How long each operation may take, retries and waiting included."""
    timeouts_input = Given[IamRoleTimeouts | IamRoleTimeoutsReference]()
    """What was given as `timeouts`."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        assume_role_policy: str,
        description: str | None = None,
        max_session_duration: float | None = None,
        path: str | None = None,
        permissions_boundary: str | None = None,
        tags: Mapping[str, str] | None = None,
        namespace: str | None = None,
        force_detach_policies: bool | Resolvable | None = None,
        on_existing: str | None = None,
        on_destroy: str | None = None,
        timeouts: IamRoleTimeouts | IamRoleTimeoutsReference | None = None,
        **meta: Unpack[Meta],
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope: the construct that this one belongs to; give it by position.
        id_: its name there, unique; by position.
        name: Name of the role, unique in the namespace; upper and lower case are not told apart. Accepted: a name
            of 1 to 64 letters, digits and + = , . @ _ -. A change makes a new object.
        assume_role_policy: Trust policy as JSON text; compared by meaning, not by spelling. Accepted: an AWS-style
            policy document in JSON; 1 to 131072 characters.
        description: Optional. What the role is for. Accepted: 0 to 1000 characters. Default: `""`.
        max_session_duration: Optional. Longest session of whoever assumes the role, in seconds. Accepted: a whole
            number of seconds from 3600 to 43200. Default: `3600`.
        path: Optional. Path of the role; ECS knows only `/`. Accepted: one of "/". Default: `"/"`. A change makes a
            new object.
        permissions_boundary: Optional. ARN or URN of the policy that bounds what the role may do. Accepted: a
            policy URN such as "urn:ecs:iam::ns1:policy/Bound".
        tags: Optional. Tags of the role. Accepted: at most 50 tags; keys of 1 to 128 and values of up to 256
            characters.
        namespace: Optional. Namespace of the role; the provider's `namespace` when left out. Accepted: one word
            without slashes, white space, ?, # or %. A change makes a new object.
        force_detach_policies: Optional. Whether destroying first detaches managed policies, deletes inline ones and
            drops the boundary. Default: `false`.
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
                "name": name,
                "assume_role_policy": assume_role_policy,
                "description": description,
                "max_session_duration": max_session_duration,
                "path": path,
                "permissions_boundary": permissions_boundary,
                "tags": tags,
                "namespace": namespace,
                "force_detach_policies": force_detach_policies,
                "on_existing": on_existing,
                "on_destroy": on_destroy,
                "timeouts": timeouts,
            },
            meta,
        )
