"""How the author of a stack writes objects of any HTTP API, checked by mypy strict and never run.

Where a line is marked, the type checker must refuse it; an unneeded mark is an error too.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import assert_type

from terrabind.cdktf import Construct, Json, TerrabindProvider, TerraformVariable, Token
from terrabind.cdktf.ecs import IamRole
from terrabind.cdktf.provider import TerrabindRest, TerrabindRestAuth
from terrabind.cdktf.rest import (
    DataRestRequest,
    RestResource,
    RestResourceCreate,
    RestResourceRead,
    RestResourceReadSearch,
    RestResourceReadSearchPage,
)
from terrabind.constructs.anything import AnythingReference
from terrabind.constructs.tokens import Resolvable


def choose_credentials(scope: Construct, secret: TerraformVariable) -> TerrabindProvider:
    """Give the provider ways in."""
    admin: TerrabindRestAuth = {"basic": {"username": "admin", "password": secret.string_value}}
    key: TerrabindRestAuth = {"api_key": {"name": "X-Key", "value": secret.string_value, "in": "header"}}
    rest: TerrabindRest = {"base_url": "https://api.example.com", "auth": key, "credentials": {"admin": admin}}
    TerrabindProvider(scope, "a", alias="a", rest={"auth": {"command": ["pass", "show"]}, "headers": {"X-A": "b"}})
    TerrabindProvider(scope, "b", alias="b", rest={"auth": {"bearer": 5}})  # type: ignore[arg-type]  # a token is a text
    TerrabindProvider(
        scope,
        "c",
        alias="c",
        rest={"auth": {"basic": {"username": "a"}}},  # type: ignore[arg-type]  # the password is missing
    )
    return TerrabindProvider(scope, "d", alias="d", rest=rest)


def give_bodies(scope: Construct, role: IamRole) -> RestResource:
    """Give anything that JSON can say, with tokens."""
    deep: Json = {"a": [1, 2.5, True, None, {"b": ()}], "big": 2**70, "exact": Decimal("0.1"), "role": role.arn}
    first = RestResource(scope, "first", path="/v1/things", body=deep, output_fields=["uuid"])
    RestResource(scope, "list", path="/v1/things", body=["a", None, first.output, role.tags])
    RestResource(scope, "token", path="/v1/things", body=Token.as_any({"a": 1}), write_only_body={"key": "x"})
    RestResource(scope, "part", path="/v1/things", body={"of": first.id, "more": first.output.get("items", 0).texts})
    RestResource(scope, "object", path="/v1/things", body=object())  # type: ignore[arg-type]  # nothing for JSON
    RestResource(scope, "keys", path="/v1/things", body={1: "a"})  # type: ignore[dict-item]  # keys are texts
    RestResource(scope, "set", path="/v1/things", body={"a": {"b", "c"}})  # type: ignore[dict-item]  # has no order
    RestResource(scope, "null", path="/v1/things", body=None)  # type: ignore[arg-type]  # nothing to send
    RestResource(scope, "none", path="/v1/things")  # type: ignore[call-arg]  # the body is missing
    first.body = {"name": "changed"}
    return first


def describe_operations(scope: Construct) -> None:
    """Give nested objects as dictionaries."""
    page: RestResourceReadSearchPage = {"token_param": "after", "token_from": "next", "limit": 100}
    search: RestResourceReadSearch = {"match": {"name": "{body.name}"}, "page": page}
    create: RestResourceCreate = {"method": "PUT", "success_codes": [200, 201], "body": {"a": [None]}}
    thing = RestResource(
        scope,
        "thing",
        path="/v1/things",
        body={},
        create=create,
        read={"search": search, "headers": {"X-A": "b"}},
        wait={"create": {"success": ["ready"], "status_from": {"body": "status"}}},
        equal={"address": "slash"},
        timeouts={"create": "20m"},
    )
    other = RestResource(scope, "other", path="/v1/things", body={}, read=thing.read, create=thing.create)
    by_name = RestResourceRead(search=RestResourceReadSearch(match={"name": "{body.name}"}))
    RestResource(scope, "called", path="/v1/things", body={}, read=by_name)
    assert_type(other.read.search.match, Mapping[str, str])
    assert_type(other.create.success_codes, list[float])
    RestResource(scope, "a", path="/", body={}, read={"serach": search})  # type: ignore[arg-type]  # a misspelt key
    RestResource(scope, "b", path="/", body={}, read={"search": {}})  # type: ignore[arg-type]  # nothing to match by
    RestResource(scope, "c", path="/", body={}, ignore_fields=[1])  # type: ignore[list-item]  # a path is a text
    RestResource(scope, "d", path="/", body={}, wait={"read": {"success": ["a"]}})  # type: ignore[arg-type]  # nothing waits for a read


def read_answers(scope: Construct, thing: RestResource) -> str:
    """Take what the server answers as what it is."""
    found = DataRestRequest(scope, "found", path="/v1/things", query={"state": "active"}, page={"link_header": True})
    assert_type(found.output, AnythingReference)
    assert_type(found.output.get(0, "name").text, str)
    assert_type(found.output.get("size").number, float)
    assert_type(found.output.token, Resolvable)
    assert_type(found.status, float)
    assert_type(thing.output_fields, list[str])
    assert_type(thing.body, AnythingReference)
    thing.output = {"a": 1}  # type: ignore[assignment]  # only the server sets it
    IamRole(scope, "role", name=thing.output, assume_role_policy="{}")  # type: ignore[arg-type]  # only its text is a text
    return thing.output.get("uuid").text
