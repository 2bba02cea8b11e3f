"""What outlives a run: objects do, in one file that is whole at every moment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from terrabind.emulator import Emulator, EmulatorOptions, StateFile
from terrabind.emulator.state_file import BrokenStateError
from tests.emulator.in_process import CATALOGUE, connect
from tests.emulator.test_ecs import BOUND

RESOURCES = tuple(CATALOGUE.resources.values())
POOL = CATALOGUE.resources["terrabind_fireworks_node_pool_binding"]
ROLE = CATALOGUE.resources["terrabind_ecs_iam_role"]
ANA = {"principal": "ana@example.com", "account_id": "acme"}


def start(path: Path, api: str = "fireworks") -> Emulator:
    """Start an emulator on a file."""
    options = EmulatorOptions(keys=frozenset({"k"}), seed=1)
    return Emulator(CATALOGUE.apis[api], RESOURCES, options, state_file=StateFile(path))


def test_objects_outlive_a_run(tmp_path: Path) -> None:
    """The folder is made when it is missing; numbers go on, so that no id is given twice."""
    path = tmp_path / "new" / "state.json"
    first = start(path)
    first.put(POOL, ANA)
    second = start(path)
    assert second.state == first.state
    assert second.store.next_serial() == first.store.next_serial() == 2


def test_a_removed_object_stays_removed(tmp_path: Path) -> None:
    """Deletions are written as well."""
    first = start(tmp_path / "state.json")
    first.put(POOL, ANA)
    first.store.remove(POOL, first.store.committed(POOL)[0])
    assert start(tmp_path / "state.json").state[POOL.type_name] == []


async def test_policies_of_a_role_outlive_a_run(tmp_path: Path) -> None:
    """What a role has beside its values belongs to it."""
    headers = {"X_SDS_AUTH_TOKEN": "k", "x_emc_namespace": "ns1"}
    first = start(tmp_path / "state.json", "ecs")
    first.put(ROLE, {**ROLE.example, "namespace": "ns1"})
    async with connect(first, **headers) as http:
        await http.post("/iam", data={"Action": "AttachRolePolicy", "RoleName": "trainer", "PolicyArn": BOUND})
    async with connect(start(tmp_path / "state.json", "ecs"), **headers) as http:
        assert (await http.post("/iam?Action=DeleteRole&RoleName=trainer")).status_code == 409


def test_apis_share_a_file(tmp_path: Path) -> None:
    """Each has its section, and none writes over another's."""
    shared = StateFile(tmp_path / "state.json")
    emulators = [Emulator(CATALOGUE.apis[api], RESOURCES, state_file=shared) for api in ("fireworks", "ecs")]
    emulators[0].put(POOL, ANA)
    emulators[1].put(ROLE, {**ROLE.example, "namespace": "ns1"})
    assert set(json.loads((tmp_path / "state.json").read_text())) == {"fireworks", "ecs"}
    assert [file.name for file in tmp_path.iterdir()] == ["state.json"]


@pytest.mark.parametrize("text", ["{", "[]", ""])
def test_a_broken_file_is_told_and_kept(tmp_path: Path, text: str) -> None:
    """Starting empty would write over what a person may still repair."""
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(BrokenStateError, match=r"state\.json"):
        StateFile(path)
    assert path.read_text() == text
