"""Objects of any HTTP API: bodies of any shape, answers of any type, and the provider's `rest` block."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from terrabind.cdktf import (
    App,
    ArgumentError,
    TerrabindProvider,
    TerraformIterator,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
    Testing,
    Token,
)
from terrabind.cdktf.ecs import IamRole
from terrabind.cdktf.rest import DataRestRequest, RestResource
from tests.cdktf.conftest import Configuration
from tests.cdktf.samples import POLICY

Synth = Callable[[], Configuration]
ADDRESS = "terrabind_rest_resource.x"


def body_in(configuration: Configuration, name: str = "y") -> Any:
    """The body of one of the resources."""
    return configuration["resource"]["terrabind_rest_resource"][name]["body"]


def test_a_body_arrives_as_it_is(stack: TerraformStack, synth: Synth) -> None:
    """Names are the API's own, nothing is renamed, sorted away or dropped."""
    body: Any = {"camelCase": {"Content-Type": "x", "a.b": [], "": {}}, "n": [[1, [2.5]], {"0": False}], "t": "007"}
    RestResource(stack, "y", path="/v1/things", body=body)
    assert body_in(synth()) == body


def test_names_that_mean_something_to_the_kit_are_only_names_in_a_body(
    app: App, stack: TerraformStack, tmp_path: Path
) -> None:
    """The kit's own marks in configurations, and JavaScript's members."""
    inner = {"value": 1, "dynamic": {"for_each": 1}, "constructor": "c", "isBlock": True, "list": [{"value": "a"}]}
    body: Any = {"//": "remark", "provider": "p", "lifecycle": {}, "count": 1, "toJSON": 1, "inner": inner}
    RestResource(stack, "y", path="/v1/things", body=body)
    app.synth()
    assert body_in(json.loads((tmp_path / "out/stacks/team/cdk.tf.json").read_text())) == body
    assert 'list = [ { value = "a" }, ]' in " ".join(Testing.synth_hcl(stack).split())


def test_every_digit_and_every_null_arrives(stack: TerraformStack, synth: Synth) -> None:
    """Node rounds beyond 2^53 and the kit drops nulls, so both are written as expressions of Terraform."""
    body: Any = {"big": 2**64 + 1, "exact": Decimal("0.10"), "none": None, "list": [None, 1, {"a": None}], "ratio": 0.1}
    RestResource(stack, "y", path="/v1/things", body=body)
    assert body_in(synth()) == {
        "big": "${18446744073709551617}",
        "exact": "${0.10}",
        "none": "${null}",
        "list": ["${null}", 1, {"a": "${null}"}],
        "ratio": 0.1,
    }


def test_tokens_of_every_kind_resolve_inside_a_body(stack: TerraformStack, synth: Synth) -> None:
    """An object's id is what the next one's body needs."""
    x = RestResource(stack, "x", path="/v1/things", body={"name": "x"}, output_fields=["a"], headers={"X-A": "b"})
    role = IamRole(stack, "role", name="trainer", assume_role_policy=POLICY)
    answer = x.output.get("items", 0)
    body: Any = {"id": x.id, "text": f"<{answer.get('a b').text}>", "number": answer.get("n").number, "all": x.output}
    body |= {"list": answer.get("l").texts, "map": x.headers, "flag": role.force_detach_policies, "one": [answer]}
    RestResource(stack, "y", path=f"/v1/things/{x.id}/parts", body=body, ignore_fields=x.output_fields)
    found = synth()["resource"]["terrabind_rest_resource"]["y"]
    assert found == {
        "path": f"/v1/things/${{{ADDRESS}.id}}/parts",
        "body": {
            "id": f"${{{ADDRESS}.id}}",
            "text": f'<${{{ADDRESS}.output.items[0]["a b"]}}>',
            "number": f"${{{ADDRESS}.output.items[0].n}}",
            "all": f"${{{ADDRESS}.output}}",
            "list": f"${{{ADDRESS}.output.items[0].l}}",
            "map": f"${{{ADDRESS}.headers}}",
            "flag": "${terrabind_ecs_iam_role.role.force_detach_policies}",
            "one": [f"${{{ADDRESS}.output.items[0]}}"],
        },
        "ignore_fields": f"${{{ADDRESS}.output_fields}}",
    }


def test_a_whole_body_can_be_a_token_and_can_be_exchanged(stack: TerraformStack, synth: Synth) -> None:
    """The value of an iterator, and what an aspect gives instead."""
    each = TerraformIterator.from_list(["a", "b"])
    x = RestResource(stack, "x", path="/v1/things", for_each=each, body=Token.as_any(each.value))
    assert body_in(synth(), "x") == "${each.value}"
    x.body = changed = {"name": each.value}
    assert body_in(synth(), "x") == {"name": "${each.value}"}
    assert x.body_input is changed


def test_a_secret_goes_from_a_variable_to_the_wire_alone(stack: TerraformStack, synth: Synth) -> None:
    """Terraform keeps a write-only argument nowhere; the program must not write it down either."""
    secret = TerraformVariable(stack, "secret", type="string", sensitive=True)
    given = {"password": secret.string_value, "keys": [secret.string_value]}
    RestResource(stack, "y", path="/v1/users", body={"name": "a"}, write_only_body=given, write_only_version=2)
    found = synth()["resource"]["terrabind_rest_resource"]["y"]
    assert found["write_only_body"] == {"password": "${var.secret}", "keys": ["${var.secret}"]}
    assert found["write_only_version"] == 2


