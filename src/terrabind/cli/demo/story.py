"""The story in order: each step does one thing that users do, and fails when it does not show what it should."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from terrabind.cli.demo.reviewing import review_plan
from terrabind.cli.demo.stage import DemoError, Stage, quote_query

BINDING = "terrabind_fireworks_aws_iam_role_binding"
ROLE = "terrabind_ecs_iam_role"
HAND = {"principal": "guest@partner.example", "role": "arn:aws:iam::123456789012:role/Visitor"}
"""The binding that somebody made by hand, before anyone thought of Terraform."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its title, and what is done; `run` returns what was seen."""

    title: str
    run: Callable[[Stage], Awaitable[str]]


async def synthesize(stage: Stage) -> str:
    """Turn the Python stack into Terraform JSON."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(stage.stacks / "main.py"),
        cwd=stage.directory,
        env={**stage.environment, **_node()},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    if process.returncode != 0:
        raise DemoError(f"stacks/main.py ended with exit code {process.returncode}:\n{said.decode()[-3000:]}")
    document = json.loads((stage.output / "cdk.tf.json").read_text(encoding="utf-8"))
    count = sum(len(instances) for instances in document["resource"].values())
    return f"{count} resources in {len(document['resource'])} types"


def _node() -> dict[str, str]:
    from terrabind.node import find_node

    return {"JSII_NODE": str(find_node().program)}


async def initialize(stage: Stage) -> str:
    """Let Terraform find the provider in the mirror."""
    await stage.run("init", "-input=false", "-no-color")
    return f"provider found, {stage.terraform.origin}"


async def plan_everything(stage: Stage) -> str:
    """Plan from nothing: everything is to be made."""
    planned = await stage.plan()
    _expect(planned, {"create"})
    return f"{len(planned['create'])} to create"


async def apply_everything(stage: Stage) -> str:
    """Apply the plan that was just shown."""
    await stage.run("apply", "-input=false", "-no-color", "plan.bin")
    return f"{len(await stage.state())} resources made"


async def plan_nothing(stage: Stage) -> str:
    """Plan again: a second plan is always empty."""
    planned = await stage.plan()
    _expect(planned, set())
    return "nothing to change"


async def meddle(stage: Stage) -> str:
    """Revoke one binding and rewrite one trust policy behind Terraform's back."""
    state = await stage.state()
    binding = next(values for address, values in state.items() if address.startswith(f"{BINDING}."))
    role = next(values for address, values in state.items() if address.startswith(f"{ROLE}."))
    body = {"principal": binding["principal"], "role": binding["role"]}
    path = f"/v1/accounts/{binding['account_id']}/awsIamRoleBindings"
    await stage.call("fireworks", "POST", f"{path}:delete", body=body, headers=_bearer(stage))
    intruder = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [intruder]})
    query = quote_query(Action="UpdateAssumeRolePolicy", RoleName=role["name"], PolicyDocument=policy)
    headers = {"X-SDS-AUTH-TOKEN": await _login(stage), "x-emc-namespace": role["namespace"]}
    await stage.call("ecs", "POST", f"/iam?{query}", headers=headers)
    return f"{binding['principal']} revoked, role {role['name']} opened to everyone"


async def show_drift(stage: Stage) -> str:
    """Plan: both changes show, and nothing else."""
    planned = await stage.plan()
    _expect(planned, {"create", "update"})
    if len(planned["create"]) != 1 or len(planned["update"]) != 1:
        raise DemoError(f"one create and one update were due, the plan says {planned}")
    return f"to create: {planned['create'][0]}; to update: {planned['update'][0]}"


async def repair(stage: Stage) -> str:
    """Apply: the binding is back, the trust policy is as it was written."""
    await stage.run("apply", "-input=false", "-no-color", "plan.bin")
    return await plan_nothing(stage)


async def import_handmade(stage: Stage) -> str:
    """Take over a binding that somebody made by hand, with an import block."""
    await stage.call("fireworks", "POST", "/v1/accounts/acme/awsIamRoleBindings", body=HAND, headers=_bearer(stage))
    block = {
        "import": [{"to": f"{BINDING}.by_hand", "id": f"acme/{HAND['principal']}/{HAND['role']}"}],
        "resource": {BINDING: {"by_hand": HAND}},
    }
    (stage.output / "by_hand.tf.json").write_text(json.dumps(block, indent=2), encoding="utf-8")
    planned = await stage.plan()
    _expect(planned, {"import"})
    await stage.run("apply", "-input=false", "-no-color", "plan.bin")
    await plan_nothing(stage)
    return f"{planned['import'][0]} imported, then nothing to change"


async def destroy(stage: Stage) -> str:
    """Destroy, and ask the APIs themselves whether anything is left."""
    count = len(await stage.state())
    await stage.run("destroy", "-input=false", "-no-color", "-auto-approve")
    bindings = await stage.call("fireworks", "GET", "/v1/accounts/acme/awsIamRoleBindings", headers=_bearer(stage))
    left = (bindings or {}).get("awsIamRoleBindings", [])
    if left or await stage.state():
        raise DemoError(f"after destroy {len(left)} bindings are still there")
    return f"{count} resources gone, the APIs hold no bindings"


def _bearer(stage: Stage) -> dict[str, str]:
    return {"Authorization": f"Bearer {stage.environment['FIREWORKS_API_KEY']}"}


async def _login(stage: Stage) -> str:
    pair = f"{stage.environment['ECS_USERNAME']}:{stage.environment['ECS_PASSWORD']}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    return str(await stage.call("ecs", "GET", "/login", headers=headers))


def _expect(planned: dict[str, list[str]], actions: set[str]) -> None:
    if set(planned) != actions:
        wanted = ", ".join(sorted(actions)) or "no action"
        raise DemoError(f"the plan should hold {wanted}, it holds {planned or 'no action'}")


STORY: tuple[Step, ...] = (
    Step("synthesize stacks/", synthesize),
    Step("terraform init", initialize),
    Step("plan", plan_everything),
    Step("review the plan", review_plan),
    Step("apply", apply_everything),
    Step("second plan", plan_nothing),
    Step("change behind Terraform's back", meddle),
    Step("plan shows the drift", show_drift),
    Step("apply repairs it", repair),
    Step("import a binding made by hand", import_handmade),
    Step("destroy", destroy),
)


def find_stacks(start: Path) -> Path:
    """Return the folder of the example stacks: `stacks/` below `start`, else the copy inside the package."""
    packaged = Path(__file__).resolve().parents[2] / "example_stacks"
    for folder in (start / "stacks", Path(__file__).resolve().parents[4] / "stacks", packaged):
        if os.access(folder / "main.py", os.R_OK):
            return folder
    raise DemoError("there is no stacks/main.py here; run the demo in the project's folder or name it with --stacks")
