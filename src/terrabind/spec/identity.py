"""Import ids: written from an object's values, and read back into them.

A form is a template such as `{account_id}/{principal}/{role}`: fields joined by slashes. Only its last field may
hold slashes (ARNs do). A text is read by the fullest form whose every field passes its attribute's checks, so a
short form is never mistaken for a long one.
"""

from __future__ import annotations

import functools
import re

from terrabind.spec.resource import Resource
from terrabind.spec.types import Attribute, ObjectOf
from terrabind.spec.values import Value, Values, look_up, put

_FIELD = re.compile(r"\{([a-z0-9_.]+)\}")


class MalformedImportIdError(ValueError):
    """The text is none of the resource's import ids; the message shows the accepted forms and the reason."""


@functools.cache
def fields_of(form: str) -> tuple[str, ...]:
    """Return the dotted attribute paths that a template names, in order."""
    return tuple(_FIELD.findall(form))


def attribute_at(resource: Resource, path: str) -> Attribute:
    """Return the attribute at a dotted path. Raises `KeyError` when the description has none there."""
    head, *rest = path.split(".")
    attribute = resource.attributes[head]
    for step in rest:
        if not isinstance(attribute.type, ObjectOf):
            raise KeyError(path)
        attribute = attribute.type.attributes[step]
    return attribute


def write_import_id(resource: Resource, values: Values) -> str | None:
    """Return the import id of an object by the fullest form whose fields are all texts, null when there is none."""
    if resource.import_id is not None:
        return resource.import_id(values)
    for form in resource.imports:
        found = [look_up(values, name) for name in fields_of(form)]
        texts = [value for value in found if isinstance(value, str) and value]
        if len(texts) == len(found):
            return _written(form, texts)
    return None


def _written(form: str, texts: list[str]) -> str:
    filled = iter(texts)
    return _FIELD.sub(lambda _: next(filled), form)


def read_import_id(resource: Resource, text: str) -> dict[str, Value]:
    """Return the values that an import id holds. Raises `MalformedImportIdError`."""
    reasons: list[str] = []
    for form in resource.imports:
        names = fields_of(form)
        parts = text.split("/", len(names) - 1)
        if len(parts) != len(names):
            reasons.append(f"{_shown(form)} has {len(names)} fields, the id has {len(parts)}")
            continue
        complaint = next(
            filter(None, (_complaint(resource, name, part) for name, part in zip(names, parts, strict=True))),
            None,
        )
        if complaint is None:
            values: dict[str, Value] = {}
            for name, part in zip(names, parts, strict=True):
                values = put(values, name, part)
            return values
        reasons.append(f"as {_shown(form)}: {complaint}")
    accepted = " or ".join(_shown(form) for form in resource.imports)
    raise MalformedImportIdError(
        f'"{text}" is not an import id of {resource.type_name}. Accepted: {accepted}. ' + "; ".join(reasons) + "."
    )


def _complaint(resource: Resource, name: str, part: str) -> str | None:
    if not part:
        return f"{name} is empty"
    for check in attribute_at(resource, name).checks:
        complaint = check.complain(part)
        if complaint is not None:
            return f"{name}: {complaint.rstrip('.')}"
    return None


def _shown(form: str) -> str:
    return "`" + _FIELD.sub(r"<\1>", form) + "`"
