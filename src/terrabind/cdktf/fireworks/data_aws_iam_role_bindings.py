"""Generated from `terrabind.apis.fireworks.aws_iam_role_binding` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from typing import ClassVar, Unpack

from terrabind.apis.fireworks.aws_iam_role_binding import RESOURCE
from terrabind.cdktf.base import Construct, DataMeta, DataSource
from terrabind.constructs.description import Description, describe_list
from terrabind.constructs.members import Given, ObjectReference, ObjectsToken, TextArgument, TextToken

__all__ = [
    "DataAwsIamRoleBindings",
    "DataAwsIamRoleBindingsBindingsReference",
]


class DataAwsIamRoleBindingsBindingsReference(ObjectReference):
    """Tokens of one object of `bindings`."""

    id = TextToken()
    """The import id: `{account_id}/{principal}/{role}`."""

    principal = TextToken()
    """E-mail address of the person; upper and lower case are not told apart."""

    role = TextToken()
    """ARN of the AWS IAM role."""

    account_id = TextToken()
    """Account that the binding belongs to; the provider's `account_id` when left out."""

    create_time = TextToken()
    """When the binding was made, RFC 3339."""


class DataAwsIamRoleBindings(DataSource):
    """Lists the AWS IAM role bindings of Fireworks AI that match all filters.

    The data source `terrabind_fireworks_aws_iam_role_bindings` of Terraform.

    Reference: https://docs.fireworks.ai/api-reference-dlde/list-aws-iam-role-bindings
    """

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_fireworks_aws_iam_role_bindings"
    DESCRIPTION: ClassVar[Description] = describe_list(RESOURCE)

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

    bindings = ObjectsToken(DataAwsIamRoleBindingsBindingsReference)
    """Every object that matches all filters."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        principal: str | None = None,
        role: str | None = None,
        account_id: str | None = None,
        **meta: Unpack[DataMeta],
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope: the construct that this one belongs to; give it by position.
        id_: its name there, unique; by position.
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
                "principal": principal,
                "role": role,
                "account_id": account_id,
            },
            meta,
        )
