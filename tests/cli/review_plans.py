"""Small plans, written as Terraform shows them, for the tests of `terrabind review`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TYPE = "terrabind_k0rdent_iam_policy_binding"
GRANT = {
    "org_id": "acme",
    "role": "viewer",
    "principal": {"type": "user", "id": "ana@example.com"},
    "scope": {"type": "project", "resource": "vision"},
}
NOW = "2026-11-21T12:00:00Z"
ORG = {"type": "org", "resource": None}


def row(name: str, actions: list[str], **values: Any) -> dict[str, Any]:
    """One binding and what is done to it; `unknown` lists what is known after the apply."""
    unknown = values.pop("unknown", {})
    known = {key: value for key, value in {**GRANT, **values}.items() if key not in unknown}
    before = None if actions == ["create"] else known
    after = None if actions == ["delete"] else known
    return {
        "address": f"{TYPE}.{name}", "mode": "managed", "type": TYPE, "name": name,
        "provider_name": "registry.terraform.io/terrabind/terrabind",
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": unknown},
    }  # fmt: skip


def write_plan(folder: Path, *rows: dict[str, Any], name: str = "plan.json") -> str:
    """Write a plan of these rows and return its path."""
    document = {
        "format_version": "1.2", "terraform_version": "1.11.4", "timestamp": NOW,
        "complete": True, "applyable": True, "errored": False, "resource_changes": list(rows),
    }  # fmt: skip
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def gains(folder: Path, name: str = "plan.json") -> str:
    """Somebody gains a role on a project: nothing objects."""
    return write_plan(folder, row("ana", ["create"]), name=name)


def blocked(folder: Path, name: str = "plan.json") -> str:
    """Somebody gains a role on the whole organisation: AR301 blocks."""
    return write_plan(folder, row("ana", ["create"], scope=ORG), name=name)


def doubtful(folder: Path, name: str = "plan.json") -> str:
    """Nobody knows yet who gains a role."""
    return write_plan(folder, row("ana", ["create"], unknown={"principal": True}), name=name)


def settled(folder: Path, name: str = "plan.json") -> str:
    """Everything stays as it is."""
    return write_plan(folder, row("ana", ["no-op"]), name=name)
