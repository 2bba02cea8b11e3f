"""Requests are built from descriptions, and no value can leave its place."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.rest.errors import RequestError, ValueMissingError
from terrabind.rest.requests import Request, build, missing_in
from terrabind.rest.templates import fill
from terrabind.spec.values import UNKNOWN, Value
from tests.rest.fakes import POLICY, POOL_BINDING, ROLE, ROLE_BINDING

DETACH = ROLE.sweeps[0].operation
UNSAFE = st.text(min_size=1).filter(lambda text: text not in (".", ".."))


def policy_path(policy_id: Value) -> Request:
    """The request that reads a binding by its id."""
    assert POLICY.read is not None
    return build(POLICY, POLICY.read, {"policy_id": policy_id})


@pytest.mark.promise(35)
@given(UNSAFE)
def test_a_value_in_a_path_stays_one_segment(text: str) -> None:
    """`../`, `?`, line breaks and whatever else must not reach another path, through httpx's own encoding too."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    path = httpx.URL("https://host" + policy_path(text).target).raw_path.decode()
    assert path.startswith("/v1/regions/global/iam/policies/")
    assert unquote(path.removeprefix("/v1/regions/global/iam/policies/")) == text
    assert len(path.split("/")) == 7


@pytest.mark.promise(35)
@pytest.mark.parametrize("text", [".", ".."])
def test_a_dot_segment_is_refused(text: str) -> None:
    """Servers and proxies resolve it before anybody decodes."""
    with pytest.raises(RequestError, match="cannot stand in a path"):
        policy_path(text)


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_value_names_where_to_give_it(value: Value) -> None:
    """The message must be enough to mend it."""
    with pytest.raises(ValueMissingError) as caught:
        build(ROLE_BINDING, ROLE_BINDING.listing.operation, {"account_id": value})
    assert caught.value.attribute == "account_id"
    assert "`fireworks.account_id` or FIREWORKS_ACCOUNT_ID" in caught.value.detail


@pytest.mark.parametrize("value", [UNKNOWN, {"a": 1}, [1]])
def test_what_is_no_known_single_value_never_stands_in_a_path(value: Value) -> None:
    """The text of an unknown value would become part of an address."""
    with pytest.raises(RequestError):
        policy_path(value)


@pytest.mark.promise(35)
@pytest.mark.parametrize("text", ["a\r\nX-Evil: 1", "a\nb", "a\x00b"])
def test_a_header_value_cannot_bring_another_header(text: str) -> None:
    """The namespace travels in a header."""
    with pytest.raises(RequestError, match="x-emc-namespace"):
        build(ROLE, ROLE.delete, {"name": "r", "namespace": text})


def test_the_colon_of_a_custom_verb_stays_a_colon() -> None:
    """Gateways match `:delete` literally (apis.md 1.9, quirk 2)."""
    request = build(ROLE_BINDING, ROLE_BINDING.delete, {"account_id": "a:b", "principal": "p", "role": "r"})
    raw = httpx.URL("https://host" + request.target).raw_path
    assert raw == b"/v1/accounts/a%3Ab/awsIamRoleBindings:delete"


def test_a_null_header_and_a_null_query_parameter_are_left_out() -> None:
    """An IAM user needs no namespace header (apis.md 2.2), an ordinary user no orgId."""
    assert "x-emc-namespace" not in build(ROLE, ROLE.delete, {"name": "r"}).headers
    assert build(POLICY, POLICY.listing.operation, {}).query == ""
    assert build(POLICY, POLICY.listing.operation, {"org_id": "o 1"}).query == "orgId=o%201"


def test_a_long_query_travels_as_the_body() -> None:
    """Servers cut request lines at 8 KB, and policies are longer (apis.md 2.3)."""
    short = build(ROLE, ROLE.create, {"name": "r", "assume_role_policy": "p" * 100})
    long = build(ROLE, ROLE.create, {"name": "r", "assume_role_policy": "p" * 5000})
    assert (short.body, long.query) == (None, "")
    assert long.body is not None
    assert long.body.startswith(b"Action=CreateRole&RoleName=r&AssumeRolePolicyDocument=ppp")
    assert long.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_a_page_is_asked_for_where_the_operation_puts_its_parameters() -> None:
    """ECS and the JSON APIs differ in where that is."""
    extra = {"MaxItems": "10"}
    assert build(ROLE, ROLE.listing.operation, {}, extra=extra).query == "Action=ListRoles&MaxItems=10"
    listing = build(ROLE_BINDING, ROLE_BINDING.listing.operation, {"account_id": "a"}, extra={"pageSize": "200"})
    assert listing.query == "pageSize=200"


def test_a_listed_entry_fills_a_parameter() -> None:
    """Each attached policy is detached by its own ARN."""
    request = build(ROLE, DETACH, {"name": "r"}, item={"PolicyArn": "urn:a:b"})
    assert request.query == "Action=DetachRolePolicy&PolicyArn=urn%3Aa%3Ab&RoleName=r"


def test_what_an_operation_needs_is_known_before_it_is_built() -> None:
    """A binding without its id is found by its key instead."""
    assert POLICY.read is not None
    assert missing_in(POLICY.read, {"policy_id": None}) == ("policy_id",)
    assert missing_in(POOL_BINDING.delete, {"account_id": "a", "principal": "p"}) == ("cluster_id", "node_pool_id")


@given(st.text(), st.text())
def test_a_template_with_a_null_is_nothing(left: str, right: str) -> None:
    """Half a header is worse than none."""
    assert fill("{a}/{b.c}", {"a": left, "b": {"c": right}}) == f"{left}/{right}"
    assert fill("{a}/{b.c}", {"a": left, "b": None}) is None


def test_a_request_does_not_print_what_it_sends() -> None:
    """Bodies hold client secrets, queries hold policies."""
    request = Request("POST", "/x", "q=canary", {}, b"canary", "mint")
    assert "canary" not in repr(request)
    assert urlsplit(request.target).query == "q=canary"
