"""Trust policies compare by meaning: the reason why a reformatted policy plans empty and a changed one does not."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from terrabind.spec import policy
from terrabind.spec.compare import caseless, exact, same_policy

FIRST = {"Sid": "a", "Effect": "Allow", "Principal": {"AWS": ["urn:x:u1", "urn:x:u2"]}, "Action": "sts:AssumeRole"}
SECOND = {"Sid": "b", "Effect": "Deny", "Principal": "*", "Action": ["sts:TagSession"]}
TRUST = {"Version": "2012-10-17", "Statement": [FIRST, SECOND]}


def written(document: object) -> str:
    return json.dumps(document)


def changed(**statement: object) -> str:
    return written({**TRUST, "Statement": [{**FIRST, **statement}, SECOND]})


@pytest.mark.promise(15)
@pytest.mark.parametrize(
    "other",
    [
        json.dumps(TRUST, indent=4),
        json.dumps(TRUST, sort_keys=True, separators=(",", ":")),
        written({**TRUST, "Statement": [SECOND, FIRST]}),
        quote(written(TRUST)),
        changed(Action=["sts:AssumeRole"]),
        changed(Principal={"AWS": ["urn:x:u2", "urn:x:u1"]}),
        changed(Principal={"AWS": ["urn:x:u2", "urn:x:u1", "urn:x:u1"]}),
    ],
    ids=[
        "indented",
        "minified",
        "statements swapped",
        "percent-encoded",
        "one-element list",
        "list order",
        "repeated",
    ],
)
def test_a_policy_that_only_looks_different_is_the_same(other: str) -> None:
    """Servers rewrite documents; that must never show as a change of access."""
    assert policy.equivalent(written(TRUST), other)


@pytest.mark.promise(15)
@pytest.mark.parametrize(
    "other",
    [
        changed(Effect="Deny"),
        changed(Action="sts:*"),
        changed(Principal={"AWS": ["urn:x:u1"]}),
        changed(Principal={"Service": ["urn:x:u1", "urn:x:u2"]}),
        changed(NotAction="sts:AssumeRole"),
        changed(Condition={"StringEquals": {"a": "b"}}),
        written({**TRUST, "Version": "2008-10-17"}),
        written({**TRUST, "Statement": [FIRST]}),
        changed(Action="STS:AssumeRole "),
    ],
)
def test_a_policy_that_means_something_else_differs(other: str) -> None:
    """A change of meaning that went unnoticed would be an unreviewed grant."""
    assert not policy.equivalent(written(TRUST), other)


def test_an_account_is_the_same_as_its_root() -> None:
    """IAM rewrites an account number to the ARN of its root and back."""
    number = changed(Principal={"AWS": "123456789012"})
    assert policy.equivalent(number, changed(Principal={"AWS": "arn:aws:iam::123456789012:root"}))
    assert not policy.equivalent(number, changed(Principal={"AWS": "210987654321"}))


def test_condition_values_compare_as_text() -> None:
    """IAM reads true and "true" alike inside conditions."""
    left = changed(Condition={"Bool": {"aws:Secure": True}})
    assert policy.equivalent(left, changed(Condition={"Bool": {"aws:Secure": ["true"]}}))


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ('{"Statement": [\n  {"Effect" "Allow"}]}', 2, 13, "not JSON"),
        ("", 1, 1, "not JSON"),
        ("[]", 1, 1, "JSON object"),
        ("{}", 1, 1, "Statement"),
        ('{"Statement": [{}]}', 1, 1, "Effect"),
        ('{"Statement": [], "Statement": []}', 1, 1, "twice"),
        ('{"Statement": {"Effect": "Allow", "x": ' + "[" * 70 + "]" * 70 + "}}", 1, 1, "64 levels"),
    ],
)
def test_a_malformed_document_says_where_and_why(text: str, line: int, column: int, reason: str) -> None:
    """Line and column take the author to the mistake."""
    with pytest.raises(policy.MalformedPolicyError, match=reason) as raised:
        policy.parse(text)
    assert (raised.value.line, raised.value.column) == (line, column)


def test_principals_are_listed_with_their_kind_and_effect() -> None:
    """Review and the function `policy_principals` both say who a trust policy lets in."""
    assert policy.principals(written(TRUST)) == [
        policy.Principal("*", "*", "Deny"),
        policy.Principal("AWS", "urn:x:u1", "Allow"),
        policy.Principal("AWS", "urn:x:u2", "Allow"),
    ]


def test_texts_that_are_no_policies_equal_only_themselves() -> None:
    """A comparison never raises: what it cannot read, it does not declare equal."""
    assert same_policy("x", "x")
    assert not same_policy("x", "y")
    assert not same_policy(written(TRUST), "y")
    assert not same_policy(written(TRUST), None)


def test_true_is_not_one_and_digits_count() -> None:
    """JSON tells booleans from numbers, and a float equals a decimal of the same digits."""
    assert not exact(True, 1)
    assert exact(1.5, 1.5)
    assert exact(3600, 3600.0)
    assert not exact(3600, 3601)


@pytest.mark.promise(46)
def test_emails_compare_without_case() -> None:
    """A directory that changes Ana to ana must not revoke her access."""
    assert caseless("Ana@Example.com", "ana@example.COM")
    assert not caseless("ana@example.com", "anna@example.com")
    assert not caseless("ana@example.com", None)
