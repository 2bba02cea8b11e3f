"""How one emulator is set up; everything has a default that suits a first try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from terrabind.emulator.variants import Variants


@dataclass(frozen=True, slots=True, kw_only=True)
class EmulatorOptions:
    """How one emulator behaves.

    `variants` are its manners, `faults` the failures it starts with (see `terrabind.emulator.faults`), `delay` the
    seconds each call takes. `page_size` caps every listing page, 0 leaves the API's own limit. `keys` are the
    accepted ready tokens, empty accepts any; `users` maps the accepted login and client names to passwords, empty
    accepts any. `token_lifetime` is how many seconds a session or minted token lives, 0 for the API's own. `seed`
    makes ids and random faults repeatable. `calls_kept` is the number of calls the log remembers; the counts go on.
    """

    variants: Variants = field(default_factory=Variants)
    faults: tuple[str, ...] = ()
    delay: float = 0.0
    page_size: int = 0
    keys: frozenset[str] = frozenset()
    users: Mapping[str, str] = field(default_factory=dict)
    token_lifetime: float = 0.0
    seed: int | None = None
    calls_kept: int = 10_000
