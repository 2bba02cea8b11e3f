"""The plans in this folder are made here, by a real Terraform, from `terraform_data` alone.

`python -m tests.review.plans.record [NAME...]` writes them anew (all of them, or the named ones). Each one is a pair of
configurations: the first is applied where there is one, the second is planned.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from terrabind.terraform import Terraform, embedded

FOLDER = Path(__file__).parent

GRANT = """
resource "terraform_data" "{name}" {{
  input = {{ principal = "user:{name}@example.com", role = "{role}" }}
}}
"""


def grant(name: str, role: str = "viewer") -> str:
    """A resource that stands for a grant."""
    return GRANT.format(name=name, role=role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What is applied first, what is planned then, and how. Keys are file names."""

    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str]
    options: tuple[str, ...] = ()
    succeeds: bool = True


def main_file(text: str, **others: str) -> dict[str, str]:
    """One configuration: `main.tf`, and modules by their names."""
    return {"main.tf": text, **{f"modules/{name}/main.tf": other for name, other in others.items()}}


UNKNOWN = """
resource "terraform_data" "deploy" {}
resource "terraform_data" "binding" {
  for_each = toset(["x", "y"])
  input = { principal = terraform_data.deploy.id, members = ["user:ana@example.com", terraform_data.deploy.id] }
}
"""
SENSITIVE = """
variable "token" {
  type      = string
  sensitive = true
  default   = "%s"
}
resource "terraform_data" "binding" {
  input = { principal = "user:ana@example.com", token = var.token, members = ["user:ben@example.com", var.token] }
}
resource "terraform_data" "copy" {
  input = terraform_data.binding.output
}
"""
REPLACED = """
resource "terraform_data" "round" {{ input = {round} }}
resource "terraform_data" "gap" {{
  input = "user:ana@example.com"
  lifecycle {{ replace_triggered_by = [terraform_data.round] }}
}}
resource "terraform_data" "overlap" {{
  input = "user:ben@example.com"
  lifecycle {{
    create_before_destroy = true
    replace_triggered_by  = [terraform_data.round]
  }}
}}
"""
MODULE = """
variable "principal" {}
variable "roles" { type = set(string) }
resource "terraform_data" "binding" {
  for_each = var.roles
  input    = { principal = var.principal, role = each.value }
}
output "id" { value = terraform_data.binding["viewer"].id }
"""
MODULES = """
resource "terraform_data" "deploy" {}
module "access" {
  for_each  = toset(["eu.west", "us"])
  source    = "./modules/access"
  principal = terraform_data.deploy.id
  roles     = ["viewer", "editor"]
}
resource "terraform_data" "report" { input = module.access["us"].id }
"""
MOVED = """
module "access" { source = "./modules/access" }
moved {
  from = terraform_data.ana
  to   = module.access.terraform_data.ana
}
moved {
  from = terraform_data.ben
  to   = terraform_data.benjamin
}
resource "terraform_data" "benjamin" { input = { principal = "user:ben@example.com", role = "editor" } }
"""
REMOVED = """
removed {
  from = terraform_data.ana
  lifecycle { destroy = false }
}
"""
IMPORTED = """
import {
  to = terraform_data.ana
  id = "4a5c1a2e-0000-4000-8000-000000000001"
}
"""
FAILED = (
    grant("ana")
    + """
resource "terraform_data" "guarded" {
  input = "user:ben@example.com"
  lifecycle {
    precondition {
      condition     = terraform_data.ana.input.role == "admin"
      error_message = "Nobody may do this."
    }
  }
}
"""
)
CHECKED = (
    grant("ana")
    + """
check "owners" {
  assert {
    condition     = terraform_data.ana.input.role == "admin"
    error_message = "Ana must stay an admin."
  }
}
"""
)
BOTH = main_file(grant("ana") + grant("ben"))

RECORDINGS = {
    "changes": Recording(
        before=BOTH,
        after=main_file(grant("ana") + grant("cid", "admin")),
    ),
    "unknown": Recording(after=main_file(UNKNOWN)),
    "sensitive": Recording(
        before=main_file(SENSITIVE % "canary-secret-one"), after=main_file(SENSITIVE % "canary-secret-two")
    ),
    "replaced": Recording(
        before=main_file(REPLACED.format(round=1)),
        after=main_file(REPLACED.format(round=2)),
    ),
    "forgotten": Recording(before=BOTH, after=main_file(REMOVED + grant("ben"))),
    "moved": Recording(before=BOTH, after=main_file(MOVED, access=grant("ana"))),
    "imported": Recording(after=main_file(IMPORTED + grant("ana"))),
    "modules": Recording(after=main_file(MODULES, access=MODULE)),
    "failed": Recording(after=main_file(FAILED), succeeds=False),
    "checked": Recording(after=main_file(CHECKED)),
    "targeted": Recording(
        before=BOTH, after=main_file(grant("ana", "admin") + grant("ben")), options=("-target=terraform_data.ana",)
    ),
    "refreshed": Recording(before=BOTH, after=BOTH, options=("-refresh-only",)),
    "destroyed": Recording(before=BOTH, after=BOTH, options=("-destroy",)),
    "empty": Recording(after=main_file("")),
    "settled": Recording(before=BOTH, after=BOTH),
}


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write one configuration."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


async def record(terraform: Terraform, name: str) -> str:
    """Make one plan; return it as JSON, laid out for people."""
    recording = RECORDINGS[name]
    with tempfile.TemporaryDirectory() as folder:
        for files, words in ((recording.before, ("apply", "-auto-approve")), (recording.after, ("plan", "-out=plan"))):
            if not files:
                continue
            write_files(Path(folder), files)
            (await terraform.run(["init"], folder)).require()
            options = recording.options if words[0] == "plan" else ()
            completed = await terraform.run([*words, "-input=false", *options], folder)
            completed.require(0 if recording.succeeds or words[0] == "apply" else 1)
        shown = (await terraform.run(["show", "-json", "plan"], folder)).require().stdout
    return json.dumps(json.loads(shown), indent=1) + "\n"


async def main(names: Sequence[str]) -> None:
    """Record all of these, or all there are."""
    os.environ["CHECKPOINT_DISABLE"] = "1"
    for name in names or RECORDINGS:
        (FOLDER / f"{name}.json").write_text(await record(embedded(), name), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
