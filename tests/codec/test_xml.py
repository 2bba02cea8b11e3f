"""XML is read by local names, and hostile XML not at all."""

from __future__ import annotations

import pytest

from terrabind.codec import xml
from terrabind.codec.errors import MalformedBodyError


@pytest.mark.parametrize(
    "opening",
    ['<ns2:R xmlns:ns2="none"><A>1</A></ns2:R>', "<R><A>1</A></R>", '<R xmlns="https://iam/"><A>1</A></R>'],
)
def test_prefixes_and_namespaces_make_no_difference(opening: str) -> None:
    """ECS writes one and the same answer with and without a prefix (apis.md 2.3)."""
    assert xml.loads(opening) == {"A": "1"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<T><member><Key>a</Key></member><member><Key>b</Key></member></T>", [{"Key": "a"}, {"Key": "b"}]),
        ("<T><member>a</member></T>", ["a"]),
        ("<T><P>a</P><P>b</P><Q>c</Q></T>", {"P": ["a", "b"], "Q": "c"}),
        ("<T/>", ""),
        ("<T><D></D><E> x </E></T>", {"D": "", "E": "x"}),
    ],
)
def test_lists_and_empty_elements_read_as_aws_writes_them(text: str, value: object) -> None:
    """A list of one and an empty description must not change their type (apis.md 2.12, quirk 11)."""
    assert xml.loads(text) == value


@pytest.mark.promise(36)
@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        "<a>",
        "",
        "plain",
        "<a>" * 70 + "</a>" * 70,
        '<?xml version="1.0" encoding="no-such"?><a/>',
    ],
)
def test_hostile_or_broken_xml_is_refused(text: str) -> None:
    """Entities can read files and grow without bound."""
    with pytest.raises(MalformedBodyError):
        xml.loads(text.encode())
