"""A plan is read as it is meant: all that will be there, all that nobody knows yet, and nothing that is made up."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from terrabind.review.plan import Action, PlanError
from terrabind.review.reading import read_document
from terrabind.spec.values import UNKNOWN, look_up
from tests.e2e.workspace import list_terraforms
from tests.review.plans import record
from tests.review.plans.recorded import WHOLE, find, get_document, make_document, make_row, read


def refuse(document: object) -> PlanError:
    with pytest.raises(PlanError) as caught:
        read_document(document, "stack", "plan.json")  # type: ignore[arg-type]  # what a file holds can be anything
    return caught.value


def test_what_stays_is_read_with_both_sides() -> None:
    """Who has access already decides whether a loss is one, and only the rows that change nothing tell."""
    plan = read("changes")
    stays, comes, goes = (find(plan, f"terraform_data.{name}") for name in ("ana", "cid", "ben"))
    assert stays.actions == (Action.NO_OP,)
    assert stays.before == stays.after
    assert (comes.before, look_up(comes.after or {}, "input.role")) == (None, "admin")
    assert (look_up(goes.before or {}, "input.role"), goes.after) == ("viewer", None)
    assert goes.reason == "delete_because_no_resource_config"


def test_what_nobody_knows_yet_is_unknown_wherever_it_stands() -> None:
    """A missing principal would read as nobody, and a null in a list as an empty member."""
    after = find(read("unknown"), 'terraform_data.binding["x"]').after or {}
    assert look_up(after, "id") is UNKNOWN
    assert look_up(after, "input.principal") is UNKNOWN
    assert look_up(after, "input.members") == ["user:ana@example.com", UNKNOWN]
    assert look_up(after, "triggers_replace") is None


def test_what_is_unknown_as_a_whole_has_no_value_that_could_pass_for_none() -> None:
    """A provider may know nothing of a new object; then not even its attributes' names stand in the plan."""
    module = {"resources": [{"address": "terraform_data.ana", "expressions": {"input": {"references": ["var.x"]}}}]}
    row = make_row(actions=["create"], before=None, after=None, after_unknown=True)
    (change,) = read_document(make_document(row, configuration={"root_module": module}), "s", "p").changes
    assert change.after == {"input": UNKNOWN}


def test_unknown_values_come_where_nothing_stood() -> None:
    """Null where an object will be, and a list that is shorter than its marks: both occur in real plans."""
    unknown = {"grant": {"member": True}, "members": [False, {"id": True}]}
    (change,) = read_document(
        make_document(make_row(after={"members": ["a"]}, after_unknown=unknown)), "s", "p"
    ).changes
    assert change.after == {"grant": {"member": UNKNOWN}, "members": ["a", {"id": UNKNOWN}]}


def test_a_forgotten_grant_is_not_a_deleted_one() -> None:
    """The access stays. Terraform gives it the reason of a deletion, and 1.11 keeps it among the planned values."""
    change = find(read("forgotten"), "terraform_data.ana")
    assert change.actions == (Action.FORGET,)
    assert change.reason == "delete_because_no_resource_config"
    assert change.after is None
    assert look_up(change.before or {}, "input.principal") == "user:ana@example.com"


def test_a_replacement_tells_which_half_comes_first() -> None:
    """Delete first means a while without access, create first one with both."""
    plan = read("replaced")
    gap, overlap = find(plan, "terraform_data.gap"), find(plan, "terraform_data.overlap")
    assert (gap.actions, gap.deletes_first) == ((Action.DELETE, Action.CREATE), True)
    assert (overlap.actions, overlap.deletes_first) == ((Action.CREATE, Action.DELETE), False)


@pytest.mark.parametrize("words", [["create", "forget"], ["create", "delete"]])
def test_a_replacement_may_leave_the_old_object_alone(words: list[str]) -> None:
    """`create, forget` gives access a second time and takes none."""
    (change,) = read_document(make_document(make_row(actions=words)), "s", "p").changes
    assert [action.value for action in change.actions] == words
    assert change.replaces


