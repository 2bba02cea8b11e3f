"""What an element of a configuration looks like to its author: a resource, a data source or the provider.

Derived from the catalogue, so constructs accept and refuse exactly what the provider does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from terrabind.generic.api import API as REST
from terrabind.spec.api import Api
from terrabind.spec.block import provider_attributes
from terrabind.spec.check import Rule
from terrabind.spec.data import plural_attributes, singular_attributes
from terrabind.spec.identity import read_import_id
from terrabind.spec.resource import Resource
from terrabind.spec.standard import all_attributes
from terrabind.spec.types import Attribute

__all__ = ["PROVIDER", "Description", "describe_list", "describe_one", "describe_provider", "describe_resource"]

PROVIDER = "terrabind"
"""The provider's local name in a configuration."""


@dataclass(frozen=True, slots=True)
class Description:
    """One kind of element. `type_name` is its Terraform type, `attributes` what it has, `rules` what relates them.

    `read_import` reads an import id, and raises `MalformedImportIdError`; none for what cannot be imported.
    """

    type_name: str
    attributes: Mapping[str, Attribute]
    rules: tuple[Rule, ...] = ()
    read_import: Callable[[str], object] | None = None
    arguments: Mapping[str, Attribute] = field(init=False)

    def __post_init__(self) -> None:
        chosen = {name: each for name, each in self.attributes.items() if each.configurable}
        object.__setattr__(self, "arguments", chosen)


def describe_resource(resource: Resource) -> Description:
    """Describe the managed resource."""
    return Description(resource.type_name, all_attributes(resource), resource.rules, partial(read_import_id, resource))


def describe_one(resource: Resource) -> Description:
    """Describe the data source that finds one object."""
    return Description(resource.type_name, singular_attributes(resource))


def describe_list(resource: Resource) -> Description:
    """Describe the data source that lists objects."""
    return Description(resource.plural_type_name, plural_attributes(resource))


def describe_provider(apis: Mapping[str, Api]) -> Description:
    """Describe the provider block: an object for each of `apis` and one for any other API."""
    return Description(PROVIDER, provider_attributes({**apis, REST.name: REST}))
