"""AWS-style policy documents are grants, one for each principal, action and resource of each statement.

So the order of statements and of lists, and how statements are cut, change no grant. Sources: the IAM grammar, and
Amazon's lists of actions by access level; ECS uses the same form with its own URNs. What gives access to others is
listed here as data, from published lists of ways to raise one's own rights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from terrabind.review import conditions
from terrabind.review.edge import Kind, Level, Principal
from terrabind.spec.policy import parse

NEGATED: Final = "not_principal"
"""The qualifier of a grant to everyone but those that it names."""

_GRANTING: Final = tuple(
    """
    iam:PassRole iam:AddUserToGroup iam:AttachGroupPolicy iam:AttachRolePolicy iam:AttachUserPolicy iam:PutGroupPolicy
    iam:PutRolePolicy iam:PutUserPolicy iam:CreatePolicyVersion iam:SetDefaultPolicyVersion iam:UpdateAssumeRolePolicy
    iam:CreateAccessKey iam:CreateLoginProfile iam:UpdateLoginProfile iam:CreateServiceSpecificCredential
    iam:DeleteRolePermissionsBoundary iam:PutRolePermissionsBoundary iam:DeleteUserPermissionsBoundary
    iam:PutUserPermissionsBoundary iam:CreateSAMLProvider iam:UpdateSAMLProvider iam:CreateOpenIDConnectProvider
    iam:DeactivateMFADevice iam:DetachRolePolicy iam:DeleteRolePolicy iam:UpdateOpenIDConnectProviderThumbprint
    sts:AssumeRole sts:AssumeRoleWithSAML sts:AssumeRoleWithWebIdentity sts:AssumeRoot sts:GetFederationToken
    kms:CreateGrant kms:PutKeyPolicy s3:PutBucketPolicy s3:PutBucketAcl s3:PutObjectAcl s3:PutAccessPointPolicy
    s3:PutAccountPublicAccessBlock s3:PutBucketPublicAccessBlock lambda:AddPermission lambda:AddLayerVersionPermission
    sns:AddPermission sns:SetTopicAttributes sqs:AddPermission sqs:SetQueueAttributes ecr:SetRepositoryPolicy
    secretsmanager:PutResourcePolicy ram:CreateResourceShare ram:AssociateResourceShare
    organizations:AttachPolicy organizations:DetachPolicy organizations:InviteAccountToOrganization
    sso:CreateAccountAssignment sso:AttachManagedPolicyToPermissionSet sso:PutInlinePolicyToPermissionSet
    identitystore:CreateGroupMembership lakeformation:GrantPermissions eks:CreateAccessEntry
    eks:AssociateAccessPolicy ec2:AssociateIamInstanceProfile
    """.lower().split()
)
_GRANTING_SET = frozenset(_GRANTING)
_READS = re.compile(
    r"(get|list|describe|head|batchget|query|scan|select|view|search|lookup|check|test|simulate|validate|preview"
    r"|estimate|read|filter|discover|generatecredentialreport)"
)
_ARN = re.compile(r"(?:arn:[^:]+|urn:[a-z]+):(iam|sts)::([^:]*):(.+)", re.DOTALL)
_ACCOUNT = re.compile(r"[0-9]{12}")
_TAGGING = frozenset({"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"})
_KINDS: Final[Mapping[str, Kind]] = {
    "root": Kind.ACCOUNT,
    "user": Kind.USER,
    "role": Kind.ROLE,
    "group": Kind.GROUP,
    "assumed-role": Kind.ROLE,
    "federated-user": Kind.FEDERATED,
    "saml-provider": Kind.FEDERATED,
    "oidc-provider": Kind.FEDERATED,
}
_IDS: Final[Mapping[str, Kind]] = {"AIDA": Kind.USER, "AROA": Kind.ROLE, "AGPA": Kind.GROUP}
_MOST_PAIRS: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement, read. `principals` are none in the policy of a user, group or role.

    `subjects` are those of a token by the key of the principal that stands for them. `grants` are its actions with
    their levels; an action may be "everything but ...". `resources` are what it is about, "*" for everything.
    `assumes` says that an action of a trust policy lets in, and does not only let tag a session.
    """

    allowed: bool
    principals: tuple[Principal, ...]
    grants: tuple[tuple[str, Level], ...]
    resources: tuple[str, ...]
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    assumes: bool = False
    subjects: Mapping[str, str] = field(default_factory=dict)

    def limits(self, principal: Principal) -> Mapping[str, str]:
        """Return the qualifiers for one principal: of several subjects it is bound to its own."""
        subject = self.subjects.get(principal.key, "")
        return {**self.qualifiers, "subject": subject} if subject else self.qualifiers

    def pairs(self) -> Iterator[tuple[str, Level, str]]:
        """Yield each action with its level on each resource; a statement of many says its resources in one text."""
        many = len(self.grants) * len(self.resources) > _MOST_PAIRS
        resources = (", ".join(self.resources),) if many else self.resources
        for role, level in self.grants:
            for resource in resources:
                yield role, level, resource


def read(text: str) -> tuple[Statement, ...]:
    """Read a document. Raises `terrabind.spec.policy.MalformedPolicyError`."""
    statements = parse(text)["Statement"]
    return tuple(_statement(each) for each in ([statements] if isinstance(statements, dict) else statements))


