"""The sweeper removes what bears its mark and nothing else, and may run twice (promise 43)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from terrabind.emulator import Emulator
from terrabind.rest import Client, resolve
from terrabind.spec.resource import Resource
from terrabind.spec.values import Values, look_up, put
from tests.e2e.chaos import WRITES
from tests.emulator.in_process import CATALOGUE, InProcess, emulate
from tests.sweeper.__main__ import main
from tests.sweeper.marks import MARKED
from tests.sweeper.sweeping import sweep

pytestmark = pytest.mark.promise(43)

MARKER = "tb-acc-"
ENVIRONMENTS: Mapping[str, Mapping[str, str]] = {
    "fireworks": {"FIREWORKS_BASE_URL": "http://api", "FIREWORKS_API_KEY": "k", "FIREWORKS_ACCOUNT_ID": "acme"},
    "ecs": {"ECS_ENDPOINT": "http://api", "ECS_USERNAME": "root", "ECS_PASSWORD": "p", "ECS_NAMESPACE": "ns1"},
    "k0rdent": {"K0RDENT_BASE_URL": "http://api", "K0RDENT_TOKEN": "t"},
}
OWN: Mapping[str, Values] = {"fireworks": {"account_id": "acme"}, "ecs": {"namespace": "ns1"}, "k0rdent": {}}
DELETES, LISTS = WRITES["delete"], WRITES["list"]
each_resource = pytest.mark.parametrize("resource", CATALOGUE.resources.values(), ids=lambda each: each.type_name)


def seed(emulator: Emulator, resource: Resource, *names: str) -> None:
    """Make one object for each name; e-mail addresses get their domain."""
    path = MARKED[resource.type_name]
    for name in names:
        whole = f"{name}@example.com" if "@" in str(look_up(resource.example, path)) else name
        emulator.put(resource, put({**resource.example, **OWN[resource.api.name]}, path, whole))


def names(emulator: Emulator, resource: Resource) -> list[str]:
    """The names that are left, without their domain."""
    found = [look_up(each, MARKED[resource.type_name]) for each in emulator.state[resource.type_name]]
    return sorted(str(each).partition("@")[0] for each in found)


def run(emulator: Emulator, *arguments: str, marker: str = MARKER) -> int:
    """Sweep the emulator; the exit code."""
    name = emulator.api.name
    return main([name, f"--marker={marker}", *arguments], ENVIRONMENTS[name], InProcess(emulator))


def seeded(resource: Resource, *faults: str) -> Emulator:
    """A server with five marked objects and four of other people on pages of two rows."""
    emulator = emulate(resource.api.name, page_size=2, faults=faults)
    marked = [f"tb-acc-{n}" for n in range(5)]
    seed(emulator, resource, "ana", marked[0], "not-tb-acc-x", *marked[1:4], "tb-accounting", "tb-ac", marked[4])
    return emulator


OTHERS = ["ana", "not-tb-acc-x", "tb-ac", "tb-accounting"]


def test_every_typed_resource_says_where_its_mark_stands() -> None:
    """A resource that is added later must be swept too; only a part of the key is sent when it is made."""
    assert set(MARKED) == set(CATALOGUE.resources)
    assert [name for name, path in MARKED.items() if path not in CATALOGUE.resources[name].key] == []


@each_resource
def test_marked_objects_go_from_all_pages_and_others_stay(
    resource: Resource, capsys: pytest.CaptureFixture[str]
) -> None:
    """Removing while pages are followed would skip rows, and whoever has a similar name keeps the access."""
    emulator = seeded(resource)
    assert run(emulator) == 0
    assert names(emulator, resource) == OTHERS
    said = capsys.readouterr().out.splitlines()
    assert [sum(line.startswith("removed") and f"tb-acc-{n}" in line for line in said) for n in range(5)] == [1] * 5
    assert said[-1] == "5 removed, 0 remaining"


@each_resource
def test_a_second_sweep_removes_nothing(resource: Resource, capsys: pytest.CaptureFixture[str]) -> None:
    """A nightly job sweeps whether or not anything was left."""
    emulator = seeded(resource)
    run(emulator)
    emulator.calls.clear()
    capsys.readouterr()
    assert run(emulator) == 0
    assert capsys.readouterr().out == "0 removed, 0 remaining\n"
    assert names(emulator, resource) == OTHERS


@each_resource
def test_a_dry_run_tells_and_removes_nothing(resource: Resource, capsys: pytest.CaptureFixture[str]) -> None:
    """Look first, when an account is shared."""
    emulator = seeded(resource)
    assert run(emulator, "--dry-run") == 0
    assert len(names(emulator, resource)) == 9
    assert capsys.readouterr().out.count("would remove") == 5


@each_resource
async def test_what_is_deleted_meanwhile_is_no_error(resource: Resource) -> None:
    """Two sweeps at once, or a test that still cleans up behind itself: listed, and gone when it is its turn."""
    emulator = seeded(resource)

    def tell(line: str) -> None:
        last = [each for each in emulator.store.committed(resource) if "tb-acc-4" in str(each.values)]
        if last:
            emulator.store.remove(resource, last[0])

    name = resource.api.name
    settings = resolve(resource.api, {}, ENVIRONMENTS[name])
    async with Client(resource.api, settings, transport=InProcess(emulator)) as client:
        swept = await sweep(client, [resource], MARKER, dry_run=False, tell=tell)
    assert (len(swept.removed), swept.remaining) == (5, ())
    assert names(emulator, resource) == OTHERS


@each_resource
def test_a_failure_in_the_middle_says_what_remains(resource: Resource, capsys: pytest.CaptureFixture[str]) -> None:
    """One object that cannot be removed keeps no other one; whoever runs this learns which it is."""
    emulator = seeded(resource, f"{DELETES[resource.type_name]}:403@3")
    assert run(emulator) == 1
    (left,) = [name for name in names(emulator, resource) if name not in OTHERS]
    said = capsys.readouterr().out.splitlines()
    assert said[-2] == "4 removed, 1 remaining:"
    assert resource.type_name in said[-1]
    assert any(line.startswith(f"cannot remove {resource.type_name}") for line in said)
    assert run(emulator) == 0
    assert (left, names(emulator, resource)) == ("tb-acc-2", OTHERS)


@each_resource
def test_a_listing_that_breaks_off_removes_nothing(resource: Resource, capsys: pytest.CaptureFixture[str]) -> None:
    """Half a listing is no ground to act on, and the exit code says that nobody knows what is left."""
    emulator = seeded(resource, f"{LISTS[resource.type_name]}:403@2-")
    assert run(emulator) == 1
    assert len(names(emulator, resource)) == 9
    assert capsys.readouterr().out.splitlines()[-1] == f"  {resource.type_name}"


@pytest.mark.parametrize("marker", ["", "a-", "tb-a-", "tb-acc", "*", "-tb-acc-", "tb acc-", "  tb-acc-"])
def test_a_marker_that_fits_by_chance_is_refused(marker: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An unset variable in a script must not empty an account."""
    emulator = seeded(CATALOGUE.resources["terrabind_ecs_iam_role"])
    with pytest.raises(SystemExit) as ended:
        run(emulator, marker=marker)
    assert (ended.value.code, emulator.calls.report()["count"]) == (2, 0)
    assert "at least six" in capsys.readouterr().err


def test_a_role_with_policies_is_emptied_first(capsys: pytest.CaptureFixture[str]) -> None:
    """A test that died half-way leaves what it attached, and the array refuses to delete such a role."""
    role = CATALOGUE.resources["terrabind_ecs_iam_role"]
    emulator = emulate("ecs")
    seed(emulator, role, "tb-acc-1")
    emulator.store.committed(role)[0].beside["inline"] = {"own": "{}"}
    assert run(emulator) == 0
    assert names(emulator, role) == []


def test_a_setting_that_is_missing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """No credential: exit code 1, and the variable's name."""
    environment = {name: value for name, value in ENVIRONMENTS["fireworks"].items() if "KEY" not in name}
    assert main(["fireworks", "--marker", MARKER], environment, InProcess(emulate("fireworks"))) == 1
    assert "FIREWORKS_API_KEY" in capsys.readouterr().out


def test_it_is_a_program_that_asks_nothing() -> None:
    """What the README says to type is there, and works without a terminal."""
    command = [sys.executable, "-m", "tests.sweeper", "k0rdent", "--marker", "x"]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "at least six" in done.stderr) == (2, True)
