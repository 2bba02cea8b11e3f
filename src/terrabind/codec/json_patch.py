"""JSON patches (RFC 6902): a list of operations that leads from one document to another.

They say what a merge patch says, one member at a time. Lists are values of one piece here, too: an operation by
position would hit another member when somebody else changed the list.
"""

from __future__ import annotations

from collections.abc import Mapping

from terrabind.spec.values import Value


def operations(prior: Value, patch: Value, path: str = "") -> list[Value]:
    """Return the operations that do to `prior` what a merge patch does."""
    if not isinstance(patch, Mapping):
        return [{"op": "replace", "path": path, "value": patch}]
    before = prior if isinstance(prior, Mapping) else {}
    found: list[Value] = []
    for name, value in patch.items():
        place = f"{path}/{name.replace('~', '~0').replace('/', '~1')}"
        former = before.get(name)
        if value is None:
            found += [{"op": "remove", "path": place}] if former is not None else []
        elif former is None:
            found.append({"op": "add", "path": place, "value": value})
        elif isinstance(former, Mapping) and isinstance(value, Mapping):
            found += operations(former, value, place)
        else:
            found.append({"op": "replace", "path": place, "value": value})
    return found
