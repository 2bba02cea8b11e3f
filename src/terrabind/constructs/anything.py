"""Values whose type only the user knows: a body that is sent to an API, and what an API answered.

`Json` is what may be given as such a value. What is read from one is an `AnythingReference`: Terraform will know what
is inside, so its author says by which path and as what it is taken: `thing.output.get("items", 0, "id").text`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Never, Self, TypeAlias, cast, overload

from terrabind.constructs.members import Addressed, Element
from terrabind.constructs.tokens import Resolvable, TokenSource

__all__ = ["AnythingArgument", "AnythingReference", "AnythingToken", "Json"]

Json: TypeAlias = (
    "bool | int | float | Decimal | str | Sequence[Json | None] | Mapping[str, Json | None] | TokenSource | Resolvable"
)
"""Any value that JSON can say, with tokens at any depth; null only as a member of a list or dictionary.

Integers and `Decimal` keep every digit. `${...}` in a text is Terraform's interpolation; see `literal`.
"""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class AnythingReference(TokenSource):
    """A value of unknown type as others refer to it. As a whole it can be passed on, also inside a body."""

    __slots__ = ("_owner", "_path")

    def __init__(self, owner: Addressed, path: str) -> None:
        self._owner = owner
        self._path = path

    def get(self, *steps: str | int) -> AnythingReference:
        """Return what stands at the steps: texts are names, numbers count in a list from 0.

        Whether there is anything, Terraform says while planning or applying.
        """
        return AnythingReference(self._owner, self._path + "".join(_step(each) for each in steps))

    @property
    def token(self) -> Resolvable:
        """The value as it is, for `Fn`, outputs and arguments of any type."""
        return cast("Resolvable", self._as("any"))

    @property
    def text(self) -> str:
        """The value as a text."""
        return cast("str", self._as("string"))

    @property
    def number(self) -> float:
        """The value as a number. In an f-string write `Token.as_string(...)` around it, or take `text`."""
        return cast("float", self._as("number"))

    @property
    def texts(self) -> list[str]:
        """The value as a list of texts."""
        return cast("list[str]", self._as("list"))

    @property
    def texts_by_name(self) -> Mapping[str, str]:
        """The value as texts by name."""
        return cast("Mapping[str, str]", self._as("map"))

    def _as(self, kind: str) -> Any:
        return self._owner.token_at(kind, self._path)


class AnythingToken:
    """A value of any type that the server or Terraform fills in."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Addressed, owner: type) -> AnythingReference: ...
    def __get__(self, instance: Addressed | None, owner: type) -> Self | AnythingReference:
        return self if instance is None else AnythingReference(instance, self.name)

    def __set__(self, instance: Element, value: Never) -> None:
        raise AttributeError(f"{self.name} of {type(instance).__name__} cannot be set")


class AnythingArgument(AnythingToken):
    """A value of any type that can be given."""

    def __set__(self, instance: Element, value: Json | None) -> None:
        instance.assign(self.name, value)


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if _NAME.fullmatch(step) else f"[{json.dumps(step, ensure_ascii=False)}]"
