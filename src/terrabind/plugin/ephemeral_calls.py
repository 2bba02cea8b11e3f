"""The four calls of ephemeral resources, as `terrabind.plugin.servicer` has the others: decode, delegate, encode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from terrabind.plugin import ephemeral
from terrabind.plugin.answering import unary
from terrabind.plugin.diagnostics import write
from terrabind.plugin.objects import encode, read_config
from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.plugin.provider import Provider
from terrabind.plugin.stopping import Stopping
from terrabind.plugin.validation import validate

if TYPE_CHECKING:
    from terrabind.plugin.transport.call import Handler


class EphemeralCalls:
    """The calls of one connection for what is kept nowhere."""

    def __init__(self, provider: Provider, stopping: Stopping) -> None:
        self._provider = provider
        self._stopping = stopping

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handlers by method name."""
        return {
            "ValidateEphemeralResourceConfig": unary(pb.ValidateEphemeralResourceConfig, self.validate),
            "OpenEphemeralResource": unary(pb.OpenEphemeralResource, self.open),
            "RenewEphemeralResource": unary(pb.RenewEphemeralResource, self.renew),
            "CloseEphemeralResource": unary(pb.CloseEphemeralResource, self.close),
        }

    def validate(
        self, request: pb.ValidateEphemeralResourceConfig.Request
    ) -> pb.ValidateEphemeralResourceConfig.Response:
        """Judge a configuration."""
        kind = ephemeral.find_type(request.type_name)
        found = validate(kind.attributes, read_config(kind.codec, request.config), kind.rules)
        return pb.ValidateEphemeralResourceConfig.Response(diagnostics=write(found))

    async def open(self, request: pb.OpenEphemeralResource.Request) -> pb.OpenEphemeralResource.Response:
        """Ask for what is kept nowhere."""
        kind = ephemeral.find_type(request.type_name)
        config = read_config(kind.codec, request.config)
        opened = await self._stopping.interruptible(ephemeral.open_ephemeral(kind, self._provider, config))
        answer = pb.OpenEphemeralResource.Response(
            result=encode(kind.codec, opened.values, config), private=opened.private
        )
        if opened.renew_at is not None:
            answer.renew_at.FromDatetime(opened.renew_at)
        return answer

    def renew(self, request: pb.RenewEphemeralResource.Request) -> pb.RenewEphemeralResource.Response:
        """Tell that the end of something comes near."""
        told = ephemeral.renew_ephemeral(ephemeral.find_type(request.type_name), request.private)
        return pb.RenewEphemeralResource.Response(diagnostics=write((told,)), private=request.private)

    async def close(self, request: pb.CloseEphemeralResource.Request) -> pb.CloseEphemeralResource.Response:
        """End what was opened."""
        await ephemeral.close_ephemeral(self._provider, request.private)
        return pb.CloseEphemeralResource.Response()
