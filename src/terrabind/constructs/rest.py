"""What the elements for any HTTP API look like to their author, from the attributes that the provider itself has."""

from __future__ import annotations

from typing import Final

from terrabind.constructs.description import Description
from terrabind.generic.attributes import ATTRIBUTES, REQUEST_ATTRIBUTES
from terrabind.generic.description import PROTOTYPE
from terrabind.generic.importing import read_import_id
from terrabind.spec.standard import standard_attributes

__all__ = ["REQUEST", "describe_rest_request", "describe_rest_resource"]

REQUEST: Final = "terrabind_rest_request"
"""The Terraform type of a single request: a data source and an ephemeral resource."""


def describe_rest_resource() -> Description:
    """Describe the managed resource that stands for an object of any API."""
    attributes = {**ATTRIBUTES, **standard_attributes(PROTOTYPE), "id": PROTOTYPE.attributes["id"]}
    return Description(PROTOTYPE.type_name, attributes, PROTOTYPE.rules, read_import_id)


def describe_rest_request() -> Description:
    """Describe the data source that makes one request."""
    return Description(REQUEST, REQUEST_ATTRIBUTES)
