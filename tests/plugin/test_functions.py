"""Functions compute without a configured provider, and say which argument is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from terrabind.plugin.cty.codec import decode_value, encode_value
from terrabind.plugin.functions import FUNCTIONS
from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.spec.values import Value
from tests.plugin.rig import BINDING, POLICY, ROLE, Connection, config_of

TRUST = '{"Statement": {"Effect": "Allow", "Principal": {"AWS": ["b", "a"]}, "Action": "sts:AssumeRole"}}'
SAME = '{"Statement": [{"Action": ["sts:AssumeRole"], "Principal": {"AWS": ["a", "b"]}, "Effect": "Allow"}]}'


def call(name: str, *arguments: Value) -> Any:
    """Call a function as Terraform does."""
    types = [parameter.type for parameter in FUNCTIONS[name].parameters]
    packed = [
        pb.DynamicValue(msgpack=encode_value(type_, value)) for type_, value in zip(types, arguments, strict=True)
    ]
    return Connection().call("CallFunction", name=name, arguments=packed)


def result(name: str, *arguments: Value) -> Value:
    """The result of a call that succeeds."""
    answer = call(name, *arguments)
    assert not answer.HasField("error"), answer.error
    return decode_value(FUNCTIONS[name].returns, answer.result.msgpack)


def test_policies_are_compared_by_meaning() -> None:
    """The same comparison that decides about a plan, for use in conditions and checks."""
    assert result("policy_equal", TRUST, SAME) is True
    assert result("policy_equal", TRUST, SAME.replace('"b"', '"c"')) is False


def test_the_principals_of_a_trust_policy_are_listed() -> None:
    """For outputs and checks that say who may assume a role."""
    assert result("policy_principals", TRUST) == [
        {"kind": "AWS", "name": "a", "effect": "Allow"},
        {"kind": "AWS", "name": "b", "effect": "Allow"},
    ]


@pytest.mark.parametrize(
    ("type_name", "extra", "identifier"),
    [
        (BINDING, {"account_id": "acme"}, "acme/ana@example.com/arn:aws:iam::123456789012:role/Trainer"),
        (ROLE, {}, "trainer"),
        (POLICY, {"policy_id": "p-1"}, "p-1"),
    ],
)
def test_an_import_id_is_made_from_an_object(type_name: str, extra: dict[str, Value], identifier: str) -> None:
    """For `import` blocks over a map of objects."""
    assert result("import_id", type_name, config_of(type_name, **extra)) == identifier


def test_an_import_id_of_any_other_api_is_made_as_well() -> None:
    """From the path and the id, whatever else the object holds."""
    found = result("import_id", "terrabind_rest_resource", {"path": "/things", "id": "42", "body": {"name": "one"}})
    assert found == "/things#42"


@pytest.mark.parametrize(
    ("name", "arguments", "position", "told"),
    [
        ("policy_equal", (TRUST, "{"), 1, "line 1, column 2"),
        ("policy_principals", ("[]",), 0, "JSON object"),
        ("import_id", ("terrabind_x", {}), 0, ROLE),
        ("import_id", (ROLE, "text"), 1, "object"),
        ("import_id", (ROLE, {"namespace": "ns1"}), 1, "namespace and name or name"),
    ],
)
def test_a_wrong_argument_is_named(name: str, arguments: tuple[Value, ...], position: int, told: str) -> None:
    """Terraform underlines the argument in the configuration."""
    error = call(name, *arguments).error
    assert error.function_argument == position
    assert told in error.text


def test_an_unknown_function_is_refused_with_the_list() -> None:
    """A newer configuration meets an older provider."""
    assert "policy_equal" in Connection().call("CallFunction", name="nothing").error.text
