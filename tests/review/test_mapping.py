"""Templates and levels: the small language in which packs say what a resource means."""

from __future__ import annotations

import pytest

from terrabind.review.edge import Level
from terrabind.review.mapping import Levels, tell_by_words
from terrabind.review.packs import load_mappings
from terrabind.review.plan import REDACTED
from terrabind.review.templates import LATER, NOTHING, Filled, Place, Template
from terrabind.spec.values import UNKNOWN

VALUES = {
    "name": "x", "empty": "", "none": None, "later": UNKNOWN, "secret": REDACTED, "number": 3600.0, "yes": True,
    "list": ["b", "a"], "deep": {"er": [{"name": "y"}]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("plain", Filled("plain", True)),
        ("{name}", Filled("x", True)),
        ("project {name}", Filled("project x", True)),
        ("{empty}", NOTHING),
        ("project {none}", NOTHING),
        ("{none|name}", Filled("x", True)),
        ("{later|name}", Filled("x", True)),
        ("{none|later}", Filled(LATER, True, ("later",))),
        ("a {later}", Filled(f"a {LATER}", True, ("later",))),
        ("{later?}", NOTHING),
        ("{later?|name}", Filled("x", True)),
        ("{secret}", Filled(REDACTED, True, (), True)),
        ("{secret.inside}", Filled(REDACTED, True, (), True)),
        ("{later.inside}", Filled(LATER, True, ("later.inside",))),
        ("{number}", Filled("3600", True)),
        ("{yes}", Filled("true", True)),
        ("{list}", Filled("a, b", True)),
        ("{deep.er.0.name}", Filled("y", True)),
        ("{deep.er.7.name}", NOTHING),
        ("{none|=text}", Filled("text", True)),
        ("{each.name}", Filled("z", True)),
        ("{@account}", Filled("1", True)),
        ("{@none}", NOTHING),
    ],
)
def test_a_template_tells_missing_from_unknown_from_secret(text: str, filled: Filled) -> None:
    """A principal that is not known yet must never read as no principal."""
    assert Template.of(text).fill(Place(VALUES, {"name": "z"}, "users.0", {"@account": "1"})) == filled


def test_what_an_expression_feeds_is_not_the_providers_default() -> None:
    """A question mark forgives only what nobody wrote."""
    place = Place(VALUES, fed={"later": ("google_project.x.id",)})
    assert Template.of("{later?}").fill(place).unknown == ("later",)


def test_the_path_of_an_element_says_which_one() -> None:
    """The origin of a grant is the very element of the list."""
    assert Template.of("{each}").fill(Place({}, UNKNOWN, "members.3")).unknown == ("members.3",)


@pytest.mark.parametrize(
    ("role", "level"),
    [
        ("viewer", Level.READ),
        ("editor", Level.WRITE),
        ("admin", Level.ADMIN),
        ("owner", Level.GRANT),
        ("project-admin", Level.ADMIN),
        ("admin-viewer", Level.READ),
        ("AdministratorAccess", Level.ADMIN),
        ("ReadOnlyAccess", Level.READ),
        ("CLUSTER_ADMIN", Level.ADMIN),
        ("arn:aws:iam::1:role/admins/Reader", Level.READ),
        ("deploy", Level.UNKNOWN),
        ("badminton", Level.UNKNOWN),
        ("", Level.UNKNOWN),
    ],
)
def test_the_last_telling_word_of_a_role_decides(role: str, level: Level) -> None:
    """Whole words only: a sport is no administrator."""
    assert tell_by_words(role) is level


def test_a_known_name_goes_before_words() -> None:
    """What a vendor documents is truer than what a word suggests."""
    assert Levels(names={"admin-viewer": Level.GRANT}).tell("admin-viewer") is Level.GRANT
    assert Levels(words=False).tell("admin") is Level.UNKNOWN
    assert Levels(actions=True).tell("iam:PassRole") is Level.GRANT


def test_every_type_that_the_issue_names_has_a_mapping() -> None:
    """The list of the issue, so that none goes missing again."""
    named = """
    aws_iam_role aws_iam_role_policy aws_iam_role_policy_attachment aws_iam_policy aws_iam_user_policy
    aws_iam_user_policy_attachment aws_iam_group_policy aws_iam_group_policy_attachment aws_iam_group_membership
    aws_iam_user_group_membership google_project_iam_member google_folder_iam_binding google_organization_iam_policy
    google_service_account_iam_member google_storage_bucket_iam_binding azurerm_role_assignment kubernetes_role_binding
    kubernetes_role_binding_v1 kubernetes_cluster_role_binding kubernetes_cluster_role_binding_v1 github_team_membership
    github_repository_collaborator github_repository_collaborators github_team_repository objectscale_iam_role
    """
    assert [name for name in named.split() if not load_mappings().find(name)] == []
