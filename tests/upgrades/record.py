"""Writes the fixtures of this version: `python -m tests.upgrades.record`, once for every release."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from terrabind import __version__
from terrabind.terraform import embedded
from tests.e2e.cases import CASES
from tests.e2e.workspace import Workspace, prepare_environment, serve_apis
from tests.upgrades.schemas import FOLDER, describe_schemas


def record(target: Path) -> None:
    """Create every resource with real Terraform; keep configuration, state, emulators' memory and schemas."""
    target.mkdir(parents=True, exist_ok=True)
    configuration: dict[str, Any] = {"resource": {case.type: {"this": dict(case.config)} for case in CASES}}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        memory = folder / "emulators.json"
        with serve_apis(folder, "--state", str(memory)) as apis:
            work = folder / "work"
            work.mkdir()
            workspace = Workspace(work, embedded(), apis, prepare_environment(folder, apis))
            workspace.configure(configuration)
            workspace.init()
            workspace.apply()
        _keep(target / "emulators.json", json.loads(memory.read_text()))
        _keep(target / "terraform.tfstate", json.loads((work / "terraform.tfstate").read_text()))
    _keep(target / "main.tf.json", configuration)
    _keep(target / "schema.json", describe_schemas())


def _keep(file: Path, document: object) -> None:
    file.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record(FOLDER / __version__)
