"""Which principals exist: those that `known_principals` names, once `unknown_for` has passed since they were named.

A real server looks a person up in a directory of its own. The emulator has none, so every principal exists unless one
of these variants says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from terrabind.emulator.refusal import RefusedError
from terrabind.emulator.world import World
from terrabind.spec import policy
from terrabind.spec.failure import Meaning
from terrabind.spec.resource import Resource
from terrabind.spec.values import Values, look_up


def require_principals(world: World, resource: Resource, values: Values) -> None:
    """Refuse an object that names a principal who does not exist, or not yet. Raises `RefusedError`."""
    known = [each.strip() for each in world.variants.known_principals.split(",") if each.strip()]
    named = list(_named(resource, values))
    new = {principal for principal in named if _is_new(world, principal)}
    for principal in named:
        if principal in new or (known and not any(fnmatchcase(principal, pattern) for pattern in known)):
            raise _unknown(resource, principal)


def _named(resource: Resource, values: Values) -> Iterator[str]:
    if resource.access.trust_policy:
        for each in policy.principals(str(values[resource.access.trust_policy])):
            if each.kind == "AWS" and each.name != "*":
                yield each.name
    path = resource.access.principal.strip("{}")
    if path:
        yield str(look_up(values, path))


def _is_new(world: World, principal: str) -> bool:
    """Tell whether a principal was first named so short a time ago that nobody here knows it."""
    if not world.variants.unknown_for:
        return False
    now = world.clock.now()
    return now - world.first_named.setdefault(principal, now) < world.variants.unknown_for


def _unknown(resource: Resource, principal: str) -> RefusedError:
    if resource.access.trust_policy:
        attribute = resource.attributes[resource.access.trust_policy].wire
        return RefusedError(Meaning.INVALID, f'Invalid principal in policy: "AWS":"{principal}"', attribute=attribute)
    path = resource.access.principal.strip("{}")
    return RefusedError(Meaning.INVALID, f"the principal {principal} is not known", attribute=path)
