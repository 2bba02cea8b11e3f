"""Plans are recorded here: a real Terraform applies what is there before and plans what is there after."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terrabind.terraform import Terraform
from tests.e2e.rest_server import serve_rest
from tests.e2e.workspace import Apis, Workspace, prepare_environment, serve_apis
from tests.plugin.fake_rest import FakeRest
from tests.review.scenarios.own import PROVIDER
from tests.review.scenarios.renaming import defer, rename, settle
from tests.review.scenarios.scenario import Scenario, Stack

REST = 'provider "terrabind" {{\n  rest = {{ base_url = "{address}" }}\n}}\n'
_QUIET = ("-input=false", "-no-color")


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records scenarios with one Terraform; `environment` is the whole environment of it."""

    folder: Path
    terraform: Terraform
    apis: Apis | None
    environment: dict[str, str]

    def record(self, scenario: Scenario) -> dict[str, dict[str, Any]]:
        """Return the plan of each stack."""
        return {label: self._record(scenario, label, stack) for label, stack in scenario.stacks.items()}

    def _record(self, scenario: Scenario, label: str, stack: Stack) -> dict[str, Any]:
        if self.apis is not None:
            self.apis.reset()
        folder = self.folder / scenario.name / label
        folder.mkdir(parents=True)
        apis = self.apis or Apis({})
        workspace = Workspace(folder, self.terraform, apis, self.environment)
        fake = FakeRest()
        with serve_rest(fake) as address:
            if stack.before:
                _write(folder, stack.before, stack, address)
                workspace.run("init", *_QUIET)
                workspace.apply()
            policy = self._release(workspace) if stack.unmanaged else ""
            for path, members in stack.drift.items():
                for object_path in [each for each in fake.objects if each.startswith(path)]:
                    fake.objects[object_path]["members"] += members
            _write(folder, stack.after.replace("POLICY_ID", policy), stack, address)
            for name, text in stack.modules.items():
                module = folder / "modules" / name
                module.mkdir(parents=True)
                (module / "main.tf").write_text(text, encoding="utf-8")
            workspace.run("init", *_QUIET)
            accept = (0,) if stack.succeeds else (1,)
            workspace.run("plan", *_QUIET, "-out=plan.bin", *stack.options, accept=accept)
        document = settle(rename(json.loads(workspace.run("show", "-json", "plan.bin").stdout)))
        return defer(document, stack.deferred) if stack.deferred else document

    def _release(self, workspace: Workspace) -> str:
        """Take what was applied out of the state; return the id by which it is imported."""
        ((address, values),) = workspace.state().items()
        workspace.run("state", "rm", address)
        return str(values["policy_id"])


def needs_provider(scenario: Scenario) -> bool:
    """Tell whether our provider plans any of it."""
    return any("terrabind_" in text for stack in scenario.stacks.values() for text in (stack.before, stack.after))


@contextmanager
def prepare(folder: Path, terraform: Terraform, *, provider: bool) -> Iterator[Recorder]:
    """A recorder for as long as the block lasts, with the emulated APIs where our provider is to plan."""
    if not provider:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
        yield Recorder(folder, terraform, None, {**kept, "CHECKPOINT_DISABLE": "1"})
        return
    with serve_apis(folder) as apis:
        yield Recorder(folder, terraform, apis, prepare_environment(folder, apis))


def write(folder: Path, plans: dict[str, dict[str, Any]]) -> None:
    """Write the plans of one scenario, one row a line, in the place of what is there."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.json"):
        file.unlink()
    for label, document in plans.items():
        (folder / f"{label}.json").write_text(lay_out(document), encoding="utf-8")


def lay_out(document: dict[str, Any]) -> str:
    """A plan as text: a line for each section, and one for each row of a section that is a list."""
    lines = []
    for name, section in document.items():
        if isinstance(section, list) and section:
            rows = ",\n  ".join(json.dumps(row) for row in section)
            lines.append(f" {json.dumps(name)}: [\n  {rows}\n ]")
        else:
            lines.append(f" {json.dumps(name)}: {json.dumps(section)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _write(folder: Path, text: str, stack: Stack, address: str) -> None:
    ours = "terrabind_" in text + stack.before + "".join(stack.modules.values())
    rest = REST.format(address=address) if "terrabind_rest_resource" in text else ""
    (folder / "main.tf").write_text((PROVIDER if ours else "") + rest + text, encoding="utf-8")
