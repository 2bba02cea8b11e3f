"""Teams, collaborators and members of GitHub read as grants."""

from __future__ import annotations

import pytest

from terrabind.review.edge import Certainty
from terrabind.spec.values import UNKNOWN
from tests.review.packs.sides import change, line, lines, only, take


def test_members_and_repositories_of_a_new_team_meet_in_it() -> None:
    """The team's id comes with the apply, but it is this team for both, so who gains through it can be told."""
    team = change("github_team.ops", {"id": UNKNOWN, "slug": UNKNOWN, "name": "ops"})
    fed = {"team_id": ("github_team.ops.id",)}
    member = change("github_team_membership.m", {"team_id": UNKNOWN, "username": "Mia", "role": "member"}, fed=fed)
    repository = change(
        "github_team_repository.r", {"team_id": UNKNOWN, "repository": "web", "permission": "push"}, fed=fed
    )
    assert lines(team, member, repository) == [
        "group:github team ops hold push WRITE @ github/repository web",
        "user:mia member github team ops UNKNOWN @ ",
    ]


def test_a_team_is_found_by_its_number() -> None:
    """Other resources name it by id once it is there."""
    team = change("github_team.ops", {"id": "4711", "slug": "ops", "name": "ops"})
    edge = only(
        team, change("github_team_repository.r", {"team_id": "4711", "repository": "web", "permission": "pull"})
    )
    assert edge.principal.id == "github team ops"


def test_a_maintainer_may_add_members() -> None:
    """Being a member and deciding who is one are different levels."""
    values = {"team_id": "ops", "username": "mia", "role": "maintainer"}
    assert only(change("github_team_membership.m", values)).level.name == "GRANT"


def test_a_list_of_members_replaces_the_others() -> None:
    """Whoever is not on it leaves the team."""
    values = {"team_id": "ops", "members": [{"username": "mia", "role": "member"}, {"username": "ben"}]}
    edges = take(change("github_team_members.m", values)).edges
    assert [(edge.principal.id, edge.authoritative) for edge in edges] == [("mia", True), ("ben", True)]


@pytest.mark.parametrize(
    ("permission", "level"),
    [("pull", "READ"), ("triage", "READ"), ("push", "WRITE"), ("maintain", "WRITE"), ("admin", "GRANT")],
)
def test_a_collaborator_holds_a_permission(permission: str, level: str) -> None:
    """Admins of a repository may add others to it."""
    values = {"repository": "web", "username": "mia", "permission": permission}
    said = lines(change("github_repository_collaborator.x", values))
    assert said == [f"user:mia hold {permission} {level} @ github/repository web"]


def test_a_list_of_collaborators_names_people_and_teams() -> None:
    """It replaces both kinds."""
    people = [{"username": "mia", "permission": "pull"}]
    values = {"repository": "web", "user": people, "team": [{"team_id": "ops", "permission": "admin"}]}
    edges = take(change("github_repository_collaborators.x", values)).edges
    assert [line(edge).partition(" hold")[0] for edge in edges] == ["user:mia", "group:github team ops"]
    assert all(edge.authoritative for edge in edges)


def test_an_owner_of_the_organisation_may_do_everything() -> None:
    """The narrowest attribute of GitHub's provider gives the widest access."""
    edge = only(change("github_membership.x", {"username": "mia", "role": "admin"}))
    assert (edge.level.name, edge.scope) == ("GRANT", ("organization of github",))
    assert edge.certainty is Certainty.KNOWN


def test_a_role_of_the_organisation_may_be_given_to_a_team() -> None:
    """Some of these roles reach every repository."""
    values = {"team_slug": "ops", "role_id": "8132"}
    edge = only(change("github_organization_role_team_assignment.x", values))
    assert (edge.principal.id, edge.role) == ("github team ops", "organization role 8132")
