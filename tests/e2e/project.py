"""A copy of `stacks/` as a user would have it: synthesized, and driven by the cdktf CLI or by Terraform."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terrabind.node import find_node

ROOT = Path(__file__).parents[2]
STACK = "access"


@dataclass(frozen=True, slots=True)
class Project:
    """One copy. `environment` is the whole environment of everything that runs in it."""

    directory: Path
    environment: Mapping[str, str]

    @property
    def output(self) -> Path:
        """The folder in which Terraform runs."""
        return self.directory / "cdktf.out" / "stacks" / STACK

    def synthesize(self, **settings: str) -> dict[str, Any]:
        """Run the stacks' program, as `cdktf synth` does; what Terraform will read."""
        self.run(sys.executable, "stacks/main.py", **settings)
        return self.read()

    def read(self) -> dict[str, Any]:
        """What was synthesized."""
        document: dict[str, Any] = json.loads((self.output / "cdk.tf.json").read_text(encoding="utf-8"))
        return document

    def run(self, *command: str, **settings: str) -> str:
        """Run one command with these variables, too; it must succeed. All that it printed."""
        completed = subprocess.run(
            command,
            cwd=self.directory,
            env={**self.environment, **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert completed.returncode == 0, f"{command} -> {completed.returncode}\n{completed.stdout}"
        return completed.stdout


def copy_project(folder: Path, environment: Mapping[str, str]) -> Project:
    """Copy what a user's repository would hold: the stacks and `cdktf.json`, nothing that make or Terraform wrote."""
    folder.mkdir()
    shutil.copy(ROOT / "cdktf.json", folder)
    shutil.copytree(ROOT / "stacks", folder / "stacks", ignore=shutil.ignore_patterns("__pycache__"))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.defpath])
    return Project(folder, find_node().environment({**environment, "PATH": path}))