def test_a_move_tells_where_it_comes_from_with_or_without_a_change() -> None:
    """A refactoring shows as neither a loss nor a gain, unless the grant changes on the way."""
    plan = read("moved")
    moved, changed = find(plan, "module.access.terraform_data.ana"), find(plan, "terraform_data.benjamin")
    assert (moved.previous_address, moved.actions, moved.module) == (
        "terraform_data.ana",
        (Action.NO_OP,),
        "module.access",
    )
    assert (changed.previous_address, changed.actions) == ("terraform_data.ben", (Action.UPDATE,))


def test_an_import_is_told_apart_from_the_update_that_it_looks_like() -> None:
    """What the provider read may lack fields that are configured; that is no change of access."""
    change = find(read("imported"), "terraform_data.ana")
    assert (change.is_import, change.actions) == (True, (Action.UPDATE,))
    assert look_up(change.before or {}, "input") is None


def test_a_failed_plan_is_refused_with_its_reason() -> None:
    """Its file is readable and holds only what was planned before the error."""
    error = refuse(get_document("failed"))
    assert error.summary == "plan.json: this plan failed, its changes are incomplete"
    assert "terraform_data.guarded: Nobody may do this." in error.detail


def test_a_refresh_only_plan_has_its_grants_in_the_state() -> None:
    """It has no changes at all, and yet everybody in the state keeps what they have."""
    plan = read("refreshed")
    assert [change.actions for change in plan.changes] == [(Action.NO_OP,)] * 2
    assert [note.split(":")[0] for note in plan.notes] == ["refresh only"]


def test_a_targeted_plan_says_so_and_keeps_the_others_grants() -> None:
    """Who is left out of the plan still has access, for instance through a group."""
    plan = read("targeted")
    assert (plan.complete, [note.split(":")[0] for note in plan.notes]) == (False, ["targeted"])
    assert find(plan, "terraform_data.ben").actions == (Action.NO_OP,)


def test_what_a_plan_does_not_state_is_not_made_up() -> None:
    """Older plans and OpenTofu's tell neither `complete` nor `errored`; absent is not false."""
    document = get_document("changes")
    for key in ("complete", "applyable", "errored", "timestamp"):
        del document[key]
    plan = read_document(document, "stack", "plan.json")
    assert (plan.complete, plan.notes, plan.time) == (None, (), "")


def test_what_was_put_off_is_kept_with_its_reason() -> None:
    """A deferred grant is one that the next plan will make. No released Terraform defers, so this one is made up."""
    row = make_row(actions=["create"], before=None, after={}, after_unknown={"input": True})
    deferred = [{"reason": "instance_count_unknown", "resource_change": row}]
    plan = read_document(make_document(deferred_changes=deferred, complete=False), "s", "p")
    assert [(change.deferred, look_up(change.after or {}, "input")) for change in plan.changes] == [
        ("instance_count_unknown", UNKNOWN)
    ]
    assert plan.notes == ("deferred: 1 change could not be planned yet",)


def test_failed_checks_are_told_in_their_own_words() -> None:
    """Terraform only warns about them, below everything else."""
    assert read("checked").checks == ("check.owners: Ana must stay an admin.",)


def test_actions_of_providers_are_told_to_be_out_of_sight() -> None:
    """They may do anything at all, access included, and the plan does not say what."""
    plan = read_document(make_document(action_invocations=[{"address": "action.x.y"}]), "s", "p")
    assert plan.notes == ("actions: 1 action of providers will run, which no review can see into",)


def test_drift_stands_apart_from_what_the_plan_does() -> None:
    """Somebody else changed it already; applying the plan does not."""
    row = make_row(before={"input": "a"}, after={"input": "b"})
    plan = read_document(make_document(resource_drift=[row]), "s", "p")
    assert plan.changes == ()
    assert [(change.before, change.after) for change in plan.drift] == [({"input": "a"}, {"input": "b"})]


def test_a_deposed_object_is_told_apart_from_the_one_that_follows_it() -> None:
    """Both have the same address, and only one of them goes."""
    row = {**make_row(actions=["delete"], after=None), "deposed": "0f1e2d3c"}
    assert read_document(make_document(row), "s", "p").changes[0].deposed == "0f1e2d3c"


