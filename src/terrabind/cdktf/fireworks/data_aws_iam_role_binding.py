"""Generated from `terrabind.apis.fireworks.aws_iam_role_binding` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from typing import ClassVar, Unpack

from terrabind.apis.fireworks.aws_iam_role_binding import RESOURCE
from terrabind.cdktf.base import Construct, DataMeta, DataSource
from terrabind.constructs.description import Description, describe_one
from terrabind.constructs.members import Given, TextArgument, TextToken

__all__ = [
    "DataAwsIamRoleBinding",
]


class DataAwsIamRoleBinding(DataSource):
    """Finds one AWS IAM role binding of Fireworks AI.

    The data source `terrabind_fireworks_aws_iam_role_binding` of Terraform.

    Reference: https://docs.fireworks.ai/api-reference-dlde/list-aws-iam-role-bindings
    """

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_fireworks_aws_iam_role_binding"
    DESCRIPTION: ClassVar[Description] = describe_one(RESOURCE)

    id = TextArgument()
    """The import id, `{account_id}/{principal}/{role}`: one way to name the object."""
    id_input = Given[str]()
    """What was given as `id`."""

    principal = TextArgument()
    """E-mail address of the person; upper and lower case are not told apart."""
    principal_input = Given[str]()
    """What was given as `principal`."""

    role = TextArgument()
    """ARN of the AWS IAM role."""
    role_input = Given[str]()
    """What was given as `role`."""

    account_id = TextArgument()
    """Account that the binding belongs to; the provider's `account_id` when left out."""
    account_id_input = Given[str]()
    """What was given as `account_id`."""

    create_time = TextToken()
    """When the binding was made, RFC 3339."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        id: str | None = None,
        principal: str | None = None,
        role: str | None = None,
        account_id: str | None = None,
        **meta: Unpack[DataMeta],
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope: the construct that this one belongs to; give it by position.
        id_: its name there, unique; by position.
        id: Optional. The import id, `{account_id}/{principal}/{role}`: one way to name the object.
        principal: Optional. E-mail address of the person; upper and lower case are not told apart. Accepted: an
            e-mail address such as "ana@example.com".
        role: Optional. ARN of the AWS IAM role. Accepted: an AWS IAM role ARN such as
            "arn:aws:iam::123456789012:role/Trainer".
        account_id: Optional. Account that the binding belongs to; the provider's `account_id` when left out.
            Accepted: one word without slashes, white space, ?, # or %.
        meta: Terraform's own arguments: count, depends_on, for_each, lifecycle, provider.
        """
        super().__init__(
            scope,
            id_,
            {
                "id": id,
                "principal": principal,
                "role": role,
                "account_id": account_id,
            },
            meta,
        )
