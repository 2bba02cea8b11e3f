"""A working folder with real Terraform in it, and the emulated APIs that its provider talks to."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from terrabind.cli import configuration
from terrabind.cli.mirror import Mirror, find_interpreter
from terrabind.terraform import Completed, Terraform, embedded

CREDENTIALS = {
    "FIREWORKS_API_KEY": "canary-fireworks-key",
    "FIREWORKS_ACCOUNT_ID": "acme",
    "ECS_USERNAME": "root",
    "ECS_PASSWORD": "canary-ecs-password",
    "ECS_NAMESPACE": "ns1",
    "K0RDENT_CLIENT_ID": "sa-test@acme.iam",
    "K0RDENT_CLIENT_SECRET": "canary-k0rdent-secret",
}
REQUIRED = {"required_providers": {"terrabind": {"source": "terrabind/terrabind"}}}

PROGRAMS = {"path": "terraform", "tofu": "tofu"}
"""What is looked for on PATH, by the name that it has in the ids of tests."""


def list_terraforms() -> dict[str, Terraform]:
    """The embedded Terraform always, and the one on PATH and OpenTofu when they are there."""
    found = {"embedded": embedded()}
    for name, command in PROGRAMS.items():
        program = shutil.which(command)
        if program is not None:
            found[name] = Terraform((program,), f"{command} on PATH")
    return found


@dataclass(frozen=True, slots=True)
class Apis:
    """The emulators: where they are, and their control endpoints."""

    environment: Mapping[str, str]

    def control(self, api: str, method: str, what: str, body: object = None) -> Any:
        """Make one request to an emulator's control endpoint."""
        return self.request(api, method, f"/_control/{what}", body)

    def request(
        self, api: str, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """Make one request past Terraform; return the decoded JSON answer, null when it is empty."""
        variable = {"fireworks": "FIREWORKS_BASE_URL", "ecs": "ECS_ENDPOINT", "k0rdent": "K0RDENT_BASE_URL"}[api]
        request = urllib.request.Request(  # noqa: S310 - a loopback address of ours
            self.environment[variable] + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json", **(headers or {})},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - same
            text = answer.read()
        return json.loads(text) if text.strip() else None

    def reset(self) -> None:
        """Forget all objects, faults and calls."""
        for api in ("fireworks", "ecs", "k0rdent"):
            for what in ("state", "faults", "calls"):
                self.control(api, "DELETE", what)


@contextmanager
def serve_apis(folder: Path, *arguments: str) -> Iterator[Apis]:
    """Run `terrabind emulate` with these arguments for as long as the block lasts."""
    command = [
        sys.executable,
        "-c",
        "import sys; from terrabind.cli import main; sys.exit(main())",
        "emulate",
        "--json",
    ]
    log = (folder / "emulators.log").open("wb")
    process = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout is not None
    try:
        text = ""
        while not (text.strip() and text.rstrip().endswith("}") and _is_json(text)):
            line = process.stdout.readline()
            assert line, f"the emulators ended: {(folder / 'emulators.log').read_text()}"
            text += line
        yield Apis(json.loads(text)["environment"])
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
        log.close()


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@dataclass(slots=True)
class Workspace:
    """One working folder. `environment` is the whole environment of its Terraform."""

    directory: Path
    terraform: Terraform
    apis: Apis
    environment: dict[str, str] = field(default_factory=dict)

    def configure(self, document: Mapping[str, Any]) -> None:
        """Write the configuration, with the provider required."""
        self.write({"terraform": REQUIRED, **document})

    def write(self, document: Mapping[str, Any]) -> None:
        """Write the configuration as it is."""
        (self.directory / "main.tf.json").write_text(json.dumps(document, indent=2), encoding="utf-8")

    def run(self, *arguments: str, accept: tuple[int, ...] = (0,)) -> Completed:
        """Run Terraform; the exit code must be one of `accept`."""
        completed = asyncio.run(self.terraform.run(arguments, self.directory, self.environment))
        assert completed.returncode in accept, (
            f"{arguments} -> {completed.returncode}\n{completed.stdout}\n{completed.stderr}"
        )
        return completed

    def init(self) -> None:
        """Let Terraform find the installed provider."""
        self.run("init", "-input=false", "-no-color")

    def plan(self, *arguments: str) -> dict[str, list[str]]:
        """Plan and return sorted addresses by action; an empty plan is an empty mapping."""
        command = ("plan", "-input=false", "-json", "-out=plan.bin", "-detailed-exitcode", *arguments)
        said = [json.loads(line) for line in self.run(*command, accept=(0, 2)).stdout.splitlines()]
        changes = [each["change"] for each in said if each["type"] == "planned_change"]
        if any(each["action"] == "replace" for each in changes):
            return self._order()
        planned: dict[str, list[str]] = {}
        for change in changes:
            address = change["resource"]["addr"]
            if change.get("importing") is not None:
                planned.setdefault("import", []).append(address)
            if change["action"] not in {"noop", "import", "move", "read"}:
                planned.setdefault(change["action"], []).append(address)
        return {action: sorted(addresses) for action, addresses in planned.items()}

    def _order(self) -> dict[str, list[str]]:
        """What the plan does, with the order of replacements, which only `show` tells."""
        document = json.loads(self.run("show", "-json", "plan.bin").stdout)
        planned: dict[str, list[str]] = {}
        for change in document["resource_changes"]:
            action = "+".join(change["change"]["actions"])
            if action not in {"no-op", "read"}:
                planned.setdefault(action, []).append(change["address"])
        return {action: sorted(addresses) for action, addresses in planned.items()}

    def apply(self, *arguments: str) -> None:
        """Plan and apply without asking."""
        self.run("apply", "-input=false", "-no-color", "-auto-approve", *arguments)

    def destroy(self, *arguments: str) -> None:
        """Destroy everything without asking."""
        self.run("destroy", "-input=false", "-no-color", "-auto-approve", *arguments)

    def fail(self, *arguments: str) -> str:
        """Run a command that must fail; return all it said, as one line of words."""
        completed = self.run(*arguments, "-input=false", "-no-color", accept=(1,))
        return " ".join((completed.stdout + completed.stderr).replace("│", " ").split())

    def state(self) -> dict[str, dict[str, Any]]:
        """Return the values of every managed resource, by address."""
        document = json.loads(self.run("show", "-json").stdout)
        resources = document.get("values", {}).get("root_module", {}).get("resources", [])
        return {each["address"]: each["values"] for each in resources if each["mode"] == "managed"}

    def outputs(self) -> dict[str, Any]:
        """Return the values of the outputs."""
        return {name: each["value"] for name, each in json.loads(self.run("output", "-json").stdout).items()}

    def calls(self, api: str) -> list[dict[str, Any]]:
        """Return the calls that an emulator has answered, oldest first."""
        found: list[dict[str, Any]] = self.apis.control(api, "GET", "calls")["calls"]
        return found


def prepare_environment(folder: Path, apis: Apis) -> dict[str, str]:
    """Install the provider into a mirror below `folder`; return the environment in which Terraform finds it."""
    Mirror(folder / "mirror").write(find_interpreter())
    file = folder / "terraform.rc"
    file.write_text(configuration.render(folder / "mirror"), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    return {
        **kept,
        **apis.environment,
        **CREDENTIALS,
        "TF_CLI_CONFIG_FILE": str(file),
        "CHECKPOINT_DISABLE": "1",
        "NO_PROXY": "127.0.0.1,localhost",
    }