def test_data_that_is_read_during_the_apply_is_told_to_be_data() -> None:
    """`aws_iam_policy_document` looks like a grant by its name and is none."""
    row = {**make_row(actions=["read"]), "address": "data.terraform_data.ana", "mode": "data"}
    assert read_document(make_document(row), "s", "p").changes[0].mode == "data"


def test_instances_keep_their_module_and_key() -> None:
    """Findings name addresses as Terraform does, dots in keys included."""
    change = find(read("modules"), 'module.access["eu.west"].terraform_data.binding["viewer"]')
    assert (change.module, change.index, change.name) == ('module.access["eu.west"]', "viewer", "binding")
    assert change.references["input"][0] == "terraform_data.deploy.id"


@pytest.mark.parametrize("name", ["empty", "settled", "destroyed"])
def test_plans_that_do_nothing_or_end_everything_have_no_notes(name: str) -> None:
    """They are whole; an empty one is not a damaged one."""
    plan = read(name)
    assert (plan.notes, plan.checks, plan.drift) == ((), (), ())
    assert {action for change in plan.changes for action in change.actions} <= {Action.NO_OP, Action.DELETE}


@pytest.mark.parametrize("name", WHOLE)
def test_keys_of_newer_formats_change_nothing(name: str) -> None:
    """The format promises that additions can be ignored, so that a new Terraform does not stop a review."""
    plain = json.dumps(get_document(name))
    newer = plain.replace('"actions":', '"novel": [{}], "actions":').replace('"address":', '"novel": 1, "address":')
    document = {**json.loads(newer), "format_version": "1.99", "novel": {"values": 1}}
    assert read_document(document, "stack", f"{name}.json") == read(name)


@pytest.mark.parametrize("version", ["2.0", "0.2", "1", "", None, 1.2])
def test_another_major_version_is_refused(version: object) -> None:
    """The same keys could mean something else in it."""
    error = refuse({**get_document("changes"), "format_version": version})
    assert error.summary == "plan.json has an unknown format"
    assert repr(version) in error.detail


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"format_version": "1.0", "values": {}}, "state"),
        ({"version": 4, "lineage": "x", "serial": 1, "resources": []}, "state file"),
        ({"format_version": "1.0", "provider_schemas": {}}, "provider schema"),
        ({"resource": {"terraform_data": {}}}, "configuration"),
        ({"//": {}, "terraform": {}}, "configuration"),
        ({"valid": True, "diagnostics": []}, "validate"),
        ({"encrypted_data": "", "meta": {}}, "encrypted plan"),
        ({"stacks": {}, "version": "0.21.0"}, "manifest"),
        ({"@level": "info", "@message": "x"}, "plan -json"),
        ({"format_version": "1.0"}, "none of a plan's sections"),
        ([], "not an object"),
        (None, "not an object"),
    ],
)
def test_what_is_no_plan_is_called_what_it_is(document: object, words: str) -> None:
    """People pass the wrong file all the time; the message ends the search."""
    error = refuse(document)
    assert error.summary == "plan.json is not a plan"
    assert words in error.detail
    assert "terraform show -json" in error.detail


@pytest.mark.parametrize(
    "section",
    [
        {"resource_changes": {}},
        {"resource_changes": [1]},
        {"resource_changes": [{}]},
        {"resource_changes": [{**make_row(), "address": ""}]},
        {"resource_changes": [make_row(before=[1])]},
        {"resource_changes": [make_row(after="x")]},
        {"resource_changes": [make_row(actions=[])]},
        {"resource_changes": [make_row(actions=None)]},
        {"resource_changes": [make_row(actions=[{}])]},
        {"resource_changes": [make_row(actions=["teleport"])]},
        {"resource_drift": "x"},
        {"deferred_changes": [{}]},
    ],
)
def test_a_damaged_plan_is_refused_at_its_place(section: dict[str, Any]) -> None:
    """What cannot be understood might be a grant, so it is neither dropped nor guessed."""
    error = refuse(make_document(**section) if "resource_changes" not in section else {**make_document(), **section})
    assert next(iter(section)) in error.summary
    assert "terrabind" in error.detail or "terraform" in error.detail


