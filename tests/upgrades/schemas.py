"""The schema of every resource as plain data: what a stored state depends on, without words for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from terrabind.apis import load_catalogue
from terrabind.plugin.compiled import Types
from terrabind.plugin.cty.kinds import kind_of_type
from terrabind.spec.types import Attribute

FOLDER = Path(__file__).parent
CATALOGUE = load_catalogue()
TYPES = Types(CATALOGUE.resources)


def describe_schemas() -> dict[str, Any]:
    """Every resource type's schema version, and its attributes with type and flags."""
    return {
        name: {"version": kind.resource.schema_version, "attributes": _describe(kind.attributes)}
        for name, kind in ((name, TYPES.managed(name)) for name in sorted(TYPES.managed_names()))
    }


def _describe(attributes: Mapping[str, Attribute]) -> dict[str, Any]:
    return {
        name: {
            "type": kind_of_type(each.type),
            "presence": each.presence.value,
            "sensitive": each.sensitive,
            "write_only": each.write_only,
        }
        for name, each in sorted(attributes.items())
    }


def recorded_versions() -> list[Path]:
    """The folders of all versions that were recorded."""
    return sorted(path.parent for path in FOLDER.glob("*/schema.json"))
