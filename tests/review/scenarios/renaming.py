"""Rows of `terraform_data` become rows of a type whose provider cannot be had where the scenarios are recorded.

A resource `terraform_data.aws_iam_role__deploy` whose `input` holds the values of a role becomes `aws_iam_role.deploy`
with these values: address, type, name and provider are written anew, the values are lifted out of `input` (of `body`
for a `terrabind_rest_resource`), and what only the carrier has is left out. Actions, unknown and sensitive marks,
drift, order and everything else of the plan stay as Terraform wrote them. What is made up is that the type's own
provider would plan the same: it might add attributes, or replace where the carrier is updated.

Whatever differs from run to run (moments, ids that a server makes, ports) is written as something that does not. Ids
that begin with 7f000000 are a scenario's own and stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

CARRIERS = {"terraform_data": "input", "terrabind_rest_resource": "body"}
"""The types that carry, and the attribute in which they carry."""

MOMENT = "2026-11-21T09:00:00Z"

_NAME = re.compile(rf"\b(?:{'|'.join(CARRIERS)})\.([a-z][a-z0-9_]*?)__([a-z0-9_]+)")
_MOMENTS = frozenset({"timestamp", "created_at", "updated_at", "create_date", "create_time", "update_time"})
_MADE = re.compile(
    r"\b(?!7f000000)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
    r"|\bAROA[A-Z0-9]{12,}\b|\bpol-[0-9a-f]{12}\b"
)
_PORT = re.compile(r"127\.0\.0\.1:[0-9]+")
_SIDES = ("before", "after", "after_unknown", "before_sensitive", "after_sensitive")


def rename(document: dict[str, Any]) -> dict[str, Any]:
    """Return the plan with every carrier renamed."""
    for section in ("resource_changes", "resource_drift"):
        for row in document.get(section, ()):
            _rename_row(row, row["change"], _SIDES)
    for section in ("planned_values", "prior_state"):
        values = document.get(section, {})
        _rename_module((values.get("values") or values).get("root_module", {}))
    _rename_configured(document.get("configuration", {}).get("root_module", {}))
    renamed: dict[str, Any] = _walk(document, lambda text: _NAME.sub(r"\1.\2", text))
    return renamed


def settle(document: dict[str, Any]) -> dict[str, Any]:
    """Return the plan without anything that another run would write differently."""
    made: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        head = match[0][:4] if match[0][:4] in {"AROA", "pol-"} else "00000000-0000-4000-8000-"
        return made.setdefault(match[0], f"{head}{len(made) + 1:012d}")

    settled: dict[str, Any] = _walk(document, lambda text: _PORT.sub("127.0.0.1:8080", _MADE.sub(number, text)))
    return settled


def defer(document: dict[str, Any], address: str) -> dict[str, Any]:
    """Return the plan with a row where a Terraform that may defer changes would have put it.

    Released builds cannot be made to defer; the section is written as the plan format documents it.
    """
    rows = [row for row in document["resource_changes"] if row["address"] == address]
    kept = [row for row in document["resource_changes"] if row["address"] != address]
    deferred = [{"reason": "instance_count_unknown", "resource_change": row} for row in rows]
    return {**document, "resource_changes": kept, "deferred_changes": deferred, "complete": False}


def _rename_row(row: dict[str, Any], holder: dict[str, Any], sides: tuple[str, ...]) -> None:
    """Rename one row in place, if it carries; its address is renamed with all other texts."""
    kind, _, name = row["name"].partition("__")
    if row["type"] not in CARRIERS or not name:
        return
    carried = CARRIERS[row["type"]]
    for side in sides:
        if isinstance(holder.get(side), dict):
            holder[side] = _lift(holder[side], carried)
    holder.pop("replace_paths", None)
    vendor = kind.partition("_")[0]
    row |= {"type": kind, "name": name, "provider_name": f"provider.example/{vendor}/{vendor}"}


def _lift(values: Mapping[str, Any], carried: str) -> dict[str, Any]:
    inner = values.get(carried)
    own = {"id": values["id"]} if "id" in values else {}
    return {**own, **inner} if isinstance(inner, dict) else own


def _rename_module(module: dict[str, Any]) -> None:
    for row in module.get("resources", ()):
        _rename_row(row, row, ("values", "sensitive_values"))
    for child in module.get("child_modules", ()):
        _rename_module(child)


def _rename_configured(module: dict[str, Any]) -> None:
    """Configured expressions feed the carrying attribute as a whole, so they tell nothing about what it carries."""
    for row in module.get("resources", ()):
        kind, _, name = row["name"].partition("__")
        if row["type"] in CARRIERS and name:
            vendor = kind.partition("_")[0]
            row |= {"type": kind, "name": name, "provider_config_key": vendor, "expressions": {}}


def _walk(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {change(key): MOMENT if key in _MOMENTS and each else _walk(each, change) for key, each in value.items()}
    if isinstance(value, list):
        return [_walk(each, change) for each in value]
    return change(value) if isinstance(value, str) else value
