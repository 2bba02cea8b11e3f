"""GitHub: members of teams and organisations, and who may do what with a repository.

Sources: GitHub's pages on repository roles and organisation roles. User names differ by more than their case. The
organisation stands in the provider's configuration, which a plan's changes do not name.
"""

from __future__ import annotations

from dataclasses import replace

from terrabind.review.edge import Kind, Level
from terrabind.review.mapping import Dialect, Grant, Identity, Levels, Mapping, Pack

_PEOPLE = Dialect(kinds={"user": Kind.USER, "team": Kind.GROUP}, caseless=True)
_PERMISSIONS = Levels(
    names={
        "pull": Level.READ,
        "read": Level.READ,
        "triage": Level.READ,
        "push": Level.WRITE,
        "write": Level.WRITE,
        "maintain": Level.WRITE,
        # May add collaborators.
        "admin": Level.GRANT,
    }
)
_TEAM_ROLES = Levels(names={"member": Level.UNKNOWN, "maintainer": Level.GRANT}, words=False)
_ORGANIZATION_ROLES = Levels(names={"member": Level.READ, "admin": Level.GRANT, "owner": Level.GRANT}, words=False)

_TEAM = Identity(
    family="github team",
    kind=Kind.GROUP,
    names=("id", "slug", "name"),
    id="github team {name}",
    bare="github team {@name}",
)
_REPOSITORY = ("github", "repository {repository}")
_ORGANIZATION = ("organization of github",)

_TEAM_MEMBER = Grant(
    relation="member",
    principal="{username}",
    dialect=_PEOPLE,
    role="{team_id}",
    role_family="github team",
    levels=_TEAM_ROLES,
    level="{role|=member}",
)
_TEAM_MEMBERS = replace(
    _TEAM_MEMBER, each="members", principal="{each.username}", level="{each.role|=member}", authoritative=True
)
_MEMBER = Grant(
    principal="{username}", dialect=_PEOPLE, role="{role|=member}", scope=_ORGANIZATION, levels=_ORGANIZATION_ROLES
)
_COLLABORATOR = Grant(
    principal="{username}", dialect=_PEOPLE, role="{permission|=push}", scope=_REPOSITORY, levels=_PERMISSIONS
)
_COLLABORATORS = replace(
    _COLLABORATOR, each="user", principal="{each.username}", role="{each.permission|=push}", authoritative=True
)
_TEAM_COLLABORATORS = replace(
    _COLLABORATORS, each="team", principal="{each.team_id}", kind="team", family="github team"
)
_TEAM_REPOSITORY = replace(
    _COLLABORATOR, principal="{team_id}", kind="team", family="github team", role="{permission|=pull}"
)
_ORGANIZATION_ROLE = Grant(
    principal="{login}", dialect=_PEOPLE, role="organization role {role_id}", scope=_ORGANIZATION
)
_ORGANIZATION_ROLE_ASSIGNMENT = replace(
    _ORGANIZATION_ROLE, principal="{team_slug|team_id}", kind="team", family="github team"
)
_ORGANIZATION_ROLE_TEAM = replace(_ORGANIZATION_ROLE, principal="{team_slug}", kind="team", family="github team")

PACK = Pack(
    types={
        "github_team": (Mapping(identity=_TEAM),),
        "github_team_membership": (Mapping(sources=(_TEAM_MEMBER,)),),
        "github_team_members": (Mapping(sources=(_TEAM_MEMBERS,)),),
        "github_membership": (Mapping(sources=(_MEMBER,)),),
        "github_repository_collaborator": (Mapping(sources=(_COLLABORATOR,)),),
        "github_repository_collaborators": (Mapping(sources=(_COLLABORATORS, _TEAM_COLLABORATORS)),),
        "github_team_repository": (Mapping(sources=(_TEAM_REPOSITORY,)),),
        "github_organization_role_user": (Mapping(sources=(_ORGANIZATION_ROLE,)),),
        "github_organization_role_team_assignment": (Mapping(sources=(_ORGANIZATION_ROLE_ASSIGNMENT,)),),
        "github_organization_role_team": (Mapping(sources=(_ORGANIZATION_ROLE_TEAM,)),),
    }
)
