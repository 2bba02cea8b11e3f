"""Roles, users, groups and policies of AWS read as grants, also across resources of one plan."""

from __future__ import annotations

import pytest

from terrabind.review.edge import Certainty, Kind, Realm
from terrabind.spec.values import UNKNOWN
from tests.review.packs.sides import ACCOUNT, change, document, line, lines, only, role, take, trust

DEPLOY = f"role:arn:aws:iam::{ACCOUNT}:role/deploy"
READ_BUCKET = document({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"})
SAYS = f"hold s3:GetObject READ @ account {ACCOUNT}/arn:aws:s3:::b/*"


def new_role(name: str = "deploy") -> dict[str, object]:
    """A role that is only about to be made."""
    return role(name, arn=UNKNOWN, id=UNKNOWN)


def test_a_role_is_assumed_by_those_of_its_trust_policy() -> None:
    """Service, account and role are different kinds of principals, each with its own rules."""
    policy = trust({"Service": "ec2.amazonaws.com", "AWS": ["444455556666", "arn:aws:iam::1:role/ci"]})
    said = [line(edge).partition(" ")[0] for edge in take(change("aws_iam_role.d", role(policy=policy))).edges]
    assert sorted(said) == ["account:444455556666", "role:arn:aws:iam::1:role/ci", "service:ec2.amazonaws.com"]


def test_session_and_boundary_limit_a_trust() -> None:
    """A longer session or a boundary that is gone is a change without any new principal."""
    edge = only(change("aws_iam_role.d", role(max_session_duration=3600, permissions_boundary="arn:b")))
    assert edge.qualifiers == {"max_session": "3600", "boundary": "arn:b"}


def test_a_role_holds_its_inline_and_managed_policies_exclusively() -> None:
    """Both lists replace what is there, so what drift added goes with the next apply."""
    inline = [{"name": "read", "policy": READ_BUCKET}]
    managed = ["arn:aws:iam::aws:policy/AdministratorAccess"]
    values = role(policy=document(), inline_policy=inline, managed_policy_arns=managed)
    edges = take(change("aws_iam_role.deploy", values)).edges
    wide = f"{DEPLOY} hold AdministratorAccess GRANT @ account {ACCOUNT}"
    assert sorted(map(line, edges)) == sorted([f"{DEPLOY} {SAYS}", wide])
    assert all(edge.authoritative for edge in edges)


def test_a_policy_on_a_new_role_is_a_grant_to_that_role() -> None:
    """`role = aws_iam_role.deploy.id` is unknown until the apply, but which role it is, is plain."""
    policy = change(
        "aws_iam_role_policy.x", {"role": UNKNOWN, "policy": READ_BUCKET}, fed={"role": ("aws_iam_role.d.id",)}
    )
    taken = take(change("aws_iam_role.d", new_role()), policy, change("aws_iam_role.other", role("other")))
    (edge,) = [edge for edge in taken.edges if edge.relation == "hold"]
    assert line(edge) == f"{DEPLOY} {SAYS}"
    assert edge.certainty is Certainty.KNOWN


def test_instances_with_the_same_key_belong_together() -> None:
    """`for_each` makes a role and its policy for each key; mixing them up would name the wrong role."""
    changes = [
        made
        for key in ("a", "b")
        for made in (
            change(f'aws_iam_role.d["{key}"]', new_role(key), index=key),
            change(
                f'aws_iam_role_policy.x["{key}"]', {"role": UNKNOWN, "policy": READ_BUCKET}, index=key,
                fed={"role": ("aws_iam_role.d", "var.names")},
            ),
        )
    ]  # fmt: skip
    held = {edge.principal.shown: edge.origin.address for edge in take(*changes).edges if edge.relation == "hold"}
    assert held == {"a": 'aws_iam_role_policy.x["a"]', "b": 'aws_iam_role_policy.x["b"]'}


def test_a_role_that_could_be_one_of_two_stays_unresolved() -> None:
    """A conditional names both; a guess would be a wrong name in a review."""
    fed = {"role": ("aws_iam_role.a.id", "aws_iam_role.b.id")}
    policy = change("aws_iam_role_policy.x", {"role": UNKNOWN, "policy": READ_BUCKET}, fed=fed)
    taken = take(change("aws_iam_role.a", new_role("a")), change("aws_iam_role.b", new_role("b")), policy)
    (edge,) = [edge for edge in taken.edges if edge.relation == "hold"]
    assert edge.certainty is Certainty.UNRESOLVED
    assert edge.feeds == ("aws_iam_role.a.id", "aws_iam_role.b.id")


@pytest.mark.parametrize("kind", ["role", "user", "group"])
def test_an_attached_policy_of_the_plan_is_read(kind: str) -> None:
    """A changed document is a change for whoever has the policy, at the place where it is attached."""
    policy = change("aws_iam_policy.p", {"name": "p", "path": "/", "arn": UNKNOWN, "policy": READ_BUCKET})
    values = {kind: "deploy", "policy_arn": UNKNOWN}
    attached = change(f"aws_iam_{kind}_policy_attachment.x", values, fed={"policy_arn": ("aws_iam_policy.p.arn",)})
    edge = only(policy, attached)
    assert line(edge).endswith("hold s3:GetObject READ @ account prod/arn:aws:s3:::b/*")
    assert edge.origin.attribute == "aws_iam_policy.p policy"


@pytest.mark.parametrize(
    ("arn", "role_and_level"),
    [
        ("arn:aws:iam::aws:policy/AdministratorAccess", "AdministratorAccess GRANT"),
        ("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", "ViewOnlyAccess READ"),
        ("arn:aws:iam::aws:policy/AmazonS3FullAccess", "AmazonS3FullAccess ADMIN"),
        ("arn:aws:iam::1:policy/ops", "arn:aws:iam::1:policy/ops UNKNOWN"),
    ],
)
def test_a_policy_from_elsewhere_is_told_by_its_name(arn: str, role_and_level: str) -> None:
    """Amazon's own policies mean the same everywhere; of others nothing is made up."""
    said = lines(change("aws_iam_role_policy_attachment.x", {"role": "deploy", "policy_arn": arn}))
    assert said == [f"role:arn:aws:iam::prod:role/deploy hold {role_and_level} @ account prod"]


def test_a_policy_that_nothing_here_attaches_is_still_seen() -> None:
    """Another stack may attach it, and its holders gain what the document gains."""
    edge = only(
        change("aws_iam_policy.p", {"name": "p", "arn": f"arn:aws:iam::{ACCOUNT}:policy/p", "policy": READ_BUCKET})
    )
    assert line(edge) == f"group:arn:aws:iam::{ACCOUNT}:policy/p {SAYS}"
    assert edge.principal.shown == "holders of policy p"


def test_members_of_a_group_are_members_of_its_id() -> None:
    """What the group holds is found by that id; the list replaces every other member."""
    values = {"name": "m", "group": "ops", "users": ["ana", "ben"]}
    group = change("aws_iam_group.g", {"name": "ops", "path": "/", "arn": f"arn:aws:iam::{ACCOUNT}:group/ops"})
    edges = take(group, change("aws_iam_group_membership.m", values)).edges
    assert {edge.role for edge in edges} == {f"arn:aws:iam::{ACCOUNT}:group/ops"}
    assert [edge.principal.shown for edge in edges] == ["ana", "ben"]
    assert all(edge.authoritative and edge.scope == () for edge in edges)


def test_groups_of_a_user_only_add() -> None:
    """This form leaves other groups of the user alone."""
    edge = only(change("aws_iam_user_group_membership.m", {"user": "ana", "groups": ["ops"]}))
    assert line(edge) == "user:arn:aws:iam::prod:user/ana member arn:aws:iam::prod:group/ops UNKNOWN @ "
    assert not edge.authoritative


def test_the_old_attachment_takes_a_policy_from_everyone_else() -> None:
    """`aws_iam_policy_attachment` owns the policy in the whole account."""
    values = {"policy_arn": "arn:aws:iam::aws:policy/IAMFullAccess", "users": ["ana"], "roles": ["ci"], "groups": None}
    edges = take(change("aws_iam_policy_attachment.x", values)).edges
    assert [edge.principal.kind for edge in edges] == [Kind.ROLE, Kind.USER]
    assert all(edge.authoritative for edge in edges)


def test_a_function_open_to_a_service_says_for_whom() -> None:
    """Without the source account any customer of that service gets in."""
    values = {"principal": "s3.amazonaws.com", "action": "lambda:InvokeFunction", "function_name": "f"}
    edge = only(change("aws_lambda_permission.x", {**values, "source_account": ACCOUNT}))
    assert line(edge) == "service:s3.amazonaws.com hold lambda:InvokeFunction WRITE @ account prod/function f"
    assert edge.qualifiers == {"source_account": ACCOUNT}


def test_a_bucket_open_to_everyone_is_seen() -> None:
    """The policies of resources give access just as those of roles do."""
    policy = document({"Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"})
    edge = only(change("aws_s3_bucket_policy.x", {"bucket": "b", "policy": policy}))
    assert line(edge) == "everyone:* hold s3:GetObject READ @ account prod/bucket b"
    assert edge.principal.realm is Realm.EXTERNAL


def test_a_role_keeps_its_name_when_it_is_made_anew() -> None:
    """A new object gets its ARN from the server, but it is the same role to everyone who names it."""
    new = change("aws_iam_role.d", new_role(), "delete", "create", before=role())
    assert line(only(new)) == line(only(new, side="before"))


def test_a_document_that_is_no_policy_is_listed() -> None:
    """A document that cannot be read may say anything."""
    taken = take(change("aws_iam_role.d", role(policy="{")))
    assert not taken.edges
    assert "cannot be read" in taken.unclear[0].reason
