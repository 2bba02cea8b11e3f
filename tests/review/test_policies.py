"""AWS-style documents mean the same however they are written, and say who may do how much under which conditions."""

from __future__ import annotations

import json

import pytest

from terrabind.review.edge import Kind, Level
from terrabind.review.policies import NEGATED, Statement, account_of, level_of, principal_of, read
from terrabind.spec.policy import MalformedPolicyError
from tests.review.packs.sides import document, trust

ISSUER = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"


def first(text: str) -> Statement:
    """The only statement of a document."""
    (statement,) = read(text)
    return statement


def limits(**condition: object) -> dict[str, str]:
    """The qualifiers of a statement with these operators."""
    return dict(first(trust("*", condition)).qualifiers)


@pytest.mark.parametrize(
    ("action", "level"),
    [
        ("s3:GetObject", Level.READ),
        ("s3:List*", Level.READ),
        ("ec2:DescribeInstances", Level.READ),
        ("s3:PutObject", Level.WRITE),
        ("s3:*", Level.ADMIN),
        ("iam:GetRole", Level.READ),
        ("iam:Get*", Level.READ),
        ("iam:*", Level.GRANT),
        ("iam:Put*", Level.GRANT),
        ("IAM:PASSROLE", Level.GRANT),
        ("iam:PassRole", Level.GRANT),
        ("sts:AssumeRole", Level.GRANT),
        ("s3:PutBucketPolicy", Level.GRANT),
        ("s3:PutBucket*", Level.GRANT),
        ("kms:CreateGrant", Level.GRANT),
        ("*", Level.GRANT),
        ("*:*", Level.GRANT),
        ("strange", Level.UNKNOWN),
    ],
)
def test_an_action_tells_how_much_it_may(action: str, level: Level) -> None:
    """What lets others in stands above what administers, also when a pattern hides it."""
    assert level_of(action) is level


@pytest.mark.parametrize(
    ("kind", "name", "expected", "ident"),
    [
        ("AWS", "*", Kind.EVERYONE, "*"),
        ("*", "*", Kind.EVERYONE, "*"),
        ("AWS", "444455556666", Kind.ACCOUNT, "444455556666"),
        ("AWS", "arn:aws:iam::444455556666:root", Kind.ACCOUNT, "444455556666"),
        ("AWS", "arn:aws:iam::1:user/ana", Kind.USER, "arn:aws:iam::1:user/ana"),
        ("AWS", "arn:aws-cn:iam::1:role/x/y", Kind.ROLE, "arn:aws-cn:iam::1:role/x/y"),
        ("AWS", "arn:aws:sts::1:assumed-role/x/s", Kind.ROLE, "arn:aws:sts::1:assumed-role/x/s"),
        ("AWS", "urn:ecs:iam::ns1:user/ana", Kind.USER, "urn:ecs:iam::ns1:user/ana"),
        ("AWS", "urn:ecs:iam::ns1:root", Kind.ACCOUNT, "ns1"),
        ("AWS", "AROAEXAMPLE", Kind.ROLE, "AROAEXAMPLE"),
        ("AWS", "odd", Kind.UNKNOWN, "odd"),
        ("Service", "ec2.amazonaws.com", Kind.SERVICE, "ec2.amazonaws.com"),
        ("Federated", "accounts.google.com", Kind.FEDERATED, "accounts.google.com"),
        ("CanonicalUser", "79a59d", Kind.ACCOUNT, "79a59d"),
    ],
)
def test_a_principal_is_told_by_how_it_is_written(kind: str, name: str, expected: Kind, ident: str) -> None:
    """An account written as its root ARN is the same account."""
    principal = principal_of(kind, name)
    assert (principal.kind, principal.id) == (expected, ident)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"sts:ExternalId": "x"}}, {"external_id": "x"}),
        ({"StringEquals": {"aws:SourceAccount": ["2", "1"]}}, {"source_account": "1, 2"}),
        ({"ArnLike": {"AWS:SourceArn": "arn:aws:s3:::b"}}, {"source_arn": "arn:aws:s3:::b"}),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, {"mfa": "required"}),
        ({"Bool": {"aws:MultiFactorAuthPresent": True}}, {"mfa": "required"}),
        ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}, {"mfa": "required, where present"}),
        (
            {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
            {"condition": "Bool aws:MultiFactorAuthPresent false"},
        ),
        ({"NumericLessThan": {"aws:MultiFactorAuthAge": 3600}}, {"mfa_age": "below 3600"}),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, {"organization": "o-1"}),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}, {"condition": "StringNotEquals aws:PrincipalOrgID o-1"}),
        ({"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}, {"expires": "2027-01-01T00:00:00Z"}),
        ({"DateGreaterThan": {"aws:CurrentTime": "2027"}}, {"condition": "DateGreaterThan aws:CurrentTime 2027"}),
        ({"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o"}}, {"organization": "o, where present"}),
        ({"StringEquals": {"aws:RequestTag/a": "b"}}, {"condition": "StringEquals aws:RequestTag/a b"}),
        ({"StringEquals": {f"{ISSUER}:aud": "sts"}}, {"audience": "sts"}),
        ({}, {}),
        ({"StringEquals": "odd"}, {}),
    ],
)
def test_a_condition_is_a_limit_by_name(condition: dict[str, object], expected: dict[str, str]) -> None:
    """A limit that is dropped or loosened can only be told when it has a name and a plain value."""
    assert limits(**condition) == expected


