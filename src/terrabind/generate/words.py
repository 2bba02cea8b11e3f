"""Small pieces of Python source text: names, wrapped sentences, literals."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["WIDTH", "class_name", "docstring", "import_line", "indent", "literal_text", "paragraph", "sentence"]

_SENTENCES: Final = re.compile(r"(?<=[a-z)`\"]\.) (?=[A-Z`])")

WIDTH: Final = 120
"""The project's line length."""


def class_name(words: str) -> str:
    """Return "AwsIamRoleBinding" for "aws_iam_role_binding"."""
    return "".join(word[:1].upper() + word[1:] for word in words.split("_"))


def sentence(text: str) -> str:
    """Return the text with a full stop."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def literal_text(text: str) -> str:
    """Return the text as a Python literal in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def paragraph(text: str, level: int, hang: int = 0) -> list[str]:
    """Return a text as lines that fit at an indentation of `level` steps; further lines hang by `hang` spaces."""
    margin = "    " * level
    return textwrap.wrap(
        text,
        WIDTH - 8,
        initial_indent=margin,
        subsequent_indent=margin + " " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )


def docstring(paragraphs: Sequence[str | Sequence[str]], level: int) -> list[str]:
    """Return a docstring. The first paragraph is its first line, or its first sentence is where all do not fit in one.

    A sequence among the others is a list of entries.
    """
    margin = "    " * level
    first, *rest = paragraphs
    if len(margin) + len(first) > WIDTH - 11:
        first, *further = _SENTENCES.split(str(first), maxsplit=1)
        rest = [*further, *rest]
    opening = f'{margin}"""{first}'
    if not rest and len(opening) + 3 <= WIDTH:
        return [f'{opening}"""']
    lines = paragraph(f'"""{first}', level)
    for each in rest:
        lines.append("")
        entries = [each] if isinstance(each, str) else each
        for entry in entries:
            lines += paragraph(entry, level, hang=0 if isinstance(each, str) else 4)
    return [*lines, f'{margin}"""']


def indent(lines: Iterable[str], level: int) -> list[str]:
    """Return the lines further in by `level` steps."""
    return [f"{'    ' * level}{line}" if line else "" for line in lines]


def import_line(module: str, names: Iterable[str], level: int = 0) -> list[str]:
    """Return a `from` import in the project's format, for an indentation of `level` steps that is yet to come."""
    ordered = sorted(set(names), key=_import_order)
    line = f"from {module} import {', '.join(ordered)}"
    if len(line) + 4 * level <= WIDTH:
        return [line]
    return [f"from {module} import (", *(f"    {name}," for name in ordered), ")"]


def _import_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, as ruff sorts them."""
    if name.isupper():
        return 0, name
    return (1, name.lower()) if name[:1].isupper() else (2, name)
