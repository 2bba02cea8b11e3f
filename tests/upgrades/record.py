"""Writes the fixtures of this version: `python -m tests.upgrades.record`, once for every release."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from terrabind import __version__
from terrabind.plugin.managed import GENERIC
from terrabind.terraform import embedded
from tests.e2e.cases import CASES
from tests.e2e.rest_server import serve_rest
from tests.e2e.workspace import Workspace, prepare_environment, serve_apis
from tests.plugin.fake_rest import FakeRest
from tests.upgrades.schemas import FOLDER, describe_schemas

ANYTHING: dict[str, Any] = {
    "path": "/things",
    "body": {"name": "one", "count": 12345678901234567890, "list": ["a", 1, None], "nested": {"on": True}},
    "read": {"query": {"view": "full"}},
    "update": {"strategy": "merge_patch"},
    "output_fields": ["created"],
    "sensitive_output_fields": ["state"],
}
"""A generic object with most kinds of values in it."""


def record(target: Path) -> None:
    """Create every resource with real Terraform; keep configuration, state, emulators' memory and schemas."""
    target.mkdir(parents=True, exist_ok=True)
    resources = {case.type: dict(case.config) for case in CASES} | {GENERIC: ANYTHING}
    configuration: dict[str, Any] = {"resource": {name: {"this": config} for name, config in resources.items()}}
    rest = FakeRest()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        memory = folder / "emulators.json"
        with serve_apis(folder, "--state", str(memory)) as apis, serve_rest(rest) as address:
            work = folder / "work"
            work.mkdir()
            environment = {**prepare_environment(folder, apis), "REST_BASE_URL": address}
            workspace = Workspace(work, embedded(), apis, environment)
            workspace.configure(configuration)
            workspace.init()
            workspace.apply()
        _keep(target / "rest.json", rest.objects)
        _keep(target / "emulators.json", json.loads(memory.read_text()))
        _keep(target / "terraform.tfstate", json.loads((work / "terraform.tfstate").read_text()))
    _keep(target / "main.tf.json", configuration)
    _keep(target / "schema.json", describe_schemas())


def _keep(file: Path, document: object) -> None:
    file.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record(FOLDER / __version__)
