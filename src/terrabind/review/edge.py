"""The unit of review: one grant, as a sentence of five words: who may do what where, allowed or denied.

Two edges are the same grant when their `key` is the same, whatever resource says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import TypeAlias

from terrabind.review.record import quicken


class Kind(Enum):
    """What a principal is."""

    USER = "user"
    GROUP = "group"
    SERVICE_ACCOUNT = "service account"
    ROLE = "role"
    SERVICE = "service"
    ACCOUNT = "account"
    FEDERATED = "federated subject"
    EVERYONE = "everyone"
    UNKNOWN = "principal"


class Realm(Enum):
    """Whether a principal is one of ours."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    UNKNOWN = "unknown"


class Level(IntEnum):
    """How much a role may do, as far as its name or policy tells; 0 where nothing tells."""

    UNKNOWN = 0
    READ = 1
    WRITE = 2
    ADMIN = 3
    GRANT = 4  # may give access to others


class Certainty(Enum):
    """How sure an edge is."""

    KNOWN = "known"
    UNRESOLVED = "known after apply"
    REDACTED = "redacted"
    UNCLEAR = "not understood"


@quicken
@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who.

    `id` is compared without case where `caseless`; `shown` is the id as written; `realm_name` its domain, account or
    issuer.
    """

    kind: Kind
    id: str
    realm: Realm = Realm.UNKNOWN
    realm_name: str = ""
    shown: str = ""
    caseless: bool = False

    @property
    def key(self) -> str:
        """What tells it from others: `user:ana@example.com`."""
        # `_value_` is what `value` reads, without the descriptor that takes longer than the rest of this line.
        return f"{self.kind._value_}:{self.id.casefold() if self.caseless else self.id}"

    def __str__(self) -> str:
        return "everyone" if self.kind is Kind.EVERYONE else f"{self.kind.value} {self.shown or self.id}"


Scope: TypeAlias = tuple[str, ...]
"""Where, as a path from the widest to the narrowest: ("org acme", "project x")."""


@quicken
@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a plan says it: the resource's address and the attribute, how, and where that is written."""

    stack: str
    address: str
    attribute: str = ""
    type: str = ""
    action: str = ""
    source: str = ""


@quicken
@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One grant. `relation` is one of "assume", "hold", "use", "own", "administer", "member".

    `allowed` is false for a denial. `qualifiers` narrow it: texts by name ("condition", "expires", "max_session",
    "boundary", "mfa", "external_id", "source_account"). `feeds` are the expressions of what is not known yet.
    `authoritative` says that the list it comes from replaces whatever else is there. `doubtful` are those of its words
    ("principal", "role", "scope") that nobody knows yet or may know; empty where that is not told apart. `extent` says
    whose grants a list replaces: everybody's of this "role", or of any role in this "scope"; empty for other lists and
    for what only adds. `rests_on` are the addresses of the resources that its principal and role are, where the plan
    has them.
    """

    principal: Principal
    relation: str
    role: str
    scope: Scope
    level: Level = Level.UNKNOWN
    allowed: bool = True
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    certainty: Certainty = Certainty.KNOWN
    feeds: tuple[str, ...] = ()
    authoritative: bool = False
    doubtful: tuple[str, ...] = field(default=(), compare=False)
    extent: str = field(default="", compare=False)
    rests_on: tuple[str, ...] = field(default=(), compare=False)
    origin: Origin

    @property
    def key(self) -> tuple[str, str, str, Scope, bool]:
        """What makes it the same grant wherever it is written."""
        return (self.principal.key, self.relation, self.role, self.scope, self.allowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A resource that looks like access and whose meaning nobody described; never dropped."""

    origin: Origin
    reason: str
