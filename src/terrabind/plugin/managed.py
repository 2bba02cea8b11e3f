"""A resource type as the servicer uses it: its description with everything that is compiled from it once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.diagnostics import Diagnostic, RefusedError
from terrabind.plugin.identity import identity_attributes
from terrabind.spec import duration
from terrabind.spec.data import plural_attributes, singular_attributes
from terrabind.spec.resource import Resource
from terrabind.spec.standard import all_attributes
from terrabind.spec.types import Attribute
from terrabind.spec.values import UNKNOWN, Value, Values, look_up


@dataclass(frozen=True, slots=True)
class ManagedType:
    """A managed resource; its `attributes` are its own and the shared ones, its codecs read and write objects."""

    resource: Resource
    attributes: Mapping[str, Attribute]
    identity_attributes: Mapping[str, Attribute]
    codec: Codec
    identity_codec: Codec

    @classmethod
    def of(cls, resource: Resource) -> ManagedType:
        """Compile a description."""
        attributes, identity = all_attributes(resource), identity_attributes(resource)
        return cls(resource, attributes, identity, Codec(attributes), Codec(identity))


@dataclass(frozen=True, slots=True)
class DataType:
    """A data source of a resource: one object found, or all listed when `is_plural`."""

    resource: Resource
    attributes: Mapping[str, Attribute]
    codec: Codec
    is_plural: bool

    @classmethod
    def singular(cls, resource: Resource) -> DataType:
        """Compile the data source that finds one object."""
        attributes = singular_attributes(resource)
        return cls(resource, attributes, Codec(attributes), is_plural=False)

    @classmethod
    def plural(cls, resource: Resource) -> DataType:
        """Compile the data source that lists objects."""
        attributes = plural_attributes(resource)
        return cls(resource, attributes, Codec(attributes), is_plural=True)


@dataclass(frozen=True, slots=True)
class Types:
    """All types of a catalogue by Terraform's name, each compiled when first asked for and kept for the process."""

    resources: Mapping[str, Resource]
    _managed: dict[str, ManagedType] = field(default_factory=dict)
    _data: dict[str, DataType] = field(default_factory=dict)

    def managed(self, name: str) -> ManagedType:
        """Return a managed resource type. Raises `RefusedError` when there is none of that name."""
        if name not in self._managed:
            self._managed[name] = ManagedType.of(self._resource(name))
        return self._managed[name]

    def data(self, name: str) -> DataType:
        """Return a data source type. Raises `RefusedError` when there is none of that name."""
        if name not in self._data:
            plural = next((each for each in self.resources.values() if each.plural_type_name == name), None)
            self._data[name] = DataType.plural(plural) if plural else DataType.singular(self._resource(name))
        return self._data[name]

    def data_names(self) -> Iterator[str]:
        """Name all data sources."""
        for resource in self.resources.values():
            yield resource.type_name
            yield resource.plural_type_name

    def _resource(self, name: str) -> Resource:
        if name not in self.resources:
            known = ", ".join(self.resources)
            raise RefusedError(Diagnostic(f"There is no {name}", f"This version of terrabind has {known}."))
        return self.resources[name]


def own_values(resource: Resource, values: Values) -> dict[str, Value]:
    """Return what the HTTP helper gets: the resource's own attributes, null where not known yet."""
    return {name: known_part(values.get(name)) for name in resource.attributes}


def known_part(value: Value) -> Value:
    """Return the value with null in the place of everything unknown."""
    if value is UNKNOWN:
        return None
    if isinstance(value, Mapping):
        return {name: known_part(member) for name, member in value.items()}
    return value


def timeout_of(resource: Resource, values: Values, verb: str) -> float:
    """Return the seconds that an operation may take: the user's `timeouts`, else the description's."""
    given = look_up(values, f"timeouts.{verb}")
    return duration.seconds(given if isinstance(given, str) else resource.timeouts[verb])


def subject_of(resource: Resource, values: Values | None) -> str:
    """Name an object in messages: its type with its import id, or with as much of its key as is known."""
    found = [] if values is None else [values.get("id")]
    if not found or not isinstance(found[0], str):
        found = [look_up(values, path) for path in resource.key]
    texts = [each for each in found if isinstance(each, str) and each]
    return f"{resource.type_name} {'/'.join(texts)}".rstrip()
