"""XML as plain values by local names: prefixes and namespaces are how one server differs from another.

An element with children is a mapping, one without is its text ("" when empty), a repeated element is a list.

`loads` reads what is inside the root as AWS writes it: attributes are ignored, and an element whose only children are
called `member` is the list of them. With `keep_root` it reads what `dumps` writes: the root by its name, attributes as
`@name`, and the text of an element that has attributes or children too as `#text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeGuard
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from terrabind.codec import json
from terrabind.codec.errors import MalformedBodyError
from terrabind.spec.values import UNKNOWN, Value

MAX_DEPTH: Final = 64
ATTRIBUTE: Final = "@"
"""Before the name of what is an attribute and not an element."""
TEXT: Final = "#text"
"""The name of the text beside attributes and children."""
_MEMBER: Final = "member"

_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART: Final = f"[{_START}][{_START}\\-.0-9\u00b7\u0300-\u036f\u203f\u2040]*"
_NAME: Final = re.compile(f"{_PART}(:{_PART})?")
"""A name in XML 1.0, fifth edition, with at most one prefix."""
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
# A reader makes a line break of a carriage return, and in attributes a space of tab and line break.
_IN_TEXT: Final = str.maketrans(_ESCAPES)
_IN_ATTRIBUTE: Final = str.maketrans({**_ESCAPES, "\t": "&#9;", "\n": "&#10;"})


def loads(body: bytes | str, keep_root: bool = False) -> Value:
    """Read what the root element holds, or with `keep_root` a mapping of the root's name to it.

    Raises `MalformedBodyError` when the text is not XML, declares a document type or an entity, or nests too
    deeply.
    """
    try:
        root = fromstring(body, forbid_dtd=True)
    except DefusedXmlException:
        raise MalformedBodyError("XML with a document type, which no API needs") from None
    except (ParseError, ValueError, LookupError):
        raise MalformedBodyError("not XML") from None
    return {_local(root.tag): _read_whole(root, MAX_DEPTH)} if keep_root else _read(root, MAX_DEPTH)


def dumps(value: Value) -> str:
    """Write a mapping of one name as the document with that root; null members are left out, lists are repeated.

    Raises `MalformedBodyError` for what XML cannot say: no root or several, a name that is none, a list of lists,
    control characters, values not known yet.
    """
    roots = [(name, root) for name, root in value.items() if root is not None] if isinstance(value, Mapping) else []
    if len(roots) != 1 or _is_list(roots[0][1]) or not _NAME.fullmatch(roots[0][0]):
        raise MalformedBodyError("XML has exactly one outermost element, so the body needs one outermost name")
    return "".join(_write(*roots[0], MAX_DEPTH))


def _read(element: Element, levels: int) -> Value:
    children = [(_local(child.tag), _read(child, levels - 1)) for child in _children(element, levels)]
    if not children:
        return (element.text or "").strip()
    gathered = _gather(children)
    if gathered.keys() == {_MEMBER}:
        return gathered[_MEMBER]
    return _single(gathered)


def _read_whole(element: Element, levels: int) -> Value:
    """Read an element with its attributes; the line breaks between its children are no text of it."""
    found: dict[str, Value] = {f"{ATTRIBUTE}{_local(name)}": value for name, value in element.attrib.items()}
    children = [(_local(child.tag), _read_whole(child, levels - 1)) for child in _children(element, levels)]
    text = element.text or ""
    if children:
        text = "".join([text, *(child.tail or "" for child in element)]).strip()
    if not found and not children:
        return text
    if text:
        found[TEXT] = text
    return found | _single(_gather(children))


def _children(element: Element, levels: int) -> Iterator[Element]:
    if levels < 0:
        raise MalformedBodyError(f"XML that nests more than {MAX_DEPTH} levels deep")
    yield from element


def _gather(children: Sequence[tuple[str, Value]]) -> dict[str, list[Value]]:
    gathered: dict[str, list[Value]] = {}
    for name, value in children:
        gathered.setdefault(name, []).append(value)
    return gathered


def _single(gathered: Mapping[str, list[Value]]) -> dict[str, Value]:
    return {name: values if len(values) > 1 else values[0] for name, values in gathered.items()}


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def _write(name: str, value: Value, levels: int) -> Iterator[str]:
    if levels < 0:
        raise MalformedBodyError(f"a body for XML that nests more than {MAX_DEPTH} levels deep")
    if value is None:
        return
    if not isinstance(value, Mapping):
        yield f"<{_checked(name)}>{_scalar(name, value).translate(_IN_TEXT)}</{name}>"
        return
    yield f"<{_checked(name)}"
    for member, inner in value.items():
        if member.startswith(ATTRIBUTE) and inner is not None:
            yield f' {_checked(member[1:])}="{_scalar(member, inner).translate(_IN_ATTRIBUTE)}"'
    yield ">"
    if value.get(TEXT) is not None:
        yield _scalar(TEXT, value[TEXT]).translate(_IN_TEXT)
    for member, inner in value.items():
        if member != TEXT and not member.startswith(ATTRIBUTE):
            for each in _each(inner):
                yield from _write(member, each, levels - 1)
    yield f"</{name}>"


def _each(value: Value) -> Sequence[Value]:
    return value if _is_list(value) else [value]


def _is_list(value: Value) -> TypeGuard[Sequence[Value]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise MalformedBodyError("a member's name is no name in XML")
    return name


def _scalar(name: str, value: Value) -> str:
    if value is UNKNOWN:
        raise MalformedBodyError(f"{name} is not known yet")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return json.number(value)
    if not isinstance(value, str):
        raise MalformedBodyError(f"{name} holds what XML has no way to say: a list in a list, or parts in an attribute")
    if _FORBIDDEN.search(value):
        raise MalformedBodyError(f"{name} holds a control character, which XML cannot carry")
    return value