def test_two_tests_of_one_key_both_bind() -> None:
    """The joined text keeps both, so that losing either of them shows."""
    condition = {"StringLike": {"sts:ExternalId": "a*"}, "StringEquals": {"sts:ExternalId": "ab"}}
    assert limits(**condition) == {"external_id": "a* and ab"}


def test_each_subject_of_a_token_is_its_own_principal() -> None:
    """A new repository among the subjects is somebody new, although the issuer stays."""
    condition = {"StringLike": {f"{ISSUER}:sub": ["repo:acme/a:*", "repo:acme/b:*"]}}
    statement = first(trust({"Federated": PROVIDER}, condition))
    assert [principal.shown for principal in statement.principals] == [
        f"repo:acme/a:* of {ISSUER}",
        f"repo:acme/b:* of {ISSUER}",
    ]
    assert [statement.limits(each)["subject"] for each in statement.principals] == ["repo:acme/a:*", "repo:acme/b:*"]


def test_a_token_without_a_subject_is_the_whole_issuer() -> None:
    """Everyone whom the issuer vouches for comes in; no subject is made up."""
    statement = first(trust({"Federated": PROVIDER}, {"StringEquals": {f"{ISSUER}:aud": "sts"}}))
    assert [principal.id for principal in statement.principals] == [PROVIDER]
    assert statement.qualifiers == {"audience": "sts"}


def test_everyone_but_some_is_everyone_with_an_exception() -> None:
    """`NotPrincipal` with Allow opens to the whole world."""
    statement = first(document({"NotPrincipal": {"AWS": "arn:aws:iam::1:user/eve"}, "Action": "s3:*"}))
    assert [principal.kind for principal in statement.principals] == [Kind.EVERYONE]
    assert statement.qualifiers == {NEGATED: "arn:aws:iam::1:user/eve"}


@pytest.mark.parametrize(("excluded", "level"), [("iam:*", Level.ADMIN), ("s3:*", Level.GRANT)])
def test_everything_but_some_actions_is_told_by_what_is_left(excluded: str, level: Level) -> None:
    """Everything but S3 includes giving access to others."""
    statement = first(document({"NotAction": excluded, "Resource": "*"}))
    assert statement.grants == ((f"everything but {excluded}", level),)


def test_order_and_lists_do_not_matter() -> None:
    """A rewritten document that means the same must give the same grants."""
    one = first(document({"Action": ["s3:B", "s3:A"], "Resource": ["y", "x"]}))
    other = first(document({"Resource": ["x", "y"], "Action": ["s3:A", "s3:B"]}))
    assert one == other
    assert first(document({"Action": "s3:A", "Resource": "x"})) == first(
        document({"Action": ["s3:A"], "Resource": ["x"]})
    )


def test_a_statement_without_resources_is_about_everything() -> None:
    """Trust policies and some policies of resources name none."""
    assert first(document({"Action": "s3:A"})).resources == ("*",)
    assert first(document({"Action": "s3:A", "NotResource": "x"})).resources == ("everything but x",)


def test_a_statement_of_thousands_of_pairs_stays_short() -> None:
    """Actions times resources grows fast; beyond a few hundred the resources share one text."""
    actions, resources = [f"s3:A{number}" for number in range(50)], [f"r{number}" for number in range(50)]
    pairs = list(first(document({"Action": actions, "Resource": resources})).pairs())
    assert len(pairs) == 50
    assert "r49" in pairs[0][2]


def test_tagging_a_session_lets_nobody_in() -> None:
    """A trust policy may allow tags in a statement of its own."""
    assert not first(document({"Principal": "*", "Action": "sts:TagSession"})).assumes
    assert first(document({"Principal": "*", "Action": ["sts:TagSession", "sts:AssumeRole"]})).assumes


def test_a_denial_is_read_as_one() -> None:
    """A denial that goes is a gain."""
    assert not first(document({"Effect": "Deny", "Action": "s3:*", "Resource": "*"})).allowed


@pytest.mark.parametrize("text", ["", "{", "[]", '{"Statement": 1}', json.dumps({"Statement": {"Effect": "Maybe"}})])
def test_what_is_no_policy_is_refused(text: str) -> None:
    """Half a document could mean anything."""
    with pytest.raises(MalformedPolicyError):
        read(text)


@pytest.mark.parametrize(
    ("name", "account"),
    [("arn:aws:iam::1:role/x", "1"), ("123456789012", "123456789012"), ("urn:ecs:iam::ns1:user/a", "ns1"), ("ana", "")],
)
def test_an_account_is_read_out_of_an_arn(name: str, account: str) -> None:
    """It is what tells ours from others'."""
    assert account_of(name) == account