def test_a_requests_answer_is_read_by_steps(stack: TerraformStack, synth: Synth) -> None:
    """Its type is the API's affair."""
    found = DataRestRequest(stack, "x", path="/v1/things", page={"link_header": True})
    TerraformOutput(stack, "first", value=found.output.get(0, "name").text)
    TerraformOutput(stack, "status", value=found.status)
    TerraformOutput(stack, "type", value=found.response_headers)
    address = "data.terrabind_rest_request.x"
    values = {name: each["value"] for name, each in synth()["output"].items()}
    assert values == {
        "first": f"${{{address}.output[0].name}}",
        "status": f"${{{address}.status}}",
        "type": f"${{{address}.response_headers}}",
    }


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({"body": None}, "body"),
        ({"body": {"a": [b"x"]}}, 'body["a"][0]'),
        ({"path": "v1/things"}, "path"),
        ({"path": "/v1/things?x=1"}, "path"),
        ({"create": {"method": "put"}}, "create.method"),
        ({"create": {"success_codes": [99]}}, "create.success_codes"),
        ({"update": {"strategy": "merge"}}, "update.strategy"),
        ({"read": {"search": {"items": "data"}}}, "read.search.match"),
        ({"read": {"search": {"match": {"a": "b"}, "page": {"limit": 0}}}}, "read.search.page.limit"),
        ({"wait": {"create": {"success": ["a"], "interval": "soon"}}}, "wait.create.interval"),
        ({"id_from": {"path_segment": 0}}, "id_from.path_segment"),
        ({"ignore_fields": ["a..b"]}, "ignore_fields"),
        ({"headers": {"X A": "b"}}, "headers"),
        ({"format": "yaml"}, "format"),
    ],
)
def test_mistakes_are_refused_where_they_are_written(
    given: dict[str, Any], argument: str, stack: TerraformStack
) -> None:
    """The same checks as in the provider, before Terraform runs."""
    with pytest.raises(ArgumentError) as refused:
        RestResource(stack, "x", **{"path": "/v1/things", "body": {"name": "x"}, **given})
    assert refused.value.argument == argument


def test_the_providers_block_keeps_names_and_secrets_as_given(stack: TerraformStack, synth: Synth) -> None:
    """Names of headers and credentials are the user's: the kit would write admin_key."""
    secret = TerraformVariable(stack, "secret", type="string", sensitive=True).string_value
    rest: Any = {
        "base_url": "https://api.example.com/base",
        "headers": {"X-Client": "terraform"},
        "query": {"apiVersion": "2"},
        "auth": {"api_key": {"name": "X-Key", "value": secret, "in": "header"}},
        "credentials": {
            "Admin-Key": {"basic": {"username": "admin", "password": secret}},
            "robot": {"oauth2": {"token_url": "https://id.example/t", "client_id": "r", "client_secret": "x"}},
            "local": {"command": ["pass", "show"]},
        },
        "max_retries": 2,
    }
    TerrabindProvider(stack, "second", alias="second", rest=rest)
    expected = json.loads(json.dumps(rest).replace(secret, "${var.secret}"))
    assert synth()["provider"]["terrabind"][1] == {"alias": "second", "rest": expected}


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({"base_url": "api.example.com"}, "rest.base_url"),
        ({"auth": {"bearer": "hunter2", "command": ["x"]}}, "rest.auth"),
        ({"auth": {"api_key": {"name": "k", "value": "hunter2", "in": "body"}}}, "rest.auth.api_key.in"),
        ({"credentials": {"a": {"basic": {"username": "u"}}}}, 'rest.credentials["a"].basic.password'),
    ],
)
def test_a_refused_credential_is_never_repeated(given: Any, argument: str, stack: TerraformStack) -> None:
    """Errors end up in logs of pipelines."""
    with pytest.raises(ArgumentError) as refused:
        TerrabindProvider(stack, "second", alias="second", rest=given)
    assert refused.value.argument == argument
    assert "hunter2" not in str(refused.value)


def test_hcl_holds_lists_within_bodies(stack: TerraformStack) -> None:
    """The kit writes `{ 0 = 1 }` for such a list, and says nothing."""
    body: Any = {"list": [1, "7", None, {"deep": [], "text": 'a "b"\n'}], "big": 2**60, "flag": True}
    x = RestResource(stack, "x", path="/v1/things", body=body, create={"success_codes": [201]})
    RestResource(stack, "y", path="/v1/things", body={"ids": [x.id, f"<{x.id}>"]})
    credentials: Any = {"local": {"command": ["pass", "show"]}}
    TerrabindProvider(stack, "second", alias="second", rest={"credentials": credentials})
    text = " ".join(Testing.synth_hcl(stack).split())
    for expected in (
        'list = [ 1, "7", "${null}", { deep = [ ] text = "a \\"b\\"\\n" }, ]',
        'big = "${1152921504606846976}" flag = true',
        "create = { success_codes = [ 201, ] }",
        f'ids = [ "${{{ADDRESS}.id}}", "<${{{ADDRESS}.id}}>", ]',
        'credentials = { local = { command = [ "pass", "show", ] } }',
    ):
        assert expected in text


@pytest.mark.parametrize("import_id", ["/v1/things#42", "/v1/settings", '{"path":"/v1/things","id":"42"}'])
def test_an_existing_object_is_imported_by_its_address(import_id: str, stack: TerraformStack, synth: Synth) -> None:
    """The forms that the provider reads."""
    RestResource(stack, "x", path="/v1/things", body={"name": "x"}).import_from(import_id)
    assert synth()["import"] == [{"to": ADDRESS, "id": import_id}]


def test_an_ephemeral_request_can_be_written_by_an_override(stack: TerraformStack, synth: Synth) -> None:
    """The kit knows no ephemeral resources; this is what its page says instead."""
    stack.add_override("ephemeral.terrabind_rest_request.token", {"path": "/v1/tokens", "method": "POST"})
    assert synth()["ephemeral"] == {"terrabind_rest_request": {"token": {"path": "/v1/tokens", "method": "POST"}}}