@pytest.mark.parametrize("junk", [1, "x", [], {}, [1], {"x": 1}, None, True])
@pytest.mark.parametrize("key", ["configuration", "prior_state", "checks", "variables", "output_changes"])
def test_sections_that_only_help_may_hold_anything(key: str, junk: Any) -> None:
    """They add sources and words; without them the changes are still whole."""
    plan = read_document({**get_document("changes"), key: junk}, "stack", "changes.json")
    assert len(plan.changes) == 3


def spoil(value: Any, dice: random.Random) -> Any:
    """The same document with one thing in it gone or replaced."""
    if isinstance(value, dict) and value and dice.random() < 0.9:
        name = dice.choice(list(value))
        return {**value, name: spoil(value[name], dice)}
    if isinstance(value, list) and value and dice.random() < 0.9:
        index = dice.randrange(len(value))
        return [*value[:index], spoil(value[index], dice), *value[index + 1 :]]
    return dice.choice([None, True, 0, "x", [], {}, [{}], {"a": True}, {"references": ["var.x"]}])


@pytest.mark.parametrize("name", WHOLE)
def test_a_plan_damaged_anywhere_is_read_or_refused(name: str) -> None:
    """Whoever writes a pull request may write its plan; a stack trace is no answer."""
    dice = random.Random(name)  # noqa: S311 - the same damage in every run
    answers = set()
    for _ in range(200):
        try:
            answers.add(type(read_document(spoil(get_document(name), dice), "stack", "plan.json")).__name__)
        except PlanError as error:
            answers.add(type(error).__name__)
    assert answers == {"Plan", "PlanError"} or name == "empty"


def test_values_nested_beyond_reason_are_refused() -> None:
    """A made-up plan must not end in a stack trace."""
    value: Any = "x"
    for _ in range(5000):
        value = [value]
    error = refuse(make_document(make_row(before={"a": value}, after={"a": value}, after_unknown={"a": value})))
    assert "nested too deeply" in error.detail


@pytest.mark.e2e
@pytest.mark.parametrize("which", sorted(list_terraforms()))
async def test_a_plan_made_today_reads_like_the_recorded_one(which: str) -> None:
    """The recordings are of one version; what the review relies on must hold for the others."""
    fresh = json.loads(await record.record(list_terraforms()[which], "forgotten"))
    plan, recorded = read_document(fresh, "stack", "plan"), read("forgotten")
    assert [(each.address, each.actions, each.reason, each.after is None) for each in plan.changes] == [
        (each.address, each.actions, each.reason, each.after is None) for each in recorded.changes
    ]


def make_large(rows: int) -> str:
    """A plan whose rows are marked as Terraform marks them, with a new grant in every third."""
    values = {"id": "x", "principal": {"kind": "user", "id": "ana"}, "role": "viewer", "tags": ["a", "b"]}
    shape = {"principal": {}, "tags": [False, False]}
    changes = []
    for number in range(rows):
        sides = {"before": values if number % 3 else None, "after": values, "before_sensitive": shape}
        marks = {"after_sensitive": shape, "after_unknown": {} if number % 3 else {**shape, "id": True}}
        changes.append(make_row(f"r{number}", actions=["update" if number % 3 else "create"], **sides, **marks))
    prior = {
        "values": {
            "root_module": {
                "resources": [{"address": row["address"], "mode": "managed", "values": values} for row in changes]
            }
        }
    }
    expressions = {"principal": {"references": ["var.principal"]}}
    written = [{"address": row["address"], "expressions": expressions} for row in changes]
    return json.dumps(make_document(*changes, prior_state=prior, configuration={"root_module": {"resources": written}}))


def test_none_of_ten_thousand_changes_is_left_out() -> None:
    """A review runs on every push, of stacks as large as they come; `make bench` says how long that takes."""
    assert len(read_document(json.loads(make_large(10_000)), "stack", "plan.json").changes) == 10_000
