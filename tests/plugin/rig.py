"""One connection to the servicer, driven by protocol messages, with the emulator behind it where HTTP is wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from terrabind.apis import load_catalogue
from terrabind.emulator import ConnectionCutError, Emulator, EmulatorOptions
from terrabind.generic.api import API as REST
from terrabind.plugin.compiled import Types
from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.plugin.provider import Connect, Transport, connect
from terrabind.plugin.servicer import handler_factory
from terrabind.plugin.transport.call import Call, Handler, Session
from terrabind.rest import Client, Options
from terrabind.spec.api import Api
from terrabind.spec.block import provider_attributes
from terrabind.spec.values import Value, Values

CATALOGUE = load_catalogue()
APIS = {**CATALOGUE.apis, REST.name: REST}
TYPES = Types(CATALOGUE.resources)
BINDING = "terrabind_fireworks_aws_iam_role_binding"
POOL = "terrabind_fireworks_node_pool_binding"
ROLE = "terrabind_ecs_iam_role"
POLICY = "terrabind_k0rdent_iam_policy_binding"
CONFIGURED: Values = {
    "fireworks": {"base_url": "http://api", "api_key": "canary-key", "account_id": "acme"},
    "ecs": {"endpoint": "http://api", "username": "root", "password": "canary-password", "namespace": "ns1"},
    "k0rdent": {"base_url": "http://api", "token": "canary-token"},
}


def config_of(type_name: str, **changes: Value) -> dict[str, Value]:
    """A valid configuration: the description's example with changes."""
    return {**CATALOGUE.resources[type_name].example, **changes}


def message(codec: Codec, values: Values | None) -> pb.DynamicValue:
    """An object as Terraform sends it."""
    return pb.DynamicValue(msgpack=codec.encode(values))


def config_message(type_name: str, config: Values | None) -> pb.DynamicValue:
    """A configuration as Terraform sends it: the one place where write-only values stand."""
    attributes = TYPES.managed(type_name).attributes
    return message(Codec({name: replace(each, write_only=False) for name, each in attributes.items()}), config)


class Wire(httpx.AsyncBaseTransport):
    """The network: an emulator in this process, whose cut connections look as cut connections do to a client."""

    def __init__(self, emulator: Emulator) -> None:
        self._inner = httpx.ASGITransport(app=emulator.asgi)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request."""
        try:
            return await self._inner.handle_async_request(request)
        except ConnectionCutError as error:
            raise httpx.ReadError(str(error), request=request) from error


class Apis:
    """The emulated APIs that a connection's clients talk to."""

    def __init__(self, **options: EmulatorOptions) -> None:
        resources = tuple(CATALOGUE.resources.values())
        self.emulators = {name: Emulator(api, resources, options.get(name)) for name, api in CATALOGUE.apis.items()}

    def connect(self, api: Api, settings: Values, transport: Transport) -> Client:
        """Make a client that talks to an emulator, with the options that the provider block gave."""
        options = Options(timeout=transport.timeout, max_retries=transport.max_retries)
        return Client(api, settings, options=options, transport=Wire(self.emulators[api.name]))

    def of(self, type_name: str) -> Emulator:
        """The emulator that holds the objects of a type."""
        return self.emulators[CATALOGUE.resources[type_name].api.name]

    def objects(self, type_name: str) -> list[dict[str, Value]]:
        """What the API holds."""
        return self.of(type_name).state.get(type_name, [])

    def requests(self) -> int:
        """How many requests all APIs have seen."""
        return sum(emulator.calls.count() for emulator in self.emulators.values())


@dataclass(slots=True)
class Held:
    """What Terraform keeps of an object between calls."""

    state: Values | None = None
    private: bytes = b""
    diagnostics: list[pb.Diagnostic] = field(default_factory=list)
    identity: Values | None = None

    @property
    def values(self) -> Values:
        """The state of an object that exists."""
        assert self.state is not None, [f"{each.summary}: {each.detail}" for each in self.diagnostics]
        return self.state

    @property
    def told(self) -> str:
        """All diagnostics as one text."""
        return "\n".join(f"{each.summary}\n{each.detail}" for each in self.diagnostics)

    @property
    def failed(self) -> bool:
        """Whether Terraform counts the call as failed."""
        return any(each.severity == pb.Diagnostic.ERROR for each in self.diagnostics)


