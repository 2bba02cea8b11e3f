"""State of every released version opens in this one and plans empty, and no schema changes without an upgrader."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from terrabind.plugin.importing import upgrade
from terrabind.plugin.managed import ManagedType
from terrabind.spec.values import Values
from tests.e2e.conftest import TERRAFORMS
from tests.e2e.rest_server import serve_rest
from tests.e2e.workspace import Workspace, prepare_environment, serve_apis
from tests.plugin.fake_rest import FakeRest
from tests.upgrades.schemas import CATALOGUE, TYPES, describe_schemas, recorded_versions

pytestmark = pytest.mark.promise(23)
VERSIONS = recorded_versions()
PROCEED = (
    "{name}: its schema is no longer the one of {version}, in which states are stored. Raise `schema_version` of the "
    "resource, add to `upgrades` the function that leads from the version before, and run "
    "`python -m tests.upgrades.record` with the next version of terrabind."
)


@pytest.mark.e2e
@pytest.mark.parametrize("kind", TERRAFORMS)
@pytest.mark.parametrize("stored", VERSIONS, ids=lambda path: path.name)
def test_a_stored_state_opens_and_plans_empty(stored: Path, kind: str, tmp_path: Path) -> None:
    """An upgrade of terrabind that wants to change access by itself would be refused by every reviewer."""
    work = tmp_path / "work"
    work.mkdir()
    memory = shutil.copy(stored / "emulators.json", tmp_path)
    shutil.copy(stored / "terraform.tfstate", work)
    rest = FakeRest(objects=json.loads((stored / "rest.json").read_text()))
    with serve_apis(tmp_path, "--state", str(memory)) as apis, serve_rest(rest) as address:
        environment = {**prepare_environment(tmp_path, apis), "REST_BASE_URL": address}
        workspace = Workspace(work, TERRAFORMS[kind], apis, environment)
        workspace.configure(json.loads((stored / "main.tf.json").read_text()))
        workspace.init()
        assert workspace.plan() == {}
        held = workspace.run("state", "list").stdout.split()  # OpenTofu shows Terraform's state only after an apply
        assert set(held) == {f"{name}.this" for name in json.loads((stored / "schema.json").read_text())}


@pytest.mark.parametrize("stored", VERSIONS, ids=lambda path: path.name)
def test_no_schema_changes_without_a_version_and_an_upgrader(stored: Path) -> None:
    """A state of an earlier version must be readable for ever."""
    now = describe_schemas()
    for name, then in json.loads((stored / "schema.json").read_text()).items():
        steps = range(then["version"], now[name]["version"])
        assert steps or now[name] == then, PROCEED.format(name=name, version=stored.name)
        assert set(steps) <= set(TYPES.managed(name).resource.upgrades), PROCEED.format(name=name, version=stored.name)


def test_something_is_recorded() -> None:
    """Without a fixture the two tests above would pass by not running."""
    assert [path.name for path in VERSIONS] != []


def test_upgraders_lead_from_any_earlier_version_to_this_one() -> None:
    """Each knows one step; a state of long ago takes all of them, one of today none."""

    def renamed(values: Values) -> Values:
        return {"role": values["grant"], **values}

    def marked(values: Values) -> Values:
        return {**values, "role": f"{values['role']}!"}

    policy = CATALOGUE.resources["terrabind_k0rdent_iam_policy_binding"]
    kind = ManagedType.of(replace(policy, schema_version=2, upgrades={0: renamed, 1: marked}))
    found = [upgrade(kind, b'{"grant": "viewer", "role": "admin"}', version)["role"] for version in (0, 1, 2)]
    assert found == ["admin!", "admin!", "admin"]
    assert upgrade(kind, b'{"grant": "viewer"}', 0)["role"] == "viewer!"
