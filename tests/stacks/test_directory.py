"""The example of an API that has no constructs of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

STACKS = Path(__file__).parents[2] / "stacks"


@pytest.fixture(scope="module")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program writes for Terraform."""
    folder = tmp_path_factory.mktemp("directory")
    command = [sys.executable, str(STACKS / "directory.py")]
    ended = subprocess.run(command, cwd=folder, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    written: dict[str, Any] = json.loads((folder / "cdktf.out/stacks/directory/cdk.tf.json").read_text())
    return written


def find(configuration: dict[str, Any], path: str) -> dict[str, Any]:
    """The resource that was made at a place in the tree, without the kit's remark."""
    for written in configuration["resource"]["terrabind_rest_resource"].values():
        if written["//"]["metadata"]["path"] == f"directory/{path}":
            return {name: value for name, value in written.items() if name != "//"}
    raise LookupError(path)


def test_each_team_and_each_seat_is_an_object(configuration: dict[str, Any]) -> None:
    """One construct each, so that a plan names who comes and who goes."""
    team = find(configuration, "research/team")
    assert team["body"]["name"] == "research"
    assert team["read"]["search"]["match"] == {"name": "{body.name}"}
    seat = find(configuration, "research/ada")
    assert seat["path"].startswith("/v2/teams/${terrabind_rest_resource.research_team_")
    assert seat["body"] == {"mail": "ada@example.com", "quota_bytes": f"${{{2**60}}}"}


def test_the_parent_is_a_reference_or_an_explicit_null(configuration: dict[str, Any]) -> None:
    """The API tells a missing parent from none."""
    assert find(configuration, "company/team")["body"]["parent"] == "${null}"
    parent = find(configuration, "platform/team")["body"]["parent"]
    assert parent.startswith("${terrabind_rest_resource.company_team_")


def test_no_secret_is_written(configuration: dict[str, Any]) -> None:
    """The token is Terraform's variable."""
    assert configuration["provider"]["terrabind"][0]["rest"]["auth"] == {"bearer": "${var.directory_token}"}
    assert configuration["variable"]["directory_token"]["sensitive"] is True
