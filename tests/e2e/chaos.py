"""Applies of many bindings against an API that loses answers, with Terraform watched, interrupted and killed.

`TERRABIND_CHAOS=full` (or `make chaos`) runs the interrupted and the killed apply at their full size too.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.e2e.cases import CASES
from tests.e2e.state_server import StateServer
from tests.e2e.workspace import Apis, Workspace, list_terraforms, prepare_environment, serve_apis

BINDING: Final = next(case for case in CASES if case.type == "terrabind_fireworks_aws_iam_role_binding")
STORM: Final = ("POST *:lost_reply@p=0.05", "* *:503@p=0.05", "* *:429@p=0.05")
GALE: Final = (
    "* *:lost_reply@p=0.03",
    "* *:lost_reply=half@p=0.02",
    "* *:lost_reply=502@p=0.02",
    "* *:lost_request@p=0.02",
    "* *:truncated@p=0.02",
    "* *:garbage@p=0.02",
    "* *:503@p=0.02",
    "* *:429=1@p=0.02",
    "POST *Bindings:late=3reads@p=0.1",
    "POST */policies:late=3reads@p=0.1",
    "GET *:missing_rows@p=0.02",
    "GET *:repeated_rows@p=0.02",
)
"""Everything that passes by itself, for every API at once."""
FULL: Final = os.environ.get("TERRABIND_CHAOS") == "full"
PATIENCE: Final = 600.0


def of_size(usual: int) -> int:
    """How many bindings a test makes: 1,000 where the full size is asked for."""
    return 1000 if FULL else usual


def many(count: int, **changes: object) -> dict[str, Any]:
    """So many bindings, each a block of its own: Terraform is quadratic in the instances of one block."""
    blocks = {f"b{n}": {**BINDING.config, "principal": f"person{n}@example.com", **changes} for n in range(count)}
    return {"resource": {BINDING.type: blocks}}


def crowd(count: int, *, changed: bool = False) -> dict[str, Any]:
    """So many objects of each typed resource; `changed` ones are updated where they can be, else every other replaced.

    Half of the replacements are made before the old object is deleted.
    """
    blocks: dict[str, dict[str, Any]] = {}
    for case in CASES:
        blocks[case.type] = {}
        for n in range(count):
            change = {} if not changed else case.update or (case.replace if n % 2 else {})
            lifecycle = {"lifecycle": {"create_before_destroy": True}} if n % 4 == 1 else {}
            blocks[case.type][f"b{n}"] = {**case.config, **change, **_NAMES[case.type](n), **lifecycle}
    return {"resource": blocks}


_NAMES: Final[Mapping[str, Callable[[int], dict[str, Any]]]] = {
    "terrabind_fireworks_aws_iam_role_binding": lambda n: {"principal": f"person{n}@example.com"},
    "terrabind_fireworks_node_pool_binding": lambda n: {"principal": f"person{n}@example.com"},
    "terrabind_ecs_iam_role": lambda n: {"name": f"role{n}"},
    "terrabind_k0rdent_iam_policy_binding": lambda n: {"principal": {"type": "user", "id": f"person{n}"}},
}
"""What makes the objects of a crowd different."""


@contextmanager
def serve_storm(folder: Path, state: StateServer, *faults: str, api: str = "fireworks") -> Iterator[Workspace]:
    """Serve an emulator with these faults, repeatable by its seed, and yield a working folder that uses it.

    An empty `api` is all of them.

    Its state is on a server, as a team's is. A file is written anew for each of a thousand resources, which takes
    Terraform five sixths of its time and hides the storm behind it; to a server it is sent every twenty seconds.
    """
    arguments = [word for fault in faults for word in ("--fault", fault)]
    with serve_apis(folder, *filter(None, [api]), "--seed", "7", *arguments) as apis:
        (folder / "work").mkdir()
        (folder / "work" / "state.tf.json").write_text('{"terraform": {"backend": {"http": {}}}}', encoding="utf-8")
        places = ("TF_HTTP_ADDRESS", "TF_HTTP_LOCK_ADDRESS", "TF_HTTP_UNLOCK_ADDRESS")
        environment = {**prepare_environment(folder, apis), **dict.fromkeys(places, state.address)}
        yield Workspace(folder / "work", list_terraforms()["embedded"], apis, environment)


def objects(apis: Apis, api: str, kind: str) -> list[Mapping[str, Any]]:
    """What the emulator has of one type, whatever any listing shows."""
    found: list[Mapping[str, Any]] = apis.control(api, "GET", "state")[kind]
    return found


def bindings(apis: Apis) -> list[Mapping[str, Any]]:
    """The AWS role bindings that the emulator has."""
    return objects(apis, "fireworks", BINDING.type)


def doubled(apis: Apis) -> list[object]:
    """The principals that were granted the same more than once."""
    return [key for key, times in Counter(each["principal"] for each in bindings(apis)).items() if times > 1]


def tainted(workspace: Workspace) -> list[str]:
    """The addresses that Terraform would make anew."""
    document = json.loads(workspace.run("state", "pull").stdout or "{}")
    return [
        each["name"]
        for each in document.get("resources", [])
        for instance in each["instances"]
        if instance.get("status") == "tainted"
    ]


def await_that(what: Callable[[], bool], patience: float = 60.0, pause: float = 0.02) -> None:
    """Wait until something holds, looking every so many seconds. Raises `TimeoutError`."""
    until = time.monotonic() + patience
    while not what():
        if time.monotonic() > until:
            raise TimeoutError(f"waited {patience:g} s in vain")
        time.sleep(pause)


@dataclass(slots=True)
class Running:
    """A Terraform under way, in a process group of its own, with its provider."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        """All that Terraform printed so far, as one line of words."""
        return " ".join(self.log.read_text(encoding="utf-8", errors="replace").replace("│", " ").split())

    def signal_all(self, number: signal.Signals) -> None:
        """Send a signal to Terraform and its provider at once, as a terminal and a runner's timeout do."""
        os.killpg(self.process.pid, number)

    def signal_terraform(self, number: signal.Signals) -> None:
        """Send a signal to Terraform alone."""
        self.process.send_signal(number)

    def providers(self) -> list[int]:
        """The processes of the group besides Terraform itself."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != self.process.pid:
                try:
                    fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                except OSError:
                    continue  # It ended while we looked.
                if int(fields[2]) == self.process.pid and fields[0] != "Z":
                    found.append(int(entry.name))
        return found

    def wait(self, patience: float = PATIENCE) -> int:
        """Wait for the end; return the exit code, negative for a signal."""
        return self.process.wait(patience)


@contextmanager
def start(workspace: Workspace, *arguments: str) -> Iterator[Running]:
    """Run Terraform beside the test; what is left of it at the end of the block is killed."""
    log = workspace.directory.parent / f"{arguments[0]}-{time.monotonic_ns()}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*workspace.terraform.command, *arguments, "-input=false", "-no-color"],
            cwd=workspace.directory,
            env=workspace.environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        running = Running(process, log)
        try:
            yield running
        finally:
            if process.poll() is None or running.providers():
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)


def unlock(workspace: Workspace) -> None:
    """Remove the lock that a killed Terraform left, as its user must."""
    (workspace.directory / ".terraform.tfstate.lock.info").unlink(missing_ok=True)


WRITES: Final = {
    "create": {
        "terrabind_fireworks_aws_iam_role_binding": "POST */awsIamRoleBindings",
        "terrabind_fireworks_node_pool_binding": "POST */nodePoolBindings",
        "terrabind_ecs_iam_role": "POST *Action=CreateRole",
        "terrabind_k0rdent_iam_policy_binding": "POST */policies",
    },
    "delete": {
        "terrabind_fireworks_aws_iam_role_binding": "POST */awsIamRoleBindings:delete",
        "terrabind_fireworks_node_pool_binding": "POST */nodePoolBindings:delete",
        "terrabind_ecs_iam_role": "POST *Action=DeleteRole",
        "terrabind_k0rdent_iam_policy_binding": "DELETE */policies/*",
    },
    "read": {
        "terrabind_fireworks_aws_iam_role_binding": "GET */awsIamRoleBindings",
        "terrabind_fireworks_node_pool_binding": "GET */nodePoolBindings",
        "terrabind_ecs_iam_role": "POST *Action=GetRole",
        "terrabind_k0rdent_iam_policy_binding": "GET */policies/*",
    },
    "list": {
        "terrabind_fireworks_aws_iam_role_binding": "GET */awsIamRoleBindings",
        "terrabind_fireworks_node_pool_binding": "GET */nodePoolBindings",
        "terrabind_ecs_iam_role": "POST *Action=ListRoles",
        "terrabind_k0rdent_iam_policy_binding": "GET */policies",
    },
}
"""The requests of each typed resource, as faults match them."""


def everything(*changes: Mapping[str, object], **settings: object) -> dict[str, Any]:
    """One object of each typed resource, with these changes, so that one run of Terraform tries them all."""
    resources = {case.type: case.document(*changes)["resource"][case.type] for case in CASES}
    return {"provider": {"terrabind": settings}, "resource": resources}


def strike(apis: Apis, operation: str, fault: str) -> None:
    """Arm a fault, such as `lost_reply@1`, for one operation of every typed resource."""
    for case in CASES:
        apis.control(case.api, "POST", "faults", {"faults": [f"{WRITES[operation][case.type]}:{fault}"]})


def struck(apis: Apis) -> list[int]:
    """How often each armed fault struck."""
    reports = [apis.control(api, "GET", "faults")["faults"] for api in ("fireworks", "ecs", "k0rdent")]
    return [each["struck"] for report in reports for each in report]


def calm(apis: Apis) -> None:
    """Disarm every fault."""
    for api in ("fireworks", "ecs", "k0rdent"):
        apis.control(api, "DELETE", "faults")


def census(apis: Apis) -> dict[str, int]:
    """How many objects of each typed resource the emulators have."""
    return {case.type: len(objects(apis, case.api, case.type)) for case in CASES}


ONE_OF_EACH: Final = {case.type: 1 for case in CASES}
ADDRESSES: Final = sorted(case.address for case in CASES)
