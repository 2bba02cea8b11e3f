"""Policies, access lists and grants of AWS resources read as grants, also of resources that are yet to be made."""

from __future__ import annotations

import pytest

from terrabind.review.edge import Certainty
from terrabind.review.plan import Change
from terrabind.spec.values import UNKNOWN
from tests.review.packs.sides import ACCOUNT, change, document, line, lines, only, take

EVERYONE = document({"Principal": "*", "Action": "s3:GetObject", "Resource": "*"})
OTHER = document({"Principal": {"AWS": "444455556666"}, "Action": "kms:Decrypt", "Resource": "*"})
ROOT = f"account:{ACCOUNT} hold kms:* ADMIN @ account {ACCOUNT}"
KEY_ARN = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/k1"
ALL_BLOCKED = dict.fromkeys(
    ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"), True
)
GROUPS = "http://acs.amazonaws.com/groups/global"


def new_key(*actions: str, **more: object) -> Change:
    """A key that is about to be made, of which the configuration sets only what is given."""
    anchor = {"arn": UNKNOWN, "key_id": UNKNOWN, "policy": UNKNOWN, **more}
    return change("aws_kms_key.data", anchor, *actions)


def old_key(policy: str) -> Change:
    """A key that nothing is done to."""
    values = {"arn": KEY_ARN, "key_id": "k1", "policy": policy}
    return change("aws_kms_key.data", values, "no-op", before=values)


def test_a_new_key_without_a_policy_gets_the_default_one() -> None:
    """That is a fact that KMS documents, and no doubt: who decides by IAM in the account decides about the key."""
    anchor = change("aws_iam_role.r", {"name": "r", "arn": f"arn:aws:iam::{ACCOUNT}:role/r"}, "no-op")
    (edge,) = [each for each in take(new_key(), anchor).edges if each.relation == "hold"]
    assert line(edge) == f"{ROOT}/key aws_kms_key.data"
    assert edge.certainty is Certainty.KNOWN


def test_a_policy_of_a_key_that_comes_with_the_apply_is_unresolved() -> None:
    """An expression may say anything."""
    values = {"arn": UNKNOWN, "key_id": UNKNOWN, "policy": UNKNOWN}
    edge = only(change("aws_kms_key.data", values, fed={"policy": ("data.aws_iam_policy_document.p.json",)}))
    assert edge.certainty is Certainty.UNRESOLVED


def test_a_policy_resource_speaks_for_its_key() -> None:
    """The key's own state holds what was last written; hearing both would keep what the new policy takes."""
    values = {"key_id": "k1", "policy": OTHER}
    said = lines(old_key(EVERYONE), change("aws_kms_key_policy.p", values))
    assert said == [f"account:444455556666 hold kms:Decrypt WRITE @ account {ACCOUNT}/key k1"]


def test_a_policy_resource_speaks_for_a_key_of_the_same_plan() -> None:
    """Then the key has no id yet, but which one it is, is plain."""
    policy = change(
        "aws_kms_key_policy.p", {"key_id": UNKNOWN, "policy": OTHER}, fed={"key_id": ("aws_kms_key.data.id",)}
    )
    edge = only(new_key(), policy)
    assert edge.scope[-1] == "key aws_kms_key.data"
    assert edge.certainty is Certainty.KNOWN


def test_a_key_whose_policy_resource_goes_has_the_default_again() -> None:
    """The state still shows the old policy; AWS puts its default in place."""
    gone = change("aws_kms_key_policy.p", None, "delete", before={"key_id": "k1", "policy": OTHER})
    assert lines(old_key(OTHER), gone) == [f"{ROOT}/key k1"]
    assert lines(old_key(OTHER), gone, side="before")[0].startswith("account:444455556666 hold kms:Decrypt")


@pytest.mark.parametrize(
    ("thing", "values", "policy", "place"),
    [
        ("aws_s3_bucket", {"bucket": "b", "id": UNKNOWN}, ("aws_s3_bucket_policy", "bucket", "id"), "bucket b"),
        ("aws_sqs_queue", {"name": "q", "url": UNKNOWN}, ("aws_sqs_queue_policy", "queue_url", "url"), "queue q"),
        ("aws_sns_topic", {"name": "t", "arn": UNKNOWN}, ("aws_sns_topic_policy", "arn", "arn"), "topic t"),
        ("aws_ecr_repository", {"name": "r"}, ("aws_ecr_repository_policy", "repository", "name"), "repository r"),
        ("aws_secretsmanager_secret", {"name": "s", "arn": UNKNOWN},
         ("aws_secretsmanager_secret_policy", "secret_arn", "arn"), "secret s"),
    ],
)  # fmt: skip
def test_a_policy_of_a_new_resource_is_about_that_resource(
    thing: str, values: dict[str, object], policy: tuple[str, str, str], place: str
) -> None:
    """Its address comes with the apply; a review that cannot tell would say so of every new bucket."""
    kind, attribute, fed = policy
    said = change(f"{kind}.p", {attribute: UNKNOWN, "policy": EVERYONE}, fed={attribute: (f"{thing}.x.{fed}",)})
    edge = only(change(f"{thing}.x", values), said)
    assert (edge.scope, edge.certainty) == (("account prod", place), Certainty.KNOWN)


