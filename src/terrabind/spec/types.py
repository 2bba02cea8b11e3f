"""The types a value may have, and the attribute: a named place for a value with everything known about it.

Types and `Attribute` share a module because an object type is made of attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from terrabind.spec.check import Check
from terrabind.spec.compare import exact
from terrabind.spec.values import Value


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type without parts; `name` is Terraform's own name of it: string, number, bool or dynamic."""

    name: str


STRING = Scalar("string")
NUMBER = Scalar("number")
BOOL = Scalar("bool")
DYNAMIC = Scalar("dynamic")


@dataclass(frozen=True, slots=True)
class ListOf:
    """Values of one type, in an order that counts."""

    element: Type


@dataclass(frozen=True, slots=True)
class SetOf:
    """Values of one type, each once, in no order."""

    element: Type


@dataclass(frozen=True, slots=True)
class MapOf:
    """Values of one type under names that the user chooses."""

    element: Type


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """Values under names that the description fixes: a nested attribute in Terraform's words."""

    attributes: Mapping[str, Attribute]


Type: TypeAlias = Scalar | ListOf | SetOf | MapOf | ObjectOf


class Presence(Enum):
    """Who gives an attribute its value; four words instead of combinations of flags."""

    REQUIRED = "required"  # the user, always
    OPTIONAL = "optional"  # the user, else the default or null
    COMPUTED = "computed"  # the server
    SERVER_DEFAULT = "server_default"  # the user, else the provider's configuration or the server


class Shape(Enum):
    """How a value looks on the wire when it does not look there as it does to the user."""

    PLAIN = "plain"
    PAIRS = "pairs"  # a map of strings sent as a list of {Key, Value}


def unchanged(value: Value) -> Value:
    """Return `value`: the reading of an attribute that needs none."""
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of a resource or of a provider block.

    `wire` is the dotted path of the value in requests and answers; `wire_read` the path in answers where it differs.
    `local` attributes are never sent and never read: they steer terrabind. `same` says when two values mean the same,
    `load` turns the server's value into the user's form. `setting` names the API setting that fills the attribute when
    the user leaves it out. `generated` tells an emulator how the server makes the value: a template over the
    attributes and `{now}`, `{uuid}`, `{slug}`, `{role_id}`. `spell` returns, of the user's value and the server's, what
    the state shall hold, where that is more than a choice between the two. A `wire` of "." is the whole document.
    """

    type: Type
    doc: str
    presence: Presence
    wire: str = ""
    wire_read: str = ""
    default: Value = None
    replace: bool = False
    sensitive: bool = False
    write_only: bool = False
    local: bool = False
    checks: tuple[Check, ...] = ()
    same: Callable[[Value, Value], bool] = exact
    load: Callable[[Value], Value] = unchanged
    shape: Shape = Shape.PLAIN
    setting: str = ""
    generated: str = ""
    spell: Callable[[Value, Value], Value] | None = None

    @property
    def configurable(self) -> bool:
        """Whether a user may set it."""
        return self.presence is not Presence.COMPUTED

    @property
    def wire_answer(self) -> str:
        """The dotted path of the value in an answer."""
        return self.wire_read or self.wire


@dataclass(frozen=True, slots=True)
class Setting:
    """One attribute of an API's provider block, with the environment variable that stands in for it."""

    attribute: Attribute
    environment: str
    example: str = field(default="")
