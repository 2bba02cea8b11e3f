"""Google Cloud: members, bindings and whole policies of projects, folders, organisations and single resources.

Sources: Google Cloud's pages on principal identifiers, on basic and predefined roles, and on conditions with an end.
A binding replaces everyone who holds its role there, a policy everyone at all; a member only adds.
"""

from __future__ import annotations

import re
from dataclasses import replace

from terrabind.review.edge import Kind, Level
from terrabind.review.mapping import Bindings, Dialect, Grant, Identity, Levels, Mapping, Pack, Thing

_MEMBERS = Dialect(
    prefixes={
        "user:": Kind.USER,
        "group:": Kind.GROUP,
        "serviceAccount:": Kind.SERVICE_ACCOUNT,
        "domain:": Kind.GROUP,
        "principal://": Kind.FEDERATED,
        "principalSet://": Kind.FEDERATED,
        "projectOwner:": Kind.GROUP,
        "projectEditor:": Kind.GROUP,
        "projectViewer:": Kind.GROUP,
        # Gone, but its grants come back with it.
        "deleted:": Kind.UNKNOWN,
    },
    keep=frozenset(
        {"principal://", "principalSet://", "projectOwner:", "projectEditor:", "projectViewer:", "deleted:"}
    ),
    whole=frozenset({"allUsers", "allAuthenticatedUsers"}),
)
_GRANTING = (
    r"roles/(owner|iam\.(securityAdmin|serviceAccountAdmin|serviceAccountTokenCreator|serviceAccountUser"
    r"|serviceAccountKeyAdmin|serviceAccountOpenIdTokenCreator|workloadIdentityUser|organizationRoleAdmin|roleAdmin"
    r"|workloadIdentityPoolAdmin)|resourcemanager\.(organizationAdmin|folderAdmin|folderIamAdmin|projectIamAdmin)"
    r"|[a-zA-Z.]*(iamAdmin|IamAdmin|setIamPolicy|securityAdmin)|billing\.admin|accesscontextmanager\.policyAdmin)"
)
_ROLES = Levels(
    names={"roles/viewer": Level.READ, "roles/browser": Level.READ, "roles/editor": Level.WRITE},
    patterns=((re.compile(_GRANTING), Level.GRANT),),
)
_END = re.compile(r"""\s*request\.time\s*<=?\s*timestamp\(\s*["']([^"']+)["']\s*\)\s*""")
_PATHS = (
    re.compile(r"projects/(?P<project>[^/]+)/serviceAccounts/(?P<service_account>.+)"),
    re.compile(r"project (?:projects/)?(?P<project>[^/]+)"),
    re.compile(r"folder (?:folders/)?(?P<folder>[^/]+)"),
    re.compile(r"organization (?:organizations/)?(?P<organization>[^/]+)"),
)

_ACCOUNT = "google service account"
_SERVICE_ACCOUNT = Identity(
    family=_ACCOUNT, kind=Kind.SERVICE_ACCOUNT, names=("email", "member", "name", "id", "unique_id"), known="{email?}",
    id="{account_id}@{project}.iam.gserviceaccount.com", bare="{@name}", shown="{email?|account_id}",
)  # fmt: skip

_MEMBER = Grant(
    principal="{member}",
    follows=(_ACCOUNT, "email", "member"),
    dialect=_MEMBERS,
    kind="",
    role="{role}",
    scope=("project {project?}", "location {location?|region?|zone?}", "{@rest}"),
    scope_patterns=_PATHS,
    levels=_ROLES,
    qualifiers={"condition": "{condition.0.expression}"},
    expiry=_END,
)

# Whoever may act as a service account has what it has.
_IMPERSONATING = re.compile(
    r"roles/iam\.(serviceAccountTokenCreator|serviceAccountUser|serviceAccountOpenIdTokenCreator"
    r"|serviceAccountKeyAdmin|workloadIdentityUser)"
)
_ACCOUNT_SCOPE = (Thing("", _ACCOUNT, "{service_account_id}"),)
_ACCOUNT_MEMBER = replace(_MEMBER, scope=_ACCOUNT_SCOPE, but=_IMPERSONATING)
_ACTING = replace(
    _MEMBER,
    relation="assume",
    role="{service_account_id}",
    role_follows=(_ACCOUNT, "name", "id"),
    role_pattern=re.compile(r"projects/[^/]+/serviceAccounts/(.+)"),
    scope=_ACCOUNT_SCOPE,
    when_role="{role}",
    only=_IMPERSONATING,
    level="{role}",
)


def _binding(grant: Grant) -> Grant:
    return replace(grant, each="members", principal="{each}", authoritative=True)


def _policy(grant: Grant) -> Bindings:
    inner = replace(
        grant,
        principal="{each.member}",
        role=grant.role if grant.relation == "assume" else "{each.role}",
        when_role="{each.role}",
        level="{each.role}",
        qualifiers={"condition": "{each.condition.expression}"},
        authoritative=True,
    )
    return Bindings(attribute="policy_data", grant=inner)


def _forms(prefix: str, *grants: Grant) -> tuple[tuple[re.Pattern[str], tuple[Mapping, ...]], ...]:
    """A resource has three forms: one member, one role's members, the whole policy."""
    return (
        (re.compile(f"{prefix}_iam_member"), (Mapping(sources=grants),)),
        (re.compile(f"{prefix}_iam_binding"), (Mapping(sources=tuple(map(_binding, grants))),)),
        (re.compile(f"{prefix}_iam_policy"), (Mapping(sources=tuple(map(_policy, grants))),)),
    )


PACK = Pack(
    types={
        "google_service_account": (Mapping(identity=_SERVICE_ACCOUNT),),
        "google_project_service_identity": (Mapping(),),
    },
    patterns=(
        *_forms("google_project", replace(_MEMBER, scope=("project {project}",))),
        *_forms("google_folder", replace(_MEMBER, scope=("folder {folder}",))),
        *_forms("google_organization", replace(_MEMBER, scope=("organization {org_id}",))),
        *_forms("google_service_account", _ACCOUNT_MEMBER, _ACTING),
        *_forms(r"google_\w+", _MEMBER),
    ),
)
