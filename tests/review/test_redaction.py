"""No secret of a plan gets past the reader, marked or not, and a redacted plan reviews as the original does."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from terrabind.review.plan import REDACTED, Plan
from terrabind.review.reading import read_document
from terrabind.review.redaction import collect_secrets, cover, is_marked, redact, unite
from terrabind.spec.values import look_up
from tests.review.plans.recorded import WHOLE, find, get_document, make_document, make_row, read

CANARY = "canary-secret"
ARN = "arn:aws:iam::1:role/deploy"


def read_row(**change: Any) -> Plan:
    return read_document(make_document(make_row(**change)), "stack", "plan.json")


def test_marked_values_are_gone_and_the_others_are_not() -> None:
    """A reviewer still has to see who gets what beside the secret."""
    change = find(read("sensitive"), "terraform_data.binding")
    assert look_up(change.after or {}, "input") == {
        "principal": "user:ana@example.com",
        "token": REDACTED,
        "members": ["user:ben@example.com", REDACTED],
    }


def test_no_secret_is_left_where_terraform_marks_none() -> None:
    """The output of `terraform_data` holds its sensitive input in clear text, once the state has it."""
    assert CANARY in json.dumps(get_document("sensitive")["resource_changes"][1])
    plan = read("sensitive")
    assert CANARY not in repr(plan)
    assert look_up(find(plan, "terraform_data.copy").before or {}, "input.token") == REDACTED


def test_a_secret_that_changes_behind_its_mark_is_told() -> None:
    """Both sides read the same once they are redacted, and "unchanged" would be a lie."""
    assert find(read("sensitive"), "terraform_data.binding").hidden == ("input.members.1", "input.token")
    same = {"before": {"a": "one-secret"}, "after": {"a": "one-secret"}, "after_sensitive": {"a": True}}
    assert read_row(**same).changes[0].hidden == ()


def test_what_is_sensitive_on_one_side_is_hidden_on_both() -> None:
    """Marking a value later, or no longer, does not make the old one public."""
    sides = {"before": {"a": "hunter2"}, "after": {"a": "hunter3"}}
    for side in ("before_sensitive", "after_sensitive"):
        (change,) = read_row(**sides, **{side: {"a": True}}).changes
        assert (change.before, change.after, change.hidden) == ({"a": REDACTED}, {"a": REDACTED}, ("a",))


def test_a_whole_object_may_be_sensitive() -> None:
    """Then its attributes' names remain, so that rules can say what is hidden."""
    (change,) = read_row(before={"a": "x", "b": None}, before_sensitive=True, after={"a": "x"}).changes
    assert (change.before, change.after) == ({"a": REDACTED, "b": None}, {"a": REDACTED})


def test_a_shape_that_changes_hides_no_less() -> None:
    """Marks follow the value: a list on one side, an object on the other."""
    sides = {"before": {"a": ["hunter2"]}, "after": {"a": {"b": "hunter3"}}}
    plan = read_row(**sides, before_sensitive={"a": [True]}, after_sensitive={"a": {"b": True}})
    assert "hunter" not in repr(plan)


@pytest.mark.parametrize("text", [f"Bearer {CANARY}-one", json.dumps({"password": f"{CANARY}-one"}), f"{CANARY}-one"])
def test_a_text_that_holds_a_secret_is_hidden(text: str) -> None:
    """Providers build headers, documents and connection strings from secrets, and mark none of them."""
    plan = read_row(before={"a": f"{CANARY}-one", "b": text}, before_sensitive={"a": True}, after={"b": text})
    assert CANARY not in repr(plan)


@pytest.mark.parametrize("name", ["user:ana@example.com", ARN, "viewer", "https://example.com/x"])
def test_names_are_only_hidden_where_they_are_marked(name: str) -> None:
    """One secret that holds an e-mail address must not blind the review to that person."""
    (change,) = read_row(before={"a": name, "b": name}, before_sensitive={"a": True}).changes
    assert change.before == {"a": REDACTED, "b": name}


def test_secrets_of_variables_count_too() -> None:
    """Their texts turn up in resources that are marked nowhere. One that nobody declares might be a secret."""
    document = make_document(
        make_row(after={"a": "variable-one", "b": "undeclared-one", "c": "public-value"}),
        variables={"v": {"value": "variable-one"}, "u": {"value": "undeclared-one"}, "w": {"value": "public-value"}},
        configuration={"root_module": {"variables": {"v": {"sensitive": True}, "w": {}}}},
    )
    after = read_document(document, "s", "p").changes[0].after
    assert after == {"a": REDACTED, "b": REDACTED, "c": "public-value"}
    assert redact(document)["variables"] == {
        "v": {"value": REDACTED},
        "u": {"value": REDACTED},
        "w": {"value": "public-value"},
    }


