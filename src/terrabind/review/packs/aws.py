"""Amazon Web Services: roles, users and groups of IAM with their policies, and sign-in.

What resources say themselves about who may use them is in `aws_resources`. Sources: the IAM user guide and reference of
policy elements; Amazon's list of its managed policies; the documentation of the provider's resources.
"""

from __future__ import annotations

import re

from terrabind.review.edge import Kind, Level
from terrabind.review.mapping import Attachment, Dialect, Document, Grant, Identity, Levels, Mapping, Pack, Thing
from terrabind.review.packs.aws_resources import ARNS


def _identity(word: str, kind: Kind) -> Identity:
    return Identity(
        family=f"aws {word}",
        kind=kind,
        names=("name", "arn", "id", "unique_id"),
        known="{arn?}",
        id=f"arn:aws:iam::{{@account}}:{word}{{path|=/}}{{name}}",
        bare=f"arn:aws:iam::{{@account}}:{word}/{{@name}}",
    )


_ROLE = _identity("role", Kind.ROLE)
_USER = _identity("user", Kind.USER)
_GROUP = _identity("group", Kind.GROUP)
_POLICY = _identity("policy", Kind.GROUP)
_ACCOUNT = ("account {@account}",)

_MANAGED = Levels(
    names={
        "AdministratorAccess": Level.GRANT,
        "AdministratorAccess-Amplify": Level.GRANT,
        "AWSOrganizationsFullAccess": Level.GRANT,
        "AWSSSOMasterAccountAdministrator": Level.GRANT,
        "IAMFullAccess": Level.GRANT,
        "PowerUserAccess": Level.ADMIN,
        "SystemAdministrator": Level.ADMIN,
        "DatabaseAdministrator": Level.ADMIN,
        "NetworkAdministrator": Level.ADMIN,
        "SecurityAudit": Level.READ,
        "ReadOnlyAccess": Level.READ,
        "ViewOnlyAccess": Level.READ,
    },
    patterns=(
        (re.compile(r".*(ReadOnly|ViewOnly|Readonly)(Access)?"), Level.READ),
        (re.compile(r".*FullAccess"), Level.ADMIN),
        # What a service needs for itself is named after the service, which says nothing.
        (re.compile(r"(AWS|Amazon).*(Role|RolePolicy|ServiceRole.*|Policy)"), Level.UNKNOWN),
    ),
)


def _inline(word: str) -> Mapping:
    document = Document(attribute="policy", family=f"aws {word}", principal=f"{{{word}}}", scope=_ACCOUNT)
    return Mapping(sources=(document,))


def _attached(word: str) -> Mapping:
    attachment = Attachment(
        policy="{policy_arn}", family=f"aws {word}", principal=f"{{{word}}}", scope=_ACCOUNT, levels=_MANAGED
    )
    return Mapping(sources=(attachment,))


def _exclusive_attached(word: str) -> Mapping:
    attachment = Attachment(
        each="policy_arns",
        policy="{each}",
        family=f"aws {word}",
        principal=f"{{{word}_name}}",
        scope=_ACCOUNT,
        levels=_MANAGED,
        authoritative=True,
    )
    return Mapping(sources=(attachment,))


def _everywhere(word: str) -> Attachment:
    """The old attachment: it takes the policy from everyone else who has it."""
    return Attachment(
        each=f"{word}s",
        policy="{policy_arn}",
        family=f"aws {word}",
        principal="{each}",
        scope=_ACCOUNT,
        levels=_MANAGED,
        authoritative=True,
    )


_TRUST = Document(
    attribute="assume_role_policy",
    trust=True,
    scope=_ACCOUNT,
    qualifiers={"max_session": "{max_session_duration}", "boundary": "{permissions_boundary}"},
)
# What is attached to a user counts only within the boundary, so a boundary that goes is a denial that goes.
_USER_BOUNDARY = Grant(
    principal="{name}", family="aws user", role="everything outside of the boundary {permissions_boundary}",
    scope=_ACCOUNT, levels=Levels(words=False), when_role="{permissions_boundary}", only=re.compile(r".+"),
    allowed=False,
)  # fmt: skip
_ROLE_INLINE = Document(
    each="inline_policy", attribute="each.policy", family="aws role", principal="{name}", scope=_ACCOUNT,
    authoritative=True,
)  # fmt: skip
_ROLE_ATTACHED = Attachment(
    each="managed_policy_arns", policy="{each}", family="aws role", principal="{name}", scope=_ACCOUNT, levels=_MANAGED,
    authoritative=True,
)  # fmt: skip

_MEMBERSHIP = Grant(
    relation="member", each="users", principal="{each}", family="aws user", role="{group}", role_family="aws group",
    levels=Levels(words=False), authoritative=True,
)  # fmt: skip
_GROUPS_OF_USER = Grant(
    relation="member", each="groups", principal="{user}", family="aws user", role="{each}", role_family="aws group",
    levels=Levels(words=False),
)  # fmt: skip

