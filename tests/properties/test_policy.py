"""Policies made at random: every rewriting means the same, and every single change of meaning shows."""

from __future__ import annotations

import copy
import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrabind.spec import policy
from tests.properties.values import STEADY, policies

pytestmark = pytest.mark.promise(15)


def rewrite(draw: st.DrawFn, document: dict[str, Any]) -> str:
    """Write a document as some other server might: order, lists of one, repetition, blanks, percent signs."""

    def write(key: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: write(name, value[name]) for name in draw(st.permutations(sorted(value)))}
        if isinstance(value, list):
            members = [write("", each) for each in draw(st.permutations(value))]
            members += members[: draw(st.integers(0, 1))]
            return members[0] if len(members) == 1 and draw(st.booleans()) else members
        return value

    text = json.dumps(write("", document), indent=draw(st.sampled_from([None, 0, 4])))
    return quote(text) if draw(st.booleans()) else text


def change(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """Change one thing that counts."""
    changed = copy.deepcopy(document)
    statement = draw(st.sampled_from(changed["Statement"]))
    kinds = ["effect", "principal", "kind", "action", "not", "condition", "version", "sid", "more"]
    match draw(st.sampled_from(kinds)):
        case "effect":
            statement["Effect"] = "Deny" if statement["Effect"] == "Allow" else "Allow"
        case "principal":
            statement["Principal"]["AWS"].append("urn:ecs:iam::ns1:user/Somebody")
        case "kind":
            statement["Principal"] = {"Service": statement["Principal"]["AWS"]}
        case "action":
            statement["Action"][0] = statement["Action"][0].upper()
        case "not":
            statement["NotAction"] = statement.pop("Action")
        case "condition":
            statement.setdefault("Condition", {})["IpAddress"] = {"aws:SourceIp": "10.0.0.0/8"}
        case "version":
            changed["Version"] = "2008-10-17"
        case "sid":
            statement["Sid"] = statement.get("Sid", "") + "Z"
        case "more":
            changed["Statement"].append({"Effect": "Deny", "Principal": "*", "Action": "sts:*"})
    return changed


def distinct(document: dict[str, Any]) -> bool:
    """Whether no statement stands twice: changing one of two alike changes nothing if the other still says it."""
    forms = [policy.normal_form(json.dumps({**document, "Statement": each})) for each in document["Statement"]]
    return len(forms) == len(set(forms))


@STEADY
@given(document=policies(), data=st.data())
def test_every_rewriting_means_the_same(document: dict[str, Any], data: st.DataObject) -> None:
    """Both ways, and after rewriting again: otherwise a plan would depend on who wrote last."""
    once, twice = (data.draw(st.composite(rewrite)(document)) for _ in range(2))
    assert policy.equivalent(json.dumps(document), once)
    assert policy.equivalent(once, twice)
    assert policy.equivalent(twice, once)


@STEADY
@given(document=policies().filter(distinct), data=st.data())
def test_every_single_change_of_meaning_shows(document: dict[str, Any], data: st.DataObject) -> None:
    """A change of access that compares equal would never be planned, nor reviewed."""
    changed = data.draw(st.composite(change)(document).filter(lambda each: each != document))
    assert not policy.equivalent(json.dumps(document), data.draw(st.composite(rewrite)(changed)))


@STEADY
@given(st.text(max_size=60))
def test_any_text_is_a_policy_or_malformed(text: str) -> None:
    """What a user pastes by mistake gets a sentence with line and column."""
    try:
        policy.parse(text)
    except policy.MalformedPolicyError as error:
        assert error.line >= 1  # noqa: PT017 - both outcomes are right
