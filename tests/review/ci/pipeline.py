"""Templates of pipelines run here as far as they are shell: their steps, with what the forge would set around them."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
ACTION = ROOT / ".github" / "actions" / "review" / "action.yml"
GUIDE = ROOT / "docs" / "guides" / "ci.md"

CONTEXT = {
    "github.server_url": "https://forge.example",
    "github.repository": "acme/infra",
    "github.run_id": "17",
    "github.token": "",
    "github.event.pull_request.user.login": "ana",
}
"""What GitHub knows of a run, as far as the action asks."""

Completed = subprocess.CompletedProcess[str]


def read_yaml(text: str) -> Any:
    """Read YAML; PyYAML comes with the servers that tests run, without types."""
    return importlib.import_module("yaml").safe_load(text)


def find_template(key: str) -> dict[str, Any]:
    """Return the guide's template that has this key at its top."""
    blocks = re.findall(r"^```yaml\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    templates: list[dict[str, Any]] = [read_yaml(block) for block in blocks]
    return next(each for each in templates if key in each)


def run_bash(script: str, folder: Path, variables: Mapping[str, str]) -> Completed:
    """Run a script as the runners do (-e, pipefail), with no variable of this machine but where programs are."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(folder), "PYTHONUTF8": "1", **variables}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


class Action:
    """The composite action with these inputs: its shell steps in their order, `${{ }}` filled in as GitHub does."""

    def __init__(self, folder: Path, variables: Mapping[str, str], inputs: Mapping[str, str]) -> None:
        self._action = read_yaml(ACTION.read_text(encoding="utf-8"))
        self._folder = folder
        self.output, self.summary = folder / "output", folder / "summary"
        self._variables = {**variables, "GITHUB_OUTPUT": str(self.output), "GITHUB_STEP_SUMMARY": str(self.summary)}
        defaults = {name: each.get("default", "") for name, each in self._action["inputs"].items()}
        self._known = {f"inputs.{name}": value for name, value in {**defaults, **inputs}.items()}
        for file in (self.output, self.summary):
            file.write_text("")

    def run(self, *names: str) -> list[Completed]:
        """Run the steps with these ids."""
        steps: Sequence[Mapping[str, Any]] = self._action["runs"]["steps"]
        return [self._run(step) for step in steps if step["id"] in names]

    def read_outputs(self) -> dict[str, str]:
        """Return what the steps said so far."""
        return dict(line.split("=", 1) for line in self.output.read_text().splitlines())

    def _run(self, step: Mapping[str, Any]) -> Completed:
        outputs = {f"steps.review.outputs.{name}": value for name, value in self.read_outputs().items()}
        known = {**self._known, **outputs, **CONTEXT}
        fill = re.compile(r"\$\{\{ ([\w.-]+) \}\}")
        given = {name: fill.sub(lambda found: known[found[1]], value) for name, value in step["env"].items()}
        given = {name: fill.sub(lambda found: known[found[1]], value) for name, value in given.items()}
        return run_bash(step["run"], self._folder, {**self._variables, **given})
