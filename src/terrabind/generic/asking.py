"""Writes that need to know something of the moment: `{asked}` is what the server was asked right before."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from terrabind.generic import templates
from terrabind.spec.operation import Operation, Question

_FIELD: Final = "{asked}"


def ask_first(operation: Operation, question: Question | None) -> Operation:
    """Return an operation with the question that it needs; itself where nothing in it names the answer."""
    written = (operation.document, list(operation.query.values()), list(operation.headers.values()))
    if question is None or not any(_FIELD in text for each in written for text in templates.texts_in(each)):
        return operation
    return replace(operation, question=question)
