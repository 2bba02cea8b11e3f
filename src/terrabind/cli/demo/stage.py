"""Where the demo plays: emulators on loopback, the provider in a mirror, a working folder, and somebody's other hands.

The emulators run as a process of their own, so that they can outlive the demo. "By hand" means past Terraform: plain
HTTP requests of the kind that an administrator's script makes.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terrabind.cli import configuration
from terrabind.cli.mirror import Mirror, find_interpreter
from terrabind.terraform import Completed, Terraform

PATIENCE = 30.0
"""Seconds within which the emulators must answer."""

_PAUSE = 0.05


class DemoError(Exception):
    """A step did not show what it should; the message says what was seen instead."""


@dataclass(frozen=True, slots=True)
class Emulators:
    """The running emulators: their process and the environment variables that lead the provider to them."""

    process: int
    environment: Mapping[str, str]

    async def stop(self) -> None:
        """End them and wait until they have ended."""
        os.kill(self.process, signal.SIGTERM)
        await asyncio.to_thread(os.waitpid, self.process, 0)


async def start_emulators(folder: Path) -> Emulators:
    """Start all three emulators on free ports; what they say goes into `folder`. DemoError when they do not come up.

    They write to files and have a process group of their own, so that they can live on when the demo has ended.
    """
    said, errors = folder / "emulators.json", folder / "emulators.log"
    process = _spawn(said, errors)
    for _ in range(round(PATIENCE / _PAUSE)):
        document = _read_document(said)
        if document is not None:
            return Emulators(process, {str(name): str(value) for name, value in document["environment"].items()})
        if (await asyncio.to_thread(os.waitpid, process, os.WNOHANG))[0]:
            raise DemoError(
                f"the emulators ended before they were ready:\n{errors.read_text(encoding='utf-8')[-2000:]}"
            )
        await asyncio.sleep(_PAUSE)
    os.kill(process, signal.SIGKILL)
    await asyncio.to_thread(os.waitpid, process, 0)
    raise DemoError(f"the emulators did not start within {PATIENCE:.0f} seconds; see {errors}")


def _spawn(said: Path, errors: Path) -> int:
    """Start the emulators' process and return its number. No object of this process owns it, for it may outlive us."""
    program = "import sys; from terrabind.cli import main; sys.exit(main())"
    new = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", program, "emulate", "--json"],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, said, new, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, errors, new, 0o600),
        ],
        setpgroup=0,
    )


def _read_document(file: Path) -> dict[str, Any] | None:
    """The JSON document that the emulators print when they are ready, null while it is incomplete."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, FileNotFoundError):
        return None
    return document if isinstance(document, dict) else None


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything a step needs: the folder, the environment, Terraform, the emulators and a listener for output.

    `show` prints what is for the reader, `page` is where the review's page goes, null for nowhere.
    """

    directory: Path
    stacks: Path
    terraform: Terraform
    emulators: Emulators
    environment: Mapping[str, str]
    listen: Callable[[str], None]
    show: Callable[[str], None]
    page: Path | None = None

    @property
    def output(self) -> Path:
        """The folder of the synthesized stack."""
        return self.directory / "cdktf.out" / "stacks" / "access"

    async def run(self, *arguments: str, accept: tuple[int, ...] = (0,)) -> Completed:
        """Run Terraform in the stack's folder. DemoError with Terraform's own words when the exit code is another."""
        completed = await self.terraform.run(arguments, self.output, self.environment, self.listen)
        if completed.returncode not in accept:
            said = (completed.stderr.strip() or completed.stdout.strip())[-3000:]
            raise DemoError(f"`terraform {arguments[0]}` ended with exit code {completed.returncode}:\n{said}")
        return completed

    async def plan(self) -> dict[str, list[str]]:
        """Plan, and return the planned actions: addresses by action; an empty plan is an empty mapping."""
        await self.run("plan", "-input=false", "-no-color", "-out=plan.bin", "-detailed-exitcode", accept=(0, 2))
        document = json.loads((await self.run("show", "-json", "plan.bin")).stdout)
        planned: dict[str, list[str]] = {}
        for change in document.get("resource_changes", []):
            action = "+".join(change["change"]["actions"])
            if change["change"].get("importing"):
                planned.setdefault("import", []).append(change["address"])
            if action not in {"no-op", "read"}:
                planned.setdefault(action, []).append(change["address"])
        return planned

    async def state(self) -> dict[str, dict[str, Any]]:
        """Return the values of every resource in state, by address."""
        document = json.loads((await self.run("show", "-json")).stdout)
        resources = document.get("values", {}).get("root_module", {}).get("resources", [])
        return {each["address"]: each["values"] for each in resources if each["mode"] == "managed"}

    async def call(self, api: str, method: str, path: str, **request: Any) -> Any:
        """Make one request past Terraform, as an administrator's script would; return the decoded answer."""
        return await asyncio.to_thread(self._call, api, method, path, **request)

    def _call(
        self, api: str, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        variable = {"fireworks": "FIREWORKS_BASE_URL", "ecs": "ECS_ENDPOINT", "k0rdent": "K0RDENT_BASE_URL"}[api]
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - our own emulator's address
            self.emulators.environment[variable].rstrip("/") + path,
            data=data,
            method=method,
            headers={"Accept": "application/json", "Content-Type": "application/json", **(headers or {})},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - same
                text = answer.read()
                token = answer.headers.get("X-SDS-AUTH-TOKEN")
        except urllib.error.HTTPError as error:
            raise DemoError(f"{method} {path.split('?', maxsplit=1)[0]} by hand answered {error.code}") from error
        if token:
            return token
        return json.loads(text) if text.strip() else None


def prepare_environment(directory: Path, emulators: Emulators, environ: Mapping[str, str]) -> dict[str, str]:
    """Install the provider into `directory` and return the environment in which Terraform finds it and the emulators.

    Nothing is read from or written to the user's own Terraform configuration.
    """
    mirror = directory / "mirror"
    Mirror(mirror).write(find_interpreter())
    file = directory / "terraform.rc"
    file.write_text(configuration.render(mirror), encoding="utf-8")
    kept = {
        name: value for name, value in environ.items() if not name.startswith(("TF_", "FIREWORKS_", "ECS_", "K0RDENT_"))
    }
    return {
        **kept,
        **emulators.environment,
        "TF_CLI_CONFIG_FILE": str(file),
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        "NO_PROXY": ",".join(filter(None, [environ.get("NO_PROXY"), "127.0.0.1,localhost"])),
    }


def quote_query(**parameters: str) -> str:
    """A query string."""
    return urllib.parse.urlencode(parameters)
