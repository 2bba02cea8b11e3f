"""What generated classes are made of: attributes that read as tokens, are set as values, and remember what was given.

`binding.role` is a token for use elsewhere in the configuration, `binding.role_input` what was given, and
`binding.role = "..."` gives another value, checked like the first. Each token is asked of the kit once and kept,
because every question is a round trip to Node.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Generic, Never, Protocol, Self, TypeVar, cast, overload

from terrabind.constructs.tokens import Resolvable, TokenSource

__all__ = [
    "Addressed",
    "Element",
    "FlagArgument",
    "FlagToken",
    "Given",
    "MapArgument",
    "MapToken",
    "NumberArgument",
    "NumberToken",
    "NumbersArgument",
    "NumbersToken",
    "ObjectArgument",
    "ObjectReference",
    "ObjectToken",
    "ObjectsArgument",
    "ObjectsByNameArgument",
    "ObjectsByNameReference",
    "ObjectsByNameToken",
    "ObjectsReference",
    "ObjectsToken",
    "TextArgument",
    "TextToken",
    "TextsArgument",
    "TextsToken",
    "WholeArgument",
    "WholeToken",
]

_T = TypeVar("_T")
_G = TypeVar("_G")
_R = TypeVar("_R", bound="ObjectReference")


class Addressed(Protocol):
    """Something whose attributes have an address in the configuration."""

    def token_at(self, kind: str, path: str) -> Any:
        """Return the token of the attribute at `path`. `kind` is string, number, list, numbers, map or any."""


class Element(Addressed, Protocol):
    """A construct whose arguments can be read back and replaced."""

    def input_of(self, name: str) -> object:
        """Return what was given as the argument, null if nothing was."""

    def assign(self, name: str, value: object) -> None:
        """Give the argument another value; null takes it away. Raises `ArgumentError`."""


class _Token(Generic[_T]):
    """An attribute that reads as a token."""

    kind: str = "any"

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Addressed, owner: type) -> _T: ...
    def __get__(self, instance: Addressed | None, owner: type) -> Self | _T:
        if instance is None:
            return self
        return cast("_T", instance.token_at(self.kind, self.name))

    def __set__(self, instance: Element, value: Never) -> None:
        raise AttributeError(f"{self.name} of {type(instance).__name__} cannot be set")


class _Argument(_Token[_T], Generic[_T, _G]):
    """An attribute that reads as a token and takes a value."""

    def __set__(self, instance: Element, value: _G | None) -> None:
        instance.assign(self.name, value)


class TextToken(_Token[str]):
    """A text that the server or Terraform fills in."""

    kind = "string"


class TextArgument(_Argument[str, str]):
    """A text that can be given."""

    kind = "string"


class NumberToken(_Token[float]):
    """A number that the server or Terraform fills in. In an f-string write `Token.as_string(...)` around it."""

    kind = "number"


class NumberArgument(_Argument[float, int | float]):
    """A number that can be given. In an f-string write `Token.as_string(...)` around its token."""

    kind = "number"


class FlagToken(_Token[Resolvable]):
    """A true or false that the server or Terraform fills in."""


class FlagArgument(_Argument[Resolvable, bool | Resolvable]):
    """A true or false that can be given."""


class MapToken(_Token[Mapping[str, str]]):
    """Texts by name that the server or Terraform fills in."""

    kind = "map"


class MapArgument(_Argument[Mapping[str, str], Mapping[str, str]]):
    """Texts by name that can be given."""

    kind = "map"


class TextsToken(_Token[list[str]]):
    """Texts in an order that the server or Terraform fills in."""

    kind = "list"


class TextsArgument(_Argument[list[str], Sequence[str]]):
    """Texts in an order that can be given."""

    kind = "list"


class NumbersToken(_Token[list[float]]):
    """Numbers in an order that the server or Terraform fills in."""

    kind = "numbers"


class NumbersArgument(_Argument[list[float], Sequence[float]]):
    """Numbers in an order that can be given."""

    kind = "numbers"


class WholeToken(_Token[Resolvable]):
    """A collection that the server or Terraform fills in, and that is read only as a whole."""


class WholeArgument(_Argument[Resolvable, _G], Generic[_G]):
    """A collection that can be given, and that is read only as a whole."""


class Given(Generic[_T]):
    """What was given as the argument whose name stands before `_input`; null if nothing was."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name.removesuffix("_input")

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Element, owner: type) -> _T | None: ...
    def __get__(self, instance: Element | None, owner: type) -> Self | _T | None:
        if instance is None:
            return self
        return cast("_T | None", instance.input_of(self.name))

    def __set__(self, instance: Element, value: Never) -> None:
        raise AttributeError(f"{self.name}_input of {type(instance).__name__} cannot be set; set {self.name}")


