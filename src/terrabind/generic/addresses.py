"""Operations on an object of which only the id is known, after an import: what it is made of stands in for the body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from terrabind.generic import templates
from terrabind.spec.operation import Operation
from terrabind.spec.values import Value


def filled_by(operation: Operation, told: Mapping[str, str]) -> Operation:
    """Return an operation whose fields that the id told are filled in; a segment of dots stays a field."""
    in_path = {name: quote(text, safe="") for name, text in told.items() if text not in (".", "..")}
    return replace(
        operation,
        path=_filled(operation.path, in_path),
        query={name: _filled(text, told) for name, text in operation.query.items()},
        headers={name: _filled(text, told) for name, text in operation.headers.items()},
        document=_filled_document(operation.document, told),
    )


def _filled(text: str, told: Mapping[str, str]) -> str:
    return "".join(
        templates.as_literal(part)
        if isinstance(part, str)
        else templates.as_literal(told[part.name])
        if part.name in told
        else f"{{{part.name}}}"
        for part in templates.parse(text)
    )


def _filled_document(document: Value, told: Mapping[str, str]) -> Value:
    if isinstance(document, str):
        return _filled(document, told)
    if isinstance(document, Mapping):
        return {name: _filled_document(member, told) for name, member in document.items()}
    return [_filled_document(each, told) for each in document] if isinstance(document, Sequence) else document
