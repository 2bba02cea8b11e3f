"""Protocol 6, one short method per call: decode, delegate, encode.

`handler_factory` is the seam to the transport. What is compiled from the catalogue is shared by all connections of the
process; what a provider block says belongs to the `Servicer` of one connection. Every exception becomes a diagnostic in
the answer (`terrabind.plugin.answering`), and the process goes on.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Mapping
from typing import TYPE_CHECKING

from terrabind.plugin import datasources, importing, lifecycle
from terrabind.plugin.answering import streaming, unary
from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.diagnostics import Diagnostic, RefusedError, write, write_path
from terrabind.plugin.ephemeral_calls import EphemeralCalls
from terrabind.plugin.functions import FUNCTIONS, ArgumentError
from terrabind.plugin.identity import identity_of
from terrabind.plugin.lifecycle import Held
from terrabind.plugin.listresource import list_attributes, list_objects, list_rules
from terrabind.plugin.managed import ManagedType, RequestType
from terrabind.plugin.objects import decode, encode, read_config
from terrabind.plugin.private import write_private
from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.plugin.provider import Connect, Provider, connect
from terrabind.plugin.registry import Registry
from terrabind.plugin.requesting import send_request
from terrabind.plugin.stopping import Stopping
from terrabind.plugin.validation import judge_write_only, validate
from terrabind.spec.values import Values

if TYPE_CHECKING:
    from terrabind.apis import Catalogue
    from terrabind.plugin.transport.call import Call, Handler, HandlerFactory

_SERVICE = "/tfplugin6.Provider/"


def handler_factory(
    catalogue: Catalogue | None = None,
    *,
    environment: Mapping[str, str] = os.environ,
    connect: Connect = connect,
) -> HandlerFactory:
    """Return what makes the handlers of each connection, for `catalogue` or everything in `terrabind.apis`.

    `environment` holds the variables that stand in for provider attributes; `connect` makes the clients.
    """
    if catalogue is None:
        from terrabind.apis import load_catalogue

        catalogue = load_catalogue()
    registry = Registry(catalogue)
    return lambda: Servicer(registry, Provider(registry.apis, environment, connect)).handlers()


class Servicer:
    """The calls of one connection, and the provider that it configures."""

    def __init__(self, registry: Registry, provider: Provider) -> None:
        self._registry = registry
        self._types = registry.types
        self._provider = provider
        self._stopping = Stopping()

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handlers by full method name. What is not here is UNIMPLEMENTED: not offered."""
        configure = unary(pb.ConfigureProvider, self.configure_provider)

        def configure_and_close_later(data: bytes, call: Call) -> bytes | Awaitable[bytes] | AsyncIterator[bytes]:
            call.connection.on_close(self.close)
            return configure(data, call)

        offered: dict[str, Handler] = {
            "GetMetadata": unary(pb.GetMetadata, self.get_metadata),
            "GetProviderSchema": unary(pb.GetProviderSchema, self.get_provider_schema),
            "GetResourceIdentitySchemas": unary(pb.GetResourceIdentitySchemas, self.get_resource_identity_schemas),
            "GetFunctions": unary(pb.GetFunctions, self.get_functions),
            "ValidateProviderConfig": unary(pb.ValidateProviderConfig, self.validate_provider_config),
            "ConfigureProvider": configure_and_close_later,
            "StopProvider": unary(pb.StopProvider, self.stop_provider, _not_stopped),
            "ValidateResourceConfig": unary(pb.ValidateResourceConfig, self.validate_resource_config),
            "UpgradeResourceState": unary(pb.UpgradeResourceState, self.upgrade_resource_state),
            "UpgradeResourceIdentity": unary(pb.UpgradeResourceIdentity, self.upgrade_resource_identity),
            "ReadResource": unary(pb.ReadResource, self.read_resource),
            "PlanResourceChange": unary(pb.PlanResourceChange, self.plan_resource_change),
            "ApplyResourceChange": unary(pb.ApplyResourceChange, self.apply_resource_change, _not_applied, writes=True),
            "ImportResourceState": unary(pb.ImportResourceState, self.import_resource_state),
            "MoveResourceState": unary(pb.MoveResourceState, self.move_resource_state),
            "ValidateDataResourceConfig": unary(pb.ValidateDataResourceConfig, self.validate_data_resource_config),
            "ReadDataSource": unary(pb.ReadDataSource, self.read_data_source),
            "ValidateListResourceConfig": unary(pb.ValidateListResourceConfig, self.validate_list_resource_config),
            "ListResource": streaming(pb.ListResource, self.list_resource, _not_listed),
            "CallFunction": unary(pb.CallFunction, self.call_function, _not_called),
        }
        offered |= EphemeralCalls(self._provider, self._stopping).handlers()
        return {_SERVICE + name: handler for name, handler in offered.items()}

    # What there is.

    def get_metadata(self, _request: pb.GetMetadata.Request) -> pb.GetMetadata.Response:
        """Name everything that the provider has."""
        return self._registry.metadata

    def get_provider_schema(self, _request: pb.GetProviderSchema.Request) -> pb.GetProviderSchema.Response:
        """Describe everything that the provider has."""
        return self._registry.schema

    def get_resource_identity_schemas(
        self, _request: pb.GetResourceIdentitySchemas.Request
    ) -> pb.GetResourceIdentitySchemas.Response:
        """Describe the identities of all resources."""
        return self._registry.identities

    def get_functions(self, _request: pb.GetFunctions.Request) -> pb.GetFunctions.Response:
        """Describe all functions."""
        return pb.GetFunctions.Response(functions=self._registry.schema.functions)

    # The provider block.

    def validate_provider_config(
        self, request: pb.ValidateProviderConfig.Request
    ) -> pb.ValidateProviderConfig.Response:
        """Judge the provider block."""
        config = read_config(self._registry.provider_codec, request.config)
        return pb.ValidateProviderConfig.Response(diagnostics=write(self._provider.validate(config)))

    def configure_provider(self, request: pb.ConfigureProvider.Request) -> pb.ConfigureProvider.Response:
        """Take the provider block for this connection."""
        config = read_config(self._registry.provider_codec, request.config)
        return pb.ConfigureProvider.Response(diagnostics=write(self._provider.configure(config)))

    def stop_provider(self, _request: pb.StopProvider.Request) -> pb.StopProvider.Response:
        """End waiting; what is being written is seen through."""
        self._stopping.stop()
        return pb.StopProvider.Response()

    async def close(self) -> None:
        """End the sessions that this connection's clients opened."""
        await self._provider.aclose()

    # Managed resources.

    def validate_resource_config(
        self, request: pb.ValidateResourceConfig.Request
    ) -> pb.ValidateResourceConfig.Response:
        """Judge a resource's configuration, without any request to an API."""
        kind = self._types.managed(request.type_name)
        config = read_config(kind.codec, request.config)
        found = validate(kind.attributes, config, kind.resource.rules)
        if not request.client_capabilities.write_only_attributes_allowed:
            found += judge_write_only(kind.attributes, config)
        return pb.ValidateResourceConfig.Response(diagnostics=write(found))

    def upgrade_resource_state(self, request: pb.UpgradeResourceState.Request) -> pb.UpgradeResourceState.Response:
        """Bring a stored state to the present schema."""
        kind = self._types.managed(request.type_name)
        state = importing.upgrade(kind, request.raw_state.json, request.version)
        return pb.UpgradeResourceState.Response(upgraded_state=encode(kind.codec, state))

    def upgrade_resource_identity(
        self, request: pb.UpgradeResourceIdentity.Request
    ) -> pb.UpgradeResourceIdentity.Response:
        """Bring a stored identity to the present schema."""
        kind = self._types.managed(request.type_name)
        identity = importing.upgrade_identity(kind, request.raw_identity.json)
        return pb.UpgradeResourceIdentity.Response(upgraded_identity=_identity_data(kind, identity))

    async def read_resource(self, request: pb.ReadResource.Request) -> pb.ReadResource.Response:
        """Look up how an object is now; null when it is gone."""
        kind = self._types.managed(request.type_name)
        state = read_config(kind.codec, request.current_state)
        held = await self._stopping.interruptible(lifecycle.read(kind, self._provider, state, request.private))
        return pb.ReadResource.Response(
            new_state=encode(kind.codec, held.values, state),
            new_identity=_identity(kind, held.values, request.current_identity),
            private=held.private,
            diagnostics=write(held.diagnostics),
        )

    def plan_resource_change(self, request: pb.PlanResourceChange.Request) -> pb.PlanResourceChange.Response:
        """Plan a create, an update or a destroy; makes no request."""
        kind = self._types.managed(request.type_name)
        prior = decode(kind.codec, request.prior_state)
        proposed = decode(kind.codec, request.proposed_new_state)
        config = None if proposed is None else read_config(kind.codec, request.config)
        held = lifecycle.plan(kind, self._provider, prior, config, request.prior_private)
        return pb.PlanResourceChange.Response(
            planned_state=encode(kind.codec, held.values, config),
            planned_identity=_identity(kind, held.values, None if held.replaces else request.prior_identity),
            planned_private=held.private,
            requires_replace=[write_path(path) for path in held.replaces],
            diagnostics=write(held.diagnostics),
        )

    async def apply_resource_change(self, request: pb.ApplyResourceChange.Request) -> pb.ApplyResourceChange.Response:
        """Create, update or delete an object; the answer's state is what is known to exist."""
        kind = self._types.managed(request.type_name)
        planned = decode(kind.codec, request.planned_state)
        held = await self._stopping.interruptible(self._apply(kind, request, planned))
        return pb.ApplyResourceChange.Response(
            new_state=encode(kind.codec, held.values, planned),
            new_identity=_identity(kind, held.values, request.planned_identity),
            private=held.private,
            diagnostics=write(held.diagnostics),
        )

    async def _apply(self, kind: ManagedType, request: pb.ApplyResourceChange.Request, planned: Values | None) -> Held:
        prior = decode(kind.codec, request.prior_state)
        if planned is None:
            return await lifecycle.delete(kind, self._provider, prior or {}, request.planned_private)
        config = read_config(kind.codec, request.config)
        written = {name: config.get(name) for name, each in kind.attributes.items() if each.write_only}
        planned = {**planned, **written}
        if prior is None:
            return await lifecycle.create(kind, self._provider, planned)
        return await lifecycle.update(kind, self._provider, prior, planned, request.planned_private)

    # Objects that come from elsewhere.

    def import_resource_state(self, request: pb.ImportResourceState.Request) -> pb.ImportResourceState.Response:
        """Take an object by its import id or its identity; Terraform reads it next."""
        kind = self._types.managed(request.type_name)
        if request.HasField("identity"):
            identity = read_config(kind.identity_codec, request.identity.identity_data)
            state = importing.import_by_identity(kind, self._provider, identity)
        else:
            state = importing.import_by_id(kind, self._provider, request.id)
        imported = pb.ImportResourceState.ImportedResource(
            type_name=request.type_name,
            state=encode(kind.codec, state),
            private=write_private(kind.imported),
            identity=_identity(kind, state),
        )
        return pb.ImportResourceState.Response(imported_resources=[imported])

    def move_resource_state(self, request: pb.MoveResourceState.Request) -> pb.MoveResourceState.Response:
        """Take over the state of another resource type."""
        kind = self._types.managed(request.target_type_name)
        state = importing.move(
            kind,
            request.source_provider_address,
            request.source_type_name,
            request.source_state.json,
            request.source_schema_version,
        )
        return pb.MoveResourceState.Response(
            target_state=encode(kind.codec, state), target_identity=_identity(kind, state)
        )

    # Data sources, lists and functions.

    def validate_data_resource_config(
        self, request: pb.ValidateDataResourceConfig.Request
    ) -> pb.ValidateDataResourceConfig.Response:
        """Judge a data source's configuration."""
        kind = self._types.data(request.type_name)
        config = read_config(kind.codec, request.config)
        if isinstance(kind, RequestType):
            found = validate(kind.attributes, config, kind.rules)
        else:
            found = [*validate(kind.attributes, config), *datasources.validate_search(kind, config)]
        return pb.ValidateDataResourceConfig.Response(diagnostics=write(found))

    async def read_data_source(self, request: pb.ReadDataSource.Request) -> pb.ReadDataSource.Response:
        """Find one object, or list all that match."""
        kind = self._types.data(request.type_name)
        config = read_config(kind.codec, request.config)
        if isinstance(kind, RequestType):
            found = await self._stopping.interruptible(send_request(self._provider, config))
        else:
            found = await self._stopping.interruptible(datasources.read_data(kind, self._provider, config))
        return pb.ReadDataSource.Response(state=encode(kind.codec, found, config))

    def validate_list_resource_config(
        self, request: pb.ValidateListResourceConfig.Request
    ) -> pb.ValidateListResourceConfig.Response:
        """Judge the filters of a list."""
        kind = self._types.managed(request.type_name)
        attributes = list_attributes(kind)
        config = read_config(Codec(attributes), request.config)
        found = validate(attributes, config, list_rules(kind))
        return pb.ValidateListResourceConfig.Response(diagnostics=write(found))

    async def list_resource(self, request: pb.ListResource.Request) -> AsyncIterator[pb.ListResource.Event]:
        """List what is live, by identity."""
        kind = self._types.managed(request.type_name)
        filters = read_config(Codec(list_attributes(kind)), request.config)
        found = await self._stopping.interruptible(list_objects(kind, self._provider, filters, request.limit))
        for each in found:
            state = encode(kind.codec, each.state) if request.include_resource_object else None
            yield pb.ListResource.Event(
                identity=_identity_data(kind, each.identity),
                display_name=each.display_name,
                resource_object=state,
            )

    def call_function(self, request: pb.CallFunction.Request) -> pb.CallFunction.Response:
        """Call a function; what is wrong with an argument is told with its position."""
        if request.name not in FUNCTIONS:
            raise RefusedError(Diagnostic(f"There is no function {request.name}", f"There are {', '.join(FUNCTIONS)}."))
        arguments = [argument.msgpack for argument in request.arguments]
        try:
            result = FUNCTIONS[request.name].answer(arguments, self._types.descriptions)
        except ArgumentError as error:
            told = pb.FunctionError(text=str(error), function_argument=error.index)
            return pb.CallFunction.Response(error=told)
        return pb.CallFunction.Response(result=pb.DynamicValue(msgpack=result))


