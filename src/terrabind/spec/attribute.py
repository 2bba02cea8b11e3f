"""Four words make an attribute: `required`, `optional`, `computed`, `server_default`.

They are the only way descriptions are written, so no combination of flags can contradict itself. Each takes the
type, the sentence for the documentation, and the fields of `terrabind.spec.types.Attribute` that it allows.
"""

from __future__ import annotations

from collections.abc import Callable

from terrabind.spec.check import Check
from terrabind.spec.compare import exact
from terrabind.spec.types import Attribute, ObjectOf, Presence, Shape, Type, unchanged
from terrabind.spec.values import Value

Compare = Callable[[Value, Value], bool]
Load = Callable[[Value], Value]


def required(
    type_: Type,
    doc: str,
    *,
    wire: str = "",
    replace: bool = False,
    sensitive: bool = False,
    write_only: bool = False,
    local: bool = False,
    checks: tuple[Check, ...] = (),
    same: Compare = exact,
    load: Load = unchanged,
) -> Attribute:
    """An attribute that the user must give."""
    return Attribute(
        type=type_,
        doc=doc,
        presence=Presence.REQUIRED,
        wire=wire,
        replace=replace,
        sensitive=sensitive,
        write_only=write_only,
        local=local,
        checks=checks,
        same=same,
        load=load,
    )


def optional(
    type_: Type,
    doc: str,
    *,
    wire: str = "",
    wire_read: str = "",
    default: Value = None,
    replace: bool = False,
    sensitive: bool = False,
    write_only: bool = False,
    local: bool = False,
    checks: tuple[Check, ...] = (),
    same: Compare = exact,
    load: Load = unchanged,
    shape: Shape = Shape.PLAIN,
    setting: str = "",
) -> Attribute:
    """An attribute that the user may give; without it, `default` holds, which is null unless said."""
    return Attribute(
        type=type_,
        doc=doc,
        presence=Presence.OPTIONAL,
        wire=wire,
        wire_read=wire_read,
        default=default,
        replace=replace,
        sensitive=sensitive,
        write_only=write_only,
        local=local,
        checks=checks,
        same=same,
        load=load,
        shape=shape,
        setting=setting,
    )


def computed(
    type_: Type,
    doc: str,
    *,
    wire: str = "",
    sensitive: bool = False,
    checks: tuple[Check, ...] = (),
    load: Load = unchanged,
    generated: str = "",
    local: bool = False,
) -> Attribute:
    """An attribute that only the server sets; `checks` judge it where a user gives it after all, in an import id."""
    return Attribute(
        type=type_,
        doc=doc,
        presence=Presence.COMPUTED,
        wire=wire,
        sensitive=sensitive,
        checks=checks,
        load=load,
        generated=generated,
        local=local,
    )


def server_default(
    type_: Type,
    doc: str,
    *,
    wire: str = "",
    replace: bool = False,
    checks: tuple[Check, ...] = (),
    same: Compare = exact,
    load: Load = unchanged,
    setting: str = "",
    generated: str = "",
) -> Attribute:
    """An attribute that the user may give; without it, the provider's `setting` or the server decides."""
    return Attribute(
        type=type_,
        doc=doc,
        presence=Presence.SERVER_DEFAULT,
        wire=wire,
        replace=replace,
        checks=checks,
        same=same,
        load=load,
        setting=setting,
        generated=generated,
    )


def obj(**attributes: Attribute) -> ObjectOf:
    """An object type with these attributes."""
    return ObjectOf(attributes)
