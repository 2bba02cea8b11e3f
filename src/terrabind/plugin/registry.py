"""What the provider has to offer, as the answers that say so: made once per process, kept as bytes.

Terraform asks for the schema once per command, and it is by far the largest answer.
"""

from __future__ import annotations

from functools import cached_property

from terrabind.apis import Catalogue
from terrabind.generic.api import API as REST
from terrabind.plugin import ephemeral
from terrabind.plugin.compiled import Types
from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.functions import FUNCTIONS
from terrabind.plugin.identity import identity_schema
from terrabind.plugin.listresource import list_attributes
from terrabind.plugin.managed import GENERIC, REQUEST, RequestType
from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.plugin.schema import schema_of
from terrabind.spec.block import provider_attributes
from terrabind.spec.data import plural_attributes, singular_attributes
from terrabind.spec.standard import all_attributes

_DOC = "Access bindings on Fireworks AI, Dell ECS and k0rdent AI, and the objects of any other HTTP API."
_REQUEST_DOC = "Makes one request of any HTTP API and returns the answer."


class Registry:
    """One process's catalogue with what is compiled from it; nothing in it depends on a connection."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.apis = {**catalogue.apis, REST.name: REST}
        self.types = Types(catalogue.resources)

    @cached_property
    def provider_codec(self) -> Codec:
        """Reads the provider block."""
        return Codec(provider_attributes(self.apis))

    @cached_property
    def capabilities(self) -> pb.ServerCapabilities:
        """What Terraform may rely on; with the schema optional it is fetched once per command."""
        return pb.ServerCapabilities(plan_destroy=True, get_provider_schema_optional=True, move_resource_state=True)

    @cached_property
    def schema(self) -> pb.GetProviderSchema.Response:
        """All schemas."""
        resources = self.catalogue.resources.values()
        generic, request = self.types.managed(GENERIC), RequestType.make()
        return pb.GetProviderSchema.Response(
            provider=schema_of(provider_attributes(self.apis), _DOC),
            resource_schemas={
                each.type_name: schema_of(attributes, each.doc, version=each.schema_version)
                for each, attributes in (
                    *((each, all_attributes(each)) for each in resources),
                    (generic.resource, generic.attributes),
                )
            },
            data_source_schemas={
                name: schema_of(attributes, doc)
                for name, attributes, doc in (
                    *(
                        (name, attributes, doc)
                        for each in resources
                        for name, attributes, doc in (
                            (each.type_name, singular_attributes(each), f"Finds one object. {each.doc}"),
                            (each.plural_type_name, plural_attributes(each), f"Lists objects. {each.doc}"),
                        )
                    ),
                    (REQUEST, request.attributes, _REQUEST_DOC),
                )
            },
            list_resource_schemas={
                each.resource.type_name: schema_of(list_attributes(each), f"Lists objects. {each.resource.doc}")
                for each in map(self.types.managed, self.types.managed_names())
            },
            ephemeral_resource_schemas={
                name: schema_of(ephemeral.find_type(name).attributes, doc)
                for name, doc in (
                    *((name, f"A token of {self.apis[api].title}.") for name, api in ephemeral.TOKENS.items()),
                    (REQUEST, _REQUEST_DOC),
                )
            },
            functions={name: function.schema() for name, function in FUNCTIONS.items()},
            server_capabilities=self.capabilities,
        )

    @cached_property
    def metadata(self) -> pb.GetMetadata.Response:
        """The names of everything, without schemas."""
        message = pb.GetMetadata
        return message.Response(
            server_capabilities=self.capabilities,
            resources=[message.ResourceMetadata(type_name=name) for name in self.types.managed_names()],
            data_sources=[message.DataSourceMetadata(type_name=name) for name in self.types.data_names()],
            functions=[message.FunctionMetadata(name=name) for name in FUNCTIONS],
            list_resources=[message.ListResourceMetadata(type_name=name) for name in self.types.managed_names()],
            ephemeral_resources=[message.EphemeralMetadata(type_name=name) for name in ephemeral.names()],
        )

    @cached_property
    def identities(self) -> pb.GetResourceIdentitySchemas.Response:
        """The schemas of all resource identities."""
        return pb.GetResourceIdentitySchemas.Response(
            identity_schemas={
                name: identity_schema(self.types.managed(name).identity_attributes)
                for name in self.types.managed_names()
            }
        )
