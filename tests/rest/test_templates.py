"""Templates are filled, and no value leaves the place that a template gives it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.rest.bodies import encode, whole_body, written_out
from terrabind.rest.errors import RequestError
from terrabind.rest.templates import fill, fill_path
from terrabind.spec.operation import Format, Operation, Part, Send
from terrabind.spec.values import UNKNOWN, Value

VALUES: dict[str, Value] = {
    "id": "a/b",
    "body": {"name": "x y", "n": Decimal("1.50"), "tags": ["p", "q"], "none": None, "soon": UNKNOWN},
}


def missing(name: str) -> Exception:
    """What is raised for a value that is not given."""
    return LookupError(name)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{body.name}!", "x y!"),
        ("{body.n}", "1.5"),
        ("{{{body.tags.1}}}", "{q}"),
        ("a{{b", "a{b"),
        ("{body.none}", None),
    ],
)
def test_a_template_is_filled(template: str, text: str | None) -> None:
    """Doubled braces are braces; null makes the whole text null, so that a header is left out."""
    assert fill(template, VALUES) == text


@pytest.mark.promise(35)
@given(st.text(min_size=1))
def test_a_value_in_a_path_stays_one_segment(text: str) -> None:
    """Names come from users and may hold anything."""
    if text in (".", ".."):
        with pytest.raises(RequestError):
            fill_path("/t/{id}", {"id": text}, missing, "X")
    elif not any("\ud800" <= letter <= "\udfff" for letter in text):
        assert fill_path("/t/{id}", {"id": text}, missing, "X").count("/") == 2


def test_a_value_that_is_not_known_yet_is_never_sent() -> None:
    """Terraform tells it during apply, and a request before that would carry nonsense."""
    with pytest.raises(RequestError, match="not known yet"):
        fill("{body.soon}", VALUES)


def test_a_document_is_written_out_with_its_templates() -> None:
    """A field alone keeps its type; inside a text it becomes text; other values stay."""
    document: Value = {"ids": ["{id}"], "tags": "{body.tags}", "text": "is {body.name}", "n": 5, "b": "{{x}}"}
    written = {"ids": ["a/b"], "tags": ["p", "q"], "text": "is x y", "n": 5, "b": "{x}"}
    assert written_out(document, VALUES) == written


def test_a_merge_patch_holds_the_difference_and_what_must_not_be_stored() -> None:
    """The password is laid over whatever else is sent."""
    send = Send("body", wire=".", part=Part.DIFFERENCE, overlay="secret")
    operation = Operation(method="PATCH", path="/", format=Format.JSON, sends=(send,))
    planned: dict[str, Value] = {"body": {"a": 1, "b": 3}, "secret": {"p": "w"}}
    assert whole_body(operation, planned, {"body": {"a": 1, "b": 2, "c": 4}}) == {"b": 3, "c": None, "p": "w"}


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        (Format.JSON, '{"u":{"n":12345678901234567890.123456789,"a":[true]}}'),
        (Format.FORM, "u%5Bn%5D=12345678901234567890.123456789&u%5Ba%5D=true"),
        (Format.XML, "<u><n>12345678901234567890.123456789</n><a>true</a></u>"),
    ],
)
def test_a_document_is_written_in_each_format(format_: Format, text: str) -> None:
    """Every digit arrives, whatever the format."""
    document: Value = {"u": {"n": Decimal("12345678901234567890.123456789"), "a": [True]}}
    assert encode(format_, document).removeprefix('<?xml version="1.0" encoding="UTF-8"?>').strip() == text
