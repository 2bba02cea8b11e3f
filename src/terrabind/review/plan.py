"""A Terraform plan as the review sees it: what was there, what will be there, and what nobody knows yet.

Secrets are gone by the time one of these exists: `terrabind.review.reading` redacts while it loads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from terrabind.review.record import quicken
from terrabind.spec.values import Value, Values

REDACTED: Final = "(sensitive)"
"""Stands for a value that Terraform marks as sensitive."""


class PlanError(Exception):
    """A plan that cannot be reviewed. `summary` says what and where; `detail` why, and what to do next."""

    def __init__(self, summary: str, detail: str) -> None:
        super().__init__(f"{summary}: {detail}")
        self.summary = summary
        self.detail = detail


class Action(Enum):
    """What is done to one instance; a replacement is two of these in their order."""

    NO_OP = "no-op"
    CREATE = "create"
    READ = "read"
    UPDATE = "update"
    DELETE = "delete"
    FORGET = "forget"


@quicken
@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One resource instance of a plan.

    `before` and `after` are its values, null where it is not there; in them `UNKNOWN` stands for what is known only
    after the apply, and `REDACTED` for what is sensitive. `references` name, by attribute path, the expressions that
    feed it ("principal": ("aws_iam_role.deploy.id",)). `previous_address` is where it was moved from. `is_import` says
    that it is taken into the state; `deferred` holds the reason why it was not planned. `source` is "file:line" or a
    construct path where one was found. `mode` is "data" for what is only read during the apply. `deposed` is the key of
    an object that a replacement left behind. `hidden` are the attribute paths whose sensitive value changes, although
    both sides read `REDACTED`.
    """

    stack: str
    address: str
    type: str
    name: str
    provider: str
    actions: tuple[Action, ...]
    before: Values | None
    after: Values | None
    module: str = ""
    index: str | int | None = None
    reason: str = ""
    previous_address: str = ""
    is_import: bool = False
    deferred: str = ""
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: str = ""
    mode: str = "managed"
    deposed: str = ""
    hidden: tuple[str, ...] = ()

    @property
    def replaces(self) -> bool:
        """Whether one object goes and another comes."""
        return len(self.actions) > 1

    @property
    def deletes_first(self) -> bool:
        """Whether there is a moment without the object."""
        return self.replaces and self.actions[0] is Action.DELETE


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One plan. `label` is the stack's name; `notes` say what limits it ("targeted", "refresh only").

    `drift` are the changes that Terraform found outside, `checks` the failed checks in words, `complete` is null where
    the plan does not say. `time` is RFC 3339.
    """

    label: str
    terraform: str
    time: str
    changes: tuple[Change, ...]
    drift: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    complete: bool | None = None
    path: str = ""


def text_of(value: Value) -> str:
    """Return a value as a word of a sentence."""
    return value if isinstance(value, str) else str(value)
