"""The import ids of generic objects: `/things#42`, `/settings`, or a JSON object that says more."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from terrabind.generic import templates
from terrabind.generic.description import PROTOTYPE, compile_steering
from terrabind.spec.identity import MalformedImportIdError
from terrabind.spec.standard import all_attributes
from terrabind.spec.types import BOOL, DYNAMIC, NUMBER, STRING, Attribute, ListOf, MapOf, ObjectOf, SetOf, Type
from terrabind.spec.values import Value

_FORMS = (
    "Accepted: `<path>#<id>`, `<path>` of an object that is alone there, or JSON such as "
    '{"path": "/things", "id": "42"}'
)


def read_import_id(text: str) -> dict[str, Value]:
    """Return the values that an import id holds, always with `path` and `id`; the id of an object alone is its path.

    In its JSON form it may hold any attribute that a user may set but the bodies. Raises `MalformedImportIdError`.
    """
    values = _read_json(text) if text.lstrip().startswith("{") else _read_plain(text)
    path = _judged("path", values.get("path"), PROTOTYPE.attributes["path"])
    id_ = values.get("id")
    if isinstance(id_, int) and not isinstance(id_, bool):
        id_ = str(id_)
    try:
        compiled = compile_steering({**values, "id": path})
    except ValueError as error:
        raise MalformedImportIdError(f"{error}. {_FORMS}.") from None
    if id_ in (None, "") and compiled.singleton:
        id_ = path
    if not isinstance(id_, str) or not id_:
        raise MalformedImportIdError(f'"{text}" does not say the id as a text. {_FORMS}.')
    if compiled.id_value is not None and templates.unfill(compiled.id_value, id_) is None:
        raise MalformedImportIdError(f'"{id_}" is no id as `id_from.value` makes them. {_FORMS}.')
    return {**values, "path": path, "id": id_}


def _read_plain(text: str) -> dict[str, Value]:
    path, mark, id_ = text.rpartition("#")
    return {"path": path, "id": id_} if mark else {"path": text}


def _read_json(text: str) -> dict[str, Value]:
    try:
        found = json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise MalformedImportIdError(f"The import id is no JSON object: {reason}. {_FORMS}.") from None
    attributes = {
        name: attribute
        for name, attribute in all_attributes(PROTOTYPE).items()
        if attribute.configurable and name not in ("body", "write_only_body")
    }
    known = {**attributes, "id": PROTOTYPE.attributes["id"]}
    _refuse_unknown("", found, known)
    return {
        name: value if name == "id" else _judged(name, value, attributes[name])
        for name, value in found.items()
        if value is not None
    }


def _once(pairs: Sequence[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _refuse_unknown(where: str, given: Mapping[str, Value], known: Mapping[str, Attribute]) -> None:
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f'; did you mean "{where}{near[0]}"?' if near else f"; there are {', '.join(sorted(known))}."
            raise MalformedImportIdError(f'The import id cannot hold "{where}{name}"{hint} {_FORMS}.')


def _judged(where: str, value: Value, attribute: Attribute) -> Value:
    """Return a value that has its attribute's type and passes its checks. Raises `MalformedImportIdError`."""
    fitted = _fitted(where, value, attribute.type)
    for check in attribute.checks if fitted is not None else ():
        complaint = check.complain(fitted)
        if complaint is not None:
            raise MalformedImportIdError(f"The import id's {where}: {complaint} {_FORMS}.")
    return fitted


def _fitted(where: str, value: Value, type_: Type) -> Value:
    if type_ == DYNAMIC:
        return value
    if isinstance(type_, ObjectOf) and isinstance(value, Mapping):
        _refuse_unknown(f"{where}.", value, type_.attributes)
        return {
            name: _judged(f"{where}.{name}", value[name], member) if value.get(name) is not None else None
            for name, member in type_.attributes.items()
        }
    if isinstance(type_, MapOf) and isinstance(value, Mapping):
        return {name: _fitted(f"{where}.{name}", member, type_.element) for name, member in value.items()}
    if isinstance(type_, (ListOf, SetOf)) and isinstance(value, list):
        return [_fitted(f"{where}.{index}", member, type_.element) for index, member in enumerate(value)]
    if (
        (type_ == STRING and isinstance(value, str))
        or (type_ == BOOL and isinstance(value, bool))
        or (type_ == NUMBER and isinstance(value, (int, Decimal)) and not isinstance(value, bool))
    ):
        return value
    raise MalformedImportIdError(f"The import id's {where} has the wrong type. {_FORMS}.")
