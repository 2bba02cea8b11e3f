"""Marked objects are listed and removed, one API at a time; a failure stops nothing but itself, and is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from terrabind.rest import Client, RestError
from terrabind.spec.identity import write_import_id
from terrabind.spec.resource import Resource
from terrabind.spec.values import Value, Values, look_up
from tests.sweeper.marks import MARKED, is_marked, require_marker

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep came to: what was removed (or would be), and what remains, each as its type and import id.

    A type alone among what remains means that it could not be listed, so that nobody knows what it has.
    """

    removed: tuple[str, ...]
    remaining: tuple[str, ...]


async def sweep(client: Client, resources: Iterable[Resource], marker: str, *, dry_run: bool, tell: Tell) -> Swept:
    """Remove every object of these resources that bears the marker; with `dry_run` only tell which.

    All pages are listed before anything is removed: a page token may count rows. Raises `MarkerError`.
    """
    require_marker(marker)
    removed: list[str] = []
    remaining: list[str] = []
    for resource in resources:
        try:
            found = [each for each in await client.list(resource) if is_marked(resource, each, marker)]
        except RestError as error:
            tell(f"cannot list {resource.type_name}: {error}")
            remaining.append(resource.type_name)
            continue
        for values in found:
            name = _named(resource, values)
            if dry_run:
                tell(f"would remove {name}")
                removed.append(name)
                continue
            try:
                await client.delete(resource, _emptied(resource, values))
            except RestError as error:
                tell(f"cannot remove {name}: {error}")
                remaining.append(name)
            else:
                tell(f"removed {name}")
                removed.append(name)
    return Swept(tuple(removed), tuple(remaining))


def _emptied(resource: Resource, values: Values) -> dict[str, Value]:
    """Return an object with leave to remove what hangs on it, too: a test's role may have policies."""
    return {**values, **{each.flag: True for each in resource.sweeps}}


def _named(resource: Resource, values: Values) -> str:
    """Name an object by its import id, and by what bears the marker where an id made by the server does not show it."""
    own, marked = write_import_id(resource, values) or "", str(look_up(values, MARKED[resource.type_name]))
    return " ".join((resource.type_name, own if marked in own else f"{own} ({marked})"))
