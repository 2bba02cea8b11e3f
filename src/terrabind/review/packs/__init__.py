"""What the resource types of each system mean as grants: one module of data for each, discovered by folder.

A module here defines `PACK`. Does not belong here: code that reads a plan (`terrabind.review.extraction`).
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
from collections.abc import Mapping as Table
from dataclasses import dataclass

from terrabind.review.mapping import Identity, Mapping, Pack


@dataclass(frozen=True, slots=True)
class Mappings:
    """All packs as one."""

    types: Table[str, tuple[Mapping, ...]]
    patterns: tuple[tuple[re.Pattern[str], tuple[Mapping, ...]], ...]

    def find(self, type_name: str) -> tuple[Mapping, ...]:
        """Return the mappings of a resource type, none where nobody described it."""
        found = self.types.get(type_name)
        if found is not None:
            return found
        return next((mappings for pattern, mappings in self.patterns if pattern.fullmatch(type_name)), ())

    def identities(self) -> tuple[Identity, ...]:
        """Return how the objects of each type are known."""
        return tuple(each.identity for mappings in self.types.values() for each in mappings if each.identity)


@functools.cache
def load_mappings() -> Mappings:
    """Read every pack below this package. Raises `AttributeError` naming a module without its `PACK`."""
    packs: list[Pack] = [
        importlib.import_module(f"{__name__}.{module.name}").PACK for module in pkgutil.iter_modules(__path__)
    ]
    types = {name: mappings for pack in packs for name, mappings in pack.types.items()}
    return Mappings(types, tuple(pattern for pack in packs for pattern in pack.patterns))
