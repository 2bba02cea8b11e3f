"""What the parts of one emulator share: its description, its options, its time, its objects and its tokens."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from terrabind.emulator.calls import CallLog
from terrabind.emulator.clock import ShiftedClock
from terrabind.emulator.faults import FaultPlan
from terrabind.emulator.options import EmulatorOptions
from terrabind.emulator.store import Store
from terrabind.emulator.variants import Variants
from terrabind.spec.api import Api
from terrabind.spec.resource import Resource


@dataclass(slots=True)
class Session:
    """A live token's user, when it ends, and when it was last used; times in seconds since 1970."""

    user: str
    expires: float
    touched: float


@dataclass(slots=True, kw_only=True)
class World:
    """One emulated API. `variants` begin as the options say and may change while it runs; `sessions` are by token.

    `first_named` are the principals that a write has named, with the time, while the variant `unknown_for` is on.
    """

    api: Api
    resources: Sequence[Resource]
    options: EmulatorOptions
    clock: ShiftedClock
    store: Store
    variants: Variants
    faults: FaultPlan
    calls: CallLog
    sessions: dict[str, Session] = field(default_factory=dict)
    first_named: dict[str, float] = field(default_factory=dict)
    issued: int = 0

    def random(self) -> Random:
        """Return a source for the next object's ids: repeatable with a seed, and never the same for two objects."""
        seed = self.options.seed
        start = secrets.token_bytes(16) if seed is None else f"{seed}/{self.store.next_serial()}"
        return Random(start)  # noqa: S311  ids, no secrets

    def request_id(self) -> str:
        """Return an identifier for the next answer, twelve hexadecimal digits."""
        self.issued += 1
        return f"{int(self.clock.now()) & 0xFFFFFF:06x}{self.issued & 0xFFFFFF:06x}"
