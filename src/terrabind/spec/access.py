"""What a binding means: who may do what with which thing. Review reads plans through this.

Each field is a template over the resource's attributes (`{principal.id}`), so that no code is needed to read a
grant out of a plan. Qualifiers are attributes that narrow or bound the grant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One grant: `principal` of `principal_kind` has `relation` to `role` within `scope`.

    `trust_policy` names the attribute whose AWS-style document lists the principals instead of `principal`.
    """

    relation: str
    role: str
    scope: str
    principal: str = ""
    principal_kind: str = "user"
    trust_policy: str = ""
    qualifiers: tuple[str, ...] = ()


UNKNOWN_ACCESS: Final = Access(relation="", role="", scope="")
"""Of a resource that may mean anything: an empty relation says that nothing is known about who gains or loses what."""
