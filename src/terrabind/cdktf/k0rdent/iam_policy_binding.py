"""Generated from `terrabind.apis.k0rdent.iam_policy_binding` by `python -m terrabind.generate`: do not edit."""

from __future__ import annotations

from typing import ClassVar, NotRequired, TypedDict, Unpack

from terrabind.apis.k0rdent.iam_policy_binding import RESOURCE
from terrabind.cdktf.base import Construct, Meta, Resource
from terrabind.constructs.description import Description, describe_resource
from terrabind.constructs.members import Given, ObjectArgument, ObjectReference, TextArgument, TextToken

__all__ = [
    "IamPolicyBinding",
    "IamPolicyBindingPrincipal",
    "IamPolicyBindingPrincipalReference",
    "IamPolicyBindingScope",
    "IamPolicyBindingScopeReference",
    "IamPolicyBindingTimeouts",
    "IamPolicyBindingTimeoutsReference",
]


class IamPolicyBindingPrincipal(TypedDict):
    """Who gets the role.

    type: Kind of principal. Accepted: one of "user", "group", "serviceAccount".
    id: User, group or service account. Accepted: a text without control characters; 1 to 255 characters.
    """

    type: str
    id: str


class IamPolicyBindingPrincipalReference(ObjectReference):
    """Tokens of `principal`: who gets the role."""

    type = TextToken()
    """Kind of principal."""

    id = TextToken()
    """User, group or service account."""


class IamPolicyBindingScope(TypedDict):
    """Where the role holds.

    type: Kind of scope. Accepted: one of "org", "project", "resource".
    resource: Project or resource; required for both, left out for `org`. Accepted: a text without control
        characters; 1 to 255 characters.
    """

    type: str
    resource: NotRequired[str | None]


class IamPolicyBindingScopeReference(ObjectReference):
    """Tokens of `scope`: where the role holds."""

    type = TextToken()
    """Kind of scope."""

    resource = TextToken()
    """Project or resource; required for both, left out for `org`."""


class IamPolicyBindingTimeouts(TypedDict, total=False):
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


class IamPolicyBindingTimeoutsReference(ObjectReference):
    """Tokens of `timeouts`: how long each operation may take, retries and waiting included."""

    create = TextToken()
    """How long the create may take in all, for example "30s" or "5m"; without it 5m."""

    read = TextToken()
    """How long the read may take in all, for example "30s" or "5m"; without it 2m."""

    update = TextToken()
    """How long the update may take in all, for example "30s" or "5m"; without it 5m."""

    delete = TextToken()
    """How long the delete may take in all, for example "30s" or "5m"; without it 5m."""


class IamPolicyBinding(Resource):
    """Gives a user, group or service account a role in an organisation, in a project or on one resource.

    The resource `terrabind_k0rdent_iam_policy_binding` of Terraform.

    Import id: `<org_id>/<policy_id>` or `<policy_id>`.

    `org_id` cannot be read back: on import it comes only from the import id.

    Tokens that were minted before may keep old rights until they expire, about 15 minutes.

    Reference: https://docs.kui.k0labs.com
    """

    TF_RESOURCE_TYPE: ClassVar[str] = "terrabind_k0rdent_iam_policy_binding"
    DESCRIPTION: ClassVar[Description] = describe_resource(RESOURCE)

    role = TextArgument()
    """Role to give."""
    role_input = Given[str]()
    """What was given as `role`."""

    principal = ObjectArgument(
        IamPolicyBindingPrincipalReference,
        IamPolicyBindingPrincipal,
    )
    """Who gets the role."""
    principal_input = Given[IamPolicyBindingPrincipal | IamPolicyBindingPrincipalReference]()
    """What was given as `principal`."""

    scope = ObjectArgument(
        IamPolicyBindingScopeReference,
        IamPolicyBindingScope,
    )
    """Where the role holds."""
    scope_input = Given[IamPolicyBindingScope | IamPolicyBindingScopeReference]()
    """What was given as `scope`."""

    org_id = TextArgument()
    """Organisation, for operator administrators; the provider's `org_id` or the caller's own when left out."""
    org_id_input = Given[str]()
    """What was given as `org_id`."""

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

    id = TextToken()
    """The import id: `{org_id}/{policy_id}`."""

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
        IamPolicyBindingTimeoutsReference,
        IamPolicyBindingTimeouts,
    )
    """How long each operation may take, retries and waiting included."""
    timeouts_input = Given[IamPolicyBindingTimeouts | IamPolicyBindingTimeoutsReference]()
    """What was given as `timeouts`."""

    def __init__(
        self,
        scope_: Construct,
        id_: str,
        *,
        role: str,
        principal: IamPolicyBindingPrincipal | IamPolicyBindingPrincipalReference,
        scope: IamPolicyBindingScope | IamPolicyBindingScopeReference,
        org_id: str | None = None,
        on_existing: str | None = None,
        on_destroy: str | None = None,
        timeouts: IamPolicyBindingTimeouts | IamPolicyBindingTimeoutsReference | None = None,
        **meta: Unpack[Meta],
    ) -> None:
        """Check the arguments; raises `ArgumentError` for the first that is not acceptable.

        scope_: the construct that this one belongs to; give it by position.
        id_: its name there, unique; by position.
        role: Role to give. Accepted: a text without control characters; 1 to 255 characters. A change makes a new
            object.
        principal: Who gets the role. A change makes a new object.
        scope: Where the role holds. A change makes a new object.
        org_id: Optional. Organisation, for operator administrators; the provider's `org_id` or the caller's own
            when left out. Accepted: one word without slashes, white space, ?, # or %. A change makes a new object.
        on_existing: Optional. What to do when the same object exists already that Terraform does not know: `refuse`
            fails with an import block, `adopt_identical` takes it over if nothing differs, `adopt` in any case, and
            updates it. Accepted: one of "refuse", "adopt_identical", "adopt". Default: `"refuse"`.
        on_destroy: Optional. What destroying does: `delete` removes the object, `keep` leaves it where it is and
            only forgets it. Accepted: one of "delete", "keep". Default: `"delete"`.
        timeouts: Optional. How long each operation may take, retries and waiting included.
        meta: Terraform's own arguments: connection, count, depends_on, for_each, lifecycle, provider, provisioners.
        """
        super().__init__(
            scope_,
            id_,
            {
                "role": role,
                "principal": principal,
                "scope": scope,
                "org_id": org_id,
                "on_existing": on_existing,
                "on_destroy": on_destroy,
                "timeouts": timeouts,
            },
            meta,
        )
