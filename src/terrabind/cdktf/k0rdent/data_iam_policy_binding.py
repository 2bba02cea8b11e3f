"""Generated from `terrabind.apis.k0rdent.iam_policy_binding` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from typing import ClassVar, TypedDict, Unpack

from terrabind.apis.k0rdent.iam_policy_binding import RESOURCE
from terrabind.cdktf.base import Construct, DataMeta, DataSource
from terrabind.constructs.description import Description, describe_one
from terrabind.constructs.members import Given, ObjectArgument, ObjectReference, TextArgument, TextToken

__all__ = [
    "DataIamPolicyBinding",
    "DataIamPolicyBindingPrincipal",
    "DataIamPolicyBindingPrincipalReference",
    "DataIamPolicyBindingScope",
    "DataIamPolicyBindingScopeReference",
]


class DataIamPolicyBindingPrincipal(TypedDict, total=False):
    """Who gets the role.

    type: Kind of principal. Accepted: one of "user", "group", "serviceAccount".
    id: User, group or service account. Accepted: a text without control characters; 1 to 255 characters.
    """

    type: str | None
    id: str | None


class DataIamPolicyBindingPrincipalReference(ObjectReference):
    """Tokens of `principal`: who gets the role."""

    type = TextToken()
    """Kind of principal."""

    id = TextToken()
    """User, group or service account."""


class DataIamPolicyBindingScope(TypedDict, total=False):
    """Where the role holds.

    type: Kind of scope. Accepted: one of "org", "project", "resource".
    resource: Project or resource; required for both, left out for `org`. Accepted: a text without control
        characters; 1 to 255 characters.
    """

    type: str | None
    resource: str | None


class DataIamPolicyBindingScopeReference(ObjectReference):
    """Tokens of `scope`: where the role holds."""

    type = TextToken()
    """Kind of scope."""

    resource = TextToken()
    """Project or resource; required for both, left out for `org`."""


class DataIamPolicyBinding(DataSource):
    """Finds one IAM policy binding of k0rdent AI.

    The data source `terrabind_k0rdent_iam_policy_binding` of Terraform.

    Reference: https://docs.kui.k0labs.com
    """

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_k0rdent_iam_policy_binding"
    DESCRIPTION: ClassVar[Description] = describe_one(RESOURCE)

    id = TextArgument()
    """The import id, `{org_id}/{policy_id}`: one way to name the object."""
    id_input = Given[str]()
    """What was given as `id`."""

    role = TextArgument()
    """Role to give."""
    role_input = Given[str]()
    """What was given as `role`."""

    principal = ObjectArgument(
        DataIamPolicyBindingPrincipalReference,
        DataIamPolicyBindingPrincipal,
    )
    """Who gets the role."""
    principal_input = Given[DataIamPolicyBindingPrincipal | DataIamPolicyBindingPrincipalReference]()
    """What was given as `principal`."""

    scope = ObjectArgument(
        DataIamPolicyBindingScopeReference,
        DataIamPolicyBindingScope,
    )
    """Where the role holds."""
    scope_input = Given[DataIamPolicyBindingScope | DataIamPolicyBindingScopeReference]()
    """What was given as `scope`."""

    org_id = TextArgument()
    """Organisation, for operator administrators; the provider's `org_id` or the caller's own when left out."""
    org_id_input = Given[str]()
    """What was given as `org_id`."""

    policy_id = TextArgument()
    """Id of the binding."""
    policy_id_input = Given[str]()
    """What was given as `policy_id`."""

    uid = TextToken()
    """UUID of this very binding; a binding made anew has another."""

    display_name = TextToken()
    """Name for people."""

    description = TextToken()
    """Description for people."""

    created_at = TextToken()
    """When the binding was made, RFC 3339."""

    updated_at = TextToken()
    """When the binding was last changed, RFC 3339."""

    self_link = TextToken()
    """Path of the binding as the server writes it."""

    def __init__(
        self,
        scope_: Construct,
        id_: str,
        *,
        id: str | None = None,
        role: str | None = None,
        principal: DataIamPolicyBindingPrincipal | DataIamPolicyBindingPrincipalReference | None = None,
        scope: DataIamPolicyBindingScope | DataIamPolicyBindingScopeReference | None = None,
        org_id: str | None = None,
        policy_id: str | None = None,
        **meta: Unpack[DataMeta],
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope_: the construct that this one belongs to; give it by position.
        id_: its name there, unique; by position.
        id: Optional. The import id, `{org_id}/{policy_id}`: one way to name the object.
        role: Optional. Role to give. Accepted: a text without control characters; 1 to 255 characters.
        principal: Optional. Who gets the role.
        scope: Optional. Where the role holds.
        org_id: Optional. Organisation, for operator administrators; the provider's `org_id` or the caller's own
            when left out. Accepted: one word without slashes, white space, ?, # or %.
        policy_id: Optional. Id of the binding. Accepted: an id of 1 to 63 lower-case letters, digits and dashes.
        meta: Terraform's own arguments: count, depends_on, for_each, lifecycle, provider.
        """
        super().__init__(
            scope_,
            id_,
            {
                "id": id,
                "role": role,
                "principal": principal,
                "scope": scope,
                "org_id": org_id,
                "policy_id": policy_id,
            },
            meta,
        )
