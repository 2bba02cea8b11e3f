"""The generic resource on real Terraform, against a small JSON API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.rest_server import serve_rest
from tests.e2e.workspace import Workspace
from tests.plugin.fake_rest import FakeRest

THING = "terrabind_rest_resource.this"
BODY = {"name": "one", "size": 12345678901234567890, "ratio": 0.1, "tags": ["a", "b"], "nested": {"on": True}}


@pytest.fixture
def fake() -> FakeRest:
    return FakeRest()


@pytest.fixture
def address(fake: FakeRest) -> Iterator[str]:
    with serve_rest(fake) as address:
        yield address


def document(address: str, body: object = BODY, **more: Any) -> dict[str, Any]:
    """A configuration of one object, with changes; `more` are other top-level blocks, or attributes in `this`."""
    attributes = {"path": "/things", "body": body, "output_fields": ["created"], **more.pop("this", {})}
    return {
        "provider": {"terrabind": {"rest": {"base_url": address, "auth": {"bearer": "canary-bearer"}}}},
        "resource": {"terrabind_rest_resource": {"this": attributes}},
        **more,
    }


def begin(workspace: Workspace, configuration: dict[str, Any]) -> None:
    workspace.configure(configuration)
    workspace.init()
    workspace.apply()


def test_an_object_of_any_api_lives_as_a_typed_one_does(workspace: Workspace, fake: FakeRest, address: str) -> None:
    """Made, planned empty, changed in place, found drifted and mended, destroyed: all without a provider of its own."""
    begin(workspace, document(address))
    values = workspace.state()[THING]
    assert (values["id"], values["body"], values["output"]) == ("1", BODY, {"created": "now"})
    assert workspace.plan() == {}
    changed = {**BODY, "tags": ["a"], "ratio": 0.25}
    workspace.configure(document(address, changed))
    assert workspace.plan() == {"update": [THING]}
    workspace.apply()
    assert (workspace.plan(), fake.objects["/things/1"]["tags"]) == ({}, ["a"])
    fake.objects["/things/1"]["name"] = "other"
    assert workspace.plan() == {"update": [THING]}
    workspace.apply()
    assert fake.objects["/things/1"]["name"] == "one"
    workspace.destroy()
    assert fake.objects == {}


def test_an_object_that_vanished_is_planned_anew(workspace: Workspace, fake: FakeRest, address: str) -> None:
    """Only a 404 takes an object out of the state; any other failure fails the plan."""
    begin(workspace, document(address))
    fake.objects.clear()
    assert workspace.plan() == {"create": [THING]}


def test_an_imported_object_plans_empty(modern: Workspace, fake: FakeRest, address: str) -> None:
    """By id, by JSON and by identity, with a body that sets less than the server has."""
    fake.objects["/things/7"] = {**BODY, "id": 7, "created": "now"}
    texts = ({"id": "/things#7"}, {"id": '{"path": "/things", "id": 7}'}, {"identity": {"path": "/things", "id": "7"}})
    modern.configure(document(address))
    modern.init()
    for given in texts:
        plain = document(address, {"name": "one", "tags": ["a", "b"]}, this={"output_fields": None})
        modern.configure({**plain, "import": [{"to": THING, **given}]})
        modern.apply()
        assert modern.plan() == {}
        modern.run("state", "rm", THING)
    assert {request.method for request in fake.asked} == {"GET"}


def test_what_is_write_only_stands_nowhere(modern: Workspace, fake: FakeRest, address: str) -> None:
    """A password that is in the state is everybody's who may read the bucket."""
    secret = {"write_only_body": {"password": "canary-write-only"}, "write_only_version": 1}
    fake.hidden = ("password",)
    begin(modern, document(address, this=secret))
    assert fake.objects["/things/1"]["password"] == "canary-write-only"
    assert modern.plan() == {}
    modern.configure(document(address, this={**secret, "write_only_version": 2}))
    assert modern.plan() == {"update": [THING]}
    modern.run("apply", "-input=false", "-no-color", "plan.bin")
    found = [path.name for path in modern.directory.rglob("*.tfstate*") if b"canary-write" in path.read_bytes()]
    assert (found, len(fake.sent("PUT"))) == ([], 1)
    assert "canary-write-only" not in modern.run("show", "-json", "plan.bin").stdout.split('"configuration"')[0]


def test_a_request_and_its_ephemeral_twin_are_answered(modern: Workspace, fake: FakeRest, address: str) -> None:
    """A data source reads all pages; the ephemeral one may feed a write-only body, and is stored nowhere."""
    for number in range(1, 6):
        fake.objects[f"/rows/{number}"] = {"id": number}
    page = {"token_param": "start", "token_from": "next"}
    block = {"terrabind_rest_request": {"this": {"path": "/rows", "select": "data", "page": page}}}
    one = {"terrabind_rest_request": {"this": {"path": "/rows/3", "select": "id"}}}
    output = {"all": {"value": "${data.terrabind_rest_request.this.output[*].id}"}}
    written = {"write_only_body": {"key": "${ephemeral.terrabind_rest_request.this.output}"}}
    begin(modern, document(address, this=written, data=block, ephemeral=one, output=output))
    assert modern.outputs() == {"all": [1, 2, 3, 4, 5]}
    assert fake.objects["/things/1"]["key"] == 3
    assert modern.plan() == {}


def test_a_token_lives_as_long_as_the_run(modern: Workspace, fake: FakeRest, address: str) -> None:
    """Whoever opened the session for it ends it: ECS keeps at most a hundred for a user."""
    written = {"write_only_body": {"token": "${ephemeral.terrabind_ecs_token.this.token}"}, "write_only_version": 1}
    begin(modern, document(address, this=written, ephemeral={"terrabind_ecs_token": {"this": {}}}))
    asked = [call["path"] for call in modern.calls("ecs")]
    assert asked.count("/login") == asked.count("/logout") == len(asked) / 2 > 0
    stored = (modern.directory / "terraform.tfstate").read_text()
    assert fake.objects["/things/1"]["token"] not in stored


def test_a_body_that_is_known_late_is_planned_as_it_is_written(
    workspace: Workspace, fake: FakeRest, address: str
) -> None:
    """What one object needs of another is unknown at plan, inside of a value that has no fixed shape."""
    configuration = document(address)
    body = {"parent": f"${{{THING}.id}}", "list": [f"${{{THING}.output.created}}", "x"]}
    configuration["resource"]["terrabind_rest_resource"]["child"] = {"path": "/children", "body": body}
    begin(workspace, configuration)
    assert fake.objects["/children/2"] == {"parent": "1", "list": ["now", "x"], "id": 2, **fake.added}
    assert workspace.plan() == {}


def test_the_whole_schema_is_one_that_terraform_accepts(workspace: Workspace, address: str) -> None:
    """Editors and generators read it in this form; dynamic and ephemeral types are new to it."""
    workspace.configure(document(address))
    workspace.init()
    schemas = json.loads(workspace.run("providers", "schema", "-json").stdout)["provider_schemas"]
    (found,) = schemas.values()
    attributes = found["resource_schemas"]["terrabind_rest_resource"]["block"]["attributes"]
    assert (attributes["body"]["type"], attributes["id"]["computed"]) == ("dynamic", True)
