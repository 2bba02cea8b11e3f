"""The recorded plans, for tests: as documents, as text, and read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from terrabind.review.plan import Change, Plan
from terrabind.review.reading import read_document

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
WHOLE = [name for name in NAMES if name != "failed"]
"""All but the one that Terraform could not finish."""


def get_text(name: str) -> str:
    """The plan as Terraform wrote it."""
    return (FOLDER / f"{name}.json").read_text(encoding="utf-8")


def get_document(name: str) -> dict[str, Any]:
    """The plan as JSON; every call returns one of its own, which a test may change."""
    document: dict[str, Any] = json.loads(get_text(name))
    return document


def read(name: str) -> Plan:
    """The plan as the review sees it."""
    return read_document(get_document(name), "stack", f"{name}.json")


def find(plan: Plan, address: str) -> Change:
    """The one change at an address."""
    (found,) = (change for change in plan.changes if change.address == address)
    return found


def make_document(*rows: dict[str, Any], **sections: Any) -> dict[str, Any]:
    """A made-up plan, for what no Terraform at hand writes."""
    return {"format_version": "1.2", "terraform_version": "1.15.0", "resource_changes": list(rows), **sections}


def make_row(name: str = "ana", **change: Any) -> dict[str, Any]:
    """A made-up change of `terraform_data.NAME`, an update unless it is told otherwise."""
    address = {"address": f"terraform_data.{name}", "mode": "managed", "type": "terraform_data", "name": name}
    return {**address, "change": {"actions": ["update"], "before": {}, "after": {}, **change}}