class Connection:
    """One connection, as Terraform would use it."""

    def __init__(self, *, connect: Connect = connect, environment: Mapping[str, str] | None = None) -> None:
        self.session = Session()
        self.handlers: Mapping[str, Handler] = handler_factory(
            CATALOGUE, environment=environment or {}, connect=connect
        )()

    def begin(self, name: str, /, **fields: Any) -> Any:
        """Send one request; return the bytes, or what is to be awaited for them."""
        path = f"/tfplugin6.Provider/{name}"
        return self.handlers[path](
            getattr(pb, name).Request(**fields).SerializeToString(), Call(path, None, self.session)
        )

    def call(self, name: str, /, **fields: Any) -> Any:
        """Make a call that is answered at once."""
        answer = self.begin(name, **fields)
        assert isinstance(answer, bytes)
        return getattr(pb, name).Response.FromString(answer)

    async def ask(self, name: str, /, **fields: Any) -> Any:
        """Make a call that may need HTTP."""
        answer = self.begin(name, **fields)
        data = await answer if isinstance(answer, Awaitable) else answer
        return getattr(pb, name).Response.FromString(data)

    async def stream(self, name: str, /, **fields: Any) -> list[Any]:
        """Make a call that answers a stream."""
        answers = self.begin(name, **fields)
        assert isinstance(answers, AsyncIterator)
        return [getattr(pb, name).Event.FromString(data) async for data in answers]

    def configure(self, config: Values = CONFIGURED) -> list[pb.Diagnostic]:
        """Configure the provider."""
        codec = Codec(provider_attributes(APIS))
        return list(self.call("ConfigureProvider", config=message(codec, config)).diagnostics)

    async def close(self) -> None:
        """End the connection."""
        for closer in self.session.take_closers():
            await closer()

    def plan(self, type_name: str, held: Held, config: Values | None) -> Any:
        """Plan a change from what Terraform holds to a configuration."""
        codec = TYPES.managed(type_name).codec
        return self.call(
            "PlanResourceChange",
            type_name=type_name,
            prior_state=message(codec, held.state),
            prior_private=held.private,
            proposed_new_state=message(codec, config),
            config=config_message(type_name, config),
        )

    def planned(self, type_name: str, held: Held, config: Values) -> tuple[Values, list[str]]:
        """Plan, and return the planned values with the attributes whose change makes the object anew."""
        answer = self.plan(type_name, held, config)
        values = TYPES.managed(type_name).codec.decode(answer.planned_state.msgpack)
        assert values is not None, answer.diagnostics
        return values, [path.steps[0].attribute_name for path in answer.requires_replace]

    async def apply(self, type_name: str, held: Held, config: Values | None) -> Held:
        """Plan and apply; replacing is a delete and a create."""
        codec = TYPES.managed(type_name).codec
        planned = self.plan(type_name, held, config)
        assert not planned.diagnostics or planned.planned_state.msgpack, planned.diagnostics
        answer = await self.ask(
            "ApplyResourceChange",
            type_name=type_name,
            prior_state=message(codec, held.state),
            planned_state=planned.planned_state,
            config=config_message(type_name, config),
            planned_private=planned.planned_private,
        )
        return self._held(type_name, answer)

    async def read(self, type_name: str, held: Held) -> Held:
        """Refresh."""
        codec = TYPES.managed(type_name).codec
        answer = await self.ask(
            "ReadResource", type_name=type_name, current_state=message(codec, held.state), private=held.private
        )
        return self._held(type_name, answer)

    async def import_id(self, type_name: str, text: str) -> Held:
        """Import by id and refresh, as Terraform does."""
        answer = self.call("ImportResourceState", type_name=type_name, id=text)
        if answer.diagnostics:
            return Held(diagnostics=list(answer.diagnostics))
        (imported,) = answer.imported_resources
        codec = TYPES.managed(type_name).codec
        return await self.read(type_name, Held(codec.decode(imported.state.msgpack), imported.private))

    def _held(self, type_name: str, answer: Any) -> Held:
        kind = TYPES.managed(type_name)
        return Held(
            kind.codec.decode(answer.new_state.msgpack),
            answer.private,
            list(answer.diagnostics),
            kind.identity_codec.decode(answer.new_identity.identity_data.msgpack),
        )
