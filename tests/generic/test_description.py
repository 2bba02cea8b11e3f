"""One generic object is described with everything the engine asks for, before and after each value is known."""

from __future__ import annotations

import pytest

from terrabind.generic.description import PROTOTYPE, describe, is_covered, replaces
from terrabind.spec.identity import attribute_at
from terrabind.spec.locate import Body
from terrabind.spec.standard import all_attributes
from terrabind.spec.values import UNKNOWN, Value

SEARCH: dict[str, Value] = {
    "path": "/keys",
    "body": {"name": "ana", "org": 7},
    "read": {"search": {"items": "data", "match": {"meta.name": "{body.name}"}, "query": {"org": "{body.org}"}}},
}
PUT: dict[str, Value] = {"path": "/u", "id_from": {"value": "{body.name}"}, "create": {"method": "PUT"}}


def test_a_search_lists_a_collection_and_finds_by_match() -> None:
    """The listing is asked with what the object says, and rows are told apart by what they must have."""
    described = describe(SEARCH)
    made = described.resource
    assert (made.read, made.listed, made.looks_first) == (None, True, True)
    assert (made.listing.items, made.listing.operation.query) == (Body("data"), {"org": "{search.body_org}"})
    assert (made.key, made.scope) == (("match.meta_name",), ("collection", "search"))
    assert (described.values["match"], described.values["search"]) == ({"meta_name": "ana"}, {"body_org": "7"})
    load = attribute_at(made, "match.meta_name").load
    assert (load({"meta": {"name": "ana"}}), load("ana"), load({"other": 1})) == ("ana", "ana", None)


def test_objects_that_share_a_listing_say_so_and_others_do_not() -> None:
    """Rows are read with the outputs of whoever asked first, so those count too."""
    other = describe({**SEARCH, "body": {"name": "bob", "org": 7}}).values
    outputs = describe({**SEARCH, "output_fields": ["x"]}).values
    assert describe(SEARCH).values["collection"] == other["collection"] != outputs["collection"]
    secret = describe({**SEARCH, "headers": {"X-Key": "hush"}}).values["collection"]
    assert "hush" not in str(secret)


@pytest.mark.parametrize("given", [UNKNOWN, None])
def test_a_search_below_a_path_that_is_not_known_yet_is_planned(given: Value) -> None:
    """The path often holds the id of an object that the same apply makes."""
    own: Value = {"match": {"name": "{body.name}"}, "query": {"of": "{path}"}}
    for search in ({"match": {"name": "{body.name}"}}, own):
        described = describe({**SEARCH, "path": given, "read": {"search": search}})
        assert (described.resource.listed, described.values["match"]) == (True, {"name": "ana"})


def test_an_imported_object_of_a_search_is_found_by_its_id() -> None:
    """Its body, which the match is made of, is not known yet."""
    described = describe({**SEARCH, "body": None, "id": "42"})
    assert described.resource.key == ("id",)
    assert described.resource.attributes["id"].load({"id": 42}) == "42"
    assert "match" not in described.resource.attributes


def test_an_imported_id_tells_the_value_that_it_is_made_of() -> None:
    """With an id of one field of the body, the match is known after all."""
    search: Value = {"search": {"match": {"name": "{body.name}"}}}
    described = describe({**PUT, "read": search, "body": None, "id": "ana"})
    assert (described.values["match"], described.resource.key) == ({"name": "ana"}, ("match.name",))


def test_a_match_by_the_id_itself_is_the_id() -> None:
    """An API that can only be listed tells its own ids."""
    made = describe({"path": "/t", "body": {}, "read": {"search": {"match": {"meta.uid": "{id}"}}}}).resource
    assert made.key == ("id",)
    assert made.attributes["id"].load({"meta": {"uid": 5}}) == "5"


def test_what_is_not_known_yet_stays_so() -> None:
    """A plan whose name comes from another resource must go through."""
    body: Value = {"name": UNKNOWN, "org": None}
    assert describe({**PUT, "body": body}).values["id"] is UNKNOWN
    values = describe({**SEARCH, "body": body}).values
    assert (values["match"], values["search"]) == ({"meta_name": UNKNOWN}, {"body_org": None})
    assert describe({"path": UNKNOWN, "body": UNKNOWN, "read": UNKNOWN}).values["id"] is None


def test_an_id_that_is_known_is_not_made_anew() -> None:
    """A body that drifted does not change the address of its object."""
    assert describe({**PUT, "body": {"name": "drifted"}, "id": "ana"}).values["id"] == "ana"


