"""Generated from `terrabind.apis.k0rdent.iam_policy_binding` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from typing import ClassVar, TypedDict, Unpack

from terrabind.apis.k0rdent.iam_policy_binding import RESOURCE
from terrabind.cdktf.base import Construct, DataMeta, DataSource
from terrabind.constructs.description import Description, describe_list
from terrabind.constructs.members import (
    Given,
    ObjectArgument,
    ObjectReference,
    ObjectsToken,
    ObjectToken,
    TextArgument,
    TextToken,
)

__all__ = [
    "DataIamPolicyBindings",
    "DataIamPolicyBindingsBindingsPrincipalReference",
    "DataIamPolicyBindingsBindingsReference",
    "DataIamPolicyBindingsBindingsScopeReference",
    "DataIamPolicyBindingsPrincipal",
    "DataIamPolicyBindingsPrincipalReference",
    "DataIamPolicyBindingsScope",
    "DataIamPolicyBindingsScopeReference",
]


class DataIamPolicyBindingsPrincipal(TypedDict, total=False):
    """Who gets the role.

    type: Kind of principal. Accepted: one of "user", "group", "serviceAccount".
    id: User, group or service account. Accepted: a text without control characters; 1 to 255 characters.
    """

    type: str | None
    id: str | None


class DataIamPolicyBindingsPrincipalReference(ObjectReference):
    """Tokens of `principal`: who gets the role."""

    type = TextToken()
    """Kind of principal."""

    id = TextToken()
    """User, group or service account."""


class DataIamPolicyBindingsScope(TypedDict, total=False):
    """Where the role holds.

    type: Kind of scope. Accepted: one of "org", "project", "resource".
    resource: Project or resource; required for both, left out for `org`. Accepted: a text without control
        characters; 1 to 255 characters.
    """

    type: str | None
    resource: str | None


class DataIamPolicyBindingsScopeReference(ObjectReference):
    """Tokens of `scope`: where the role holds."""

    type = TextToken()
    """Kind of scope."""

    resource = TextToken()
    """Project or resource; required for both, left out for `org`."""


class DataIamPolicyBindingsBindingsPrincipalReference(ObjectReference):
    """Tokens of `principal`: who gets the role."""

    type = TextToken()
    """Kind of principal."""

    id = TextToken()
    """User, group or service account."""


class DataIamPolicyBindingsBindingsScopeReference(ObjectReference):
    """Tokens of `scope`: where the role holds."""

    type = TextToken()
    """Kind of scope."""

    resource = TextToken()
    """Project or resource; required for both, left out for `org`."""


class DataIamPolicyBindingsBindingsReference(ObjectReference):
    """Tokens of one object of `bindings`."""

    id = TextToken()
    """The import id: `{org_id}/{policy_id}`."""

    role = TextToken()
    """Role to give."""

    principal = ObjectToken(DataIamPolicyBindingsBindingsPrincipalReference)
    """Who gets the role."""

    scope = ObjectToken(DataIamPolicyBindingsBindingsScopeReference)
    """Where the role holds."""

    org_id = TextToken()
    """Organisation, for operator administrators; the provider's `org_id` or the caller's own when left out."""

    policy_id = TextToken()
    """Id of the binding."""

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


class DataIamPolicyBindings(DataSource):
    """Lists the IAM policy bindings of k0rdent AI that match all filters.

    The data source `terrabind_k0rdent_iam_policy_bindings` of Terraform.

    Reference: https://docs.kui.k0labs.com
    """

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_k0rdent_iam_policy_bindings"
    DESCRIPTION: ClassVar[Description] = describe_list(RESOURCE)

    role = TextArgument()
    """Role to give."""
    role_input = Given[str]()
    """What was given as `role`."""

    principal = ObjectArgument(
        DataIamPolicyBindingsPrincipalReference,
        DataIamPolicyBindingsPrincipal,
    )
    """Who gets the role."""
    principal_input = Given[DataIamPolicyBindingsPrincipal | DataIamPolicyBindingsPrincipalReference]()
    """What was given as `principal`."""

    scope = ObjectArgument(
        DataIamPolicyBindingsScopeReference,
        DataIamPolicyBindingsScope,
    )
    """Where the role holds."""
    scope_input = Given[DataIamPolicyBindingsScope | DataIamPolicyBindingsScopeReference]()
    """What was given as `scope`."""

    org_id = TextArgument()
    """Organisation, for operator administrators; the provider's `org_id` or the caller's own when left out."""
    org_id_input = Given[str]()
    """What was given as `org_id`."""

    bindings = ObjectsToken(DataIamPolicyBindingsBindingsReference)
    """Every object that matches all filters."""

    def __init__(
        self,
        scope_: Construct,
        id_: str,
        *,
        role: str | None = None,
        principal: DataIamPolicyBindingsPrincipal | DataIamPolicyBindingsPrincipalReference | None = None,
        scope: DataIamPolicyBindingsScope | DataIamPolicyBindingsScopeReference | None = None,
        org_id: str | None = None,
        **meta: Unpack[DataMeta],
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope_: the construct that this one belongs to; give it by position.
        id_: its name there, unique; by position.
        role: Optional. Role to give. Accepted: a text without control characters; 1 to 255 characters.
        principal: Optional. Who gets the role.
        scope: Optional. Where the role holds.
        org_id: Optional. Organisation, for operator administrators; the provider's `org_id` or the caller's own
            when left out. Accepted: one word without slashes, white space, ?, # or %.
        meta: Terraform's own arguments: count, depends_on, for_each, lifecycle, provider.
        """
        super().__init__(
            scope_,
            id_,
            {
                "role": role,
                "principal": principal,
                "scope": scope,
                "org_id": org_id,
            },
            meta,
        )
