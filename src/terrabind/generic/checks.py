"""What the attributes of the generic resource must be like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from terrabind.generic import templates
from terrabind.spec import paths
from terrabind.spec.check import Check, pattern
from terrabind.spec.values import UNKNOWN, Value

ROOTS: Final = ("path", "id", "body", "output")
"""What the first word of a field may be."""


def _of_texts(complain: Callable[[str], str | None]) -> Callable[[Value], str | None]:
    """Judge each text of a list; what is not known yet is judged later."""

    def judge(value: Value) -> str | None:
        texts = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        return next((told for text in texts if isinstance(text, str) and (told := complain(text))), None)

    return judge


def _complain_about_path(text: str) -> str | None:
    try:
        paths.parse(text)
    except ValueError as error:
        return f"{error}."
    return None


def _complain_about_readable_path(text: str) -> str | None:
    complaint = _complain_about_path(text)
    if complaint is None and paths.ANY in paths.parse(text):
        return f'"{text}" names many places; one is needed here.'
    return complaint


def _complain_about_template(text: str) -> str | None:
    try:
        unknown = [name for name in templates.fields(text) if name.split(".")[0] not in ROOTS]
        if unknown:
            return f"{{{unknown[0]}}} is not filled in; {{path}}, {{id}}, {{body.x}} and {{output.x}} are."
        if not text.startswith(("/", "{")) or text.startswith("{{"):
            return f'"{text}" begins neither with a slash nor with a field such as {{path}}.'
        if "?" in text or "#" in text:
            return f'"{text}" holds a query or fragment; what follows the question mark belongs into `query`.'
        templates.as_path(templates.parse(text), None)
    except ValueError as error:
        return f"{error}."
    return None


def _complain_about_address(value: Value) -> str | None:
    told = _ADDRESS.complain(value)
    if told is None and isinstance(value, str):
        try:
            templates.as_address(value)
        except ValueError as error:
            return f"{error}."
    return told


def _complain_about_statuses(value: Value) -> str | None:
    codes = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    for code in codes:
        if code is UNKNOWN or code is None:
            continue
        if not isinstance(code, (int, float, Decimal)) or code != int(code) or not 100 <= code <= 599:
            return f"{code} is no HTTP status; statuses are whole numbers from 100 to 599."
    return None


def _complain_about_headers(value: Value) -> str | None:
    for name in value if isinstance(value, Mapping) else ():
        if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            return f'"{name}" is no name of a header.'
    return None


_ADDRESS: Final = pattern(
    r"/[^\x00-\x20\x7f?#{}]*",
    'an address relative to `base_url`, such as "/v1/things", without query, fragment or field',
)
PATH: Final = Check(_ADDRESS.accepts, _complain_about_address)
TEMPLATE_PATH: Final = Check('an address such as "{path}/{id}"', _of_texts(_complain_about_template))
NAMES_OF_PATHS: Final = Check(
    'names that are paths, such as "status.state"',
    lambda value: _of_texts(_complain_about_path)(list(value)) if isinstance(value, Mapping) else None,
)
PATHS_OF_NAMES: Final = Check(
    'values that are paths, such as "id"',
    lambda value: _of_texts(_complain_about_path)(list(value.values())) if isinstance(value, Mapping) else None,
)
PATHS: Final = Check('paths such as "metadata.labels" or "items.*.name"', _of_texts(_complain_about_path))
READABLE_PATH: Final = Check('a path such as "data.id"', _of_texts(_complain_about_readable_path))
METHOD: Final = pattern(r"[A-Z]{3,20}", 'an HTTP method in capitals, such as "PUT"')
STATUSES: Final = Check("HTTP statuses", _complain_about_statuses)
HEADERS: Final = Check("names of HTTP headers", _complain_about_headers)
NOT_ZERO: Final = Check(
    "a whole number other than 0",
    lambda value: (
        None
        if isinstance(value, (int, float, Decimal)) and value == int(value) and value != 0
        else f"{value} is no segment."
    ),
)
