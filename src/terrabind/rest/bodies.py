"""Bodies of requests: what an operation sends, written in the format that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from terrabind.codec import attributes, form, json, xml
from terrabind.codec.errors import MalformedBodyError
from terrabind.rest.templates import FIELD, fill, is_template, unescape
from terrabind.spec.operation import Format, Operation
from terrabind.spec.values import Value, Values, look_up

KINDS: Final[Mapping[Format, str]] = {
    Format.JSON: "application/json",
    Format.FORM: "application/x-www-form-urlencoded",
    Format.XML: "application/xml",
    Format.TEXT: "text/plain; charset=utf-8",
}


def whole_body(operation: Operation, values: Values, prior: Values | None) -> Value:
    """Return the document that an operation sends instead of attributes; null when it sends none."""
    if operation.document is not None:
        return written_out(operation.document, values)
    return attributes.dump_whole(operation, values, prior)


def written_out(document: Value, values: Values) -> Value:
    """Return a document with the templates in its texts filled.

    A text that is one field alone becomes the field's value, of whatever type; any other becomes a text, or null where
    a field of it is null.
    """
    if isinstance(document, str):
        alone = FIELD.fullmatch(document)
        if alone is not None:
            return look_up(values, alone[1])
        return fill(document, values) if is_template(document) else unescape(document)
    if isinstance(document, Mapping):
        return {name: written_out(member, values) for name, member in document.items()}
    if isinstance(document, Sequence):
        return [written_out(member, values) for member in document]
    return document


def encode(format_: Format, document: Value) -> str:
    """Return a document as text. Raises `MalformedBodyError` when the format cannot say it."""
    if format_ is Format.XML:
        return xml.dumps(document)
    if format_ is Format.TEXT:
        if not isinstance(document, str):
            raise MalformedBodyError("a body in the text format is one text")
        return document
    if format_ is Format.FORM:
        if not isinstance(document, Mapping):
            raise MalformedBodyError("a form body has names and values")
        return form.dumps_nested(document)
    return json.dumps(document)
