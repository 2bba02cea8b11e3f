"""The program that `cdktf synth` and the demo run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

STACKS = Path(__file__).parents[2] / "stacks"


def run(program: Path, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder, as its user would."""
    environment = {**os.environ, **settings}
    command = [sys.executable, str(program)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_forty_bindings_on_three_apis(tmp_path: Path) -> None:
    """The whole example, from the file to what Terraform reads."""
    ended = run(STACKS / "main.py", tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    document = json.loads((tmp_path / "cdktf.out/stacks/access/cdk.tf.json").read_text())
    assert Counter({name: len(instances) for name, instances in document["resource"].items()}) == {
        "terrabind_fireworks_aws_iam_role_binding": 19,
        "terrabind_fireworks_node_pool_binding": 10,
        "terrabind_k0rdent_iam_policy_binding": 8,
        "terrabind_ecs_iam_role": 3,
    }
    assert document["provider"] == {"terrabind": [{}]}


def test_a_mistake_in_the_file_is_one_clear_error(tmp_path: Path) -> None:
    """No traceback: the reader of it edits a data file, not Python."""
    shutil.copytree(STACKS, tmp_path / "mine", ignore=shutil.ignore_patterns("__pycache__"))
    matrix = tmp_path / "mine" / "access.toml"
    matrix.write_text(matrix.read_text().replace('role = "responder"', 'role = "respnder"'))
    ended = run(tmp_path / "mine" / "main.py", tmp_path)
    (line,) = ended.stderr.splitlines()
    assert ended.returncode == 1
    assert line.endswith('grant 3 of team platform: there is no role "respnder"; did you mean "responder"?')


def test_an_unknown_backend_is_one_clear_error(tmp_path: Path) -> None:
    """Before anything is written."""
    ended = run(STACKS / "main.py", tmp_path, TERRABIND_BACKEND="floppy")
    assert ended.returncode == 1
    assert ended.stderr == 'TERRABIND_BACKEND is "floppy"; accepted: local, pg, s3, http, hcp\n'
