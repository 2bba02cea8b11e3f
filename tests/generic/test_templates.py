"""Templates are filled as they read, and no path made from one leads to another place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.generic import templates
from terrabind.spec.values import UNKNOWN, Value

VALUES: dict[str, Value] = {
    "path": "/t",
    "body": {"n": "a b", "l": [1, Decimal("2.50")], "x": None, "u": UNKNOWN, "@id": "n"},
}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{body.n}-{body.l.0}", "a b-1"),
        ("{body.l.1}", "2.5"),
        ("{{{body.n}}}", "{a b}"),
        ("{body.u}", UNKNOWN),
        ("{body.x}", None),
        ("{body.missing.deep}", None),
        ("{body.@id}", "n"),
        ("{body.l}", None),
    ],
)
def test_a_template_is_filled_from_values(text: str, filled: Value) -> None:
    """Null and not-known-yet stay what they are, so that a plan can tell."""
    assert templates.fill(templates.parse(text), VALUES) == filled


@pytest.mark.parametrize("text", ["{", "}", "{}", "{a b}", "{a..b}", "x{id", '{"a": 1}'])
def test_a_brace_that_is_no_field_is_refused(text: str) -> None:
    """A misspelled field would otherwise be sent as it is."""
    with pytest.raises(ValueError, match=r"write \{\{ and \}\} for braces"):
        templates.parse(text)


@given(st.text())
def test_any_text_can_be_written_as_a_template(text: str) -> None:
    """Values that hold braces must not be filled a second time."""
    assert templates.fill(templates.parse(templates.as_literal(text)), {}) == text


@pytest.mark.promise(35)
@pytest.mark.parametrize(
    "path", ["/a/../b", "/..", "/%2e%2e/b", "/a/%2E./b", "/a%2f..%2fb", "/./a", "//evil.example/a", "a", ""]
)
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    """A proxy or server that resolves dot segments would act on another object."""
    with pytest.raises(ValueError, match=r"leads to another place|does not begin with one slash"):
        templates.as_address(path)


@pytest.mark.promise(35)
@pytest.mark.parametrize("template", ["{path}/../{id}", "{path}/.{id}", "{path}/{id}./x", "/%2e{id}/x"])
def test_a_template_whose_segment_could_become_dots_is_refused(template: str) -> None:
    """A value of one dot beside a literal one makes two."""
    with pytest.raises(ValueError, match="leads to another place"):
        templates.as_path(templates.parse(template), "/t")


@pytest.mark.promise(35)
@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/a b/ü", "/a%20b/%C3%BC"),
        ("/a%2Fb/100%", "/a%2Fb/100%25"),
        ("/a\r\nHost: x", "/a%0D%0AHost:%20x"),
        ("/a{id}b", "/a%7Bid%7Db"),
        ("/a?b#c\\d", "/a%3Fb%23c%5Cd"),
    ],
)
def test_what_may_not_stand_in_a_path_is_encoded(path: str, sent: str) -> None:
    """Line breaks and question marks would end the path; what is encoded already stays so."""
    assert templates.as_address(path) == sent


@pytest.mark.parametrize(
    ("template", "path", "made"),
    [
        ("{path}/{id}", "/t", "/t/{id}"),
        ("{path}/{id}", "/t/", "/t/{id}"),
        ("{path}/{id}", "/", "/{id}"),
        ("{path}/{id}", None, "{path}/{id}"),
        ("{output.self}", "/t", "{output.self}"),
        ("/v/{{x}}/{body.a-b.0}", "/t", "/v/%7Bx%7D/{body.a-b.0}"),
    ],
)
def test_the_path_keeps_its_slashes_and_other_fields_stay(template: str, path: str | None, made: str) -> None:
    """The engine encodes each value by its position; the path itself is many segments."""
    assert templates.as_path(templates.parse(template), path) == made


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.integers() | st.floats(-1e20, 1e20))
def test_the_text_of_a_number_is_that_number(number: Decimal | float) -> None:
    """A digit lost in an address is another object."""
    assert Decimal(templates.text_of(number) or "") == Decimal(str(number))


@pytest.mark.parametrize(
    ("template", "text", "fields"),
    [
        ("{body.n}", "a/b", {"body.n": "a/b"}),
        ("{body.n}/{body.r}", "ana/arn:x:role/Trainer", {"body.n": "ana", "body.r": "arn:x:role/Trainer"}),
        ("role-{body.n}.v1", "role-a.b.v1", {"body.n": "a.b"}),
        ("{body.n}:{body.n}", "a:a", {"body.n": "a"}),
        ("{body.n}:{body.n}", "a:b", None),
        ("{body.n}/{body.r}", "ana", None),
        ("all", "all", {}),
    ],
)
def test_a_filled_text_tells_what_its_fields_held(template: str, text: str, fields: dict[str, str] | None) -> None:
    """An id that the user made of several values is all that an import knows of them."""
    assert templates.unfill(templates.parse(template), text) == fields
