"""State in a real PostgreSQL, in S3 and behind a state server: kept there, found there from elsewhere, locked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from terrabind.terraform import embedded
from tests.e2e.bucket import serve_bucket
from tests.e2e.database import serve_database
from tests.e2e.project import copy_project
from tests.e2e.state_server import StateServer, serve_state
from tests.e2e.workspace import Apis, Workspace, prepare_environment

pytestmark = pytest.mark.e2e


@dataclass(frozen=True, slots=True)
class Remote:
    """A place for state outside the project: the variables that lead there, and what is kept there (past Terraform)."""

    settings: Mapping[str, str]
    read: Callable[[], Any]


@pytest.fixture
def postgresql() -> Iterator[Remote]:
    """PostgreSQL, with nothing in it."""
    query = "select data from terrabind.states where name = 'default'"
    with serve_database() as database:
        settings = {"TERRABIND_BACKEND": "pg", "PG_CONN_STR": database.address, "PG_SCHEMA_NAME": "terrabind"}
        yield Remote(settings, lambda: json.loads("\n".join(database.ask(query))))


@pytest.fixture
def server() -> Iterator[StateServer]:
    """A state server, with nothing in it."""
    with serve_state() as server:
        yield server


@pytest.fixture
def http(server: StateServer) -> Remote:
    """The same server, as Terraform finds it."""
    names = ("TF_HTTP_ADDRESS", "TF_HTTP_LOCK_ADDRESS", "TF_HTTP_UNLOCK_ADDRESS")
    settings = {"TERRABIND_BACKEND": "http", **dict.fromkeys(names, server.address)}
    return Remote(settings, lambda: json.loads(server.state))


@pytest.fixture
def s3() -> Iterator[Remote]:
    """An S3 that is not ours, with one empty bucket."""
    with serve_bucket("states") as bucket:
        settings = {
            "TERRABIND_BACKEND": "s3",
            "TERRABIND_S3_BUCKET": "states",
            "TERRABIND_S3_KEY": "team/access.tfstate",
            "AWS_ENDPOINT_URL_S3": bucket.address,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "made-up",
            "AWS_SECRET_ACCESS_KEY": "made-up",
        }
        yield Remote(settings, lambda: json.loads(bucket.read("team/access.tfstate")))


@pytest.fixture(params=["postgresql", "http", "s3"])
def remote(request: pytest.FixtureRequest) -> Remote:
    """Each place in turn."""
    place: Remote = request.getfixturevalue(request.param)
    return place


def check_out(folder: Path, apis: Apis, remote: Remote) -> Workspace:
    """A fresh copy of the stacks, synthesized for this place and initialized: what a second machine would have."""
    folder.mkdir()
    environment = {**prepare_environment(folder, apis), **remote.settings}
    project = copy_project(folder / "project", environment)
    project.synthesize()
    workspace = Workspace(project.output, embedded(), apis, environment)
    workspace.init()
    return workspace


def test_a_stack_keeps_its_state_there_and_nowhere_else(remote: Remote, apis: Apis, tmp_path: Path) -> None:
    """Every resource is in the remote state, and no copy with its values is left in the project."""
    here = check_out(tmp_path / "here", apis, remote)
    here.apply()
    kept = remote.read()["resources"]
    assert {f"{each['type']}.{each['name']}" for each in kept} == set(here.state())
    assert not [
        path for path in (tmp_path / "here" / "project").rglob("*.tfstate*") if path.parent.name != ".terraform"
    ]


def test_a_plan_from_elsewhere_finds_that_state(remote: Remote, apis: Apis, tmp_path: Path) -> None:
    """A pipeline checks out the project, with nothing else in its hands, and has nothing to change."""
    check_out(tmp_path / "here", apis, remote).apply()
    assert check_out(tmp_path / "elsewhere", apis, remote).plan() == {}


def test_the_connection_is_not_in_the_synthesized_configuration(postgresql: Remote, apis: Apis, tmp_path: Path) -> None:
    """It can hold a password, and what is synthesized is kept by pipelines; Terraform reads the variable itself."""
    here = check_out(tmp_path / "here", apis, postgresql)
    assert postgresql.settings["PG_CONN_STR"] not in (here.directory / "cdk.tf.json").read_text()


def test_a_locked_state_is_left_alone(http: Remote, server: StateServer, apis: Apis, tmp_path: Path) -> None:
    """Whoever holds the lock is named, and nothing is made meanwhile."""
    here = check_out(tmp_path / "here", apis, http)
    server.lock = json.dumps({"ID": "1", "Who": "ben@laptop", "Operation": "OperationTypeApply"}).encode()
    assert "ben@laptop" in here.fail("apply", "-auto-approve")
    assert "POST" not in server.methods
    assert apis.control("fireworks", "GET", "calls")["count"] == 0


def test_a_lock_is_given_back(http: Remote, server: StateServer, apis: Apis, tmp_path: Path) -> None:
    """One lock around the whole apply, and none after it."""
    here = check_out(tmp_path / "here", apis, http)
    server.methods.clear()
    here.apply()
    assert [method for method in server.methods if method != "GET"] == ["LOCK", "POST", "UNLOCK"]
    assert server.lock == b""
