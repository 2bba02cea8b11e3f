"""Generated from `terrabind.apis.ecs.iam_role` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Unpack

from terrabind.apis.ecs.iam_role import RESOURCE
from terrabind.cdktf.base import Construct, DataMeta, DataSource
from terrabind.constructs.description import Description, describe_list
from terrabind.constructs.members import (
    Given,
    MapArgument,
    MapToken,
    NumberArgument,
    NumberToken,
    ObjectReference,
    ObjectsToken,
    TextArgument,
    TextToken,
)

__all__ = [
    "DataIamRoles",
    "DataIamRolesRolesReference",
]


class DataIamRolesRolesReference(ObjectReference):
    """Tokens of one object of `roles`."""

    id = TextToken()
    """The import id: `{namespace}/{name}`."""

    name = TextToken()
    """Name of the role, unique in the namespace; upper and lower case are not told apart."""

    assume_role_policy = TextToken()
    """Trust policy as JSON text; compared by meaning, not by spelling."""

    description = TextToken()
    """What the role is for."""

    max_session_duration = NumberToken()
    """Longest session of whoever assumes the role, in seconds."""

    path = TextToken()
    """Path of the role; ECS knows only `/`."""

    permissions_boundary = TextToken()
    """ARN or URN of the policy that bounds what the role may do."""

    tags = MapToken()
    """Tags of the role."""

    namespace = TextToken()
    """Namespace of the role; the provider's `namespace` when left out."""

    arn = TextToken()
    """URN of the role."""

    role_id = TextToken()
    """Id of this very role; a role made anew has another."""

    create_date = TextToken()
    """When the role was made, ISO 8601."""


class DataIamRoles(DataSource):
    """Lists the IAM roles of Dell ECS that match all filters.

    The data source `terrabind_ecs_iam_roles` of Terraform.

    Reference: https://www.dell.com/support/manuals/en-us/ecs-appliance-/ecs_p_adminguide_3_8
    """

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_ecs_iam_roles"
    DESCRIPTION: ClassVar[Description] = describe_list(RESOURCE)

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

    roles = ObjectsToken(DataIamRolesRolesReference)
    """Every object that matches all filters."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str | None = None,
        assume_role_policy: str | None = None,
        description: str | None = None,
        max_session_duration: float | None = None,
        path: str | None = None,
        permissions_boundary: str | None = None,
        tags: Mapping[str, str] | None = None,
        namespace: str | None = None,
        **meta: Unpack[DataMeta],
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope: the construct that this one belongs to; give it by position.
        id_: its name there, unique; by position.
        name: Optional. Name of the role, unique in the namespace; upper and lower case are not told apart.
            Accepted: a name of 1 to 64 letters, digits and + = , . @ _ -.
        assume_role_policy: Optional. Trust policy as JSON text; compared by meaning, not by spelling. Accepted: an
            AWS-style policy document in JSON; 1 to 131072 characters.
        description: Optional. What the role is for. Accepted: 0 to 1000 characters.
        max_session_duration: Optional. Longest session of whoever assumes the role, in seconds. Accepted: a whole
            number of seconds from 3600 to 43200.
        path: Optional. Path of the role; ECS knows only `/`. Accepted: one of "/".
        permissions_boundary: Optional. ARN or URN of the policy that bounds what the role may do. Accepted: a
            policy URN such as "urn:ecs:iam::ns1:policy/Bound".
        tags: Optional. Tags of the role. Accepted: at most 50 tags; keys of 1 to 128 and values of up to 256
            characters.
        namespace: Optional. Namespace of the role; the provider's `namespace` when left out. Accepted: one word
            without slashes, white space, ?, # or %.
        meta: Terraform's own arguments: count, depends_on, for_each, lifecycle, provider.
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
            },
            meta,
        )
