"""Plan documents by hand, row by row as Terraform writes them, for plans that are awkward rather than large."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from terrabind.review.plan import Plan
from terrabind.review.reading import read_document

ACCOUNT = "123456789012"
MEMBER = "google_project_iam_member"
BINDING = "google_project_iam_binding"
ATTACHED = "aws_iam_role_policy_attachment"
AZURE = "azurerm_role_assignment"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


def row(
    address: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    *actions: str,
    unknown: Mapping[str, Any] | None = None,
    secret: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """One row of `resource_changes`; what is done follows from the two sides unless it is said."""
    plain = ("create",) if before is None else ("delete",) if after is None else ("update",)
    done = actions or (("no-op",) if before == after and not unknown else plain)
    kind, name = address.partition("[")[0].split(".")[-2:]
    change = {
        "actions": list(done),
        "before": before,
        "after": after,
        "after_unknown": unknown or {},
        "before_sensitive": secret or {},
        "after_sensitive": secret or {},
        **({"importing": {"id": "x"}} if more.pop("imported", False) else {}),
    }
    return {"address": address, "mode": "managed", "type": kind, "name": name, "provider_name": "p", **more,
            "change": change}  # fmt: skip


def plan(
    *rows: dict[str, Any], feeds: Mapping[str, Mapping[str, list[str]]] | None = None, label: str = "prod"
) -> Plan:
    """A plan of these rows; `feeds` are the references of attributes by address."""
    resources = [
        {"address": address, "mode": "managed", "type": address.split(".")[0], "name": address.split(".")[1],
         "expressions": {name: {"references": references} for name, references in fed.items()}}
        for address, fed in (feeds or {}).items()
    ]  # fmt: skip
    document: dict[str, Any] = {"format_version": "1.2", "resource_changes": list(rows),
                "configuration": {"root_module": {"resources": resources}}}  # fmt: skip
    return read_document(document, label, "plan.json")


def google(who: str = "ana", role: str = "roles/viewer", condition: str = "", project: str = "p1") -> dict[str, Any]:
    """One member of a project."""
    limits = [{"expression": condition, "title": "t"}] if condition else []
    return {"member": f"user:{who}@x.io", "role": role, "project": project, "condition": limits, "etag": "e"}


def listed(*people: str, role: str = "roles/viewer") -> dict[str, Any]:
    """A list of members that replaces whoever else has the role in the project."""
    members = [f"user:{who}@x.io" for who in people]
    return {"members": members, "role": role, "project": "p1", "condition": []}


def azure(role: str = "Contributor", scope: str = "/subscriptions/s", **more: Any) -> dict[str, Any]:
    """An assignment as the server tells it."""
    return {"principal_id": "1-2-3", "principal_type": "User", "role_definition_name": role, "scope": scope, **more}


def without(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The values without what is known only after the apply."""
    return {name: value for name, value in values.items() if name not in names}


def document(*statements: Mapping[str, Any]) -> str:
    """A policy whose statements allow unless they say otherwise."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


def role(name: str = "deploy", condition: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A role that instances may assume."""
    trust = {"Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    policy = document({**trust, **({"Condition": condition} if condition else {})})
    arn = f"arn:aws:iam::{ACCOUNT}:role/{name}"
    return {"name": name, "path": "/", "arn": arn, "assume_role_policy": policy, **more}


def bucket(*resources: str) -> dict[str, Any]:
    """A bucket that everyone may read, as far as these resources reach."""
    statement = {"Principal": "*", "Action": "s3:GetObject", "Resource": list(resources)}
    return {"bucket": "b", "policy": document(statement)}
