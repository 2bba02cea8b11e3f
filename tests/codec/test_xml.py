"""XML is read by local names, and hostile XML not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.codec import json, xml
from terrabind.codec.errors import MalformedBodyError
from terrabind.spec.values import UNKNOWN, Value

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.é-]{0,5}", fullmatch=True)
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
    lambda letter: letter >= " " or letter in "\t\n\r"
)
TEXTS = st.text(LETTERS)
SCALARS = TEXTS | st.integers() | st.booleans() | st.decimals(allow_nan=False, allow_infinity=False)


def elements(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """Elements with parts: attributes, a text beside them, children, some of them repeated."""
    attributes = st.dictionaries(NAMES.map("@{}".format), SCALARS, max_size=2)
    texts = st.fixed_dictionaries({}, optional={"#text": TEXTS.map(str.strip).filter(bool)})
    children = st.dictionaries(NAMES, inner | st.lists(inner, min_size=2, max_size=3), max_size=3)
    whole = st.tuples(attributes, texts, children)
    return whole.filter(lambda parts: bool(parts[0] or parts[2])).map(
        lambda parts: {**parts[0], **parts[1], **parts[2]}
    )


DOCUMENTS = st.dictionaries(NAMES, st.recursive(SCALARS, elements, max_leaves=10), min_size=1, max_size=1)


def as_text(value: Value) -> Value:
    """Return a value as XML knows it: every scalar is a text."""
    if isinstance(value, dict):
        return {name: as_text(member) for name, member in value.items()}
    if isinstance(value, list):
        return [as_text(member) for member in value]
    return value if isinstance(value, str) else json.dumps(value)


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


@given(DOCUMENTS)
def test_what_is_written_is_read_back_as_text(document: dict[str, Value]) -> None:
    """A body that changes on the way shows drift for ever, whatever letters are in it."""
    assert xml.loads(xml.dumps(document), keep_root=True) == as_text(document)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"R": {"@id": 7, "A": ["x", "y"], "N": None, "B": True}}, '<R id="7"><A>x</A><A>y</A><B>true</B></R>'),
        ({"R": {"@id": 'a"<\n', "@no": None, "#text": "a<b>&\r"}}, '<R id="a&quot;&lt;&#10;">a&lt;b&gt;&amp;&#13;</R>'),
        ({"s:R": {"@xmlns:s": "urn:s", "A": Decimal("1E+20")}}, f'<s:R xmlns:s="urn:s"><A>1{20 * "0"}</A></s:R>'),
        ({"R": {"A": [{"B": 1}, None, {"B": 2}], "E": [], "S": ""}}, "<R><A><B>1</B></A><A><B>2</B></A><S></S></R>"),
        ({"R": {}, "N": None}, "<R></R>"),
    ],
)
def test_a_body_is_written_as_elements_attributes_and_text(value: Value, text: str) -> None:
    """Servers tell the three apart, and null is what a user did not set."""
    assert xml.dumps(value) == text


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        {},
        {"A": 1, "B": 2},
        {"A": [1]},
        {"A": None},
        {"A": UNKNOWN},
        {"A": {"@b": {"c": 1}}},
        {"A": {"b": [[1]]}},
        {"A": {"#text": [1]}},
        {"A": "\x00"},
        {"A": "\ud800"},
        {"A": {"@b": "\x1b"}},
        {"A": float("nan")},
        *({name: "x"} for name in ["", "1", "a b", "a>", "a\n", "a:b:c", "-a", "é/"]),
        *({"A": {name: "x"}} for name in ["@", "@a b", '@a="', "!--", "#texts"]),
    ],
)
def test_what_xml_cannot_say_is_refused(value: Value) -> None:
    """A name or a letter that breaks out of its place would write another document than the plan shows."""
    with pytest.raises(MalformedBodyError):
        xml.dumps(value)


def test_nothing_is_written_that_is_too_deep_to_be_read() -> None:
    """Both ways have one bound, so an object that was created can be read."""
    value: Value = "x"
    for _ in range(65):
        value = {"A": value}
    assert xml.loads(xml.dumps(value), keep_root=True) == value
    with pytest.raises(MalformedBodyError, match="deep"):
        xml.dumps({"A": value})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('<s:R xmlns:s="urn:s" s:id="7">\n  <s:A> x </s:A>\n  <A/>\n</s:R>', {"R": {"@id": "7", "A": [" x ", ""]}}),
        ("<R><member>a</member></R>", {"R": {"member": "a"}}),
        ("<R>a<B/>c</R>", {"R": {"#text": "ac", "B": ""}}),
        ('<R a="1"/>', {"R": {"@a": "1"}}),
    ],
)
def test_a_whole_document_keeps_its_root_and_attributes(text: str, value: Value) -> None:
    """A user's body names them, so the server's is compared with them."""
    assert xml.loads(text, keep_root=True) == value