_FUNCTION = Grant(
    principal="{principal}", kind="", dialect=ARNS, role="{action}",
    scope=("account {@account}", Thing("function", "aws function", "{function_name}")),
    qualifiers={
        "source_account": "{source_account}", "source_arn": "{source_arn}", "organization": "{principal_org_id}",
    },
    levels=Levels(actions=True),
)  # fmt: skip

_SIGN_IN = Dialect(kinds={"USER": Kind.USER, "GROUP": Kind.GROUP})
_ASSIGNMENT = Grant(
    principal="{principal_id}", kind="{principal_type}", dialect=_SIGN_IN, role="{permission_set_arn}",
    scope=("account {target_id}",), levels=Levels(words=False),
)  # fmt: skip
_CLUSTER_ACCESS = Grant(
    principal="{principal_arn}", kind="", dialect=ARNS, role="{policy_arn}",
    role_pattern=re.compile(r"arn:aws[a-z-]*:eks::aws:cluster-access-policy/(.+)"),
    scope=("account {@account}", "cluster {cluster_name}", "namespaces {access_scope.0.namespaces}"),
    levels=Levels(
        patterns=(
            (re.compile(r".*/AmazonEKSClusterAdminPolicy"), Level.GRANT),
            (re.compile(r".*/AmazonEKSAdminPolicy"), Level.ADMIN),
            (re.compile(r".*/AmazonEKSEditPolicy"), Level.WRITE),
            (re.compile(r".*/AmazonEKS(Admin)?ViewPolicy"), Level.READ),
        )
    ),
)  # fmt: skip
_CLUSTER_GROUPS = Grant(
    relation="member", each="kubernetes_groups?", principal="{principal_arn}", kind="", dialect=ARNS, role="{each}",
    levels=Levels(words=False),
)  # fmt: skip
_CLUSTER_SIGN_IN = Grant(
    relation="use", principal="{principal_arn}", kind="", dialect=ARNS, role="sign-in",
    scope=("account {@account}", "cluster {cluster_name}"), levels=Levels(words=False),
)  # fmt: skip
_STORE_MEMBER = Grant(
    relation="member", principal="{member_id}", role="{group_id}", levels=Levels(words=False)
)  # fmt: skip
_LINKED_ROLE = Grant(
    relation="assume", principal="{aws_service_name}", kind="", dialect=ARNS,
    role="service-linked role of {aws_service_name}", scope=_ACCOUNT, levels=Levels(words=False),
)  # fmt: skip

PACK = Pack(
    types={
        "aws_iam_role": (Mapping(identity=_ROLE, sources=(_TRUST, _ROLE_INLINE, _ROLE_ATTACHED)),),
        "aws_iam_user": (Mapping(identity=_USER, sources=(_USER_BOUNDARY,)),),
        "aws_iam_group": (Mapping(identity=_GROUP),),
        "aws_iam_policy": (Mapping(identity=_POLICY, policy="policy"),),
        "aws_iam_role_policy": (_inline("role"),),
        "aws_iam_user_policy": (_inline("user"),),
        "aws_iam_group_policy": (_inline("group"),),
        "aws_iam_role_policy_attachment": (_attached("role"),),
        "aws_iam_user_policy_attachment": (_attached("user"),),
        "aws_iam_group_policy_attachment": (_attached("group"),),
        "aws_iam_role_policy_attachments_exclusive": (_exclusive_attached("role"),),
        "aws_iam_user_policy_attachments_exclusive": (_exclusive_attached("user"),),
        "aws_iam_group_policy_attachments_exclusive": (_exclusive_attached("group"),),
        "aws_iam_policy_attachment": (Mapping(sources=tuple(map(_everywhere, ("role", "user", "group")))),),
        "aws_iam_group_membership": (Mapping(sources=(_MEMBERSHIP,)),),
        "aws_iam_user_group_membership": (Mapping(sources=(_GROUPS_OF_USER,)),),
        "aws_lambda_permission": (Mapping(sources=(_FUNCTION,)),),
        "aws_identitystore_group_membership": (Mapping(sources=(_STORE_MEMBER,)),),
        "aws_eks_access_entry": (Mapping(sources=(_CLUSTER_SIGN_IN, _CLUSTER_GROUPS)),),
        "aws_iam_service_linked_role": (Mapping(sources=(_LINKED_ROLE,)),),
        "aws_ssoadmin_account_assignment": (Mapping(sources=(_ASSIGNMENT,)),),
        "aws_eks_access_policy_association": (Mapping(sources=(_CLUSTER_ACCESS,)),),
        # These carry or vouch for identities; what these may do stands in roles and policies.
        "aws_iam_instance_profile": (Mapping(),),
        "aws_iam_openid_connect_provider": (Mapping(),),
        "aws_iam_saml_provider": (Mapping(),),
        "aws_iam_account_alias": (Mapping(),),
        "aws_iam_server_certificate": (Mapping(),),
        "aws_iam_virtual_mfa_device": (Mapping(),),
    }
)
