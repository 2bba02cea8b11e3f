"""What a review says of awkward plans is what a careful person would say: nobody is told to lose what may stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from terrabind.review.plan import Plan
from terrabind.review.reviewing import Options, review
from terrabind.review.rules.scopes import is_wildcard
from tests.review.factories import NOW
from tests.review.rows import (
    ACCOUNT,
    ADMIN,
    ATTACHED,
    AZURE,
    BINDING,
    MEMBER,
    azure,
    bucket,
    document,
    google,
    listed,
    plan,
    role,
    row,
    without,
)

OBJECTS = f"account {ACCOUNT}/arn:aws:s3:::b/*"
ROLE = f"role:arn:aws:iam::{ACCOUNT}:role/deploy"
THREE_ACTIONS = document({"Action": ["s3:GetObject", "s3:PutObject", "s3:List*"], "Resource": "arn:aws:s3:::b/*"})
POLICY = {"name": "p", "path": "/", "arn": f"arn:aws:iam::{ACCOUNT}:policy/p",
          "policy": document({"Action": "s3:*", "Resource": "*"})}  # fmt: skip
USER = {"name": "ben", "path": "/", "arn": f"arn:aws:iam::{ACCOUNT}:user/ben"}
ATTACHMENT = {"role": "deploy", "policy_arn": POLICY["arn"]}
INLINE = {"role": "deploy", "policy": THREE_ACTIONS}
READER_ID = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
OWNER_ID = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
KNOWN_LATER = {"principal_type": True, "role_definition_id": True}
SECRET_CONDITION = {"condition": [{"expression": True}]}


def say(*plans: Plan) -> tuple[str, list[str]]:
    """The verdict, and each change as class, who and what."""
    report = review(plans, Options(now=NOW))
    told = (
        f"{delta.change.value}: {delta.edge.principal.key} {delta.edge.role} @ {'/'.join(delta.edge.scope)}"
        for delta in report.deltas
    )
    return report.verdict.value, sorted(told)


def member(name: str, *sides: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    return row(f"{MEMBER}.{name}", sides[0], sides[1], **more)


def viewer(change: str, who: str = "ana", role: str = "roles/viewer") -> str:
    return f"{change}: user:{who}@x.io {role} @ project p1"


def assigned(change: str, role: str = "Reader", who: str = "user:1-2-3", scope: str = "subscription s") -> str:
    return f"{change}: {who} {role} @ {scope}"


def but(*resources: str) -> str:
    """Everything in storage but these."""
    return document({"Action": "s3:*", "NotResource": list(resources)})


def shared(condition: dict[str, Any] | None = None) -> dict[str, Any]:
    """A bucket that everyone may write to, on a condition."""
    statement = {"Principal": "*", "Action": "s3:PutObject", "Resource": "*"}
    return {"bucket": "b", "policy": document({**statement, "Condition": condition or {}})}


UNKNOWN_WHO = "principal:known after apply"

CASES: dict[str, tuple[Sequence[Plan], str, list[str]]] = {
    "a list made anew replaces what the forgotten one held": (
        [plan(row(f"{BINDING}.x", listed("ana", "ben"), listed("ben"), "create", "forget"))],
        "NARROWS",
        [viewer("lost"), viewer("unchanged", "ben")],
    ),
    "an emptied list too": (
        [plan(row(f"{BINDING}.x", listed("ana"), listed(), "create", "forget"))],
        "NARROWS",
        [viewer("lost")],
    ),
    "a list of another role leaves the forgotten one alive": (
        [plan(row(f"{BINDING}.x", listed("ana"), listed("ana", role="roles/editor"), "create", "forget"))],
        "WIDENS",
        [viewer("gained", role="roles/editor"), viewer("kept unmanaged")],
    ),
    "a copy with a condition does not narrow the one that is forgotten": (
        [plan(row(f"{MEMBER}.x", google(), google(condition="a"), "create", "forget"))],
        "NO ACCESS CHANGE",
        [viewer("kept unmanaged")],
    ),
    "a replaced assignment with computed parts is interrupted": (
        [plan(row(f"{AZURE}.x", azure("Reader", role_definition_id=READER_ID),
                  without(azure("Reader"), "principal_type"),
                  "delete", "create", unknown=KNOWN_LATER))],
        "NARROWS",
        [assigned("interrupted")],
    ),
    "the same by the role's id": (
        [plan(row(f"{AZURE}.x", azure("Reader", role_definition_id=READER_ID),
                  without(azure(role_definition_id=READER_ID), "principal_type", "role_definition_name"),
                  "delete", "create", unknown={"principal_type": True, "role_definition_name": True}))],
        "NARROWS",
        [assigned("interrupted")],
    ),
    "another id is another role, whatever the name was": (
        [plan(row(f"{AZURE}.x", azure("Reader", role_definition_id=READER_ID),
                  without(azure(role_definition_id=OWNER_ID), "principal_type", "role_definition_name"),
                  "delete", "create", unknown={"principal_type": True, "role_definition_name": True}))],
        "WIDENS",
        [assigned("gained", OWNER_ID.rpartition("/")[2]), assigned("lost")],
    ),
    "another principal is not taken for the kind of the first": (
        [plan(row(f"{AZURE}.x", azure("Reader"), without({**azure("Reader"), "principal_id": "9"}, "principal_type"),
                  "delete", "create", unknown={"principal_type": True}))],
        "WIDENS",
        [assigned("gained", who="principal:9"), assigned("lost")],
    ),
    "the provider's default project stays the project": (
        [plan(row("google_pubsub_topic_iam_member.x", {**google(), "topic": "t"},
                  {**without(google(), "project", "etag"), "topic": "t"}, "delete", "create",
                  unknown={"project": True, "etag": True}))],
        "NARROWS",
        ["interrupted: user:ana@x.io roles/viewer @ project p1/topic t"],
    ),
    "a policy that is known after the apply takes nothing for sure": (
        [plan(row("aws_iam_role.r", role(), role()),
              row("aws_iam_role_policy.x", INLINE, without(INLINE, "policy"), unknown={"policy": True}))],
        "CANNOT TELL",
        [f"unresolved: {ROLE} (known after apply) @ account {ACCOUNT}", f"unresolved: {ROLE} s3:List* @ {OBJECTS}",
         f"unresolved: {ROLE} s3:PutObject @ {OBJECTS}"],
    ),
    "a list that is known after the apply keeps everybody in doubt": (
        [plan(row(f"{BINDING}.x", listed("ana", "ben"), without(listed(), "members"), unknown={"members": True}))],
        "CANNOT TELL",
        [f"unresolved: {UNKNOWN_WHO}: members roles/viewer @ project p1", viewer("unresolved", "ben")],
    ),
    "one unknown member may be any of those who are gone": (
        [plan(row(f"{BINDING}.x", listed("ana", "ben", "eve"), {**listed("ana"), "members": ["user:ana@x.io", None]},
                  unknown={"members": [False, True]}))],
        "CANNOT TELL",
        [f"unresolved: {UNKNOWN_WHO}: members.1 roles/viewer @ project p1", viewer("unresolved", "eve")],
    ),
    "somebody else's unknown role is no excuse for a loss": (
        [plan(member("x", google(), without(google("ben"), "role"), unknown={"role": True}))],
        "CANNOT TELL",
        [viewer("lost"), viewer("unresolved", "ben", "(known after apply)")],
    ),
    "a sensitive boundary that changes cannot be told": (
        [plan(row("aws_iam_role.r", role(permissions_boundary="arn:aws:iam::1:policy/a"),
                  role(permissions_boundary="arn:aws:iam::1:policy/b"), secret={"permissions_boundary": True}))],
        "CANNOT TELL",
        [f"unresolved: service:ec2.amazonaws.com {ROLE.removeprefix('role:')} @ account {ACCOUNT}"],
    ),
    "a sensitive condition that stays is no doubt": (
        [plan(row("aws_iam_role.r", role(description="a", permissions_boundary="arn:b"),
                  role(description="b", permissions_boundary="arn:b"), secret={"permissions_boundary": True}))],
        "NO ACCESS CHANGE",
        [],
    ),
    "a sensitive condition that is replaced cannot be told": (
        [plan(row(f"{MEMBER}.x", google(condition="one long secret"), google(condition="another secret"), "delete",
                  "create", secret=SECRET_CONDITION))],
        "CANNOT TELL",
        [viewer("unresolved")],
    ),
    "a limit that is known after the apply is no narrowing": (
        [plan(row("aws_iam_role.r", role(), role(), unknown={"permissions_boundary": True}))],
        "CANNOT TELL",
        [f"unresolved: service:ec2.amazonaws.com {ROLE.removeprefix('role:')} @ account {ACCOUNT}"],
    ),
    "a forgotten grant to somebody sensitive stays": (
        [plan(row(f"{MEMBER}.x", google(), None, "forget", secret={"member": True}))],
        "NO ACCESS CHANGE",
        [f"kept unmanaged: principal:(sensitive) {MEMBER}.x of prod roles/viewer @ project p1"],
    ),
    "a policy that is detached is lost by its role alone": (
        [plan(row("aws_iam_role.r", role(), role()), row("aws_iam_policy.p", POLICY, POLICY),
              row(f"{ATTACHED}.a", ATTACHMENT, None))],
        "BLOCKED",
        [f"lost: {ROLE} s3:* @ account {ACCOUNT}/*"],
    ),
    "a policy that is attached is taken from nobody": (
        [plan(row("aws_iam_role.r", role(), role()), row("aws_iam_policy.p", POLICY, POLICY),
              row(f"{ATTACHED}.a", None, ATTACHMENT))],
        "WIDENS",
        [f"gained: {ROLE} s3:* @ account {ACCOUNT}/*"],
    ),
    "an object that a replacement left behind says the same": (
        [plan(member("x", google(), google()), row(f"{MEMBER}.x", google(), None, deposed="0a1b2c3d"))],
        "NO ACCESS CHANGE",
        [viewer("overlapping")],
    ),
    "an object left behind is deleted also where the current one is forgotten": (
        [plan(row(f"{MEMBER}.x", google(), None, "forget"),
              row(f"{MEMBER}.x", google(role="roles/editor"), None, deposed="0a1b2c3d"))],
        "NARROWS",
        [viewer("kept unmanaged"), viewer("lost", role="roles/editor")],
    ),
    "who administers access does not have the access": (
        [plan(row(f"{AZURE}.x", azure(), None),
              row(f"{AZURE}.y", azure("User Access Administrator"), azure("User Access Administrator")))],
        "NARROWS",
        [assigned("lost", "Contributor")],
    ),
    "an end that is turned round is no end": (
        [plan(member("x", google(condition='request.time < timestamp("2027-01-01T00:00:00Z")'),
                     google(condition='!(request.time < timestamp("2026-01-01T00:00:00Z"))')))],
        "WIDENS",
        [viewer("widened")],
    ),
    "one more part of what is negated lets more in": (
        [plan(member("x", google(condition="!(a && b)"), google(condition="!(a && c && b)")))],
        "WIDENS",
        [viewer("widened")],
    ),
    "one value with a comma is not two": (
        [plan(row("aws_iam_role.r", role(condition={"StringEquals": {"aws:PrincipalTag/team": "a, b"}}),
                  role(condition={"StringEquals": {"aws:PrincipalTag/team": ["a", "b"]}})))],
        "WIDENS",
        [f"widened: service:ec2.amazonaws.com {ROLE.removeprefix('role:')} @ account {ACCOUNT}"],
    ),
    "a bucket's policy that reaches further is wider": (
        [plan(row("aws_s3_bucket_policy.b", bucket("arn:aws:s3:::b/public/*"), bucket("arn:aws:s3:::b/*")))],
        "BLOCKED",
        ["widened: everyone:* s3:GetObject @ account prod/bucket b"],
    ),
    "a bucket by its name is no more than the bucket": (
        [plan(row("aws_s3_bucket_policy.b", bucket("arn:aws:s3:::b/*"), bucket("arn:aws:s3:::b/*", "arn:aws:s3:::b")))],
        "NO ACCESS CHANGE",
        [],
    ),
    "a shrinking count takes from the one who is gone": (
        [plan(row(f"{MEMBER}.x[0]", google(), google("ben"), "delete", "create"),
              row(f"{MEMBER}.x[1]", google("ben"), None))],
        "NARROWS",
        [viewer("interrupted", "ben"), viewer("lost")],
    ),
    "an import that is updated at once gives and takes": (
        [plan(row(f"{BINDING}.x", listed("ana", "ben"), listed("ben", "eve"), "update", imported=True))],
        "WIDENS",
        [viewer("adopted", "ben"), viewer("gained", "eve"), viewer("lost")],
    ),
    "an import of a role that gets an administrator's policy is a gain": (
        [plan(row("aws_iam_role.r", role(managed_policy_arns=None), role(managed_policy_arns=[ADMIN]), imported=True))],
        "WIDENS",
        [f"adopted: service:ec2.amazonaws.com {ROLE.removeprefix('role:')} @ account {ACCOUNT}",
         f"gained: {ROLE} AdministratorAccess @ account {ACCOUNT}"],
    ),
    "a star that was a letter becomes a pattern": (
        [plan(row("aws_iam_role.r", role(condition={"StringEquals": {"aws:SourceArn": "arn:aws:s3:::b*"}}),
                  role(condition={"ArnLike": {"aws:SourceArn": "arn:aws:s3:::b*"}})))],
        "WIDENS",
        [f"widened: service:ec2.amazonaws.com {ROLE.removeprefix('role:')} @ account {ACCOUNT}"],
    ),
    "equality without case lets more in": (
        [plan(row("aws_iam_role.r", role(condition={"StringEquals": {"sts:ExternalId": "a"}}),
                  role(condition={"StringEqualsIgnoreCase": {"sts:ExternalId": "a"}})))],
        "WIDENS",
        [f"widened: service:ec2.amazonaws.com {ROLE.removeprefix('role:')} @ account {ACCOUNT}"],
    ),
    "fewer exceptions are a wider grant and no loss": (
        [plan(row("aws_iam_role_policy.x", {**INLINE, "policy": but("arn:aws:s3:::a/*", "arn:aws:s3:::b/*")},
                  {**INLINE, "policy": but("arn:aws:s3:::a/*")}))],
        "WIDENS",
        ["widened: role:arn:aws:iam::prod:role/deploy s3:* @ account prod/everything but arn:aws:s3:::a/*"],
    ),
    "everyone who no longer needs to be of the organisation is everyone": (
        [plan(row("aws_s3_bucket_policy.b", shared({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}), shared()))],
        "BLOCKED",
        ["widened: everyone:* s3:PutObject @ account prod/bucket b"],
    ),
    "a new list takes from those whom it does not name": (
        [plan(member("x", google(), google()), row(f"{BINDING}.y", None, listed("ben")))],
        "WIDENS",
        [viewer("gained", "ben"), viewer("lost")],
    ),
    "a new list takes from another list": (
        [plan(row(f"{BINDING}.x", listed("ana"), listed("ana")), row(f"{BINDING}.y", None, listed("ben")))],
        "WIDENS",
        [viewer("gained", "ben"), viewer("lost")],
    ),
    "a list that is deleted after its successor is written empties it": (
        [plan(row(f"{BINDING}.x", listed("ana"), listed("ana"), "create", "delete"))],
        "NARROWS",
        [viewer("interrupted")],
    ),
    "a list of another condition takes from nobody": (
        [plan(member("x", google(condition="a"), google(condition="a")), row(f"{BINDING}.y", None, listed("ben")))],
        "WIDENS",
        [viewer("gained", "ben")],
    ),
    "a list that names them as well takes from nobody": (
        [plan(member("x", google(), google()), row(f"{BINDING}.y", None, listed("ana", "ben")))],
        "WIDENS",
        [viewer("gained", "ben"), viewer("unchanged")],
    ),
    "one role's list of policies takes nothing from another role": (
        [plan(row("aws_iam_role.r", None, role("other", managed_policy_arns=[ADMIN])),
              row(f"{ATTACHED}.a", {**ATTACHMENT, "policy_arn": ADMIN}, {**ATTACHMENT, "policy_arn": ADMIN}))],
        "WIDENS",
        [f"gained: role:arn:aws:iam::{ACCOUNT}:role/other AdministratorAccess @ account {ACCOUNT}",
         f"gained: service:ec2.amazonaws.com AdministratorAccess @ account {ACCOUNT}",
         f"gained: service:ec2.amazonaws.com arn:aws:iam::{ACCOUNT}:role/other @ account {ACCOUNT}"],
    ),
    "what is attached to a role that is made anew goes with the old one": (
        [plan(row("aws_iam_role.r", role(), without(role(), "arn"), "delete", "create", unknown={"arn": True}),
              row(f"{ATTACHED}.a", {**ATTACHMENT, "policy_arn": ADMIN}, {**ATTACHMENT, "policy_arn": ADMIN}))],
        "NARROWS",
        [f"interrupted: {ROLE} AdministratorAccess @ account {ACCOUNT}",
         f"interrupted: service:ec2.amazonaws.com {ROLE.removeprefix('role:')} @ account {ACCOUNT}"],
    ),
    "who is destroyed loses what stays written": (
        [plan(row("aws_iam_user.ben", {**USER, "permissions_boundary": None}, None),
              row("aws_iam_user_policy_attachment.a", {"user": "ben", "policy_arn": ADMIN},
                  {"user": "ben", "policy_arn": ADMIN}))],
        "NARROWS",
        [f"lost: user:arn:aws:iam::{ACCOUNT}:user/ben AdministratorAccess @ account {ACCOUNT}"],
    ),
    "a user without her boundary may do more": (
        [plan(row("aws_iam_user.ben", {**USER, "permissions_boundary": "arn:b"}, USER))],
        "WIDENS",
        [f"widened: user:arn:aws:iam::{ACCOUNT}:user/ben everything outside of the boundary arn:b @ account {ACCOUNT}"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_review_says_what_a_careful_person_would_say(name: str) -> None:
    """A wrong word about who gains or loses is worse than none, and a wrong "no access change" is the worst."""
    plans, verdict, told = CASES[name]
    assert say(*plans) == (verdict, sorted(told))


def test_every_doubt_has_a_finding_that_can_be_waived() -> None:
    """A doubt that no rule names could never be accepted by anybody."""
    plans, _, told = CASES["a policy that is known after the apply takes nothing for sure"]
    found = review(plans, Options(now=NOW)).findings
    doubted = {delta.edge.role for finding in found if finding.rule == "AR801" for delta in finding.deltas}
    assert len(doubted) == len(told)


@pytest.mark.parametrize(
    ("resource", "is_every"),
    [
        ("arn:aws:s3:::*", True),
        ("arn:aws:s3:::*/logs/*", True),
        ("arn:aws:s3:::b/*", False),
        ("arn:aws:s3:::b*", False),
        ("arn:aws:iam::1:role/*", True),
        ("arn:aws:lambda:eu:1:function:*", True),
        ("arn:aws:dynamodb:eu:1:table/*", True),
        ("arn:aws:dynamodb:eu:1:table/orders/index/*", False),
        ("arn:aws:logs:eu:1:log-group:*", True),
        ("arn:aws:logs:eu:1:log-group:/app:*", False),
        ("arn:aws:execute-api:eu:1:api/*", False),
        ("urn:ecs:s3:::b/*", False),
        ("arn:aws:sqs:*:*:*", True),
        ("topic *", True),
        ("*", True),
    ],
)
def test_what_is_within_one_named_resource_is_named(resource: str, is_every: bool) -> None:
    """All objects of one bucket are what a grant of reading it means; all buckets are not."""
    assert is_wildcard(("account 1", resource)) is is_every
