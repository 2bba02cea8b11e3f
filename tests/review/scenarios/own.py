"""Scenarios of our own resources: the provider plans them, against the emulated APIs."""

from __future__ import annotations

import json

from tests.review.scenarios.scenario import Scenario, Stack

BINDING = "terrabind_k0rdent_iam_policy_binding"


def bind(
    name: str, principal: str, role: str = "viewer", *, kind: str = "user", project: str = "vision", more: str = ""
) -> str:
    """A binding in a project, in the whole organisation without one. The principal is an expression if it says so."""
    who = principal.removeprefix("=") if principal.startswith("=") else json.dumps(principal)
    where = f'type = "project", resource = "{project}"' if project else 'type = "org"'
    return f"""
resource "{BINDING}" "{name}" {{
  role      = "{role}"
  principal = {{ type = "{kind}", id = {who} }}
  scope     = {{ {where} }}
  {more}
}}
"""


def bind_each(principals: list[str], role: str = "viewer", project: str = "vision") -> str:
    """One block for many principals."""
    return bind("each", "=each.value", role, project=project, more=f"for_each = toset({json.dumps(principals)})")


def trust(name: str, principal: str, *, condition: str = "", session: int = 3600, boundary: str = "") -> str:
    """A role of ECS. `principal` and `condition` are expressions."""
    limit = f'permissions_boundary = "{boundary}"' if boundary else ""
    only = f"Condition = {condition}" if condition else ""
    return f"""
resource "terrabind_ecs_iam_role" "{name}" {{
  name                 = "{name}"
  max_session_duration = {session}
  {limit}
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Principal = {principal}, Action = "sts:AssumeRole", {only} }}]
  }})
}}
"""


PEOPLE = [f"{name}@example.com" for name in ("ana", "ben", "cem", "dan", "eva", "fay", "gil", "hal", "ida", "jon")]
CI = '{ AWS = "urn:ecs:iam::ns1:role/ci" }'
FIREWORKS = """
resource "terrabind_fireworks_aws_iam_role_binding" "ana" {
  principal = "ana@example.com"
  role      = "arn:aws:iam::111122223333:role/Trainer"
}
"""
FORGOTTEN = """
removed {
  from = terrabind_fireworks_aws_iam_role_binding.ana
  lifecycle { destroy = false }
}
"""
COUNTED = f"""
locals {{ people = {json.dumps(PEOPLE[:3])} }}
{bind("each", "=local.people[count.index]", more="count = length(local.people)")}
"""
MOVED = 'module "access" { source = "./modules/access" }\n' + "".join(
    f"""
moved {{
  from = {BINDING}.each[{index}]
  to   = module.access.{BINDING}.each["{person}"]
}}
"""
    for index, person in enumerate(PEOPLE[:3])
)
PROVIDER = """
terraform {
  required_providers { terrabind = { source = "terrabind/terrabind" } }
}
"""
AGAIN = "lifecycle { replace_triggered_by = [terraform_data.round] }"
FIRST = "lifecycle {\n replace_triggered_by = [terraform_data.round]\n create_before_destroy = true\n }"


def rounds(number: int) -> str:
    """Two bindings of services that are replaced with every round."""
    service = "serviceAccount"
    return (
        f'resource "terraform_data" "round" {{ input = {number} }}\n'
        + bind("gap", "runner", kind=service, more=AGAIN)
        + bind("overlap", "loader", kind=service, more=FIRST)
    )


GUARD = """
resource "terraform_data" "guard" {
  input = "guard"
  lifecycle {
    precondition {
      condition     = length(terrabind_k0rdent_iam_policy_binding.ana.role) > 10
      error_message = "The role is too short."
    }
  }
}
"""
DUTIES = """
[[conflict]]
id = "SOD-01"
roles = ["payments.approve", "payments.release"]
"""
FINANCE = """
[groups.finance]
members = ["ana@example.com"]
"""
APPROVERS = bind("finance", "finance", "payments.approve", kind="group")
ADMINS = bind("ana", "ana@example.com", "admin") + bind("ben", "ben@example.com")
IMPORT = f"""
import {{
  to = {BINDING}.wide
  id = "POLICY_ID"
}}
"""
WIDE = bind("wide", "ops", "admin", kind="group", project="")

GUIDE = """
resource "terrabind_k0rdent_iam_policy_binding" "contractors" {
  role      = "viewer"
  principal = { type = "group", id = "contractors" }
  scope     = { type = "org" }
}

resource "terrabind_fireworks_aws_iam_role_binding" "guest" {
  principal = "guest@partner.example"
  role      = "arn:aws:iam::111122223333:role/Trainer"
}

resource "terrabind_fireworks_node_pool_binding" "ana" {
  principal    = "ana@example.com"
  cluster_id   = "research"
  node_pool_id = "h100"
}
"""
"""The configuration of docs/guides/review.md."""

