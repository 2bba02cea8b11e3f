"""Which dialect an API speaks: the one that its failures are described in."""

from __future__ import annotations

from terrabind.emulator.dialects.aws import Aws
from terrabind.emulator.dialects.dialect import Dialect
from terrabind.emulator.dialects.grpc import Grpc
from terrabind.emulator.dialects.k0rdent import K0rdent
from terrabind.emulator.world import World


def dialect_of(world: World) -> Dialect:
    """Return the dialect of an API; an unknown style gets the plain one."""
    match world.api.failures.style:
        case "grpc":
            return Grpc(world)
        case "aws":
            return Aws(world)
        case "k0rdent":
            return K0rdent(world)
        case _:
            return Dialect(world)