def level_of(action: str) -> Level:
    """Return how much an action may do: `s3:Get*` reads, `s3:*` administers, `iam:PassRole` gives to others."""
    lower = action.lower()
    service, _, verb = lower.partition(":")
    if not verb:
        return Level.GRANT if "*" in service else Level.UNKNOWN
    if lower in _GRANTING_SET:
        return Level.GRANT
    if "*" in lower or "?" in lower:
        return _level_of_pattern(lower, service, verb)
    return Level.READ if _READS.match(verb) else Level.WRITE


def principal_of(kind: str, name: str) -> Principal:
    """Return the principal that a statement names under `kind` (AWS, Service, Federated, CanonicalUser, "*")."""
    if name == "*" and kind in ("AWS", "*"):
        return Principal(kind=Kind.EVERYONE, id="*")
    if kind == "Service":
        return Principal(kind=Kind.SERVICE, id=name, shown=name)
    if kind == "Federated":
        return Principal(kind=Kind.FEDERATED, id=name, shown=name)
    if kind == "CanonicalUser" or _ACCOUNT.fullmatch(name):
        return Principal(kind=Kind.ACCOUNT, id=name, shown=name)
    arn = _ARN.fullmatch(name)
    if arn is None:
        return Principal(kind=_IDS.get(name[:4], Kind.UNKNOWN), id=name, shown=name)
    found = _KINDS.get(arn[3].partition("/")[0], Kind.UNKNOWN)
    known = arn[2] if found is Kind.ACCOUNT else name
    return Principal(kind=found, id=known, shown=known)


def account_of(name: str) -> str:
    """Return the account (or ECS namespace) of an ARN or URN, or the account id itself; empty where there is none."""
    if _ACCOUNT.fullmatch(name):
        return name
    parts = name.split(":", 5)
    return parts[4] if len(parts) == 6 and parts[0] in ("arn", "urn") else ""


def _level_of_pattern(lower: str, service: str, verb: str) -> Level:
    pattern = re.compile(re.escape(lower).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)
    if any(pattern.fullmatch(action) for action in _GRANTING):
        # Whoever may do everything with a bucket may open it too; that is what administering it means.
        return (
            Level.ADMIN if verb == "*" and service not in ("iam", "sts", "organizations", "sso", "*") else Level.GRANT
        )
    if verb == "*":
        return Level.ADMIN
    return Level.READ if _READS.match(verb) else Level.WRITE


def _statement(raw: Mapping[str, Any]) -> Statement:
    qualifiers = conditions.read(raw.get("Condition"))
    actions = _texts(raw.get("Action"))
    principals, subjects, negated = _principals(raw)
    if negated:
        qualifiers = {**qualifiers, NEGATED: negated}
    return Statement(
        allowed=raw["Effect"] == "Allow",
        principals=principals,
        grants=_grants(raw, actions),
        resources=_resources(raw),
        qualifiers=qualifiers,
        subjects=subjects,
        assumes="NotAction" in raw or any(action.lower() not in _TAGGING for action in actions),
    )


def _grants(raw: Mapping[str, Any], actions: Sequence[str]) -> tuple[tuple[str, Level], ...]:
    if "NotAction" not in raw:
        return tuple((action, level_of(action)) for action in actions)
    excluded = _texts(raw["NotAction"])
    without_iam = "iam:*" in (each.lower() for each in excluded)
    return ((f"everything but {', '.join(excluded)}", Level.ADMIN if without_iam else Level.GRANT),)


def _resources(raw: Mapping[str, Any]) -> tuple[str, ...]:
    if "NotResource" in raw:
        return (f"everything but {', '.join(_texts(raw['NotResource']))}",)
    return tuple(_texts(raw.get("Resource"))) or ("*",)


def _principals(raw: Mapping[str, Any]) -> tuple[tuple[Principal, ...], dict[str, str], str]:
    """The principals, the subject that some of them stand for, and who is left out of everyone."""
    if "NotPrincipal" in raw:
        excluded = ", ".join(name for _, name in _named(raw["NotPrincipal"]))
        return (Principal(kind=Kind.EVERYONE, id="*"),), {}, excluded or "nobody"
    wanted = conditions.subjects(raw.get("Condition"))
    found: dict[str, Principal] = {}
    subjects: dict[str, str] = {}
    for kind, name in _named(raw.get("Principal")):
        principal = principal_of(kind, name)
        if principal.kind is not Kind.FEDERATED or not wanted:
            found[principal.key] = principal
            continue
        for subject in wanted:
            each = _with_subject(principal, subject)
            found[each.key] = each
            subjects[each.key] = subject
    return tuple(found.values()), subjects, ""


def _with_subject(principal: Principal, subject: str) -> Principal:
    """Of a token's issuer it is the subject that comes in, so two subjects are two principals."""
    issuer = principal.id.rpartition("-provider/")[2] if "-provider/" in principal.id else principal.id
    return Principal(kind=Kind.FEDERATED, id=f"{principal.id} {subject}", shown=f"{subject} of {issuer}")


def _named(given: Any) -> Iterator[tuple[str, str]]:
    for kind, names in given.items() if isinstance(given, Mapping) else [("*", given)] if given else ():
        for name in _texts(names):
            yield kind, name


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    return sorted({str(each) for each in value}) if isinstance(value, list) else [str(value)]
