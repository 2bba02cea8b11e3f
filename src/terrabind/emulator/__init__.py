"""The three APIs as servers on loopback, for trying stacks out and for tests that need an API that fails on request.

Routes, values, keys and checks come from the descriptions it is given, so what it proves is that descriptions and
engine agree, never what a vendor does; vendor manners that no description holds (error documents, sessions, role
policies) stand in `dialects`. It is written apart from `terrabind.rest` on purpose: a mistake in the one is not
repeated in the other. May import: `terrabind.spec`, uvicorn. Does not belong here: what a client does about a
failure, Terraform, command line words.
"""

from __future__ import annotations

from terrabind.emulator.app import Emulator
from terrabind.emulator.clock import SYSTEM_CLOCK, Clock
from terrabind.emulator.options import EmulatorOptions
from terrabind.emulator.state_file import StateFile
from terrabind.emulator.variants import Variants
from terrabind.emulator.wire import ConnectionCutError

__all__ = [
    "SYSTEM_CLOCK",
    "Clock",
    "ConnectionCutError",
    "Emulator",
    "EmulatorOptions",
    "StateFile",
    "Variants",
]
