"""Names that people choose: import ids lead back to them, checks never break on them, durations mean what they say."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from terrabind.plugin.validation import validate
from terrabind.spec import duration
from terrabind.spec.compare import caseless
from terrabind.spec.identity import MalformedImportIdError, fields_of, read_import_id, write_import_id
from terrabind.spec.standard import all_attributes
from terrabind.spec.values import look_up
from tests.properties.values import CATALOGUE, RESOURCES, STEADY, any_object, valid_config

UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


@pytest.mark.promise(21)
@pytest.mark.parametrize("type_name", RESOURCES)
@STEADY
@given(data=st.data())
def test_every_import_id_leads_back_to_its_object(type_name: str, data: st.DataObject) -> None:
    """The `id` in state is what people paste into import blocks."""
    resource = CATALOGUE.resources[type_name]
    server = {"account_id": "acme", "namespace": "ns1", "cluster_id": "c", "node_pool_id": "n", "policy_id": "p-1"}
    config = data.draw(valid_config(resource))
    values = {**config, **{name: text for name, text in server.items() if config.get(name) is None}}
    text = write_import_id(resource, values)
    assert text is not None
    read = read_import_id(resource, text)
    assert read
    names = [name for form in resource.imports for name in fields_of(form) if look_up(read, name) is not None]
    assert [look_up(read, name) for name in names] == [look_up(values, name) for name in names]
    assert write_import_id(resource, read) == text


@pytest.mark.promise(21)
@pytest.mark.parametrize("type_name", RESOURCES)
@STEADY
@given(text=st.text(max_size=40) | st.lists(st.sampled_from(["..", "a@b.c", "", "%2e", "arn:aws"])).map("/".join))
def test_any_import_id_is_read_or_refused_with_the_accepted_form(type_name: str, text: str) -> None:
    """A typing mistake ends in a sentence, and what is read is what was written."""
    resource = CATALOGUE.resources[type_name]
    try:
        read = read_import_id(resource, text)
    except MalformedImportIdError as error:
        assert "Accepted: `<" in str(error)  # noqa: PT017 - both outcomes are right
    else:
        assert write_import_id(resource, read) == text or len(read) < len(fields_of(resource.imports[0]))


@pytest.mark.promise(35)
@pytest.mark.parametrize("type_name", RESOURCES)
@STEADY
@given(data=st.data())
def test_any_configuration_of_the_right_types_is_judged(type_name: str, data: st.DataObject) -> None:
    """A check that breaks on a value would be a crash report in the place of a sentence."""
    resource = CATALOGUE.resources[type_name]
    attributes = all_attributes(resource)
    for found in validate(attributes, data.draw(any_object(attributes, None)), resource.rules):
        assert found.summary
        assert found.detail


@STEADY
@given(st.lists(st.tuples(st.integers(1, 500), st.sampled_from(sorted(UNITS))), min_size=1, max_size=3))
def test_a_duration_is_the_sum_of_its_parts(parts: list[tuple[int, str]]) -> None:
    """As Go reads it, because that is what Terraform's users know."""
    text = "".join(f"{number}{unit}" for number, unit in parts)
    assert duration.seconds(text) == pytest.approx(sum(number * UNITS[unit] for number, unit in parts))


@STEADY
@given(st.text(max_size=12))
@example("9" * 400 + "h")
@example("٣s")
def test_any_text_is_a_finite_duration_or_none(text: str) -> None:
    """An infinite timeout is no timeout."""
    try:
        assert 0 < duration.seconds(text) < float("inf")
    except ValueError as error:
        assert "duration" in str(error)  # noqa: PT017 - both outcomes are right


@pytest.mark.promise(46)
@STEADY
@given(st.text(max_size=20))
def test_a_name_equals_itself_in_any_case(text: str) -> None:
    """Directories change the case of people's addresses whenever they like."""
    assert caseless(text, text)
    assert caseless(text.lower(), text.lower().upper()) or not text.isascii()