def _identity(
    kind: ManagedType, values: Values | None, known: pb.ResourceIdentityData | None = None
) -> pb.ResourceIdentityData | None:
    """Return an object's identity: the one that Terraform already knows, because it must never change."""
    if values is not None and known is not None and known.identity_data.msgpack:
        kept = kind.identity_codec.decode(known.identity_data.msgpack)
        if identity_of(kind.identity_attributes, kept) is not None:
            return known
    identity = identity_of(kind.identity_attributes, values)
    return None if identity is None else _identity_data(kind, identity)


def _identity_data(kind: ManagedType, identity: Values) -> pb.ResourceIdentityData:
    return pb.ResourceIdentityData(identity_data=encode(kind.identity_codec, identity))


def _not_applied(
    request: pb.ApplyResourceChange.Request, found: tuple[Diagnostic, ...]
) -> pb.ApplyResourceChange.Response:
    """Keep what was there before: a failed delete must not look like a successful one."""
    return pb.ApplyResourceChange.Response(
        new_state=request.prior_state, private=request.planned_private, diagnostics=write(found)
    )


def _not_listed(_request: pb.ListResource.Request, found: tuple[Diagnostic, ...]) -> pb.ListResource.Event:
    return pb.ListResource.Event(diagnostic=write(found))


def _not_called(_request: pb.CallFunction.Request, found: tuple[Diagnostic, ...]) -> pb.CallFunction.Response:
    told = " ".join(f"{each.summary}: {each.detail}" for each in found)
    return pb.CallFunction.Response(error=pb.FunctionError(text=told))


def _not_stopped(_request: pb.StopProvider.Request, found: tuple[Diagnostic, ...]) -> pb.StopProvider.Response:
    return pb.StopProvider.Response(Error="; ".join(each.summary for each in found))
