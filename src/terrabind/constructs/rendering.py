"""What the kit's HCL renderer is told about attributes: without types it silently writes empty blocks.

The node side does the same in `terrabind/cdktf/assembly/index.js`; this is for the kit without it.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["describe_for_hcl"]


def describe_for_hcl(attributes: Mapping[str, object]) -> dict[str, object]:
    """Return each prepared attribute with the shape in which HCL writes it."""
    return {name: {"value": value, "isBlock": False, **_shape(value)} for name, value in attributes.items()}


def _shape(value: object) -> dict[str, str]:
    if isinstance(value, list):
        return {"type": "list", "storageClassType": f"{_word(value[0]) if value else 'undefined'}List"}
    if isinstance(value, dict):
        return {"type": "map", "storageClassType": "stringMap"}
    return {"type": "simple", "storageClassType": _word(value)}


def _word(value: object) -> str:
    """JavaScript's word for the type."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "string" if isinstance(value, str) else "object"
