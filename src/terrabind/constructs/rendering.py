"""What the kit's HCL renderer is told about attributes: without types it silently writes empty blocks.

The node side does the same in `terrabind/cdktf/assembly/index.js`; this is for the kit without it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from terrabind.constructs.tokens import is_token

__all__ = ["describe_for_hcl"]

_TEMPLATE: Final = re.compile(r"(\$\{(?:[^{}]|\{[^{}]*\})*\})")
_ESCAPE: Final = re.compile(r"\\.")
# HCL knows JSON's escapes but for these two.
_OTHERS: Final = {"\\b": "\\u0008", "\\f": "\\u000c"}


def describe_for_hcl(attributes: Mapping[str, object], *, sees_through: bool = False) -> dict[str, object]:
    """Return each prepared attribute with the shape in which HCL writes it.

    `sees_through` takes every token for one that may hold a list.
    """
    return {name: {"isBlock": False, **_shape(value, sees_through)} for name, value in attributes.items()}


def _shape(value: object, sees_through: bool) -> dict[str, object]:
    if _is_deep(value, sees_through):
        return {"value": _quoted(value), "type": "any", "storageClassType": "any"}
    if isinstance(value, list):
        return {"value": value, "type": "list", "storageClassType": f"{_word(value[0]) if value else 'undefined'}List"}
    if isinstance(value, dict):
        return {"value": value, "type": "map", "storageClassType": "stringMap"}
    return {"value": value, "type": "simple", "storageClassType": _word(value)}


def _is_deep(value: object, sees_through: bool) -> bool:
    """Tell whether there is a list below the top, which the kit writes as a map, or a token that may hold one."""
    if isinstance(value, list):
        return any(_word(member) == "object" or _word(member) != _word(value[0]) for member in value)
    if not isinstance(value, dict):
        return False
    return any(
        isinstance(member, list) or _is_deep(member, sees_through) or (sees_through and _is_whole_token(member))
        for member in value.values()
    )


def _is_whole_token(value: object) -> bool:
    return not isinstance(value, (str, dict)) and is_token(value)


def _quoted(value: object) -> object:
    """Write texts as HCL does: where the kit looks into a value of any type, it takes some for numbers or code."""
    if isinstance(value, list):
        return value if is_token(value) else [_quoted(member) for member in value]
    if isinstance(value, dict):
        return {name: _quoted(member) for name, member in value.items()}
    if not isinstance(value, str):
        return value
    if "${" not in value:
        return f'"{_escaped(value)}"'
    return "".join(part if index % 2 else _escaped(part) for index, part in enumerate(_TEMPLATE.split(value)))


def _escaped(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)[1:-1]
    return _ESCAPE.sub(lambda pair: _OTHERS.get(pair.group(), pair.group()), written)


def _word(value: object) -> str:
    """JavaScript's word for the type."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "string" if isinstance(value, str) else "object"
