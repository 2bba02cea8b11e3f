"""The recipes of the guides do what they say, on servers that nobody here wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from terrabind.generic.attributes import ATTRIBUTES
from tests.e2e.chaos import FULL
from tests.e2e.recipes import CASES, GUIDES, TRIED, Case, shows
from tests.e2e.workspace import Apis, Workspace, list_terraforms, prepare_environment
from tests.servers.catalogue import KINDS, PRESENT
from tests.servers.server import Server

pytestmark = pytest.mark.e2e

TERRAFORMS = list_terraforms()
SETTINGS = {"id", *(name for name, each in ATTRIBUTES.items() if each.configurable)} - {"body", "write_only_body"}
"""What an import can be told."""
RUNS = [
    pytest.param((case, name), id=f"{case.recipe}-{case.name}-{name}")
    for case in TRIED
    for name in TERRAFORMS
    if FULL or name == "embedded"
]


@dataclass(frozen=True, slots=True)
class Trial:
    """One resource of a recipe in a working folder, and the server that it is made on."""

    case: Case
    server: Server
    workspace: Workspace

    def write(self, configuration: str) -> None:
        """Write the configuration."""
        (self.workspace.directory / "main.tf").write_text(configuration)

    def made(self) -> None:
        """Apply the recipe as the guide prints it."""
        self.write(self.case.configuration)
        self.workspace.init()
        self.workspace.apply()

    def values(self) -> dict[str, Any]:
        """What Terraform's state says of the resource."""
        return self.workspace.state()[self.case.address]

    def live(self, place: str = "") -> dict[str, Any] | None:
        """What the server says of the resource, asked past Terraform."""
        return self.server.live(place or self.case.place(self.values()))


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    """The servers that have been asked for; each is started once and ends with the module."""
    with ExitStack() as stack:
        yield _Started(stack, tmp_path_factory)


class _Started(dict[str, Server]):
    """Servers by name, started when they are first asked for."""

    def __init__(self, stack: ExitStack, folders: pytest.TempPathFactory) -> None:
        super().__init__()
        self._stack = stack
        self._folders = folders

    def __missing__(self, name: str) -> Server:
        server = self._stack.enter_context(PRESENT[name].serve(self._folders.mktemp(name)))
        self[name] = server
        return server


@pytest.fixture(params=RUNS)
def trial(request: pytest.FixtureRequest, tmp_path: Path, servers: dict[str, Server]) -> Iterator[Trial]:
    """One resource of a recipe; what a failed test leaves is destroyed."""
    case, terraform = request.param
    server = servers[case.recipe]
    folder = tmp_path / "work"
    folder.mkdir()
    variables = {f"TF_VAR_{name}": value for name, value in {**server.variables, "address": server.base_url}.items()}
    environment = {**prepare_environment(tmp_path, Apis({})), **variables}
    trial = Trial(case, server, Workspace(folder, TERRAFORMS[terraform], Apis({}), environment))
    yield trial
    if trial.workspace.directory.joinpath("terraform.tfstate").exists():
        trial.workspace.destroy()


def test_a_recipes_object_is_made_changed_and_destroyed(trial: Trial) -> None:
    """A second plan is empty each time, the change is made in place, and nothing is left behind."""
    trial.made()
    place = trial.case.place(trial.values())
    assert trial.workspace.plan() == {}
    assert shows(trial.live(place), trial.case.first)
    trial.write(trial.case.changed)
    assert trial.workspace.plan() == {"update": [trial.case.address]}
    trial.workspace.apply()
    assert shows(trial.live(place), trial.case.second)
    assert trial.workspace.plan() == {}
    trial.workspace.destroy()
    assert trial.live(place) is None


def test_what_others_do_to_a_recipes_object_is_seen_and_repaired(trial: Trial) -> None:
    """A change past Terraform is taken back, and a removed object made anew."""
    trial.made()
    trial.server.edit(trial.case.place(trial.values()), trial.case.drift)
    assert trial.workspace.plan() == {"update": [trial.case.address]}
    trial.workspace.apply()
    assert shows(trial.live(), trial.case.first)
    trial.server.remove(trial.case.place(trial.values()))
    assert trial.case.address in trial.workspace.plan()["create"]
    trial.workspace.apply()
    assert shows(trial.live(), trial.case.first)
    assert trial.workspace.plan() == {}


def test_a_recipes_object_is_imported_with_nothing_to_do(trial: Trial) -> None:
    """Imported with the settings that the resource has, it needs no change."""
    trial.made()
    settings = {name: value for name, value in trial.values().items() if value is not None and name in SETTINGS}
    trial.workspace.run("state", "rm", trial.case.address)
    trial.workspace.run("import", "-input=false", "-no-color", trial.case.address, json.dumps(settings))
    assert trial.workspace.plan() == {}


def test_every_recipe_has_a_server() -> None:
    """A guide that nothing tries is a guess."""
    guides = {path.stem.removeprefix("recipe-") for path in GUIDES.glob("recipe-*.md")}
    assert guides == set(KINDS) == {case.recipe for case in CASES}
