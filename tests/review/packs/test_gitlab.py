"""Members and shares of GitLab read as grants."""

from __future__ import annotations

import pytest

from terrabind.spec.values import UNKNOWN
from tests.review.packs.sides import change, lines, only

MEMBER = {"project": "42", "user_id": 7, "access_level": "developer", "expires_at": "2027-01-01"}


def test_a_member_of_a_project_has_a_level_until_a_day() -> None:
    """The end is what tells a guest from an inhabitant."""
    edge = only(change("gitlab_project_membership.x", MEMBER))
    assert (edge.principal.key, edge.role, edge.scope) == ("user:7", "developer", ("gitlab", "project 42"))
    assert edge.qualifiers == {"expires": "2027-01-01"}


@pytest.mark.parametrize(("level", "word"), [("guest", "READ"), ("developer", "WRITE"), ("maintainer", "GRANT")])
def test_a_maintainer_of_a_project_lets_in_others(level: str, word: str) -> None:
    """So a project has more people who can give access than its owners."""
    assert only(change("gitlab_project_membership.x", {**MEMBER, "access_level": level})).level.name == word


def test_a_group_that_a_project_is_shared_with_meets_its_members() -> None:
    """Both are made in one plan, and who gains through the group can be told."""
    group = change("gitlab_group.g", {"id": UNKNOWN, "full_path": UNKNOWN, "path": "ops"})
    fed = {"group_id": ("gitlab_group.g.id",)}
    member = {"group_id": UNKNOWN, "user_id": 7, "access_level": "maintainer"}
    share = {"group_id": UNKNOWN, "project": "42", "group_access": "developer"}
    assert lines(group, change("gitlab_group_membership.m", member, fed=fed),
                 change("gitlab_project_share_group.s", share, fed=fed)) == [
        "group:ops hold developer WRITE @ gitlab/project 42",
        "user:7 hold maintainer ADMIN @ gitlab/group ops",
        "user:7 member ops UNKNOWN @ ",
    ]  # fmt: skip


def test_a_group_may_be_shared_with_a_group() -> None:
    """Then all of its members are in."""
    values = {"group_id": "acme", "share_group_id": 9, "group_access": "owner"}
    assert lines(change("gitlab_group_share_group.x", values)) == ["group:9 hold owner GRANT @ gitlab/group acme"]
