"""The ECS role against moto's IAM: consistency with our own emulator is not truth; another's opinion is closer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.independent import serve_iam
from tests.e2e.workspace import Apis, Workspace, list_terraforms, prepare_environment

TYPE = "terrabind_ecs_iam_role"


def trust(account: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role(**changes: object) -> dict[str, object]:
    config = {"name": "trainer", "assume_role_policy": trust("123456789012"), "tags": {"team": "research"}}
    return {"resource": {TYPE: {"this": {**config, **changes}}}}


@pytest.fixture
def iam(tmp_path: Path) -> Iterator[Workspace]:
    folder = tmp_path / "work"
    folder.mkdir()
    with serve_iam() as address:
        environment = prepare_environment(tmp_path, Apis({"ECS_ENDPOINT": address, "ECS_TOKEN": "ready"}))
        workspace = Workspace(folder, list_terraforms()["embedded"], Apis({}), environment)
        workspace.configure(role())
        workspace.init()
        workspace.apply()
        yield workspace


def test_a_role_is_created_and_read_back(iam: Workspace) -> None:
    """The answers are AWS's XML with a percent-encoded policy; nothing of that shows in the second plan."""
    values = iam.state()[f"{TYPE}.this"]
    assert values["arn"] == "arn:aws:iam::123456789012:role/trainer"
    assert values["tags"] == {"team": "research"}
    assert iam.plan() == {}


def test_trust_policy_tags_description_and_session_are_updated(iam: Workspace) -> None:
    """Every action of an update is understood by a server that follows AWS's own model."""
    changes = {"assume_role_policy": trust("210987654321"), "tags": {"team": "vision", "cost": "low"}}
    iam.configure(role(**changes, description="Trains models", max_session_duration=7200))
    assert iam.plan() == {"update": [f"{TYPE}.this"]}
    iam.apply()
    values = iam.state()[f"{TYPE}.this"]
    assert (values["tags"], values["description"]) == ({"team": "vision", "cost": "low"}, "Trains models")
    assert iam.plan() == {}


def test_a_role_is_imported_and_deleted(iam: Workspace) -> None:
    """Import reads the whole role, and deleting leaves none."""
    iam.run("state", "rm", f"{TYPE}.this")
    iam.run("import", "-input=false", "-no-color", f"{TYPE}.this", "ns1/trainer")
    assert iam.plan() == {}
    iam.destroy()
    assert iam.plan() == {"create": [f"{TYPE}.this"]}