class ObjectReference(TokenSource):
    """A nested object as others refer to it: its members are tokens, and it can be passed on as a whole."""

    __slots__ = ("_owner", "_path")

    def __init__(self, owner: Addressed, path: str) -> None:
        self._owner = owner
        self._path = path

    def token_at(self, kind: str, path: str) -> Any:
        """Return the token of the member at `path`. `kind` is string, number, map or any."""
        return self._owner.token_at(kind, f"{self._path}.{path}")

    @property
    def token(self) -> Resolvable:
        """The whole object."""
        return cast("Resolvable", self._owner.token_at("any", self._path))


class ObjectsReference(TokenSource, Generic[_R]):
    """A list of nested objects as others refer to it; `get(0)` is its first, `token` the whole list."""

    __slots__ = ("_owner", "_path", "_type")

    def __init__(self, owner: Addressed, path: str, type_: type[_R]) -> None:
        self._owner = owner
        self._path = path
        self._type = type_

    def get(self, index: int) -> _R:
        """Return the object at `index`, which counts from 0. Whether there is one, Terraform says while planning."""
        return self._type(self._owner, f"{self._path}[{index}]")

    @property
    def token(self) -> Resolvable:
        """The whole list, for `Fn.length_of`, outputs and iterators."""
        return cast("Resolvable", self._owner.token_at("any", self._path))


class ObjectsByNameReference(TokenSource, Generic[_R]):
    """Nested objects by name as others refer to them; `get("a")` is the one of that name, `token` all of them."""

    __slots__ = ("_owner", "_path", "_type")

    def __init__(self, owner: Addressed, path: str, type_: type[_R]) -> None:
        self._owner = owner
        self._path = path
        self._type = type_

    def get(self, name: str) -> _R:
        """Return the object of that name. Whether there is one, Terraform says while planning."""
        return self._type(self._owner, f"{self._path}[{json.dumps(name, ensure_ascii=False)}]")

    @property
    def token(self) -> Resolvable:
        """All of them, for `Fn`, outputs and iterators."""
        return cast("Resolvable", self._owner.token_at("any", self._path))


class ObjectToken(Generic[_R]):
    """A nested object that the server or Terraform fills in."""

    def __init__(self, type_: type[_R]) -> None:
        self._type = type_

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Addressed, owner: type) -> _R: ...
    def __get__(self, instance: Addressed | None, owner: type) -> Self | _R:
        return self if instance is None else self._type(instance, self.name)

    def __set__(self, instance: Element, value: Never) -> None:
        raise AttributeError(f"{self.name} of {type(instance).__name__} cannot be set")


class ObjectArgument(ObjectToken[_R], Generic[_R, _G]):
    """A nested object that can be given: as a dictionary of type `given`, or as the reference of another one."""

    def __init__(self, type_: type[_R], given: type[_G]) -> None:
        super().__init__(type_)
        self.given = given

    def __set__(self, instance: Element, value: _G | _R | None) -> None:
        instance.assign(self.name, value)


class ObjectsToken(Generic[_R]):
    """A list of nested objects that the server or Terraform fills in."""

    def __init__(self, type_: type[_R]) -> None:
        self._type = type_

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Addressed, owner: type) -> ObjectsReference[_R]: ...
    def __get__(self, instance: Addressed | None, owner: type) -> Self | ObjectsReference[_R]:
        return self if instance is None else ObjectsReference(instance, self.name, self._type)

    def __set__(self, instance: Element, value: Never) -> None:
        raise AttributeError(f"{self.name} of {type(instance).__name__} cannot be set")


class ObjectsArgument(ObjectsToken[_R], Generic[_R, _G]):
    """A list of nested objects that can be given: dictionaries of type `given`."""

    def __init__(self, type_: type[_R], given: type[_G]) -> None:
        super().__init__(type_)
        self.given = given

    def __set__(self, instance: Element, value: Sequence[_G | _R] | ObjectsReference[_R] | None) -> None:
        instance.assign(self.name, value)


class ObjectsByNameToken(Generic[_R]):
    """Nested objects by name that the server or Terraform fills in."""

    def __init__(self, type_: type[_R]) -> None:
        self._type = type_

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Addressed, owner: type) -> ObjectsByNameReference[_R]: ...
    def __get__(self, instance: Addressed | None, owner: type) -> Self | ObjectsByNameReference[_R]:
        return self if instance is None else ObjectsByNameReference(instance, self.name, self._type)

    def __set__(self, instance: Element, value: Never) -> None:
        raise AttributeError(f"{self.name} of {type(instance).__name__} cannot be set")


class ObjectsByNameArgument(ObjectsByNameToken[_R], Generic[_R, _G]):
    """Nested objects by name that can be given: dictionaries of type `given`."""

    def __init__(self, type_: type[_R], given: type[_G]) -> None:
        super().__init__(type_)
        self.given = given

    def __set__(self, instance: Element, value: Mapping[str, _G | _R] | ObjectsByNameReference[_R] | None) -> None:
        instance.assign(self.name, value)
