"""What a configuration file may tell the rules: thresholds, conflicting duties and waivers, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from terrabind.review.report import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The thresholds of the rules; a configuration's `[limits]` table sets them by these names.

    `admin_hops` counts the steps of a path to admin (AR203), `revoked` the principals that may lose access in one
    change and `revoked_share` the part of one scope's holders (AR702), `longest_grant` how far away an end may be
    (AR602). `organisation_scopes` are patterns of scopes that count as the whole organisation, besides those whose own
    name says so (AR301); `group_scopes` those where people get access only through groups (AR104).
    """

    admin_hops: int = 3
    revoked: int = 20
    revoked_share: float = 0.3
    longest_grant: timedelta = timedelta(days=90)
    organisation_scopes: tuple[str, ...] = ()
    group_scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Duties that nobody may hold two of (AR204): patterns of role names, within `scope` where one is given."""

    id: str
    roles: tuple[str, ...]
    scope: str = ""
    severity: Severity | None = None
    message: str = ""
    approvers: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding that was looked at and accepted until a moment, for a reason.

    `rule` is a rule's or a conflict's id; at least one pattern says for which grants. `source` is the file and line.
    """

    rule: str
    until: datetime
    reason: str
    principal: str = ""
    role: str = ""
    scope: str = ""
    stack: str = ""
    address: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver, and whether it silenced anything in this review."""

    waiver: Waiver
    used: bool
