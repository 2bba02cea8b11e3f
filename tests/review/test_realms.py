"""Who is one of ours, as far as anybody said."""

from __future__ import annotations

import pytest

from terrabind.review.directory import read_directory
from terrabind.review.edge import Kind, Principal, Realm
from terrabind.review.realms import Realms

OURS = Realms(
    internal_domains=frozenset({"example.com", "oidc.example.org"}), internal_accounts=frozenset({"111122223333"})
)
PEOPLE = read_directory(
    {
        "people": {
            "ana@example.com": {"name": "Ana Berg", "employment": "employee", "aliases": ["ana"]},
            "ben@example.com": {"employment": "contractor"},
        },
        "groups": {"ops": {"name": "Operations", "members": ["ana@example.com", "group:on-call"]}, "on-call": {}},
    }
)


@pytest.mark.parametrize(
    ("kind", "name", "realm", "realm_name"),
    [
        (Kind.USER, "ana@example.com", Realm.INTERNAL, "example.com"),
        (Kind.USER, "ana@mail.example.com", Realm.INTERNAL, "mail.example.com"),
        (Kind.USER, "eve@example.com.evil.org", Realm.EXTERNAL, "example.com.evil.org"),
        (Kind.USER, "eve@notexample.com", Realm.EXTERNAL, "notexample.com"),
        (Kind.USER, "ana", Realm.UNKNOWN, ""),
        (Kind.ACCOUNT, "111122223333", Realm.INTERNAL, "111122223333"),
        (Kind.ACCOUNT, "444455556666", Realm.EXTERNAL, "444455556666"),
        (Kind.ROLE, "arn:aws:iam::444455556666:role/x", Realm.EXTERNAL, "444455556666"),
        (Kind.USER, "urn:ecs:iam::ns1:user/ana", Realm.UNKNOWN, "ns1"),
        (Kind.SERVICE, "ec2.amazonaws.com", Realm.INTERNAL, "the cloud itself"),
        (Kind.SERVICE, "fireworks.ai", Realm.EXTERNAL, "fireworks.ai"),
        (Kind.GROUP, "example.com", Realm.INTERNAL, "example.com"),
        (Kind.FEDERATED, "https://oidc.example.org", Realm.INTERNAL, "oidc.example.org"),
        (Kind.FEDERATED, "arn:aws:iam::1:oidc-provider/other.org/x repo:a", Realm.EXTERNAL, "other.org/x"),
        (Kind.FEDERATED, "arn:aws:iam::111122223333:saml-provider/okta", Realm.INTERNAL, "okta"),
        (Kind.SERVICE_ACCOUNT, "ci@p.iam.gserviceaccount.com", Realm.UNKNOWN, "p"),
        (Kind.EVERYONE, "*", Realm.EXTERNAL, ""),
        (Kind.EVERYONE, "system:authenticated", Realm.INTERNAL, ""),
    ],
)
def test_a_principal_is_placed_by_its_domain_account_or_issuer(
    kind: Kind, name: str, realm: Realm, realm_name: str
) -> None:
    """A look-alike domain is not a subdomain, and a plain name belongs to nobody."""
    placed = OURS.place(Principal(kind=kind, id=name))
    assert (placed.realm, placed.realm_name) == (realm, realm_name)


@pytest.mark.parametrize(
    "principal",
    [
        Principal(kind=Kind.USER, id="eve@other.org"),
        Principal(kind=Kind.ACCOUNT, id="444455556666"),
        Principal(kind=Kind.FEDERATED, id="issuer.org"),
    ],
)
def test_nobody_is_foreign_where_nothing_is_ours(principal: Principal) -> None:
    """Without configuration the review must not call colleagues outsiders."""
    assert Realms().place(principal).realm is Realm.UNKNOWN


def test_the_plans_own_account_is_ours() -> None:
    """A role that the plan manages is not a stranger's, whatever is configured."""
    role = Principal(kind=Kind.ROLE, id="arn:aws:iam::999988887777:role/x")
    assert OURS.place(role, frozenset({"999988887777"})).realm is Realm.INTERNAL


def test_a_project_of_others_is_foreign_once_projects_are_listed() -> None:
    """Account numbers say nothing about projects."""
    realms = Realms(internal_accounts=frozenset({"web"}))
    accounts = [Principal(kind=Kind.SERVICE_ACCOUNT, id=f"ci@{name}.iam.gserviceaccount.com") for name in ("web", "x")]
    assert [realms.place(each).realm for each in accounts] == [Realm.INTERNAL, Realm.EXTERNAL]


def test_the_directory_gives_names_and_knows_contractors() -> None:
    """A contractor has an address of ours and is still from outside."""
    realms = Realms(internal_domains=frozenset({"example.com"}), directory=PEOPLE)
    ana, ben = (realms.place(Principal(kind=Kind.USER, id=each)) for each in ("ANA", "ben@example.com"))
    assert (ana.shown, ana.realm) == ("Ana Berg (ANA)", Realm.INTERNAL)
    assert ben.realm is Realm.EXTERNAL


def test_the_directorys_groups_are_memberships() -> None:
    """What a group holds in a plan is held by those whom only the directory knows to be in it."""
    said = [(edge.principal.key, edge.relation, edge.role) for edge in Realms(directory=PEOPLE).memberships()]
    assert said == [("user:ana@example.com", "member", "ops"), ("group:on-call", "member", "ops")]