def test_a_policy_of_one_of_two_resources_stays_unresolved() -> None:
    """A conditional names both; a guess would be a wrong place in a review."""
    fed = {"bucket": ("aws_s3_bucket.a.id", "aws_s3_bucket.b.id")}
    policy = change("aws_s3_bucket_policy.p", {"bucket": UNKNOWN, "policy": EVERYONE}, fed=fed)
    both = [change(f"aws_s3_bucket.{name}", {"bucket": name}) for name in "ab"]
    assert only(*both, policy).certainty is Certainty.UNRESOLVED


def test_a_bucket_that_says_itself_who_may_use_it_is_still_looked_at() -> None:
    """Its name is described, what it grants is not."""
    taken = take(change("aws_s3_bucket.x", {"bucket": "b", "acl": "public-read"}))
    assert not taken.edges
    assert "acl" in taken.unclear[0].reason


@pytest.mark.parametrize(
    ("acl", "said"),
    [
        ("private", []),
        ("public-read", [f"everyone:{GROUPS}/AllUsers hold READ READ"]),
        ("authenticated-read", [f"everyone:{GROUPS}/AuthenticatedUsers hold READ READ"]),
        (
            "public-read-write",
            [f"everyone:{GROUPS}/AllUsers hold READ READ", f"everyone:{GROUPS}/AllUsers hold WRITE WRITE"],
        ),
    ],
)
def test_a_ready_made_list_lets_in_whom_s3_says(acl: str, said: list[str]) -> None:
    """One word opens a bucket to the world."""
    found = lines(change("aws_s3_bucket_acl.x", {"bucket": "b", "acl": acl}))
    assert found == [f"{each} @ account prod/bucket b" for each in said]


def test_a_list_that_is_written_out_is_read() -> None:
    """Whoever may write the list may let in others."""
    grants = [
        {"grantee": [{"type": "CanonicalUser", "id": "c1"}], "permission": "FULL_CONTROL"},
        {"grantee": [{"type": "Group", "uri": f"{GROUPS}/AllUsers"}], "permission": "READ"},
    ]
    values = {"bucket": "b", "acl": None, "access_control_policy": [{"grant": grants}]}
    assert lines(change("aws_s3_bucket_acl.x", values)) == [
        "account:c1 hold FULL_CONTROL GRANT @ account prod/bucket b",
        f"everyone:{GROUPS}/AllUsers hold READ READ @ account prod/bucket b",
    ]


def test_a_ready_made_list_that_nobody_described_is_listed() -> None:
    """It lets in a service of which the list says nothing."""
    assert take(change("aws_s3_bucket_acl.x", {"bucket": "b", "acl": "aws-exec-read"})).unclear


def test_a_public_access_block_takes_away_and_its_end_gives_back() -> None:
    """So that a block that goes is found, and one that comes is no doubt."""
    blocked = lines(change("aws_s3_bucket_public_access_block.x", {"bucket": "b", **ALL_BLOCKED}))
    assert len(blocked) == 4
    assert all(each.startswith("-everyone:* hold ") for each in blocked)
    assert lines(change("aws_s3_bucket_public_access_block.x", {"bucket": "b", "block_public_acls": False})) == []


def test_an_entry_of_a_cluster_signs_in_and_joins_groups() -> None:
    """What the groups may do stands in the cluster's bindings."""
    values = {"cluster_name": "c", "principal_arn": f"arn:aws:iam::{ACCOUNT}:role/dev", "kubernetes_groups": ["devs"]}
    assert lines(change("aws_eks_access_entry.x", values)) == [
        f"role:arn:aws:iam::{ACCOUNT}:role/dev member devs UNKNOWN @ ",
        f"role:arn:aws:iam::{ACCOUNT}:role/dev use sign-in UNKNOWN @ account prod/cluster c",
    ]


def test_groups_that_nobody_set_are_no_doubt() -> None:
    """The server says that there are none, which is unknown only in form."""
    values = {"cluster_name": "c", "principal_arn": f"arn:aws:iam::{ACCOUNT}:role/dev", "kubernetes_groups": UNKNOWN}
    assert only(change("aws_eks_access_entry.x", values)).relation == "use"
