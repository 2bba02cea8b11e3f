"""Generated from `terrabind.apis.ecs.iam_role` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from typing import ClassVar, Unpack

from terrabind.apis.ecs.iam_role import RESOURCE
from terrabind.cdktf.base import Construct, DataMeta, DataSource
from terrabind.constructs.description import Description, describe_one
from terrabind.constructs.members import Given, MapToken, NumberToken, TextArgument, TextToken

__all__ = [
    "DataIamRole",
]


class DataIamRole(DataSource):
    """Finds one IAM role of Dell ECS.

    The data source `terrabind_ecs_iam_role` of Terraform.

    Reference: https://www.dell.com/support/manuals/en-us/ecs-appliance-/ecs_p_adminguide_3_8
    """

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_ecs_iam_role"
    DESCRIPTION: ClassVar[Description] = describe_one(RESOURCE)

    id = TextArgument()
    """The import id, `{namespace}/{name}`: one way to name the object."""
    id_input = Given[str]()
    """What was given as `id`."""

    name = TextArgument()
    """Name of the role, unique in the namespace; upper and lower case are not told apart."""
    name_input = Given[str]()
    """What was given as `name`."""

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

    namespace = TextArgument()
    """Namespace of the role; the provider's `namespace` when left out."""
    namespace_input = Given[str]()
    """What was given as `namespace`."""

    arn = TextToken()
    """URN of the role."""

    role_id = TextToken()
    """Id of this very role; a role made anew has another."""

    create_date = TextToken()
    """When the role was made, ISO 8601."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        id: str | None = None,
        name: str | None = None,
        namespace: str | None = None,
        **meta: Unpack[DataMeta],
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope: the construct that this one belongs to; give it by position.
        id_: its name there, unique; by position.
        id: Optional. The import id, `{namespace}/{name}`: one way to name the object.
        name: Optional. Name of the role, unique in the namespace; upper and lower case are not told apart.
            Accepted: a name of 1 to 64 letters, digits and + = , . @ _ -.
        namespace: Optional. Namespace of the role; the provider's `namespace` when left out. Accepted: one word
            without slashes, white space, ?, # or %.
        meta: Terraform's own arguments: count, depends_on, for_each, lifecycle, provider.
        """
        super().__init__(
            scope,
            id_,
            {
                "id": id,
                "name": name,
                "namespace": namespace,
            },
            meta,
        )
