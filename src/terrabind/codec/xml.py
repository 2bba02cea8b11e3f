"""XML read as plain values by local names: prefixes and namespaces are how one server differs from another.

An element with children is a mapping, one without is its text ("" when empty), a repeated element is a list.
An element whose only children are called `member` is the list of them, as AWS writes lists. Attributes are
ignored.
"""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from terrabind.codec.errors import MalformedBodyError
from terrabind.spec.values import Value

MAX_DEPTH: Final = 64
_MEMBER: Final = "member"


def loads(body: bytes | str) -> Value:
    """Read what the root element holds; the root's own name is dropped.

    Raises `MalformedBodyError` when the text is not XML, declares a document type or an entity, or nests too
    deeply.
    """
    try:
        root = fromstring(body, forbid_dtd=True)
    except DefusedXmlException:
        raise MalformedBodyError("XML with a document type, which no API needs") from None
    except (ParseError, ValueError, LookupError):
        raise MalformedBodyError("not XML") from None
    return _read(root, MAX_DEPTH)


def _read(element: Element, levels: int) -> Value:
    if levels < 0:
        raise MalformedBodyError(f"XML that nests more than {MAX_DEPTH} levels deep")
    children = [(_local(child.tag), _read(child, levels - 1)) for child in element]
    if not children:
        return (element.text or "").strip()
    gathered: dict[str, list[Value]] = {}
    for name, value in children:
        gathered.setdefault(name, []).append(value)
    if gathered.keys() == {_MEMBER}:
        return gathered[_MEMBER]
    return {name: values if len(values) > 1 else values[0] for name, values in gathered.items()}


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]
