"""All types that the provider offers, each compiled when it is first asked for and kept for the process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from terrabind.plugin.diagnostics import Diagnostic, RefusedError
from terrabind.plugin.managed import GENERIC, REQUEST, DataType, ManagedType, RequestType
from terrabind.spec.resource import Resource


@dataclass(frozen=True, slots=True)
class Types:
    """The types of a catalogue by Terraform's name, and those for any HTTP API."""

    resources: Mapping[str, Resource]
    _managed: dict[str, ManagedType] = field(default_factory=dict)
    _data: dict[str, DataType | RequestType] = field(default_factory=dict)

    def managed(self, name: str) -> ManagedType:
        """Return a managed resource type. Raises `RefusedError` when there is none of that name."""
        if name not in self._managed:
            self._managed[name] = _generic() if name == GENERIC else ManagedType.of(self._resource(name))
        return self._managed[name]

    def managed_names(self) -> Iterator[str]:
        """Name all managed resources."""
        yield from self.resources
        yield GENERIC

    @property
    def descriptions(self) -> Mapping[str, Resource]:
        """All managed resources as their schemas show them, by name."""
        return {**self.resources, GENERIC: self.managed(GENERIC).resource}

    def data(self, name: str) -> DataType | RequestType:
        """Return a data source type. Raises `RefusedError` when there is none of that name."""
        if name not in self._data:
            self._data[name] = RequestType.make() if name == REQUEST else self._data_of(name)
        return self._data[name]

    def data_names(self) -> Iterator[str]:
        """Name all data sources."""
        for resource in self.resources.values():
            yield resource.type_name
            yield resource.plural_type_name
        yield REQUEST

    def _data_of(self, name: str) -> DataType:
        plural = next((each for each in self.resources.values() if each.plural_type_name == name), None)
        return DataType.plural(plural) if plural else DataType.singular(self._resource(name))

    def _resource(self, name: str) -> Resource:
        if name not in self.resources:
            known = ", ".join(self.resources)
            raise RefusedError(Diagnostic(f"There is no {name}", f"This version of terrabind has {known}."))
        return self.resources[name]


def _generic() -> ManagedType:
    """Compile the generic type. It is imported here, because most processes of a command never need it."""
    from terrabind.plugin.generic import GenericType

    return GenericType.make()
