"""A resource type as the servicer uses it: its description with everything that is compiled from it once.

What depends on the values of one object is asked of its `ManagedType`: a typed resource has one description for all of
its objects, the generic one (`terrabind.plugin.generic`) makes one for each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.identity import identity_attributes
from terrabind.plugin.plan import MissingSetting, Plan, changes_remotely, plan_change, plan_id
from terrabind.plugin.private import Private
from terrabind.spec import duration
from terrabind.spec.check import Rule
from terrabind.spec.data import plural_attributes, singular_attributes
from terrabind.spec.identity import read_import_id
from terrabind.spec.resource import Resource
from terrabind.spec.standard import all_attributes
from terrabind.spec.types import Attribute, Shape
from terrabind.spec.values import UNKNOWN, Value, Values, is_known, look_up

GENERIC: Final = "terrabind_rest_resource"
"""The managed resource whose description is made from its values."""

REQUEST: Final = "terrabind_rest_request"
"""The data source and the ephemeral resource that make one request."""


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

    def describe(self, values: Values) -> tuple[Resource, dict[str, Value]]:
        """Return the description of an object and what the HTTP helper gets: null where not known yet."""
        return self.resource, own_values(self.resource, values)

    def describe_change(
        self,
        prior: Values,
        planned: Values,
        *,
        imported: bool,  # noqa: ARG002 - a body of whatever shape is what the generic resource has
    ) -> tuple[Resource, dict[str, Value], dict[str, Value]]:
        """Return the description under which an object is changed, and what the HTTP helper gets before and after."""
        return self.resource, own_values(self.resource, prior), own_values(self.resource, planned)

    def known_by(self, values: Values) -> tuple[Resource, Values]:
        """Return what tells an object from all others, for the hand-overs; unknown values stay unknown."""
        return self.resource, values

    def id_of(self, values: Values) -> Value:
        """Return the `id` of an object, `UNKNOWN` while what it is made of is not known."""
        return plan_id(self.resource, values)

    @property
    def imported(self) -> Private:
        """What is remembered of an object that was imported."""
        return Private()

    def credential_of(self, values: Values) -> str:  # noqa: ARG002 - the generic type has some
        """Return the name of the credential that an object is reached with; empty for the API's own."""
        return ""

    def name(self, values: Values) -> str:
        """Name an object in messages."""
        return subject_of(self.resource, values)

    def plan(
        self,
        prior: Values | None,
        config: Values,
        settings: Values,
        missing: MissingSetting,
        private: Private,  # noqa: ARG002 - the generic type remembers imports in it
    ) -> Plan:
        """Plan a create or an update."""
        return plan_change(self.resource, self.attributes, prior, config, settings, missing)

    def concerns_api(self, prior: Values, planned: Values, settings: Values) -> bool:
        """Tell whether an update concerns the API: attributes that only steer terrabind do not."""
        return changes_remotely(self.resource, prior, planned, settings)

    def takes_over(self, type_name: str, state: Values) -> dict[str, Value] | None:
        """Return the attributes of an object that another provider's type held; null when it cannot come from there."""
        if type_name not in self.resource.moves:
            return None
        return {
            name: _moved(self.resource, name, state.get(foreign))
            for name, foreign in self.resource.moves[type_name].items()
        }

    @property
    def sources(self) -> tuple[str, ...]:
        """The types of other providers that objects can come from."""
        return tuple(self.resource.moves)

    def read_id(self, text: str) -> dict[str, Value]:
        """Return what an import id says. Raises `MalformedImportIdError`."""
        return read_import_id(self.resource, text)


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
class RequestType:
    """A single request, as a data source or an ephemeral resource: it belongs to no resource."""

    attributes: Mapping[str, Attribute]
    codec: Codec
    rules: Sequence[Rule]

    @classmethod
    def make(cls) -> RequestType:
        """Compile it."""
        from terrabind.generic.attributes import REQUEST_ATTRIBUTES
        from terrabind.generic.rules import REQUEST_RULES

        return cls(REQUEST_ATTRIBUTES, Codec(REQUEST_ATTRIBUTES), REQUEST_RULES)


def _moved(resource: Resource, name: str, found: Any) -> Value:
    """Read a foreign value; a list of {key, value} becomes the map that our attribute is."""
    if resource.attributes[name].shape is Shape.PAIRS and isinstance(found, list):
        found = {str(pair["key"]): str(pair["value"]) for pair in found if isinstance(pair, dict)}
    return resource.attributes[name].load(found)


def own_values(resource: Resource, values: Values) -> dict[str, Value]:
    """Return what the HTTP helper gets: the resource's own attributes, null where not known yet."""
    return {name: known_part(values.get(name)) for name in resource.attributes}


def known_part(value: Value) -> Value:
    """Return the value with null in the place of everything unknown; one that is known keeps its type, too."""
    if is_known(value):
        return value
    if value is UNKNOWN:
        return None
    if isinstance(value, Mapping):
        return {name: known_part(member) for name, member in value.items()}
    return [known_part(member) for member in value] if isinstance(value, Sequence) else value


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
