"""The JSON document is published, complete, stable, and can be made into the report again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from terrabind.review.edge import Certainty, Kind, Level, Realm
from terrabind.review.plan import Action
from terrabind.review.render import FORMATS, PLAIN
from terrabind.review.render.document import DocumentError, from_document, is_document, to_document, write_delta
from terrabind.review.report import ChangeClass, Report, Severity, Verdict
from tests.review import factories as make
from tests.review.render import reports

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "review-1.schema.json"


def render(report: Report) -> str:
    return FORMATS["json"](report, PLAIN)


def read_schema(*, closed: bool) -> Any:
    """The published schema; closed, it allows no key that it does not describe."""

    def close(node: Any) -> Any:
        if isinstance(node, list):
            return [close(each) for each in node]
        if not isinstance(node, dict):
            return node
        shut = {"additionalProperties": False} if "properties" in node else {}
        return {**shut, **{key: close(value) for key, value in node.items()}}

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return close(schema) if closed else schema


@pytest.mark.parametrize("made", [reports.rich, reports.hostile, make.report], ids=lambda made: made.__name__)
def test_what_is_written_is_what_the_schema_says_and_nothing_else(made: Callable[[], Report]) -> None:
    """Whoever reads reports reads the schema; a key that it does not describe is a promise that nobody made."""
    document = json.loads(render(made()))
    jsonschema.Draft202012Validator(read_schema(closed=True)).validate(document)
    assert is_document(document)


def test_the_schema_is_sound_and_describes_every_key() -> None:
    """A schema with a mistake in it accepts everything."""
    schema = read_schema(closed=False)
    jsonschema.Draft202012Validator.check_schema(schema)

    def undescribed(node: Any) -> list[str]:
        named = node.get("properties", {}) if isinstance(node, dict) else {}
        own = [name for name, inner in named.items() if not {"description", "$ref"} & inner.keys()]
        return own + [name for inner in named.values() for name in undescribed(inner)]

    numbers = {each.value for each in (*ChangeClass, *Severity)}
    assert {name for node in (schema, *schema["$defs"].values()) for name in undescribed(node)} == numbers


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ChangeClass, ["$defs", "delta", "properties", "change", "enum"]),
        (Verdict, ["properties", "verdict", "enum"]),
        (Severity, ["$defs", "severity", "enum"]),
        (Kind, ["$defs", "principal", "properties", "kind", "enum"]),
        (Realm, ["$defs", "principal", "properties", "realm", "enum"]),
        (Certainty, ["$defs", "grant", "properties", "certainty", "enum"]),
        (Action, ["$defs", "change", "properties", "actions", "items", "enum"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_schema_knows_every_word(kind: Any, words: list[str]) -> None:
    """A class that is added here and not there would make valid reports invalid."""
    node = read_schema(closed=False)
    for word in words:
        node = node[word]
    assert node == [each.value for each in kind]


def test_the_schema_knows_every_level() -> None:
    """Levels are written by name, because their numbers say nothing."""
    levels = read_schema(closed=False)["$defs"]["grant"]["properties"]["level"]["enum"]
    assert levels == [each.name.lower() for each in Level]


def test_a_report_comes_back_as_it_was() -> None:
    """Compare, verify and comment work on what was saved as they do on the plan itself."""
    report = reports.rich()
    again = from_document(json.loads(render(report)))
    assert replace(again, before=(), after=()) == replace(report, before=(), after=())
    for side in ("before", "after"):
        assert sorted(map(repr, getattr(again, side))) == sorted(map(repr, getattr(report, side)))
    assert render(again) == render(report)


def test_a_hostile_report_comes_back_as_it_was() -> None:
    """Names are kept to the letter, and none of their letters can reach a terminal as a control character."""
    text = render(reports.hostile())
    assert text.isascii()
    assert text.isprintable() or set(text) - set(map(chr, range(32, 127))) == {"\n"}
    assert from_document(json.loads(text)) == replace(reports.hostile(), plans=())


def test_the_order_in_which_plans_list_grants_does_not_matter() -> None:
    """The same report is the same bytes, so that two of them can be compared by any tool."""
    report = reports.rich()
    assert render(replace(report, after=report.after[::-1], before=report.before[::-1])) == render(report)


def test_one_entry_is_one_line() -> None:
    """A text comparison of two reports then shows the entries that changed."""
    lines = render(reports.rich()).splitlines()
    grants = json.loads(render(reports.rich()))["grants"]
    assert [json.loads(line.rstrip(",")) for line in lines if line.startswith('    {"id": "g')] == grants


def test_a_grant_has_the_same_id_in_every_report() -> None:
    """An id that moves with the others would be no name."""
    alone = to_document(make.report(after=[make.edge("group:ops")]))["grants"]
    among = to_document(make.report(after=[make.edge("user:ana"), make.edge("group:ops")]))["grants"]
    assert alone == [each for each in among if each["principal"]["id"] == "ops"]


def test_a_finding_about_an_unlisted_change_keeps_it() -> None:
    """A rule may object to something that is no change of its own; the document holds it, marked as unlisted."""
    other = make.delta(ChangeClass.DRIFTED, None, make.edge("user:eve"))
    report = make.report(findings=[make.finding("AR706", Severity.WARN, other)])
    document = to_document(report)
    assert [each["reported"] for each in document["deltas"]] == [False]
    assert from_document(document) == report


def test_values_of_resources_stay_out() -> None:
    """A report is handed on; a plan's other values are nobody's business there."""
    change = make.change("acme_binding.a", "create", after={"motto": "only in the plan"})
    assert "only in the plan" not in render(replace(make.report(), plans=(make.plan(change),)))


def test_a_single_change_holds_its_grants() -> None:
    """Answers about a few changes need no table to look grants up in."""
    row = write_delta(make.delta(ChangeClass.GAINED, None, make.edge("user:ana")))
    assert row["before"] is None
    assert row["after"]["principal"]["key"] == "user:ana"


def test_a_later_minor_version_is_read() -> None:
    """Keys are added within a version; an older reader passes over them."""
    document = {**to_document(reports.rich()), "version": "1.7", "novelty": {"x": 1}}
    document["grants"][0]["novelty"] = 1
    assert from_document(document).fingerprint == "9f3c-71aa-0b12-44de"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["format"], "other", "not a saved report"),
        (["version"], "2.0", "version 2.0"),
        (["verdict"], "MAYBE", 'verdict is "MAYBE"; known are'),
        (["fingerprint"], None, "fingerprint is not a text"),
        (["coverage", "resources"], True, "coverage.resources is not a whole number"),
        (["grants", 0, "scope"], [1], "grants[0].scope holds something that is not a text"),
        (["grants", 0, "level"], "god", 'grants[0].level is "god"'),
        (["deltas", 0, "after"], "g0", "deltas[0].after names g0, which is not in the document"),
        (["deltas", 0, "after"], None, "both null"),
        (["findings", 1, "deltas"], ["d0"], "findings[1].deltas names d0"),
        (["plans"], {}, "plans is not a list"),
        (["plans"], [[]], "plans[0] is not an object"),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, list) else "",
)
def test_a_damaged_document_is_refused_with_the_place(path: list[Any], value: Any, said: str) -> None:
    """A report that was cut or edited must not become another verdict in silence."""
    document = json.loads(render(reports.rich()))
    node = document
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    with pytest.raises(DocumentError) as caught:
        from_document(document)
    assert said in str(caught.value)


def test_a_missing_key_is_named() -> None:
    """Absent is not empty: a report without findings says so."""
    document = to_document(reports.rich())
    del document["findings"]
    with pytest.raises(DocumentError, match="findings is missing"):
        from_document(document)
