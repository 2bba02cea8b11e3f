"""Templates filled: `{account_id}`, `{body.name}`, with `{{` and `}}` for braces.

In a path each value is percent-encoded on its own and may not be a dot segment, so that no value can leave its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from terrabind.codec import json
from terrabind.rest.errors import RequestError
from terrabind.spec.values import UNKNOWN, Value, Values, look_up

FIELD: Final = re.compile(r"\{([A-Za-z0-9_.@$:-]+)\}")
_PARTS: Final = re.compile(r"\{\{|\}\}|\{([A-Za-z0-9_.@$:-]+)\}")


def fields(template: str) -> list[str]:
    """Return the names that a template is filled from, in order."""
    return [name for name in _PARTS.findall(template) if name]


def texts_in(document: Value) -> Iterator[str]:
    """Yield every text of a document, names left out."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, (Mapping, Sequence)):
        for member in document.values() if isinstance(document, Mapping) else document:
            yield from texts_in(member)


def is_template(text: str) -> bool:
    """Tell whether a text has fields."""
    return bool(fields(text))


def unescape(text: str) -> str:
    """Return a text without fields as it is meant: doubled braces are single ones."""
    return text.replace("{{", "{").replace("}}", "}")


def fill(template: str, values: Values) -> str | None:
    """Return a template with its values; null when one of them is null.

    Raises `RequestError` when a value is no scalar or not known.
    """
    texts = {name: text_of(name, look_up(values, name)) for name in fields(template)}
    if any(text is None for text in texts.values()):
        return None
    return _filled(template, lambda name: str(texts[name]))


def fill_path(template: str, values: Values, missing: Callable[[str], Exception], title: str) -> str:
    """Return a path with its values, each percent-encoded. Raises what `missing` makes where a value is not given."""

    def place(name: str) -> str:
        text = text_of(name, look_up(values, name))
        if text is None or text == "":
            raise missing(name)
        if text in (".", ".."):
            raise RequestError(
                f"{title}: {name} cannot stand in a path",
                f'{name} is "{text}", which would point to another path. Give {name} its real value.',
                attribute=name,
            )
        return quote(text, safe="")

    path = _filled(template, place)
    if any(part in (".", "..") for part in path.split("/")):
        raise RequestError(f"{title}: a path would point to another place", "Its values make a segment of dots.")
    return path


def text_of(name: str, value: Value) -> str | None:
    """Return a scalar as text, null for null. Raises `RequestError` when it is no scalar or not known."""
    if value is None:
        return None
    if value is UNKNOWN:
        raise RequestError(f"{name} is not known yet", f"{name} is known only after an apply.", attribute=name)
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float, Decimal)):
        return json.dumps(value)
    raise RequestError(f"{name} is not a single value", "A path, query or header holds only texts and numbers.")


def _filled(template: str, place: Callable[[str], str]) -> str:
    return _PARTS.sub(lambda match: place(match[1]) if match[1] else match[0][0], template)
