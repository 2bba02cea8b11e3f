"""Each contradiction in a configuration is found while planning, at its attribute."""

from __future__ import annotations

import pytest

from terrabind.generic.attributes import ATTRIBUTES
from terrabind.generic.rules import RULES
from terrabind.spec.types import ObjectOf
from terrabind.spec.values import UNKNOWN, Value


def faults(values: dict[str, Value]) -> list[str]:
    """The places of all faults of a configuration."""
    return [fault.path for rule in RULES for fault in rule.judge({"path": "/t", "body": {"a": 1}, **values})]


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"body": None}, "body"),
        ({"id_from": {}}, "id_from"),
        ({"id_from": {"body": "a", "header": "b"}}, "id_from"),
        ({"id_from": {"value": "x", "path_segment": 2}}, "id_from.path_segment"),
        ({"ask_first": {"header": "ETag", "body": "v"}, "delete": {"query": {"v": "{asked}"}}}, "ask_first"),
        ({"ask_first": {"header": "ETag"}}, "ask_first"),
        ({"delete": {"query": {"v": "{asked}"}}}, "delete.query"),
        ({"write_only_version": 1}, "write_only_version"),
        ({"body": [1], "write_only_body": {"a": 1}}, "write_only_body"),
        ({"write_only_body": {"a": 1}, "create": {"body": {"b": "{body.a}"}}}, "create.body"),
        (
            {"write_only_body": {"a": 1}, "write_only_version": 1, "update": {"body": {"b": "{body.a}"}}},
            "update.body",
        ),
        ({"read": {"body": {"b": "{write_only_body.a}"}}}, "read.body"),
        ({"create": {"body": {"b": "a {body}"}}}, "create.body"),
        ({"create": {"query": {"b": "{body}"}}}, "create.query"),
        ({"read": {"search": {"match": {"a": "b"}, "sparse": True}}}, "read.search.sparse"),
        ({"format": "form", "body": [1]}, "body"),
        ({"format": "xml", "body": {"a": 1, "b": 2}}, "body"),
        ({"format": "xml", "body": {"a": 1}, "update": {"strategy": "merge_patch"}}, "update.strategy"),
        ({"update": {"strategy": "none", "path": "{path}"}}, "update.path"),
        ({"update": {"strategy": "none"}, "wait": {"update": {"success": ["x"]}}}, "wait.update"),
        ({"wait": {"create": {"success": []}}}, "wait.create.success"),
        ({"wait": {"create": {"success": ["x"], "path": "{path}", "header": "h"}}}, "wait.create.header"),
        (
            {"wait": {"delete": {"success": ["x"], "status_from": {"body": "a", "code": True}}}},
            "wait.delete.status_from",
        ),
        ({"equal": {"a": "caseless"}}, "equal"),
        ({"equal": {"a..b": "case"}}, "equal"),
        ({"read": {"search": {"match": {}}}}, "read.search.match"),
        ({"read": {"search": {"match": {"a": "{body.x}"}}}}, "read.search.match.a"),
        ({"read": {"search": {"match": {"a": "x{id}"}}}}, "read.search.match.a"),
        ({"read": {"search": {"match": {"a": "b"}, "page": {}}}}, "read.search.page"),
        (
            {"read": {"search": {"match": {"a": "b"}, "page": {"token_param": "t"}}}},
            "read.search.page.token_param",
        ),
        (
            {"read": {"search": {"match": {"a": "b"}, "page": {"offset_param": "o"}}}},
            "read.search.page.offset_param",
        ),
        ({"read": {"path": "{path}/{output.x}"}}, "read.path"),
        ({"read": {"path": "{path}/../{id}"}}, "read.path"),
        ({"read": {"path": "{path}/{body.b}"}}, "read.path"),
        ({"create": {"path": "{path}/{id}"}}, "create.path"),
        ({"delete": {"query": {"q": "{nothing}"}}}, "delete.query"),
        ({"delete": {"headers": {"q": "{"}}}, "delete.headers"),
        ({"id_from": {"value": "{body.b}"}}, "id_from.value"),
        ({"id_from": {"value": "{output.b}"}}, "id_from.value"),
        ({"failed_when": {"present": []}}, "failed_when"),
        ({"format": "text"}, "body"),
        ({"format": "text", "body": "x", "update": {"strategy": "merge_patch"}}, "update.strategy"),
    ],
)
def test_a_contradiction_is_found_at_its_attribute(values: dict[str, Value], where: str) -> None:
    """Found while applying it would leave an object that nobody can read."""
    assert faults(values) == [where]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"replace_on": ["missing"], "unordered": ["missing"], "ignore_fields": ["missing"]},
        {"body": UNKNOWN, "format": "xml", "read": {"path": "{path}/{body.b}"}},
        {"id_from": UNKNOWN, "read": UNKNOWN, "update": UNKNOWN, "wait": UNKNOWN, "equal": UNKNOWN},
        {"output_fields": ["a"], "read": {"path": "{output.a.self}"}},
        {"output_fields": UNKNOWN, "read": {"path": "{output.a}"}},
        {"sensitive_output_fields": ["k"], "delete": {"headers": {"X": "{output.k}"}}},
        {"id_from": {"value": "{body.a}"}, "create": {"method": "PUT", "path": "{path}/{id}"}},
        {"write_only_body": UNKNOWN, "write_only_version": 1},
        {"create": {"body": {"b": "{body}"}}, "update": {"body": "{body}"}},
        {"write_only_body": {"a": 1}, "create": {"body": {"b": "{write_only_body.a}"}}, "update": {"body": {"b": 1}}},
        {"read": {"search": {"match": {"uid": "{id}"}}}},
    ],
)
def test_what_is_right_or_not_known_yet_is_accepted(values: dict[str, Value]) -> None:
    """Optional members may be missing, and an unknown value is judged when it is known."""
    assert faults(values) == []


@pytest.mark.parametrize(
    ("attribute", "member", "value"),
    [
        ("path", "", "/a/../b"),
        ("path", "", "//evil"),
        ("path", "", "/a?b"),
        ("path", "", "/{id}"),
        ("read", "path", "{path}?a=b"),
        ("read", "path", "{nothing}/x"),
        ("read", "path", "x/{id}"),
        ("read", "select", "a.*"),
    ],
)
def test_an_address_or_path_that_cannot_be_meant_is_refused(attribute: str, member: str, value: str) -> None:
    """Each is refused with what to write instead."""
    found = ATTRIBUTES[attribute]
    if isinstance(found.type, ObjectOf):
        found = found.type.attributes[member]
    assert any(check.complain(value) for check in found.checks)
