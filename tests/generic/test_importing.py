"""Import ids are read in each of their forms, and a wrong one says what was meant."""

from __future__ import annotations

import pytest

from terrabind.generic.description import describe
from terrabind.generic.importing import read_import_id
from terrabind.spec.identity import MalformedImportIdError
from terrabind.spec.values import Value


@pytest.mark.promise(21)
@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("/things#42", {"path": "/things", "id": "42"}),
        ("/a#b#c", None),
        ("/things#a/b", {"path": "/things", "id": "a/b"}),
        ("/settings", {"path": "/settings", "id": "/settings"}),
        ("/settings#", {"path": "/settings", "id": "/settings"}),
        ('{"path": "/things", "id": 42}', {"path": "/things", "id": "42"}),
        ('{"path": "/s", "create": null}', {"path": "/s", "id": "/s"}),
        ('{"path": "/t", "id": "x", "on_destroy": "keep"}', {"path": "/t", "id": "x", "on_destroy": "keep"}),
        ('{"path": "/t", "id": "x", "ignore_fields": ["a"]}', {"path": "/t", "id": "x", "ignore_fields": ["a"]}),
    ],
)
def test_each_form_is_read(text: str, values: dict[str, Value] | None) -> None:
    """A path holds no `#`, so everything is clear; a second one is a mistake."""
    if values is None:
        with pytest.raises(MalformedImportIdError):
            read_import_id(text)
    else:
        assert read_import_id(text) == values


def test_an_imported_singleton_is_read_at_its_path() -> None:
    """Nothing else of its configuration is known yet."""
    operation = describe({**read_import_id("/settings"), "body": None}).resource.read
    assert operation is not None
    assert operation.path == "/settings"


@pytest.mark.promise(21)
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Accepted"),
        ("things#1", "/v1/things"),
        ("/a/../b#1", "leads to another place"),
        ('{"path": "/t", "id": "1", "ignore_field": []}', 'did you mean "ignore_fields"'),
        ('{"path": "/t", "id": "1", "read": {"selct": "a"}}', 'did you mean "read.select"'),
        ('{"path": "/t", "id": "1", "body": {}}', 'cannot hold "body"'),
        ('{"path": "/t", "id": "1", "id": "2"}', "twice"),
        ('{"path": "/t", "id": "1"', "no JSON object"),
        ('{"path": "/t", "id": true}', "does not say the id"),
        ('{"path": "/t", "id": "1", "format": "yaml"}', "format"),
        ('{"path": "/t", "id": "1", "lock": 5}', "lock has the wrong type"),
        ('{"path": "/t", "id_from": {"body": "x"}}', "does not say the id"),
        ('{"id": "1"}', "path"),
        ('{"path": "/t", "id": "1", "id_from": {"value": "{body.a}/{body.b}"}}', "is no id as"),
    ],
)
def test_a_wrong_import_id_says_what_is_wrong(text: str, told: str) -> None:
    """The message alone must be enough to write the right one."""
    with pytest.raises(MalformedImportIdError) as caught:
        read_import_id(text)
    assert told in str(caught.value)


def test_an_id_of_several_values_tells_each_of_them() -> None:
    """A grant without an id of its own is found by who has what, and the import id is made of both."""
    found = read_import_id(
        '{"path": "/grants", "id": "ana/a/b", "id_from": {"value": "{body.who}/{body.what}"},'
        ' "read": {"search": {"match": {"who": "{body.who}", "what": "{body.what}"}}}}'
    )
    assert describe({**found, "body": None}).values["match"] == {"who": "ana", "what": "a/b"}
