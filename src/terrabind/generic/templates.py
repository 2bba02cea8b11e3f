"""Texts with fields: `{path}/{id}`, `{body.name}`; `{{` and `}}` are the braces themselves.

Most templates are filled by the engine, which knows what the server answered. What is filled here is what a listing or
an id needs before any request. A path is made ready for the engine: `{path}` is an address of its own, whose slashes
stay, and no part of it may lead to another place.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias
from urllib.parse import quote, unquote

from terrabind.spec.values import UNKNOWN, Value, Values, look_up

_PARTS: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAME: Final = re.compile(r"[A-Za-z0-9_@$:-]+(\.[A-Za-z0-9_@$:-]+)*")
_BARE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE: Final = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a template, by its dotted name."""

    name: str


Parts: TypeAlias = "tuple[str | Field, ...]"


@functools.lru_cache(maxsize=1024)
def parse(text: str) -> Parts:
    """Return a template's texts and fields in order. Raises `ValueError` that says what is wrong with it."""
    parts: list[str | Field] = []
    end = 0
    for match in _PARTS.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        if match[0] in ("{{", "}}"):
            parts.append(match[0][0])
        elif match[1] is not None and _NAME.fullmatch(match[1]):
            parts.append(Field(match[1]))
        else:
            raise ValueError(f'"{text}" has a brace that is no field; write {{{{ and }}}} for braces')
    parts.append(text[end:])
    return tuple(part for part in parts if part != "")


def fields(text: str) -> tuple[str, ...]:
    """Return the names of a template's fields in order. Raises `ValueError` as `parse` does."""
    return tuple(part.name for part in parse(text) if isinstance(part, Field))


def fill(parts: Parts, values: Values) -> Value:
    """Return the filled text: `UNKNOWN` when a field is not known yet, null when one is null or no single value."""
    texts: list[str] = []
    for part in parts:
        text = part if isinstance(part, str) else look_up(values, part.name)
        if text is UNKNOWN:
            return UNKNOWN
        text = text_of(text)
        if text is None:
            return None
        texts.append(text)
    return "".join(texts)


def unfill(parts: Parts, text: str) -> dict[str, str] | None:
    """Return what each field holds in a filled text, null when the text does not fit.

    A field ends where the text that follows it begins for the first time; the last one takes the rest.
    """
    fields = [part.name for part in parts if isinstance(part, Field)]
    lasting = len(fields)
    pattern = ""
    for part in parts:
        lasting -= isinstance(part, Field)
        pattern += re.escape(part) if isinstance(part, str) else "(.+?)" if lasting else "(.+)"
    found = re.fullmatch(pattern, text, re.DOTALL)
    if found is None:
        return None
    told: dict[str, str] = {}
    return told if all(told.setdefault(*pair) == pair[1] for pair in zip(fields, found.groups(), strict=True)) else None


def text_of(value: Value) -> str | None:
    """Return a single value as text, numbers in their shortest form; null for null, lists and mappings."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (float, Decimal)):
        return number_text(value)
    return None


def number_text(value: float | Decimal) -> str:
    """Return a number's digits: equal numbers have equal texts, and whole ones no fraction."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        return str(exact)
    sign, digits, exponent = exact.as_tuple()
    if not exact or not isinstance(exponent, int):
        return "0"
    if -300 <= exponent <= 300:
        text = format(exact, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    kept = "".join(map(str, digits)).rstrip("0")
    return f"{'-' if sign else ''}{kept}E{exponent + len(digits) - len(kept)}"


def as_literal(text: str) -> str:
    """Return a template that is this text and has no fields."""
    return text.replace("{", "{{").replace("}", "}}")


def rename(parts: Parts, named: Callable[[str], str]) -> str:
    """Return a template whose fields have the names that `named` gives them."""
    return "".join(as_literal(part) if isinstance(part, str) else f"{{{named(part.name)}}}" for part in parts)


def as_address(path: str) -> str:
    """Return an address as it stands in a request: what may not stand there percent-encoded, `%XX` left as it is.

    Raises `ValueError` when it is none below the API's own: without a slash at its start or with a dot segment.
    """
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f'"{path}" does not begin with one slash')
    return _guarded(_quoted(path))


def as_path(parts: Parts, path: str | None, named: Callable[[str], str] = lambda name: name) -> str:
    """Return a path's template for the engine; `{path}` is `path` in it, and stays a field when that is null.

    Raises `ValueError` when the template could lead to another place than it says.
    """
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            after_slash = bool(texts) and texts[-1].endswith("/")
            texts.append(_quoted(part.removeprefix("/") if after_slash else part))
        elif part.name == "path" and path is not None:
            texts.append(as_address(path))
        else:
            texts.append(f"{{{named(part.name)}}}")
    template = "".join(texts)
    if template.startswith("//"):
        raise ValueError(f'"{template}" does not begin with one slash')
    return _guarded(template)


def texts_in(document: Value) -> Sequence[str]:
    """Return every text of a document, names left out."""
    if isinstance(document, str):
        return (document,)
    if isinstance(document, Mapping):
        return [text for member in document.values() for text in texts_in(member)]
    if isinstance(document, Sequence):
        return [text for member in document for text in texts_in(member)]
    return ()


def _quoted(text: str) -> str:
    return quote(_BARE_PERCENT.sub("%25", text), safe=_SAFE)


def _guarded(template: str) -> str:
    """Refuse segments that are dots once they are filled and decoded."""
    for segment in template.split("/"):
        for piece in unquote(segment).split("/"):
            bare = re.sub(r"\{[^{}]*\}", "", piece)
            if piece in (".", "..") or (bare != piece and bare and not bare.strip(".")):
                raise ValueError(f'"{template}" has the segment "{piece}", which leads to another place')
    return template