def test_what_cdktf_hands_from_stack_to_stack_is_no_secret() -> None:
    """It marks all such outputs as sensitive; taking that for a secret would hide the ids of most principals."""
    outputs = {"id": {"before": None, "after": "b6d6e912-15d9-446c", "after_sensitive": True}}
    document = make_document(make_row(after={"id": "b6d6e912-15d9-446c"}), output_changes=outputs)
    assert read_document(document, "s", "p").changes[0].after == {"id": "b6d6e912-15d9-446c"}
    assert redact(document)["output_changes"] == {"id": {**outputs["id"], "after": REDACTED}}


@pytest.mark.parametrize("name", WHOLE)
def test_a_redacted_plan_reviews_as_the_original_does(name: str) -> None:
    """What is attached to a ticket must give the same answers, also twice redacted."""
    once = redact(get_document(name))
    assert read_document(once, "stack", f"{name}.json") == read(name)
    assert redact(once) == once


def test_a_list_that_shifts_keeps_its_public_members_when_redacted() -> None:
    """A hidden member moves from one place to another; whoever takes its old place is no secret."""
    secret = "canary-secret-one"
    sides: dict[str, Any] = {"before": {"members": [secret]}, "after": {"members": ["user:ben@example.com", secret]}}
    document = make_document(make_row(**sides, after_sensitive={"members": [False, True]}))
    plan = read_document(document, "s", "p")
    assert plan.changes[0].after == {"members": ["user:ben@example.com", REDACTED]}
    assert read_document(redact(document), "s", "p") == plan


def test_a_redacted_plan_holds_no_secret_anywhere() -> None:
    """Variables, defaults, the planned and the prior state hold copies in clear text."""
    document = get_document("sensitive")
    assert json.dumps(document).count(CANARY) > 10
    redacted = json.dumps(redact(document))
    assert CANARY not in redacted
    assert "user:ana@example.com" in redacted


def test_constants_and_unknown_sections_do_not_survive_redaction() -> None:
    """A provider's password is a constant without a mark, and nobody knows what a new section holds."""
    expressions = {"password": {"constant_value": "hunter2"}, "user": {"references": ["var.user"]}}
    document = make_document(
        configuration={"provider_config": {"x": {"expressions": expressions}}, "root_module": {}},
        action_invocations=[{"address": "action.x.y", "config_values": {"password": "hunter2"}}],
        novel={"password": "hunter2"},
    )
    redacted = redact(document)
    assert "hunter2" not in json.dumps(redacted)
    assert "var.user" in json.dumps(redacted)


def test_redaction_leaves_its_input_alone() -> None:
    """The same document is read next."""
    document = get_document("sensitive")
    before = copy.deepcopy(document)
    redact(document)
    read_document(document, "stack", "plan.json")
    assert document == before


def test_secrets_with_dots_brackets_and_one_beginning_are_all_found() -> None:
    """They are looked for as they are written, however much they resemble each other or a pattern."""
    secrets = ["tok.(en)[0]+x-aaaa", "tok.(en)[0]+x-ab", "tok.(en)[0]+x-", "|" * 20, "öffentlich-nicht"]
    rows = [
        make_row(f"r{index}", before={"a": text}, before_sensitive={"a": True}) for index, text in enumerate(secrets)
    ]
    found = collect_secrets(make_document(*rows))
    assert [found.hide(f"<{text}>") for text in secrets] == [REDACTED] * len(secrets)
    assert found.hide("tokX(en)[0]+x-") == "tokX(en)[0]+x-"


def test_many_secrets_are_found_by_one_search() -> None:
    """A plan of ten thousand minted keys must not be searched ten thousand times."""
    rows = [make_row(f"r{n}", before={"a": f"token-{n:06}-end"}, before_sensitive={"a": True}) for n in range(5_000)]
    secrets = collect_secrets(make_document(*rows))
    text = "nothing of that kind is written here, token-00000 at most. " * 2_000
    assert secrets.hide(text) == text
    assert secrets.contained is not None
    assert isinstance(secrets.contained, re.Pattern)


def test_marks_cover_what_they_mark_and_share_the_rest() -> None:
    """Copying whole plans would double their memory."""
    value: Any = {"a": {"b": [1, 2]}, "c": {"d": 1}}
    covered = cover(value, {"a": {"b": [False, True]}, "c": {"d": False}}, "?", keep_null=True)
    assert covered == {"a": {"b": [1, "?"]}, "c": {"d": 1}}
    assert isinstance(covered, dict)
    assert covered["c"] is value["c"]
    assert cover(value, {"a": {}}, "?", keep_null=True) is value


def test_marks_unite_to_what_either_marks() -> None:
    """One forgotten mark is one secret told."""
    assert unite({"a": True, "b": [False]}, {"b": [False, True], "c": {}}) == {
        "a": True,
        "b": [False, True],
        "c": False,
    }
    assert is_marked(unite({"a": {"b": True}}, {"a": [False]}))
    assert not is_marked(unite(False, {"a": [False, {}]}))
