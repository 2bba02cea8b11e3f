"""A plan is a pure function of state, configuration and settings, and obeys Terraform's three rules."""

from __future__ import annotations

import pytest

from terrabind.apis import load_catalogue
from terrabind.plugin import plan as planning
from terrabind.plugin.diagnostics import Diagnostic
from terrabind.spec.resource import Resource
from terrabind.spec.standard import all_attributes
from terrabind.spec.types import Attribute
from terrabind.spec.values import UNKNOWN, Value, Values

CATALOGUE = load_catalogue()
BINDING = CATALOGUE.resources["terrabind_fireworks_aws_iam_role_binding"]
POOL = CATALOGUE.resources["terrabind_fireworks_node_pool_binding"]
ROLE = CATALOGUE.resources["terrabind_ecs_iam_role"]
POLICY = CATALOGUE.resources["terrabind_k0rdent_iam_policy_binding"]
SAME_TRUST = (
    str(ROLE.example["assume_role_policy"]).replace(",", ", ").replace('"sts:AssumeRole"', '["sts:AssumeRole"]')
)


def plan(resource: Resource, prior: Values | None, config: Values, settings: Values | None = None) -> planning.Plan:
    """Plan with the settings of a provider block."""
    given = dict.fromkeys(resource.api.settings) | dict(settings or {})

    def missing(name: str, _attribute: Attribute) -> Diagnostic:
        return Diagnostic(f"{name} is missing", "")

    return planning.plan_change(resource, all_attributes(resource), prior, config, given, missing)


def created(resource: Resource, config: Values, server: Values, settings: Values | None = None) -> dict[str, Value]:
    """The state after a create."""
    planned = plan(resource, None, config, settings).values
    state = planning.settle(all_attributes(resource), planned, {**planned, **server})
    return {**state, "id": planning.plan_id(resource, state)}


STATES = {
    BINDING.type_name: created(BINDING, {**BINDING.example, "account_id": "acme"}, {"create_time": "t"}),
    POOL.type_name: created(POOL, {**POOL.example, "account_id": "acme"}, {"create_time": "t"}),
    ROLE.type_name: created(
        ROLE, {**ROLE.example, "namespace": "ns1"}, {"arn": "a", "role_id": "r", "create_date": "t"}
    ),
    POLICY.type_name: created(POLICY, POLICY.example, {"policy_id": "p-1", "uid": "u"}),
}


def test_a_new_object_has_defaults_and_unknown_computed_values() -> None:
    """What the server decides cannot be promised; what the description decides can."""
    planned = plan(ROLE, None, {**ROLE.example, "namespace": "ns1"}).values
    assert planned["path"] == "/"
    assert planned["description"] == ""
    assert planned["on_existing"] == "refuse"
    assert planned["arn"] is UNKNOWN
    assert planned["id"] == "ns1/trainer"


@pytest.mark.promise(6)
@pytest.mark.parametrize("resource", CATALOGUE.resources.values(), ids=CATALOGUE.resources)
def test_the_second_plan_equals_the_state(resource: Resource) -> None:
    """Terraform calls a plan empty only when it equals the prior state in every letter."""
    state = STATES[resource.type_name]
    settings = {"account_id": "acme", "namespace": "ns1"}
    again = plan(resource, state, resource.example, settings)
    assert again == planning.Plan(state, ())


@pytest.mark.promise(15, 46)
@pytest.mark.parametrize(
    ("resource", "spelling"),
    [
        (BINDING, {"principal": "ANA@Example.com"}),
        (ROLE, {"name": "Trainer"}),
        (ROLE, {"assume_role_policy": SAME_TRUST}),
    ],
)
def test_another_spelling_of_the_same_is_planned_as_it_was(resource: Resource, spelling: Values) -> None:
    """A policy that only looks different plans empty, and the state keeps its spelling."""
    state = STATES[resource.type_name]
    again = plan(resource, state, {**resource.example, **spelling}, {"account_id": "acme", "namespace": "ns1"})
    assert again == planning.Plan(state, ())


@pytest.mark.promise(19)
@pytest.mark.parametrize(
    ("resource", "change", "path"),
    [
        (BINDING, {"principal": "bo@example.com"}, ("principal",)),
        (BINDING, {"account_id": "other"}, ("account_id",)),
        (BINDING, {"role": UNKNOWN}, ("role",)),
        (POOL, {"node_pool_id": "p2"}, ("node_pool_id",)),
        (ROLE, {"namespace": "ns2"}, ("namespace",)),
        (POLICY, {"org_id": "org-2"}, ("org_id",)),
        (POLICY, {"principal": {"type": "group", "id": "other"}}, ("principal", "id")),
        (POLICY, {"scope": UNKNOWN}, ("scope",)),
    ],
)
def test_an_immutable_change_replaces_at_the_deepest_path(
    resource: Resource, change: Values, path: tuple[str, ...]
) -> None:
    """Terraform shows "forces replacement" beside exactly what forces it."""
    state = STATES[resource.type_name]
    changed = plan(resource, state, {**resource.example, "account_id": "acme", "namespace": "ns1", **change})
    assert changed.replaces == (path,)


