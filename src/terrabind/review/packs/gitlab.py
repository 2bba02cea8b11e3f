"""GitLab: members of projects and groups, and groups that projects and other groups are shared with.

Sources: GitLab's page on permissions and roles, and the documentation of the provider's resources. Who is in a group
has what the group was given, up to the level of the membership; a role in a group holds in all of its projects.
"""

from __future__ import annotations

from dataclasses import replace

from terrabind.review.edge import Kind, Level
from terrabind.review.mapping import PLAIN, Grant, Identity, Levels, Mapping, Pack, Thing

_NAMES = {
    "no one": Level.UNKNOWN,
    "minimal": Level.READ,
    "guest": Level.READ,
    "planner": Level.WRITE,
    "reporter": Level.READ,
    "security_manager": Level.WRITE,
    "developer": Level.WRITE,
    "owner": Level.GRANT,
}
# Maintainers add members to a project; to a group only its owners do.
_IN_PROJECT = Levels(names={**_NAMES, "maintainer": Level.GRANT, "master": Level.GRANT}, words=False)
_IN_GROUP = Levels(names={**_NAMES, "maintainer": Level.ADMIN, "master": Level.ADMIN}, words=False)

_USER = Identity(
    family="gitlab user", kind=Kind.USER, names=("id", "username"), id="{username}", bare="{@name}", shown="{username}"
)
_GROUP = Identity(
    family="gitlab group", kind=Kind.GROUP, names=("id", "full_path"), id="{full_path?|path}",
    bare="{@name}", shown="{full_path?|path}",
)  # fmt: skip
_PROJECT = Identity(
    family="gitlab project", kind=Kind.UNKNOWN, names=("id", "path_with_namespace"), id="{path_with_namespace?|name}",
    bare="{@name}",
)  # fmt: skip

_AT_PROJECT = ("gitlab", Thing("project", "gitlab project", "{project}"))
_AT_GROUP = ("gitlab", Thing("group", "gitlab group", "{group_id}"))

_PROJECT_MEMBER = Grant(
    principal="{user_id}", family="gitlab user", dialect=PLAIN, role="{access_level}", scope=_AT_PROJECT,
    levels=_IN_PROJECT, qualifiers={"expires": "{expires_at}"},
)  # fmt: skip
_GROUP_MEMBER = replace(_PROJECT_MEMBER, scope=_AT_GROUP, levels=_IN_GROUP)
_IN_THE_GROUP = replace(
    _GROUP_MEMBER,
    relation="member",
    role="{group_id}",
    role_family="gitlab group",
    scope=(),
    levels=Levels(words=False),
)
_PROJECT_SHARE = Grant(
    principal="{group_id}", kind="group", family="gitlab group", role="{group_access|access_level}", scope=_AT_PROJECT,
    levels=_IN_PROJECT, qualifiers={"expires": "{expires_at}"},
)  # fmt: skip
_GROUP_SHARE = replace(
    _PROJECT_SHARE, principal="{share_group_id}", role="{group_access}", scope=_AT_GROUP, levels=_IN_GROUP
)

PACK = Pack(
    types={
        "gitlab_user": (Mapping(identity=_USER, is_name_only=True),),
        "gitlab_group": (Mapping(identity=_GROUP, is_name_only=True),),
        "gitlab_project": (Mapping(identity=_PROJECT, is_name_only=True),),
        "gitlab_project_membership": (Mapping(sources=(_PROJECT_MEMBER,)),),
        "gitlab_group_membership": (Mapping(sources=(_GROUP_MEMBER, _IN_THE_GROUP)),),
        "gitlab_project_share_group": (Mapping(sources=(_PROJECT_SHARE,)),),
        "gitlab_group_share_group": (Mapping(sources=(_GROUP_SHARE,)),),
    }
)