@pytest.mark.parametrize(
    ("steering", "prior", "planned", "anew"),
    [
        ({"replace_on": ["a"]}, {"a": 1, "b": 1}, {"a": 1, "b": 2}, False),
        ({"replace_on": ["a"]}, {"a": 1}, {"a": 2}, True),
        ({"replace_on": ["a"]}, {"a": 1}, {"a": UNKNOWN}, True),
        ({"replace_on": ["l.*.n"]}, {"l": [{"n": 1, "m": 1}]}, {"l": [{"n": 1, "m": 2}]}, False),
        ({"replace_on": ["l.*.n"]}, {"l": [{"n": 1}]}, {"l": [{"n": 1}, {"n": 2}]}, True),
        ({"replace_on": ["a"], "equal": {"a": "case"}}, {"a": "X"}, {"a": "x"}, False),
        ({"replace_on": ["optional"]}, {}, {"optional": None}, False),
        ({"update": {"strategy": "none"}}, {"a": 1}, {"a": 2}, True),
        ({"update": {"strategy": "none"}}, {"a": 1}, {"a": 1}, False),
        ({"id_from": {"value": "{body.a}"}}, {"a": "one"}, {"a": "two"}, True),
        ({"id_from": {"value": "{body.a}"}}, {"a": "one", "b": 1}, {"a": "one", "b": 2}, False),
    ],
)
def test_a_change_makes_the_object_anew_where_it_must(
    steering: dict[str, Value], prior: Value, planned: Value, anew: bool
) -> None:
    """An update that the API cannot carry out would fail halfway, or hit another object."""
    common: dict[str, Value] = {"path": "/t", **steering}
    assert replaces({**common, "body": prior, "id": "one"}, {**common, "body": planned}) is anew


def test_a_server_object_covers_a_body_under_its_rules() -> None:
    """What an import brought in needs no update when it has all that is configured."""
    values: dict[str, Value] = {"path": "/t", "unordered": ["tags"]}
    assert is_covered(values, {"tags": ["a", "b"]}, {"tags": ["b", "a"], "id": 1})
    assert not is_covered(values, {"tags": ["a"]}, {"tags": ["b", "a"]})


def test_outputs_are_selected_and_secrets_shown_once_are_kept() -> None:
    """The create's answer alone holds the key; later answers must not erase it."""
    made = describe({"path": "/t", "body": {}, "output_fields": ["a"], "sensitive_output_fields": ["key"]}).resource
    output, secret = made.attributes["output"], made.attributes["sensitive_output"]
    assert output.load({"a": 1, "key": "s"}) == {"a": 1}
    assert secret.spell is not None
    assert secret.spell({"key": "s", "old": 1}, None) == {"key": "s"}


@pytest.mark.parametrize(
    ("steering", "answer", "wire"),
    [
        ({}, "", "id"),
        ({"id_from": {"body": "data.id"}, "read": {"select": "data"}}, "data", "id"),
        ({"id_from": {"body": "meta.uid"}}, "", "meta.uid"),
        ({"id_from": {"header": "Location"}}, "", ""),
    ],
)
def test_the_id_is_read_from_the_object_where_it_stands(steering: dict[str, Value], answer: str, wire: str) -> None:
    """An id that a header told is not compared with another member that happens to be called id."""
    made = describe({"path": "/t", "body": {}, **steering}).resource
    assert made.read is not None
    assert (made.read.answer, made.attributes["id"].wire) == (Body(answer), wire)


def test_objects_that_say_the_same_share_one_description() -> None:
    """It is made for every call of every instance, so it must cost next to nothing."""
    assert describe({"path": "/t", "body": {"a": 1}}).resource is describe({"path": "/t", "body": {"a": 2}}).resource


def test_an_update_whose_body_is_written_out_sends_that() -> None:
    """Some APIs take a command instead of the object; its texts name values of the object."""
    update: Value = {"method": "POST", "path": "{path}/{id}/rename", "body": {"to": "{body.name}"}}
    (step,) = describe({"path": "/t", "body": {"name": "a"}, "update": update}).resource.steps
    assert (step.watches, step.operation.sends) == (("body", "write_only_version"), ())
    assert (step.operation.method, step.operation.document) == ("POST", {"to": "{body.name}"})


def test_the_example_passes_every_check_and_rule() -> None:
    """It stands in the documentation."""
    example = PROTOTYPE.example
    faults = [fault for rule in PROTOTYPE.rules for fault in rule.judge(example)]
    told = [c.complain(example[n]) for n, a in all_attributes(PROTOTYPE).items() for c in a.checks if n in example]
    assert faults == [] == [each for each in told if each]
