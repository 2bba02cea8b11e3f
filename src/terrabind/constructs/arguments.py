"""The types of the arguments that every element takes, as dictionaries; a kit's own structures are accepted too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal, TypedDict

from terrabind.constructs.error import MisfitError
from terrabind.constructs.tokens import is_token

__all__ = ["FOR_DATA", "FOR_RESOURCES", "Condition", "Lifecycle", "read_meta"]

FOR_DATA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "count": "count",
        "depends_on": "dependsOn",
        "for_each": "forEach",
        "lifecycle": "lifecycle",
        "provider": "provider",
    }
)
"""The arguments that every data source takes, with the names that Node uses."""

FOR_RESOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {**FOR_DATA, "connection": "connection", "provisioners": "provisioners"}
)
"""The arguments that every resource takes, with the names that Node uses."""


class Condition(TypedDict):
    """A custom condition: Terraform stops with `error_message` unless `condition`, an expression, is true."""

    condition: object
    error_message: str


class Lifecycle(TypedDict, total=False):
    """Terraform's `lifecycle` block.

    `replace_triggered_by` takes elements and texts such as "aws_instance.web.id".
    """

    create_before_destroy: bool
    prevent_destroy: bool
    ignore_changes: Sequence[str] | Literal["all"]
    replace_triggered_by: Sequence[object]
    precondition: Sequence[Condition]
    postcondition: Sequence[Condition]


_LIFECYCLE: Final = {
    "create_before_destroy": "createBeforeDestroy",
    "prevent_destroy": "preventDestroy",
    "ignore_changes": "ignoreChanges",
    "replace_triggered_by": "replaceTriggeredBy",
    "precondition": "precondition",
    "postcondition": "postcondition",
}
_CONDITION: Final = {"condition": "condition", "error_message": "errorMessage"}


def read_meta(given: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    """Return the given arguments under the names that Node uses; null ones are left out.

    Raises `MisfitError` for what the kit would refuse without naming the argument, or only while synthesizing.
    """
    read = {names[name]: _read(name, value) for name, value in given.items() if value is not None}
    if "count" in read and "forEach" in read:
        raise MisfitError("count", "count and for_each exclude each other; give one of them.")
    return read


def _read(name: str, value: object) -> object:
    if name == "lifecycle" and isinstance(value, Mapping):
        return _rename_lifecycle(value)
    if name in {"depends_on", "provisioners"}:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return list(value)
        raise MisfitError(name, f"a list is expected, not {type(value).__name__}.")
    if name == "count" and isinstance(value, (int, float)) and not is_token(value):
        if isinstance(value, bool) or value < 0 or value != int(value):
            raise MisfitError(name, f"a whole number from 0 is expected, not {value}.")
        return int(value)
    return value


def _rename_lifecycle(given: Mapping[str, object]) -> dict[str, object]:
    renamed = _rename(given, _LIFECYCLE, "lifecycle")
    for name in ("precondition", "postcondition"):
        conditions = renamed.get(name)
        if isinstance(conditions, Sequence):
            renamed[name] = [
                _rename(each, _CONDITION, f"lifecycle.{name}") if isinstance(each, Mapping) else each
                for each in conditions
            ]
    return renamed


def _rename(given: Mapping[str, object], names: Mapping[str, str], path: str) -> dict[str, object]:
    for name in given:
        if name not in names:
            raise MisfitError(f"{path}.{name}", f"there is no such argument; {path} has {', '.join(names)}.")
    return {names[name]: list(value) if isinstance(value, tuple) else value for name, value in given.items()}
