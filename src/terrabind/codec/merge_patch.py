"""JSON merge patches (RFC 7386): the difference between two documents, laid over one of them, gives the other.

In a patch null removes a member, so a document's own nulls and absent members are the same here. Lists are values of
one piece: a patch replaces them whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeGuard

from terrabind.spec.compare import exact
from terrabind.spec.values import UNKNOWN, Value


def difference(prior: Value, planned: Value) -> Value:
    """Return the patch that turns `prior` into `planned`; an empty mapping where two mappings are the same.

    A member that `planned` leaves out or sets to null is removed, if `prior` had it. What is not known yet differs
    from everything.
    """
    if not isinstance(planned, Mapping):
        return planned
    before = prior if isinstance(prior, Mapping) else {}
    patch: dict[str, Value] = {}
    for name in [*planned, *(name for name in before if name not in planned)]:
        former, wanted = before.get(name), planned.get(name)
        if wanted is None:
            if former is not None:
                patch[name] = None
        elif not _is_same(former, wanted):
            patch[name] = difference(former, wanted)
    return patch


def apply(target: Value, patch: Value) -> Value:
    """Return `target` as a server leaves it that was sent `patch`."""
    if not isinstance(patch, Mapping):
        return patch
    patched = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            patched.pop(name, None)
        else:
            patched[name] = apply(patched.get(name), value)
    return patched


def overlay(base: Value, over: Value) -> Value:
    """Return `base` with what `over` sets in its place, mappings merged at every depth and lists replaced.

    A null in `over` sets nothing, so what `base` has there stays: also a null, which a patch needs.
    """
    if over is None:
        return base
    if not isinstance(over, Mapping) or not isinstance(base, Mapping):
        return over
    merged = dict(base)
    for name, value in over.items():
        merged[name] = overlay(base.get(name), value)
    return merged


def _is_same(left: Value, right: Value) -> bool:
    """Tell whether two values would be the same JSON; true is not 1, and 1 is 1.0."""
    if left is UNKNOWN or right is UNKNOWN:
        return False
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return all(_is_same(left.get(name), right.get(name)) for name in left.keys() | right.keys())
    if _is_list(left) and _is_list(right):
        return len(left) == len(right) and all(map(_is_same, left, right))
    return exact(left, right)


def _is_list(value: Value) -> TypeGuard[Sequence[Value]]:
    return isinstance(value, Sequence) and not isinstance(value, str)
