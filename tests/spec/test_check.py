"""Checks accept what the vendors document and say in words what they accept."""

from __future__ import annotations

import pytest

from terrabind.spec import check, duration
from terrabind.spec.check import Check, Fault
from terrabind.spec.values import UNKNOWN, Value, is_known, look_up, put


@pytest.mark.parametrize(
    ("judged", "value"),
    [
        (check.EMAIL, "ana@example.com"),
        (check.EMAIL, "Ana.B+x@sub.example.com"),
        (check.ROLE_ARN, "arn:aws:iam::123456789012:role/path/Trainer"),
        (check.ROLE_ARN, "arn:aws-us-gov:iam::123456789012:role/Trainer"),
        (check.between(3600, 43200, "seconds"), 43200),
        (check.one_of("/"), "/"),
        (check.at_most(2, "tags"), {"a": "", "b": ""}),
        (check.length(0, 3), "abc"),
        (check.DURATION, "1h30m"),
        (check.HTTP_URL, "https://ecs.example:4443"),
        (check.tag_pairs(2, 2), {"ab": "cd"}),
    ],
)
def test_an_accepted_value_draws_no_complaint(judged: Check, value: Value) -> None:
    """A check that refuses good input costs a user an afternoon."""
    assert judged.complain(value) is None


@pytest.mark.parametrize(
    ("judged", "value", "said"),
    [
        (check.EMAIL, "ana", "e-mail"),
        (check.EMAIL, "a@b@c", "e-mail"),
        (check.EMAIL, "a@b\r\nX: y", "e-mail"),
        (check.ROLE_ARN, "arn:aws:iam::12:role/T", "arn:aws:iam::123456789012:role/Trainer"),
        (check.ROLE_ARN, "arn:aws:iam::123456789012:user/T", "role ARN"),
        (check.between(3600, 43200, "seconds"), 60, "3600 to 43200"),
        (check.between(3600, 43200, "seconds"), 3600.5, "whole number"),
        (check.between(0, 5, "seconds"), True, "whole number"),
        (check.one_of("user", "group"), "User", '"user", "group"'),
        (check.at_most(1, "tags"), {"a": "", "b": ""}, "2 tags"),
        (check.length(1, 3), "", "0 characters"),
        (check.DURATION, "5 minutes", "1h30m"),
        (check.DURATION, "0s", "positive"),
        (check.POLICY_DOCUMENT, "{", "line 1, column 2"),
        (check.HTTP_URL, "ftp://x", "https://api.example.com"),
        (check.SEGMENT, "a/b", "slashes"),
        (check.tag_pairs(2, 2), {"": "x"}, "0 characters"),
        (check.tag_pairs(2, 2), {"a": "xyz"}, "3 characters"),
    ],
)
def test_a_refused_value_is_told_what_is_accepted(judged: Check, value: Value, said: str) -> None:
    """The next step stands in the message."""
    assert said in (judged.complain(value) or "")


def test_a_project_scope_needs_its_resource() -> None:
    """The pairing that k0rdent's schema leaves open is said before the request (apis.md 3.3)."""
    rule = check.required_when("scope.resource", "scope.type", ("project",), "it names the project")
    assert rule.judge({"scope": {"type": "project"}}) == [
        Fault(
            "scope.resource",
            "scope.resource is missing",
            'scope.resource is required when scope.type is "project": it names the project.',
        )
    ]
    assert rule.judge({"scope": {"type": "org"}}) == []
    assert rule.judge({"scope": {"type": "project", "resource": UNKNOWN}}) == []
    assert rule.judge({"scope": {"type": UNKNOWN}}) == []


def test_an_organisation_scope_takes_no_resource() -> None:
    """A resource that the server would ignore is refused instead of being silently dropped."""
    rule = check.forbidden_when("scope.resource", "scope.type", ("org",), "the organisation is the scope")
    assert [fault.path for fault in rule.judge({"scope": {"type": "org", "resource": "x"}})] == ["scope.resource"]
    assert rule.judge({"scope": {"type": "org", "resource": None}}) == []


@pytest.mark.parametrize(
    ("text", "length"), [("30s", 30.0), ("1h30m", 5400.0), ("500ms", 0.5), ("1.5s", 1.5), ("2m0.5s", 120.5)]
)
def test_durations_read_as_go_writes_them(text: str, length: float) -> None:
    """Terraform users know this form from every other provider."""
    assert duration.seconds(text) == pytest.approx(length)


@pytest.mark.parametrize("text", ["", "5", "s", "-5s", "5 s", "1m30", "1d"])
def test_other_texts_are_no_durations(text: str) -> None:
    """A number without a unit is a guess, and guesses are refused."""
    with pytest.raises(ValueError, match="duration"):
        duration.seconds(text)


def test_values_are_found_and_put_by_dotted_paths() -> None:
    """Descriptions name places instead of carrying code."""
    values: dict[str, Value] = {"a": {"b": [{"c": 1}]}, "u": UNKNOWN}
    assert look_up(values, "a.b.0.c") == 1
    assert look_up(values, "a.b.7.c") is None
    assert look_up(values, "u.x") is UNKNOWN
    assert look_up(values, "") == values
    assert put(values, "a.d.e", 2)["a"] == {"b": [{"c": 1}], "d": {"e": 2}}
    assert values["a"] == {"b": [{"c": 1}]}


def test_an_unknown_at_any_depth_makes_a_value_unknown() -> None:
    """Nothing that is partly unknown may be sent."""
    assert not is_known({"a": [1, {"b": UNKNOWN}]})
    assert is_known({"a": [1, {"b": None}]})