SCENARIOS = (
    Scenario(name="first_review", stacks={"plan": Stack(after=GUIDE)}),
    Scenario(
        name="s01_everyone",
        stacks={
            "prod": Stack(
                before=bind_each(PEOPLE[:1], project=""),
                after=bind_each(["*"], project=""),
            )
        },
    ),
    Scenario(
        name="s03_narrowed_trust", stacks={"prod": Stack(before=trust("backup", '"*"'), after=trust("backup", CI))}
    ),
    Scenario(
        name="s04_unknown_principal",
        stacks={
            "prod": Stack(
                after=trust("deploy", CI)
                + bind("deploy", "=terrabind_ecs_iam_role.deploy.role_id", "admin", kind="serviceAccount", project="x")
            )
        },
    ),
    Scenario(
        name="s05_forgotten",
        stacks={"prod": Stack(before=FIREWORKS, after=FORGOTTEN)},
    ),
    Scenario(
        name="s06_moved",
        stacks={"prod": Stack(before=COUNTED, after=MOVED, modules={"access": PROVIDER + bind_each(PEOPLE[:3])})},
    ),
    Scenario(name="s06_settled", stacks={"prod": Stack(before=COUNTED, after=COUNTED)}),
    Scenario(
        name="s10_weaker_limits",
        stacks={
            "prod": Stack(
                before=trust(
                    "train",
                    CI,
                    condition='{ Bool = { "aws:MultiFactorAuthPresent" = "true" } }',
                    boundary="urn:ecs:iam:::policy/ECSS3ReadOnlyAccess",
                ),
                after=trust("train", CI, session=43200),
            )
        },
    ),
    Scenario(name="s12_replaced", stacks={"prod": Stack(before=rounds(1), after=rounds(2))}),
    Scenario(
        name="s14_failed",
        stacks={"prod": Stack(after=bind("ana", PEOPLE[0]) + GUARD, succeeds=False)},
    ),
    Scenario(
        name="s14_targeted",
        stacks={
            "prod": Stack(
                before=bind("ana", PEOPLE[0]) + bind("ben", PEOPLE[1]),
                after=bind("ana", PEOPLE[0], "editor") + bind("ben", PEOPLE[1], "editor"),
                options=(f"-target={BINDING}.ana",),
            )
        },
    ),
    Scenario(
        name="s14_deferred",
        stacks={"prod": Stack(after=bind("ana", PEOPLE[0]) + bind("ben", PEOPLE[1]), deferred=f"{BINDING}.ben")},
    ),
    Scenario(
        name="last_admin",
        stacks={"prod": Stack(before=ADMINS, after=bind("ben", "ben@example.com"))},
    ),
    Scenario(
        name="last_admin_is_not_last",
        stacks={
            "prod": Stack(
                before=ADMINS + bind("cem", PEOPLE[2], "admin"),
                after=bind("ben", "ben@example.com") + bind("cem", PEOPLE[2], "admin"),
            )
        },
    ),
    Scenario(name="mass_revoke", stacks={"prod": Stack(before=bind_each(PEOPLE), after=bind_each(PEOPLE[:6]))}),
    Scenario(
        name="mass_revoke_is_small", stacks={"prod": Stack(before=bind_each(PEOPLE), after=bind_each(PEOPLE[:8]))}
    ),
    Scenario(
        name="author_gains", author="ana@example.com", stacks={"prod": Stack(after=bind("ana", PEOPLE[0], "editor"))}
    ),
    Scenario(name="author_gains_nothing", author="ben@example.com", plans_of="author_gains"),
    Scenario(
        name="duties",
        configuration=DUTIES,
        directory=FINANCE,
        stacks={"prod": Stack(before=APPROVERS, after=APPROVERS + bind("ana", PEOPLE[0], "payments.release"))},
    ),
    Scenario(
        name="duties_stay_apart",
        configuration=DUTIES,
        directory=FINANCE.replace("ana@", "ben@"),
        plans_of="duties",
    ),
    Scenario(
        name="imported",
        stacks={"prod": Stack(before=WIDE, after=IMPORT + WIDE, unmanaged=True)},
    ),
    Scenario(
        name="destroyed",
        stacks={"prod": Stack(before=ADMINS, after=ADMINS, options=("-destroy",))},
    ),
    Scenario(name="empty", stacks={"prod": Stack(after="")}),
)
