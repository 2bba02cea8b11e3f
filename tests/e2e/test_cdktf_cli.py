"""The real cdktf CLI takes `stacks/` from Python to live APIs and back, with no network and an empty home.

The four verbs are one story, told once: each costs Node, the construct kit and Terraform a start of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from terrabind.node import find_node
from terrabind.terraform import embedded
from tests.e2e.project import Project, copy_project
from tests.e2e.workspace import Apis, prepare_environment, serve_apis

CLI = Path(sys.prefix) / "cdktf-cli" / "node_modules" / ".bin" / "cdktf"
QUIET = {
    "CHECKPOINT_DISABLE": "1",  # no question to HashiCorp about newer versions, by the CLI or by Terraform
    "DISABLE_VERSION_CHECK": "1",
    "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",  # no plugin cache in the home folder
    "CI": "1",
    "FORCE_COLOR": "0",
}
NOBODY = "http://127.0.0.1:9"
"""A proxy that is not there: whatever of Terraform leaves loopback ends here."""

RECORDER = """\
const net = require("node:net");
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const [options] = Array.isArray(given[0]) ? given[0] : given;
  require("node:fs").appendFileSync(process.env.RECORD, JSON.stringify(options) + "\\n");
  return connect.apply(this, given);
};
"""
"""Runs in every Node before anything else, and notes each connection that is opened: there must be none."""

OFFLINE = "--skip-provider-lock"
STEPS = (
    ("synth",),
    ("diff", OFFLINE),
    ("deploy", "--auto-approve", OFFLINE),
    ("second diff", OFFLINE),
    ("destroy", "--auto-approve", OFFLINE),
)

pytestmark = [pytest.mark.e2e, pytest.mark.cdktf_cli, pytest.mark.slow]


@dataclass(frozen=True, slots=True)
class Story:
    """What the CLI said at each step, how many objects the APIs held after it, and what it left behind.

    `planned` is the number of resources in the synthesized stack, `connections` what any Node connected to, `home` what
    the home folder holds in the end.
    """

    said: Mapping[str, str]
    held: Mapping[str, int]
    planned: int
    connections: str
    home: frozenset[str]


def prepare_project(folder: Path, apis: Apis) -> Project:
    """A copy of the stacks, an empty home, Terraform as one program, and no way to the network."""
    for name in ("home", "bin", "provider"):
        (folder / name).mkdir()
    (folder / "recorder.cjs").write_text(RECORDER)
    given = prepare_environment(folder / "provider", apis)
    known = {name: value for name, value in given.items() if name.startswith(("FIREWORKS_", "ECS_", "K0RDENT_", "TF_"))}
    return copy_project(
        folder / "project",
        {
            **known,
            **QUIET,
            "HOME": str(folder / "home"),
            "TERRAFORM_BINARY_NAME": str(embedded().write_script(folder / "bin")),
            "HTTP_PROXY": NOBODY,
            "HTTPS_PROXY": NOBODY,
            "NO_PROXY": "127.0.0.1",
            "NODE_OPTIONS": f"--require={folder / 'recorder.cjs'} --max-old-space-size=4096",
            "RECORD": str(folder / "connections"),
        },
    )


def count_objects(apis: Apis) -> int:
    """How many objects the three APIs hold, asked of the emulators themselves."""
    states = [apis.control(api, "GET", "state") for api in ("fireworks", "ecs", "k0rdent")]
    return sum(len(objects) for state in states for objects in state.values())


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The whole story, from nothing to nothing."""
    assert CLI.is_file(), "the cdktf CLI is not installed; make test installs it"
    folder = tmp_path_factory.mktemp("cli")
    said, held = {}, {}
    with serve_apis(folder) as apis:
        project = prepare_project(folder, apis)
        for step, *options in STEPS:
            verb = step.split()[-1]
            said[step] = project.run(str(find_node().program), str(CLI), verb, *options)
            held[step] = count_objects(apis)
    record = folder / "connections"
    return Story(
        said=said,
        held=held,
        planned=sum(len(instances) for instances in project.read()["resource"].values()),
        connections=record.read_text() if record.exists() else "",
        home=frozenset(path.name for path in (folder / "home").iterdir()),
    )


def test_synth_runs_the_program_that_the_project_names(story: Story) -> None:
    """`cdktf.json` says how; nothing but the stack comes of it."""
    assert "Generated Terraform code for the stacks: access" in story.said["synth"]
    assert story.held["synth"] == 0
    assert story.planned >= 30


def test_diff_shows_all_and_changes_nothing(story: Story) -> None:
    """A plan only reads."""
    assert f"Plan: {story.planned} to add, 0 to change, 0 to destroy." in story.said["diff"]
    assert story.held["diff"] == 0


def test_deploy_makes_every_object(story: Story) -> None:
    """The APIs themselves are asked, not Terraform."""
    assert f"Apply complete! Resources: {story.planned} added" in story.said["deploy"]
    assert story.held["deploy"] == story.planned


def test_a_second_diff_is_empty(story: Story) -> None:
    """What was deployed is what was written."""
    assert "No changes. Your infrastructure matches the configuration." in story.said["second diff"]


def test_destroy_leaves_nothing_behind(story: Story) -> None:
    """A grant that outlives its destroy is a breach."""
    assert f"Destroy complete! Resources: {story.planned} destroyed." in story.said["destroy"]
    assert story.held["destroy"] == 0


def test_nothing_reaches_for_the_network(story: Story) -> None:
    """No telemetry, no version check, no registry: Node opened no connection, and Terraform never missed its proxy."""
    assert story.connections == ""
    assert "proxyconnect" not in "".join(story.said.values())


def test_the_home_folder_stays_empty_but_for_a_cache(story: Story) -> None:
    """Neither the CLI nor Terraform needs or leaves settings there; the construct kit unpacks itself into a cache."""
    assert story.home <= {".cache", "Library"}
