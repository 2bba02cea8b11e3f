"""Objects in messages: decoded from what Terraform sent, encoded for what it gets."""

from __future__ import annotations

from terrabind.plugin.cty.codec import Codec
from terrabind.plugin.protocol import tfplugin6_pb2 as pb
from terrabind.spec.values import Value, Values


def decode(codec: Codec, value: pb.DynamicValue) -> dict[str, Value] | None:
    """Read an object, null when it does not exist. Terraform sends MessagePack; the protocol also allows JSON."""
    return codec.decode_state(value.json) if value.json else codec.decode(value.msgpack)


def read_config(codec: Codec, value: pb.DynamicValue) -> dict[str, Value]:
    """Read an object that is always there; Terraform writes one without any attribute given as null."""
    return decode(codec, value) or {}


def encode(codec: Codec, values: Values | None, like: Values | None = None) -> pb.DynamicValue:
    """Write an object; its members of type dynamic get the types that they have in what came, `like`."""
    return pb.DynamicValue(msgpack=codec.encode(values, like))