@pytest.mark.parametrize(("before", "after"), [("org-1", None), (None, "org-1")])
@pytest.mark.parametrize(("setting", "replaced"), [("org-1", False), ("org-2", True), (None, True), (UNKNOWN, False)])
def test_writing_out_what_the_provider_says_anyway_replaces_nothing(
    before: Value, after: Value, setting: Value, replaced: bool
) -> None:
    """An import by `org/policy` and a configuration that leaves the organisation to the provider mean the same."""
    state = {**STATES[POLICY.type_name], "org_id": before}
    settings = {"org_id": setting}
    changed = plan(POLICY, state, {**POLICY.example, "org_id": after}, settings)
    assert changed.values["org_id"] == after
    assert changed.replaces == ((("org_id",),) if replaced else ())
    assert planning.changes_remotely(POLICY, state, changed.values, settings) is replaced


def test_an_update_keeps_what_the_server_computed() -> None:
    """An unknown ARN would make everything that refers to it unknown too."""
    state = STATES[ROLE.type_name]
    changed = plan(ROLE, state, {**ROLE.example, "namespace": "ns1", "description": "new", "tags": None})
    assert changed == planning.Plan({**state, "description": "new", "tags": None}, ())
    assert planning.changes_remotely(ROLE, state, changed.values, {})


@pytest.mark.parametrize(
    "change",
    [{"on_destroy": "keep"}, {"on_existing": "adopt"}, {"timeouts": {"read": "1s"}}, {"force_detach_policies": True}],
)
def test_a_change_of_what_steers_terrabind_needs_no_request(change: Values) -> None:
    """Nothing about the object changes, so nothing is sent."""
    state = STATES[ROLE.type_name]
    changed = plan(ROLE, state, {**ROLE.example, "namespace": "ns1", **change})
    assert changed.replaces == ()
    assert changed.values != state
    assert not planning.changes_remotely(ROLE, state, changed.values, {})


@pytest.mark.parametrize(
    ("setting", "planned", "identifier"),
    [("acme", "acme", "acme/ana@example.com/arn:aws:iam::123456789012:role/Trainer"), (UNKNOWN, UNKNOWN, UNKNOWN)],
)
def test_the_provider_fills_what_the_resource_leaves_out(setting: Value, planned: Value, identifier: Value) -> None:
    """With a known account the import id is known before anything exists."""
    made = plan(BINDING, None, BINDING.example, {"account_id": setting})
    assert made.values["account_id"] == planned
    assert made.values["id"] == identifier


def test_what_nobody_gives_is_a_fault() -> None:
    """Told at plan, not in the middle of an apply."""
    assert [fault.summary for fault in plan(BINDING, None, BINDING.example).faults] == ["account_id is missing"]


def test_a_setting_that_is_not_known_yet_moves_no_existing_object() -> None:
    """Replacing a binding because an account will only be known later would revoke access for nothing."""
    state = STATES[BINDING.type_name]
    assert plan(BINDING, state, BINDING.example, {"account_id": UNKNOWN}) == planning.Plan(state, ())


def test_a_server_default_stays_as_the_server_decided() -> None:
    """A node pool that the server chose is not chosen anew at each plan."""
    given = {"principal": "ana@example.com", "account_id": "acme"}
    assert plan(POOL, None, given).values["cluster_id"] is UNKNOWN
    state = created(POOL, given, {"cluster_id": "c", "node_pool_id": "n"})
    assert plan(POOL, state, given) == planning.Plan(state, ())


def test_a_nested_member_that_is_unknown_leaves_its_neighbours_known() -> None:
    """Terraform shows "known after apply" for the one member only."""
    principal: Values = {"type": "group", "id": UNKNOWN}
    planned = plan(POLICY, None, {**POLICY.example, "principal": principal}).values
    assert planned["principal"] == principal
    assert planning.settle(all_attributes(POLICY), planned, {"principal": {"type": "group", "id": "g"}})[
        "principal"
    ] == {"type": "group", "id": "g"}


def test_the_state_after_an_apply_is_what_was_planned_where_that_was_known() -> None:
    """Terraform fails an apply that returns anything else; a true difference shows at the next refresh."""
    planned = plan(ROLE, None, {**ROLE.example, "namespace": "ns1"}).values
    state = planning.settle(all_attributes(ROLE), planned, {"name": "TRAINER", "arn": "urn:x", "role_id": UNKNOWN})
    assert (state["name"], state["arn"], state["role_id"]) == ("trainer", "urn:x", None)


def test_an_imported_object_gets_the_defaults_that_no_server_knows() -> None:
    """Otherwise the plan after an import would set them."""
    completed = planning.with_local_defaults(all_attributes(ROLE), {"name": "a"})
    assert completed["on_destroy"] == "delete"
    assert completed["force_detach_policies"] is False
    assert completed["timeouts"] is None
