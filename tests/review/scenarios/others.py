"""Scenarios of other providers' types, carried by `terraform_data` (see `tests.review.scenarios.renaming`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.review.scenarios.own import PEOPLE
from tests.review.scenarios.scenario import Scenario, Stack

SECRET = "canary-secret-in-a-binding"
HOSTILE = (
    "a|b@example.com",
    "@team/owners@example.com",
    "\u202eana@example.com",
    "`code`@example.com",
    "::error title=x::y@example.com",
    "</script><script>alert(1)</script>@example.com",
    "[click](javascript:x)@example.com",
    "new\nline@example.com",
    f"{'x' * 5000}@example.com",
)
"""Names that would break a table, ping a team, run a command, or hide behind another name."""

STACKS = 6
BINDINGS = 8
MEMBERS = 25


def carry(type_name: str, name: str, values: Mapping[str, Any] | str) -> str:
    """A resource that carries another one; values may be written as an expression."""
    written = values if isinstance(values, str) else json.dumps(values)
    return f'resource "terraform_data" "{type_name}__{name}" {{\n  input = {written}\n}}\n'


def aws_role(name: str, *statements: Mapping[str, Any], **more: Any) -> str:
    """A role of AWS with this trust policy, in the order given."""
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    arn = f"arn:aws:iam::111122223333:role/{name}"
    session = more.pop("max_session_duration", 3600)
    values = {"name": name, "arn": arn, "assume_role_policy": policy, "max_session_duration": session, **more}
    return carry("aws_iam_role", name, values)


def allow(principal: Mapping[str, Any] | str, **more: Any) -> dict[str, Any]:
    """One statement of a trust policy."""
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}


def account(number: str) -> str:
    """The root of an account."""
    return f"arn:aws:iam::{number}:root"


def until(name: str, moment: str) -> str:
    """A member of a project with an end."""
    condition = {"title": "until", "expression": f'request.time < timestamp("{moment}")'}
    values = {
        "project": "atlas",
        "role": "roles/editor",
        "member": f"user:{name}@example.com",
        "condition": [condition],
    }
    return carry("google_project_iam_member", name, values)


def listed(members: list[str]) -> str:
    """An authoritative list, as an object that somebody else can change too."""
    values = {"project": "atlas", "role": "roles/viewer", "members": [f"user:{each}" for each in members]}
    return f"""
resource "terrabind_rest_resource" "google_project_iam_binding__viewers" {{
  path = "/bindings"
  body = {json.dumps(values)}
}}
"""


REPOSITORY = "models"
TEAM = (
    carry("github_team", "ops", {"name": "ops", "slug": "ops"})
    + carry(
        "github_team_membership",
        "ben",
        '{ team_id = terraform_data.github_team__ops.id, username = "ben", role = "member" }',
    )
    + carry(
        "github_team_repository",
        "ops",
        f'{{ team_id = terraform_data.github_team__ops.id, repository = "{REPOSITORY}", permission = "push" }}',
    )
)
COLLABORATOR = carry(
    "github_repository_collaborator", "ben", {"repository": REPOSITORY, "username": "ben", "permission": "push"}
)
GROUP = "7f000000-0000-4000-8000-0000000000aa"
PERSON = "7f000000-0000-4000-8000-0000000000bb"
OWNER = carry(
    "azurerm_role_assignment",
    "ops",
    {
        "principal_id": GROUP,
        "principal_type": "Group",
        "role_definition_name": "Owner",
        "scope": "/subscriptions/7f000000-0000-4000-8000-0000000000cc",
    },
)
JOINED = carry("azuread_group_member", "ana", {"group_object_id": GROUP, "member_object_id": PERSON})
TRUSTED = (account("111122223333"), "arn:aws:iam::111122223333:role/ci")


def crowd(stack: int) -> str:
    """The bindings of one of the stacks of S15."""
    said = ""
    for number in range(BINDINGS):
        names = [f"person{stack}-{number}-{member}@example.com" for member in range(MEMBERS)]
        if number == 0:
            names[1] = HOSTILE[stack]
        if number == 1 and stack + STACKS < len(HOSTILE):
            names[1] = HOSTILE[stack + STACKS]
        members = json.dumps([f"user:{name}" for name in names])
        if (stack, number) == (5, 7):
            members = f'concat({members}, ["user:${{var.token}}@example.com"])'
        values = f'{{ project = "project-{stack}", role = "roles/service{number}.viewer", members = {members} }}'
        said += carry("google_project_iam_binding", f"service{number}", values)
    if stack == 0:
        said += carry("acme_role_grant", "auditors", {"who": "auditors", "what": "everything"})
    variable = f'variable "token" {{\n  type = string\n  sensitive = true\n  default = "{SECRET}"\n}}\n'
    return said + (variable if stack == 5 else "")


SCENARIOS = (
    Scenario(
        name="s02_rewritten_trust",
        stacks={
            "prod": Stack(
                before=aws_role("deploy", allow({"AWS": list(TRUSTED)}), allow({"Service": "ec2.amazonaws.com"})),
                after=aws_role(
                    "deploy", allow({"Service": ["ec2.amazonaws.com"]}), allow({"AWS": list(TRUSTED[::-1])})
                ),
            )
        },
    ),
    Scenario(
        name="s07_authoritative_list",
        stacks={
            "prod": Stack(
                before=listed(PEOPLE[:3]), after=listed(PEOPLE[:2]), drift={"/bindings": (f"user:{PEOPLE[3]}",)}
            )
        },
    ),
    Scenario(name="s08_still_through_group", stacks={"prod": Stack(before=TEAM + COLLABORATOR, after=TEAM)}),
    Scenario(
        name="s09_joins_admins",
        stacks={"platform": Stack(before=OWNER, after=OWNER), "people": Stack(after=JOINED)},
    ),
    Scenario(name="s09_one_stack", plans_of="s09_joins_admins", only="people"),
    Scenario(
        name="s11_confused_deputy",
        stacks={
            "prod": Stack(
                before=aws_role(
                    "backup",
                    allow(
                        {"AWS": account("444455556666")},
                        Condition={"StringEquals": {"sts:ExternalId": "acme-7"}},
                    ),
                ),
                after=aws_role("backup", allow({"AWS": [account("444455556666"), account("777788889999")]})),
            )
        },
    ),
    Scenario(
        name="s13_time_boxed",
        stacks={
            "prod": Stack(
                before=until("ana", "2026-11-28T12:00:00Z"),
                after=until("ana", "2027-02-19T12:00:00Z") + until("ben", "2026-11-20T12:00:00Z"),
            )
        },
    ),
    Scenario(
        name="s15_hostile_crowd", stacks={f"stack-{number}": Stack(after=crowd(number)) for number in range(STACKS)}
    ),
)
