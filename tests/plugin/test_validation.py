"""What is wrong with a configuration is told at plan, with its path and what is accepted."""

from __future__ import annotations

import pytest

from terrabind.apis import load_catalogue
from terrabind.plugin.diagnostics import Key, Path
from terrabind.plugin.validation import validate
from terrabind.spec.attribute import obj, optional
from terrabind.spec.check import EMAIL, one_of
from terrabind.spec.standard import all_attributes
from terrabind.spec.types import STRING, Attribute, ListOf, MapOf, SetOf
from terrabind.spec.values import UNKNOWN, Value, Values

RESOURCES = load_catalogue().resources
PERSON = obj(mail=optional(STRING, "", checks=(EMAIL,)))


@pytest.mark.parametrize(
    ("type_name", "wrong", "path", "told"),
    [
        ("fireworks_aws_iam_role_binding", {"role": "arn:aws:s3:::x"}, ("role",), "arn:aws:iam::123456789012:role/"),
        ("fireworks_aws_iam_role_binding", {"principal": "ana"}, ("principal",), "ana@example.com"),
        ("ecs_iam_role", {"max_session_duration": 60}, ("max_session_duration",), "from 3600 to 43200"),
        ("ecs_iam_role", {"tags": {f"k{n}": "v" for n in range(51)}}, ("tags",), "at most 50 tags"),
        ("ecs_iam_role", {"assume_role_policy": '{\n "Statement": ]'}, ("assume_role_policy",), "line 2, column 15"),
        ("ecs_iam_role", {"on_existing": "take"}, ("on_existing",), '"adopt_identical"'),
        ("ecs_iam_role", {"timeouts": {"create": "soon"}}, ("timeouts", "create"), '"30s"'),
        ("k0rdent_iam_policy_binding", {"scope": {"type": "project"}}, ("scope", "resource"), "required when"),
        (
            "k0rdent_iam_policy_binding",
            {"scope": {"type": "org", "resource": "x"}},
            ("scope", "resource"),
            'scope.type is "org"',
        ),
        ("k0rdent_iam_policy_binding", {"principal": {"type": "robot", "id": "x"}}, ("principal", "type"), '"group"'),
    ],
)
def test_what_is_wrong_is_told_with_its_path(type_name: str, wrong: Values, path: Path, told: str) -> None:
    """An editor underlines the value, and the sentence says what would be accepted."""
    resource = RESOURCES[f"terrabind_{type_name}"]
    (found,) = validate(all_attributes(resource), {**resource.example, **wrong}, resource.rules)
    assert found.path == path
    assert told in found.detail


@pytest.mark.parametrize("type_name", RESOURCES)
def test_unknown_values_pass(type_name: str) -> None:
    """They are judged when Terraform knows them."""
    resource = RESOURCES[type_name]
    attributes = all_attributes(resource)
    assert validate(attributes, dict.fromkeys(attributes, UNKNOWN), resource.rules) == []
    assert validate(attributes, resource.example, resource.rules) == []


@pytest.mark.parametrize(
    ("attribute", "value", "path"),
    [
        (optional(ListOf(PERSON), ""), [{"mail": "a@b.c"}, {"mail": "x"}], ("it", 1, "mail")),
        (optional(MapOf(PERSON), ""), {"k": {"mail": "x"}}, ("it", Key("k"), "mail")),
        (optional(SetOf(PERSON), ""), [{"mail": "x"}], ("it",)),
        (optional(PERSON, ""), {"mail": "x"}, ("it", "mail")),
    ],
)
def test_a_path_leads_into_collections(attribute: Attribute, value: Value, path: Path) -> None:
    """A list of fifty people with one bad address names the one; a set's elements have no path of their own."""
    (found,) = validate({"it": attribute}, {"it": value})
    assert found.path == path


def test_a_sensitive_value_is_never_quoted() -> None:
    """Diagnostics end up in build logs."""
    attribute = optional(STRING, "", sensitive=True, checks=(one_of("a", "b"),))
    (found,) = validate({"key": attribute}, {"key": "canary"})
    assert "canary" not in found.summary + found.detail
    assert '"a", "b"' in found.detail
