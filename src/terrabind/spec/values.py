"""A value is what JSON can say, a `Decimal` where digits matter, or not known yet.

`UNKNOWN` stands for a value that Terraform will only learn while applying. Checks pass it, comparisons with it are
undecided, and nothing that holds it is ever sent to an API.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Final, TypeAlias


class Unknown(Enum):
    """The type of the single value `UNKNOWN`; an enumeration, so that type checkers narrow on `is UNKNOWN`."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN

Value: TypeAlias = "bool | int | float | Decimal | str | Unknown | Sequence[Value] | Mapping[str, Value] | None"
Values: TypeAlias = Mapping[str, Value]


def is_known(value: Value) -> bool:
    """Tell whether `value` holds no `UNKNOWN` at any depth."""
    if value is None or type(value) is str or isinstance(value, (str, bool, int, float, Decimal)):
        return True
    if value is UNKNOWN:
        return False
    if isinstance(value, Mapping):
        return all(is_known(member) for member in value.values())
    return all(is_known(member) for member in value)


def look_up(values: Value, path: str) -> Value:
    """Return the value at a dotted `path` ("principal.id"), null where a step is missing.

    A step through `UNKNOWN` is `UNKNOWN`: what is inside it is not known either. The empty path is the value itself.
    A path that begins with a slash is a JSON pointer, for names that hold dots.
    """
    if isinstance(values, dict) and "." not in path and path:
        return values.get(path)  # by far the most frequent case, and plans are made of thousands of these
    found = values
    for step in steps_of(path):
        if type(found) is dict:
            found = found.get(step)
            continue
        if found is UNKNOWN:
            return UNKNOWN
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, Sequence) and not isinstance(found, str) and step.isdigit():
            found = found[int(step)] if int(step) < len(found) else None
        else:
            return None
    return found


def steps_of(path: str) -> list[str]:
    """Return the steps of a dotted path, or of a JSON pointer, which begins with a slash; none of the empty path."""
    if path.startswith("/"):
        return [step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/")]
    return path.split(".") if path else []


def put(values: Values, path: str, value: Value) -> dict[str, Value]:
    """Return a copy of `values` in which the dotted `path` holds `value`; missing levels become mappings."""
    head, _, rest = path.partition(".")
    changed = dict(values)
    if not rest:
        changed[head] = value
        return changed
    inner = changed.get(head)
    changed[head] = put(inner if isinstance(inner, Mapping) else {}, rest, value)
    return changed
